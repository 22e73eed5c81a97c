"""Keeping a file, and who gets it back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal import files
from portal.audit.models import Event
from portal.files.limits import LARGEST_FILE
from portal.files.models import StoredFile
from tests.factories import make_member, make_province
from tests.files.test_kinds import PDF_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province()


def upload(content=PDF_BYTES, name="会议纪要（2026年）.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def kept(province):
    return files.store(upload(), user=make_member(province["unit"], "filler"), unit=province["unit"])


def test_a_file_is_kept_by_its_content(kept, settings):
    assert kept.path.read_bytes() == PDF_BYTES
    assert str(kept.path).startswith(str(settings.MEDIA_ROOT))
    assert (kept.name, kept.size, kept.kind) == ("会议纪要（2026年）.pdf", len(PDF_BYTES), "pdf")
    assert Event.objects.filter(action="file.store", object_id=str(kept.pk)).count() == 1


def test_the_same_upload_twice_is_one_file(kept, province):
    again = files.store(upload(), user=make_member(province["unit"], "filler"), unit=province["unit"].pk)
    assert again.pk == kept.pk
    elsewhere = files.store(upload(), user=make_member(province["foreign"], "filler"), unit=province["foreign"])
    assert elsewhere.pk != kept.pk
    assert elsewhere.path == kept.path


def test_a_refused_file_leaves_nothing_behind(province, settings):
    user = make_member(province["unit"], "filler")
    with pytest.raises(files.FileRefused, match="空文件"):
        files.store(upload(b""), user=user, unit=province["unit"])
    too_large = upload(PDF_BYTES)
    too_large.size = LARGEST_FILE + 1
    with pytest.raises(files.FileRefused, match=r"不超过 20 MB。收到：20\.1 MB"):
        files.store(too_large, user=user, unit=province["unit"])
    assert not StoredFile.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))


@pytest.mark.parametrize(
    ("at", "role", "status"),
    [
        ("unit", "filler", 200),
        ("group", "reviewer", 200),
        ("city", "reviewer", 200),
        ("prov", "province_reviewer", 200),
        ("sasac", "sasac_reviewer", 200),
        ("sibling", "filler", 404),
        ("foreign", "filler", 404),
        ("other", "reviewer", 404),
        ("prov", "sysadmin", 404),
        ("prov", "secadmin", 404),
        ("prov", "auditor", 404),
    ],
)
def test_only_those_who_read_the_unit_get_its_files(client, kept, province, at, role, status):
    client.force_login(make_member(province[at], role))
    response = client.get(reverse("download_file", args=[kept.pk]))
    response.close()
    assert response.status_code == status


def test_a_download_is_an_inert_attachment_under_its_chinese_name(client, kept, province):
    client.force_login(make_member(province["unit"], "filler"))
    response = client.get(reverse("download_file", args=[kept.pk]))
    assert response.getvalue() == PDF_BYTES
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BC%9A")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_unknown_and_lost_files_are_not_found(client, kept, province, caplog):
    client.force_login(make_member(province["unit"], "filler"))
    assert client.get(reverse("download_file", args=[kept.pk + 1])).status_code == 404
    kept.path.unlink()
    assert client.get(reverse("download_file", args=[kept.pk])).status_code == 404
    assert "is missing" in caplog.text


def test_without_any_grant_nobody_gets_a_file(client, kept, province, monkeypatch):
    monkeypatch.setattr("portal.files.access._grants", [])
    client.force_login(make_member(province["unit"], "filler"))
    assert client.get(reverse("download_file", args=[kept.pk])).status_code == 404
