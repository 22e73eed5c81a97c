"""Versions: carrying forward, copying, filing, and hashes that tell any change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from portal.organisations.models import Unit
from portal.organisations.scope import system
from portal.reporting import versions
from portal.reporting.models import Declaration, Explanation, Purpose, Return, ReturnVersion
from tests.factories import make_actor, make_province
from tests.reporting.factories import fill, make_period, make_return, put_cells, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> dict[str, Unit]:
    return make_province()


@pytest.fixture(autouse=True)
def _scope() -> Iterator[None]:
    with system("test"):
        yield


def filed(ret: Return, actor: Any, **figures: Any) -> ReturnVersion:
    version = versions.file_version(fill(started(ret), **figures), actor)
    ret.state = "in_review"
    ret.desk, ret.desk_role, ret.counted = ret.unit, "checker", version
    ret.save()
    return version


def test_the_first_version_carries_what_holds_on(province: dict[str, Unit]) -> None:
    actor = make_actor(province["unit"], "filler")
    earlier = make_return(make_period(2026, 2), province["unit"])
    filed(earlier, actor, c0016=True, c0301=60, c0403="-3.50", c0001=900, c1702=True, c1702w=8)
    version = started(make_return(make_period(2026, 3), province["unit"]))
    rows = versions.form_rows(version)
    assert rows[0].has_congress is True and rows[0].employees is None
    assert rows[1].congress_deputies == 60
    assert str(rows[2].fund_carried) == "-3.50"
    assert rows[4].in_party_review is True and rows[4].party_review_weight == 8


def test_the_opening_balance_is_new_in_the_first_quarter(province: dict[str, Unit]) -> None:
    filed(make_return(make_period(2025, 4), province["unit"]), make_actor(province["unit"], "filler"), c0403=7)
    version = started(make_return(make_period(2026, 1), province["unit"]))
    assert versions.form_rows(version)[2].fund_carried is None


def test_the_next_version_is_a_copy_with_everything_beside(province: dict[str, Unit]) -> None:
    ret = make_return(make_period(), province["unit"])
    version = started(ret)
    fill(version, c0001=321)
    then = dt.datetime(2026, 10, 9, 9, 41, tzinfo=dt.UTC)
    Explanation.objects.create(version=version, rule="S09", text="本季停产检修没有办班", by="李岚", at=then)
    Declaration.objects.create(version=version, code="0405", kind="red_letter", reason="冲销")
    versions.file_version(version, make_actor(province["unit"], "filler"))
    copy = versions.open_next(ret, Purpose.SENT_BACK, editable=["0001"])
    assert (copy.number, copy.based_on, copy.editable) == (2, version, ["0001"])
    assert versions.form_rows(copy)[0].employees == 321
    assert Explanation.objects.get(version=copy).at == then
    assert Declaration.objects.filter(version=copy).count() == 1
    assert copy.may_edit("0001") and not copy.may_edit("0002")


def test_there_is_one_working_copy(province: dict[str, Unit]) -> None:
    ret = make_return(make_period(), province["unit"])
    started(ret)
    with pytest.raises(versions.VersionError):
        versions.open_next(ret, Purpose.SENT_BACK)


def test_a_filed_version_cannot_be_filed_again(province: dict[str, Unit]) -> None:
    actor = make_actor(province["unit"], "filler")
    version = filed(make_return(make_period(), province["unit"]), actor)
    with pytest.raises(versions.VersionError):
        versions.file_version(version, actor)


def test_the_receipt_names_period_unit_and_version(province: dict[str, Unit]) -> None:
    version = filed(make_return(make_period(), province["unit"]), make_actor(province["unit"], "filler"))
    assert version.receipt == f"2026Q3-{province['unit'].code}-1-{version.content_hash[:6].upper()}"
    assert not version.may_edit("0001")


def change_figure(version: ReturnVersion) -> None:
    put_cells(version, c0001=5)


def change_reference(version: ReturnVersion) -> None:
    row = versions.form_rows(version)[0]
    type(row).objects.filter(pk=row.pk).update(has_union_ref="陕工组〔2026〕1号")


def change_explanation(version: ReturnVersion) -> None:
    Explanation.objects.create(version=version, rule="S09", text="本季停产检修没有办班")


def change_declaration(version: ReturnVersion) -> None:
    Declaration.objects.create(version=version, code="0405", kind="red_letter", reason="冲销")


def change_amount(version: ReturnVersion) -> None:
    Declaration.objects.filter(version=version).update(amount=80)


@pytest.mark.parametrize(
    "change", [change_figure, change_reference, change_explanation, change_declaration, change_amount]
)
def test_any_change_shows_in_the_hash(province: dict[str, Unit], change: Any) -> None:
    version = fill(started(make_return(make_period(), province["unit"])))
    Declaration.objects.create(version=version, code="0404", kind="overspend", amount=8, reason="专项补助弥补")
    before = versions.content_hash(version)
    assert versions.content_hash(version) == before
    change(version)
    assert versions.content_hash(version) != before


def test_filing_keeps_the_hash_of_the_content(province: dict[str, Unit]) -> None:
    version = filed(make_return(make_period(), province["unit"]), make_actor(province["unit"], "filler"))
    assert versions.content_hash(version) == version.content_hash
