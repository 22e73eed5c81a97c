"""Rules that judge sets of returns: the same answer for one return as for all of a period, in few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from portal.organisations.models import Unit, UnitKind
from portal.organisations.scope import system
from portal.reporting import checks
from portal.reporting.cases import Case, OneReturn
from portal.reporting.checks import Breaches
from portal.reporting.figures import ReturnFigures
from portal.reporting.models import Evidence, Period, Return, ReturnVersion
from portal.reporting.schema import Schema
from tests.factories import make_unit
from tests.reporting.factories import fill, make_period, make_return, put_cells, started

pytestmark = pytest.mark.django_db

LONG = (
    "本季在三个车间组织宣讲活动，结合岗位实际开展学习，职工参与面进一步扩大，形成经验材料两篇，"
    "受到一线职工欢迎，下季继续推进。"
)


def judge(check: Callable[[Case], Breaches], period: Period, *returns: Return, version: str = "working") -> Breaches:
    """The check over these returns (all of the period when none is given); each by itself in memory says the same."""
    with system("test"):
        found = Return.objects.filter(period=period)
        if returns:
            found = found.filter(pk__in=[ret.pk for ret in returns])
        breaches = check(Case(found, period, Schema.of(period), version))
        for ret in found.filter(working__isnull=False).select_related("working"):
            ret.working.ret = ret
            alone = check(OneReturn.of(ReturnFigures.load(ret.working)))
            assert alone == {pk: breach for pk, breach in breaches.items() if pk == ret.pk}
        return breaches


@pytest.fixture
def units() -> list[Unit]:
    """A group headquarters below the province, and its two subsidiaries."""
    group = make_unit(UnitKind.GROUP, make_unit(UnitKind.PROV_UNION))
    return [group, make_unit(parent=group), make_unit(parent=group)]


def filled_return(period: Period, unit: Unit, **figures: Any) -> tuple[Return, ReturnVersion]:
    ret = make_return(period, unit)
    version = fill(started(ret), **figures)
    return ret, version


def count_all(ret: Return) -> None:
    """Make the working copy the counted one, as filing would."""
    with system("test"):
        Return.objects.filter(pk=ret.pk).update(counted=ret.working_id)


def test_blank_cells_that_must_be_filled_are_named(units: list[Unit]) -> None:
    period = make_period(2026, 3)
    ret, version = filled_return(period, units[1], c1502=None)
    assert judge(checks.required_filled, period, ret) == {}
    put_cells(version, c0404=None, c0001=None)
    assert judge(checks.required_filled, period, ret)[ret.pk].cells == ("0001", "0404")


def test_institutional_items_may_wait_until_the_fourth_quarter(units: list[Unit]) -> None:
    period = make_period(2026, 4)
    ret, _ = filled_return(period, units[1], c1502=None)
    assert judge(checks.required_filled, period, ret)[ret.pk].cells == ("1502",)


def test_negative_figures_are_named_but_for_the_signed_one(units: list[Unit]) -> None:
    period = make_period()
    ret, _ = filled_return(period, units[1], c0403=Decimal("-2"), c0402=Decimal("-1"))
    assert judge(checks.required_filled, period, ret)[ret.pk].cells == ("0402",)


def test_a_yes_needs_a_number_or_a_file(units: list[Unit]) -> None:
    period = make_period()
    ret, version = filled_return(period, units[1], c0015=True, c0418=True)
    assert judge(checks.yes_proved, period, ret)[ret.pk].cells == ("0015", "0418")
    with system("test"):
        version.basicsreturn.__class__.objects.filter(version=version).update(has_union_ref="陕工批〔2020〕3号")
        file = make_file(units[1])
        Evidence.objects.create(version=version, code="0418", file=file)
    assert judge(checks.yes_proved, period, ret) == {}


def make_file(unit: Unit) -> Any:
    from portal.files.models import StoredFile

    needed = {"sha256": "0" * 64, "size": 1, "name": "佐证.pdf", "unit_id": unit.pk}
    known = {field.name for field in StoredFile._meta.fields} | {field.attname for field in StoredFile._meta.fields}
    return StoredFile.objects.create(**{name: value for name, value in needed.items() if name in known})


def test_an_assessment_body_has_its_registration_number(units: list[Unit]) -> None:
    period = make_period()
    ret, version = filled_return(period, units[1], c0601=True)
    assert judge(checks.assessment_number, period, ret)[ret.pk].cells == ("0601",)
    with system("test"):
        type(version.skillsreturn).objects.filter(version=version).update(self_assessment_ref="陕评001")
    assert judge(checks.assessment_number, period, ret) == {}


def test_a_copy_of_last_quarter_is_noticed(units: list[Unit]) -> None:
    before, now = make_period(2026, 2), make_period(2026, 3)
    old, _ = filled_return(before, units[1], c0001=80, c0002=80)
    count_all(old)
    ret, version = filled_return(now, units[1], c0001=80, c0002=80)
    with system("test"):
        Return.objects.filter(pk=ret.pk).update(previous=old)
    assert ret.pk in judge(checks.copied_return, now, ret)
    put_cells(version, c0201=1)
    assert judge(checks.copied_return, now, ret) == {}


def test_five_round_amounts_are_noticed(units: list[Unit]) -> None:
    period = make_period()
    money = {"c0014": 900, "c0401": 900, "c0402": 14, "c0404": 10}
    ret, version = filled_return(period, units[1], **money, c0405=Decimal("6.25"))
    assert judge(checks.round_money, period, ret) == {}
    put_cells(version, c0405=6)
    assert "5 个" in judge(checks.round_money, period, ret)[ret.pk].found


def test_thin_and_copied_narratives_are_noticed_without_showing_the_other(units: list[Unit]) -> None:
    period = make_period()
    first, _ = filled_return(period, units[1], c0111=LONG)
    count_all(first)
    second, version = filled_return(period, units[2], c0111=LONG.replace("，", "、"), c0208="开展宣讲")
    breach = judge(checks.weak_narratives, period, second)[second.pk]
    assert set(breach.cells) == {"0111", "0208"}
    assert "4 字" in breach.found
    assert units[1].name not in breach.found
    assert "宣讲活动" not in breach.found
    put_cells(version, c0111="围绕安全生产开展岗位练兵，" * 6, c0208=None)
    assert judge(checks.weak_narratives, period, second) == {}


def test_its_own_counted_text_is_no_copy(units: list[Unit]) -> None:
    period = make_period()
    ret, _ = filled_return(period, units[1], c0111=LONG)
    count_all(ret)
    assert judge(checks.weak_narratives, period, ret) == {}


def test_late_returns_are_noticed_and_extensions_respected(units: list[Unit]) -> None:
    period = make_period()
    ret = make_return(period, units[1])
    today = timezone.localdate()
    with system("test"):
        Return.objects.filter(pk=ret.pk).update(due_on=today - dt.timedelta(days=2))
    assert "逾期 2 天" in judge(checks.late_return, period, ret)[ret.pk].found
    with system("test"):
        Return.objects.filter(pk=ret.pk).update(extended_to=today, extension_reason="系统故障")
    assert judge(checks.late_return, period, ret) == {}


def test_a_consolidated_figure_in_the_headquarters_return_is_noticed(units: list[Unit]) -> None:
    period = make_period()
    group, first, second = units
    own, version = filled_return(period, group, c0001=180)
    for unit in (first, second):
        ret, _ = filled_return(period, unit, c0001=100)
        count_all(ret)
    assert judge(checks.consolidated_headquarters, period, own)[own.pk].cells == ("0001",)
    put_cells(version, c0001=179)
    assert judge(checks.consolidated_headquarters, period, own) == {}


def test_one_return_and_the_whole_period_are_judged_alike_in_as_many_queries(
    units: list[Unit], django_assert_max_num_queries: Any
) -> None:
    period = make_period()
    returns = [filled_return(period, unit, c0015=True, c0001=None, c0111="短")[0] for unit in units]
    for check in (checks.required_filled, checks.yes_proved, checks.weak_narratives, checks.late_return):
        with system("test"), django_assert_max_num_queries(5):
            together = check(Case(Return.objects.filter(period=period), period, Schema.of(period), "working"))
        alone = [judge(check, period, ret) for ret in returns]
        assert together == {pk: breach for found in alone for pk, breach in found.items()}
