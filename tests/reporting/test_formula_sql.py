"""The SQL reading equals the Python reading on the current database, row by row and to the last digit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.organisations.scope import system
from portal.reporting.formula import FormulaError, amount, broken, evaluate, expression, pair, parse, violation, whole
from portal.reporting.formula.sql_functions import compute
from portal.reporting.formula.sql_numbers import literal
from portal.reporting.models import Return, ReturnVersion
from portal.reporting.schema import Item, Schema

from ..keeping import unkept
from .formula_world import CONDITIONS, TREES, World

pytestmark = pytest.mark.django_db
RANDOM = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=120)


@pytest.fixture
def world(db):
    with system("test"):
        yield World(units=8, seed=7)


def rows(quarter):
    return Return.objects.filter(period__quarter=quarter).exclude(state="exempt").select_related("period")


def sql_numbers(node, schema, quarter, version="counted"):
    """{return: Fraction or None} as the database computes it."""
    found = pair(node, schema, quarter, version)
    top, bottom = (term or literal(1) for term in (found.numerator, found.denominator))
    annotated = rows(quarter).annotate(top=top.expression, bottom=bottom.expression)
    return {ret: _quotient(found.factor, ret.top, ret.bottom) for ret in annotated}


def _quotient(factor, top, bottom):
    return None if top is None or bottom is None else factor * Fraction(top, bottom)


@RANDOM
@given(node=TREES, quarter=st.integers(1, 4), version=st.sampled_from(["counted", "working"]))
def test_numbers_agree(world, node, quarter, version):
    for ret, value in sql_numbers(node, world.schema, quarter, version).items():
        assert value == evaluate(node, world.sheet(ret)), (str(node), ret.pk)


@RANDOM
@given(node=CONDITIONS, quarter=st.integers(1, 4))
def test_conditions_and_violations_agree(world, node, quarter):
    truth, fault = expression(node, world.schema, quarter), violation(node, world.schema, quarter)
    found = {ret: (ret.truth, ret.broken) for ret in rows(quarter).annotate(truth=truth, broken=fault)}
    for ret, judged in found.items():
        sheet = world.sheet(ret)
        assert judged == (evaluate(node, sheet), broken(node, sheet)), (str(node), ret.pk)
    filtered = set(rows(quarter).filter(fault))
    assert filtered == {ret for ret, (_, is_broken) in found.items() if is_broken}


# Each stands for a way to go wrong: signs of denominators, products beyond 64 bits, binary fractions, nested blanks.
TRAPS = [
    "0404 / 0403 >= 60%",
    "0404 / 0403 < lastyear(0404) / lastyear(0403)",
    "0404 / 0403 <= 0404 / 0403",
    "if blank(0404 / (0403 - 0403)) then 0404 > 60",
    "(0404 / 0403) / (0001 / 0009) >= 0",
    "0404 * 0405 * 0001 >= 0403 * 0001 * 0009",
    "max(0404 / 0403, 0405 / 0403) = 1",
    "abs(0403) * 3 = 16.08 * 3",
    "if 0403 > 0 then 0404 / 0403 > 1 else 0405 / 0403 < 1",
    "blank(0404 / 0403)",
    "0301 != lastterm(0301)",
    "ytd(0908) - ytd(0416) > 0",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(world, text):
    node, outcomes = parse(text), set()
    for quarter in (1, 2, 3, 4):
        for ret in rows(quarter).annotate(truth=expression(node, world.schema, quarter)):
            assert ret.truth == evaluate(node, world.sheet(ret)), ret.pk
            outcomes.add(ret.truth)
    assert len(outcomes) > 1, "the figures do not put this formula to the test"


def test_amounts_are_in_the_items_own_unit(world):
    node = parse("ytd(0908) + 0404")
    amounts = rows(4).annotate(found=amount(node, world.schema, 4))
    expected = {ret: evaluate(node, world.sheet(ret)) for ret in amounts}
    assert {ret: ret.found if ret.found is None else Fraction(ret.found) for ret in amounts} == expected
    assert any(value is not None for value in expected.values())


def test_whole_numbers_sum_up_exactly_in_the_database(world):
    node = parse("0404")
    found, places = whole(node, world.schema, 4)
    total = rows(4).annotate(found=found).aggregate(total=Sum("found"))["total"]
    values = [world.sheet(ret).get("0404") for ret in rows(4)]
    assert Fraction(total, 10**places) == sum(Fraction(value) for value in values if value is not None)
    assert places == 2


@pytest.mark.parametrize("text", ["0405 / 0404", "0404 / 3"])
def test_amounts_do_not_divide(world, text):
    for reading in (amount, whole):
        with pytest.raises(FormulaError, match="分子和分母"):
            reading(parse(text), world.schema, 4)


def test_a_rule_has_to_be_a_condition_and_a_number_a_number(world):
    with pytest.raises(FormulaError, match="判断"):
        violation(parse("0404 + 1"), world.schema, 4)
    with pytest.raises(FormulaError, match="一个数"):
        pair(parse("0404 > 1"), world.schema, 4)


EXTRA = [
    Item("9001", "补充人数", 1, 1, "P", "人", "count"),
    Item("9002", "补充金额", 1, 1, "Y", "万元", "money", scale=2),
    Item("9003", "补充是否", 1, 1, "B", "", "yesno"),
    Item("9004", "补充文字", 1, 1, "P", "", "text", required=False),
    Item("9005", "补充日期", 1, 1, "P", "日期", "date"),
]
VALUES = [
    {"9001": 12, "9002": "16.08", "9003": True, "9004": "甲", "9005": "2024-12-31"},
    {"9001": None, "9002": 0.57, "9003": False, "9004": ""},
    {},
]
ON_EXTRA = ["9001 * 9002", "9002 - 0.57", "9001 + 1"]
IF_EXTRA = ["9001 >= 12 and 9003 = 是", '9004 = "甲"', "blank(9004)", "not 9003", "9005 >= periodend", "blank(9005)"]


def test_supplementary_items_are_read_like_declared_ones(world):
    schema = Schema.current().with_extra(EXTRA)
    with unkept():
        for ret, values in zip(rows(4).exclude(counted=None).order_by("pk"), VALUES, strict=False):
            ReturnVersion.objects.filter(pk=ret.counted_id).update(extra=values)
    sheets = {ret: _with_extra(world, ret, schema) for ret in rows(4).select_related("counted")}
    for node in map(parse, ON_EXTRA):
        assert sql_numbers(node, schema, 4) == {ret: evaluate(node, sheet) for ret, sheet in sheets.items()}
    for node in map(parse, IF_EXTRA):
        found = rows(4).annotate(truth=expression(node, schema, 4))
        assert {ret: ret.truth for ret in found} == {ret: evaluate(node, sheet) for ret, sheet in sheets.items()}


def _with_extra(world, ret, schema):
    sheet = world.sheet(ret)
    values = dict(ret.counted.extra)
    if values.get("9002") is not None:
        values["9002"] = Decimal(str(values["9002"]))
    if values.get("9005") is not None:
        values["9005"] = type(sheet.period_end).fromisoformat(values["9005"])
    sheet.schema, sheet.now = schema, {**sheet.now, **values}
    return sheet


def test_the_function_for_wide_numbers_is_exact():
    assert compute("*", 10**10, 10**10) == str(10**20)
    assert compute("-", str(10**20), 10**20 - 1) == 1
    assert compute("<", str(10**20), str(10**20 + 1)) == 1
    assert compute("+", None, 1) is None
    assert compute("abs", -(10**20), 0) == str(10**20)
