"""The auditor's pages."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.audit import record
from portal.audit.actions import labels
from portal.audit.models import Event, Result
from portal.audit.sealing import seal
from portal.jobs import Job
from portal.jobs.dispatch import run_waiting
from portal.organisations.models import UnitKind
from tests.factories import make_area, make_member, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> object:
    return make_unit(UnitKind.PROV_UNION, area=make_area("610000"))


@pytest.fixture
def auditor(client: Client, province) -> Client:
    client.force_login(make_member(province, "auditor"))
    return client


def test_only_for_the_auditor(client: Client, province) -> None:
    event = record("x")
    client.force_login(make_member(province, "province_manager"))
    for url in (reverse("event_list"), reverse("event_detail", args=[event.pk])):
        assert client.get(url).status_code == 403
    assert client.post(reverse("verify_events")).status_code == 403


def test_events_and_seals_are_shown(auditor: Client) -> None:
    record("audit.verify", obj_label="甲对象")
    seal()
    record("job.retry", obj_label="乙对象", result=Result.REFUSED)
    page = auditor.get(reverse("event_list")).content.decode()
    for text in ("甲对象", "乙对象", "核验审计记录", "重试后台任务", "拒绝", "最近封存"):
        assert text in page


def test_empty_list_says_what_will_stand_here(auditor: Client) -> None:
    assert "没有符合条件的记录" in auditor.get(reverse("event_list"), {"what": "无此对象"}).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"action": "job.retry"}, {"乙"}),
        ({"result": "refused"}, {"乙"}),
        ({"what": "甲"}, {"甲"}),
        ({"until": "2020-12-31"}, {"甲"}),
        ({"since": "2021-01-01"}, {"乙"}),
        ({"since": "2020-06-01", "until": "2020-06-01"}, {"甲"}),
    ],
)
def test_filters(auditor: Client, query: dict[str, str], expected: set[str]) -> None:
    first = timezone.make_aware(timezone.datetime(2020, 6, 1, 23, 59))
    Event.objects.bulk_create([Event(action="audit.verify", object_label="甲", time=first)])
    record("job.retry", obj_label="乙", result=Result.REFUSED)
    rows = auditor.get(reverse("event_list"), query).context["page"].object_list
    assert {row.object_label for row in rows} & {"甲", "乙"} == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"since": "yesterday"}, "日期"),
        ({"until": "9999-12-31"}, "应有：2000 年至 2100 年的日期"),
        ({"since": "0001-01-01"}, "应有：2000 年至 2100 年的日期"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "应有：不早于 2026-02-01"),
        ({"action": "no.such"}, "no.such"),
        ({"page": "x"}, ""),
    ],
)
def test_bad_filter_is_explained(auditor: Client, query: dict[str, str], message: str) -> None:
    response = auditor.get(reverse("event_list"), query)
    assert response.status_code == 200
    assert message in response.content.decode()


def test_list_is_cheap(auditor: Client, django_assert_max_num_queries) -> None:
    now = timezone.now()
    Event.objects.bulk_create(Event(action="job.retry", time=now - timedelta(minutes=n)) for n in range(250))
    auditor.get(reverse("event_list"))
    with django_assert_max_num_queries(10):
        page = auditor.get(reverse("event_list"), {"page": 3}).context["page"]
    assert len(page.object_list) >= 50


def test_detail_and_unknown_event(auditor: Client) -> None:
    event = record("job.retry", detail={"原值": "1"})
    page = auditor.get(reverse("event_detail", args=[event.pk])).content.decode()
    assert "原值" in page
    assert "尚未封存" in page
    assert auditor.get(reverse("event_detail", args=[event.pk + 999])).status_code == 404


def test_verification_runs_as_a_job(auditor: Client) -> None:
    record("x")
    seal()
    response = auditor.post(reverse("verify_events"), follow=True)
    job = Job.objects.get(kind="audit.verify")
    assert response.redirect_chain[-1][0] == reverse("job_detail", args=[job.pk])
    run_waiting(pulse=False)
    assert "审计记录完整" in auditor.get(reverse("job_detail", args=[job.pk])).content.decode()


def _recorded_actions() -> Iterator[tuple[str, Path]]:
    """Every literal first argument of a call of record() in the portal's code."""
    for room in ("portal", "workforce", "training", "competitions", "evaluation"):
        for path in (portal_settings.BASE_DIR / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name == "record" and isinstance(node.args[0].value, str):
                        yield node.args[0].value, path


def test_every_action_has_a_chinese_name() -> None:
    recorded = dict(_recorded_actions())
    assert recorded.keys() >= {"audit.verify"}
    nameless = {action: str(path) for action, path in recorded.items() if action not in labels()}
    assert not nameless, f"name them in audit_actions of the app's AppConfig: {nameless}"


def test_an_event_names_the_roles_in_chinese(auditor: Client, province) -> None:
    Event.objects.bulk_create([event := Event(action="session.sign_in", role="filler,checker,gone")])
    page = auditor.get(reverse("event_detail", args=[event.pk])).content.decode()
    assert "填表人、审核人、gone" in page and "明细" not in page
