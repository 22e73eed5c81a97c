"""The cases the policy turns on: sums not means, no rounding before a verdict, 0/0, trends, terms, moves, overrides."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.organisations.models import Line, Unit, UnitKind
from portal.organisations.scope import system
from portal.policy.models import PolicyParameter
from portal.reporting.indicators.compute import ComputeSummary, NotOpened, compute
from portal.reporting.indicators.results import Figure, for_unit
from portal.reporting.models import DefinitionSet, IndicatorResult, Period
from tests.factories import make_unit
from tests.reporting.indicator_world import IndicatorWorld

pytestmark = pytest.mark.django_db
CODE = "2025Q3"


@pytest.fixture
def world() -> IndicatorWorld:
    return IndicatorWorld()


@pytest.fixture
def group() -> Unit:
    return make_unit(UnitKind.GROUP)


def units_below(world: IndicatorWorld, group: Unit, count: int, *codes: str) -> list[Unit]:
    """Subsidiaries of the group, in the reporting tree of each period."""
    units = [make_unit() for _ in range(count)]
    with system("test data"):
        for code in codes or (CODE,):
            world.tree(code, Line.REPORTING, {group.pk: None} | {unit.pk: group.pk for unit in units})
    return units


def spent(world: IndicatorWorld, code: str, unit: Unit, frontline: str, total: str, **more: Any) -> None:
    with system("test data"):
        world.file(code, unit, {"0405": Decimal(frontline), "0404": Decimal(total)} | more)


def computed(code: str = CODE) -> ComputeSummary:
    return compute(Period.objects.get(code=code))


def figure(unit: Unit, indicator: str, view: str = "own", code: str = CODE) -> Figure:
    with system("test"):
        result = for_unit(Period.objects.get(code=code), unit, view)
    assert result is not None
    return result.get(indicator)


# --- the worked example of the conventions -----------------------------------------------------------------------


def worked_example(world: IndicatorWorld, group: Unit, code: str) -> list[Unit]:
    units = units_below(world, group, 3, code)
    for unit, (frontline, total) in zip(units, [("70", "100"), ("150", "300"), ("0", "0")], strict=True):
        spent(world, code, unit, frontline, total)
    computed(code)
    return units


def test_a_group_has_the_ratio_of_sums_not_the_mean_of_ratios(world: IndicatorWorld, group: Unit) -> None:
    worked_example(world, group, CODE)
    found = figure(group, "I-0402", "reporting")
    assert (found.numerator, found.denominator) == (220, 400)
    assert found.value == Fraction(11, 20)
    assert found.shown == "55.00%"
    assert found.standing == "S"


def test_units_are_counted_where_they_have_a_verdict(world: IndicatorWorld, group: Unit) -> None:
    units = worked_example(world, group, CODE)
    found = figure(group, "I-0402", "reporting")
    assert (found.met, found.judged) == (1, 2)
    with system("test"):
        result = for_unit(Period.objects.get(code=CODE), group, "reporting")
    assert result is not None and (result.reported, result.due) == (3, 3)
    assert [figure(unit, "I-0402").standing for unit in units] == ["M", "S", "N"]


@pytest.mark.parametrize(("code", "verdicts"), [("2025Q3", ["G", "G", "N"]), ("2025Q4", ["M", "S", "N"])])
def test_a_threshold_is_judged_in_the_fourth_quarter(
    world: IndicatorWorld, group: Unit, code: str, verdicts: list[str]
) -> None:
    units = worked_example(world, group, code)
    found = [figure(unit, "I-0402", code=code) for unit in units]
    assert [one.verdict for one in found] == verdicts
    assert [one.is_warning for one in found] == [False, code == "2025Q3", False]


def test_a_rule_that_binds_each_quarter_is_judged_at_once(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1)[0]
    spent(world, CODE, unit, "1", "1", **{"0203": 0})
    computed()
    assert figure(unit, "I-0201").verdict == "S"


# --- exactness ---------------------------------------------------------------------------------------------------


def test_59_996_percent_fails_and_shows_why(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1, "2025Q4")[0]
    spent(world, "2025Q4", unit, "149.99", "250.00")
    computed("2025Q4")
    found = figure(unit, "I-0402", code="2025Q4")
    assert (found.verdict, found.shown) == ("S", "59.996%")
    assert found.missing == Fraction(1, 100)


@pytest.mark.parametrize(("frontline", "total", "letter"), [("150.00", "250.00", "M"), ("0.01", "0.01", "M")])
def test_exactly_at_the_bound_is_met(
    world: IndicatorWorld, group: Unit, frontline: str, total: str, letter: str
) -> None:
    unit = units_below(world, group, 1)[0]
    spent(world, CODE, unit, frontline, total)
    computed()
    assert figure(unit, "I-0402").standing == letter


def test_tiny_denominators_and_huge_figures_do_not_stop_the_run(world: IndicatorWorld, group: Unit) -> None:
    tiny, huge, other = units_below(world, group, 3, "2024Q3", CODE)
    for code in ("2024Q3", CODE):
        spent(world, code, tiny, "9999999999999.99", "0.01", **{"0411": 9_999_999_999, "0007": 1})
        spent(world, code, huge, "5999999999999.99", "9999999999999.99", **{"0411": 1, "0007": 9_999_999_999})
        spent(world, code, other, "60.00", "100.00")
    computed()
    assert figure(huge, "I-0402").standing == "S"
    assert figure(tiny, "I-0402").value == Fraction(999999999999999)
    whole = figure(group, "I-0402", "reporting")
    assert whole.numerator == Fraction("15999999999999.98") + 60
    assert figure(group, "I-0406", "reporting").standing == "M"


def test_a_blank_part_leaves_the_pair_out_of_the_sum(world: IndicatorWorld, group: Unit) -> None:
    whole, part = units_below(world, group, 2)
    spent(world, CODE, whole, "60", "100")
    with system("test data"):
        world.file(CODE, part, {"0405": Decimal(999)})
    computed()
    assert (figure(part, "I-0402").standing, figure(part, "I-0402").is_problem) == ("U", True)
    assert figure(group, "I-0402", "reporting").numerator == 60


def test_what_was_not_filed_counts_as_due_only(world: IndicatorWorld, group: Unit) -> None:
    filed, missing, exempt = units_below(world, group, 3)
    spent(world, CODE, filed, "60", "100")
    with system("test data"):
        world.file(CODE, missing, None)
        world.file(CODE, exempt, None, exempt=True)
    computed()
    with system("test"):
        result = for_unit(Period.objects.get(code=CODE), group, "reporting")
        assert for_unit(Period.objects.get(code=CODE), exempt, "own") is None
    assert result is not None and (result.due, result.reported) == (2, 1)
    assert (figure(missing, "I-0402").standing, figure(missing, "I-0402").is_problem) == ("F", False)


# --- trends and terms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "letter"), [(51, "M"), (50, "M"), (49, "S")])
def test_a_trend_compares_with_the_same_quarter_last_year(
    world: IndicatorWorld, group: Unit, now: int, letter: str
) -> None:
    unit = units_below(world, group, 1, "2024Q3", CODE)[0]
    spent(world, "2024Q3", unit, "1", "1", **{"1414": 50, "1413": 100})
    spent(world, CODE, unit, "1", "1", **{"1414": now, "1413": 100})
    computed()
    assert figure(unit, "I-1402").standing == letter
    assert figure(unit, "I-1402").change == Fraction(now - 50, 100)


def test_a_trend_without_last_year_is_not_applicable(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1)[0]
    spent(world, CODE, unit, "1", "1", **{"1414": 50, "1413": 100})
    computed()
    found = figure(unit, "I-1402")
    assert (found.standing, found.verdict) == ("B", "B")
    assert found.verdict_word.word == "不适用（无上年）"


def test_accidents_may_not_rise(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1, "2024Q1", "2025Q1")[0]
    spent(world, "2024Q1", unit, "1", "1", **{"1416": 1})
    spent(world, "2025Q1", unit, "1", "1", **{"1416": 2})
    computed("2025Q1")
    assert figure(unit, "I-1406", code="2025Q1").standing == "S"


def test_deputies_compare_with_the_former_term(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1)[0]
    terms = {"2024Q3": (3, 40), "2024Q4": (3, 45), "2025Q1": (4, 44), "2025Q2": (4, 30), CODE: (4, 44)}
    for code, (term, workers) in terms.items():
        spent(world, code, unit, "1", "1", **{"0301t": term, "0302": workers, "0301": 100})
    computed()
    found = figure(unit, "I-0301")
    assert (found.base_value, found.standing) == (Fraction(45, 100), "S")


def test_the_first_term_has_nothing_to_compare_with(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1)[0]
    spent(world, CODE, unit, "1", "1", **{"0301t": 4, "0302": 44, "0301": 100})
    computed()
    assert figure(unit, "I-0301").verdict_word.word == "不适用（无上届）"


# --- trees -------------------------------------------------------------------------------------------------------


def test_a_moved_unit_counts_where_it_stood_then_and_where_it_stands_now(world: IndicatorWorld, group: Unit) -> None:
    new_group = make_unit(UnitKind.GROUP)
    mover, stayer = make_unit(), make_unit()
    tops: dict[int, int | None] = {group.pk: None, new_group.pk: None}
    with system("test data"):
        world.tree("2024Q3", Line.REPORTING, tops | {mover.pk: group.pk, stayer.pk: new_group.pk})
        world.tree(CODE, Line.REPORTING, tops | {mover.pk: new_group.pk, stayer.pk: new_group.pk})
    for code in ("2024Q3", CODE):
        spent(world, code, mover, "1", "1", **{"1414": 90, "1413": 100})
        spent(world, code, stayer, "1", "1", **{"1414": 50, "1413": 100})
        computed(code)
    now = figure(new_group, "I-1402", "reporting")
    assert (now.value, now.base_value) == (Fraction(140, 200), Fraction(50, 100))
    assert figure(group, "I-1402", "reporting", "2024Q3").value == Fraction(90, 100)
    with system("test"):
        assert not IndicatorResult.objects.filter(period__code=CODE, unit=group, view="reporting").exists()


def test_each_line_has_its_own_sum(world: IndicatorWorld, group: Unit) -> None:
    city = make_unit(UnitKind.CITY_UNION)
    here, there = make_unit(), make_unit()
    with system("test data"):
        world.tree(CODE, Line.REPORTING, {group.pk: None, here.pk: group.pk, there.pk: group.pk})
        world.tree(CODE, Line.TERRITORY, {city.pk: None, here.pk: city.pk})
    spent(world, CODE, here, "70", "100")
    spent(world, CODE, there, "50", "100")
    computed()
    assert figure(group, "I-0402", "reporting").value == Fraction(60, 100)
    assert figure(city, "I-0402", "territory").value == Fraction(70, 100)


def test_institutions_are_counted_not_added_up(world: IndicatorWorld, group: Unit) -> None:
    yes, no = units_below(world, group, 2)
    spent(world, CODE, yes, "1", "1", **{"1502": True})
    spent(world, CODE, no, "1", "1", **{"1502": False})
    computed()
    found = figure(group, "I-1502", "reporting")
    assert (found.numerator, found.denominator, found.shown, found.standing) == (1, 2, "50.00%", "S")
    assert found.without(figure(no, "I-1502")) == 1


def test_figures_that_must_not_be_summed_have_no_aggregate(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1)[0]
    spent(world, CODE, unit, "1", "1", **{"1701n": 3, "0012": 4})
    computed()
    assert figure(unit, "I-1705").value == Fraction(3, 4)
    assert figure(group, "I-1705", "reporting").value is None


def test_leaving_a_unit_out_moves_the_sum(world: IndicatorWorld, group: Unit) -> None:
    units = worked_example(world, group, CODE)
    whole = figure(group, "I-0402", "reporting")
    assert whole.effect_of_leaving_out(figure(units[0], "I-0402")) == Fraction(150, 300) - Fraction(220, 400)
    assert whole.effect_of_leaving_out(figure(units[1], "I-0402")) == Fraction(70, 100) - Fraction(220, 400)


# --- parameters and definitions ----------------------------------------------------------------------------------


def test_a_unit_may_have_its_own_bound(world: IndicatorWorld, group: Unit) -> None:
    strict, usual = units_below(world, group, 2)
    PolicyParameter.objects.create(
        code="accrual_rate", label="提取率", numerator=Decimal("0.025"), unit="比例", document_text="试验",
        authority="province", valid_from=date(2020, 1, 1), unit_id=strict.pk,
    )  # fmt: skip
    for unit in (strict, usual):
        spent(world, CODE, unit, "1", "1", **{"0402": Decimal(2), "0401": Decimal(100)})
    computed()
    assert figure(strict, "I-0401").standing == "S"
    assert figure(usual, "I-0401").standing == "M"
    assert figure(group, "I-0401", "reporting").standing == "M"


def test_without_a_size_set_by_the_province_it_is_only_watched(world: IndicatorWorld, group: Unit) -> None:
    unit = units_below(world, group, 1)[0]
    spent(world, CODE, unit, "1", "1", **{"0601": False, "0001": 5000})
    computed()
    assert figure(unit, "I-0601").standing == "W"


def test_two_runs_give_the_same_rows_and_a_new_snapshot(world: IndicatorWorld, group: Unit) -> None:
    worked_example(world, group, CODE)
    with system("test"):
        before = list(
            IndicatorResult.objects.order_by("view", "unit").values_list("view", "unit", "numerators", "verdicts")
        )
        second = computed()
        after = list(
            IndicatorResult.objects.order_by("view", "unit").values_list("view", "unit", "numerators", "verdicts")
        )
    assert (before, second.snapshot) == (after, 2)
    assert DefinitionSet.objects.count() == 1


def test_a_changed_bound_is_a_new_formula_version(world: IndicatorWorld, group: Unit) -> None:
    worked_example(world, group, CODE)
    PolicyParameter.objects.filter(code="training_frontline_share").update(numerator=Decimal("0.5"))
    computed()
    assert DefinitionSet.objects.count() == 2
    assert figure(group, "I-0402", "reporting").standing == "M"


def test_a_locked_period_keeps_its_definitions(world: IndicatorWorld, group: Unit) -> None:
    worked_example(world, group, CODE)
    PolicyParameter.objects.filter(code="training_frontline_share").update(numerator=Decimal("0.5"))
    period = Period.objects.get(code=CODE)
    period.state, period.locked_at = "locked", period.opened_at
    period.save()
    computed()
    assert figure(group, "I-0402", "reporting").standing == "S"


def test_a_planned_period_is_refused() -> None:
    period = Period.objects.create(year=2031, quarter=1, code="2031Q1", opens_on=date(2031, 1, 1))
    with pytest.raises(NotOpened, match="还没有开放"):
        compute(period)
    with pytest.raises(CommandError, match="还没有开放"):
        call_command("compute_indicators", "2031Q1")
    with pytest.raises(CommandError, match="没有报告期"):
        call_command("compute_indicators", "2026Q9")


def test_the_command_needs_few_queries(world: IndicatorWorld, group: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    worked_example(world, group, CODE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        call_command("compute_indicators", CODE)
    assert len(queries) <= 20
    assert "快照 2" in capsys.readouterr().out
