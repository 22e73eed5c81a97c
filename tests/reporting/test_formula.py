"""Reading formulas: the grammar, canonical texts, messages, references, and evaluating one return."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from portal.reporting.formula import FormulaError, Sheet, broken, evaluate, parse, refs
from portal.reporting.schema import Schema

from .formula_world import CONDITIONS, TREES

NOTATIONS = [
    ("0405 ≤ 0404", "0405 <= 0404"),
    ("０４０５／０４０４≥６０％", "0405 / 0404 >= 60%"),
    ("0405 ÷ 0404 × 2 ≠ 1", "0405 / 0404 * 2 != 1"),
    ("（0402＋0403）－0404 ＝ 0", "0402 + 0403 - 0404 = 0"),
    ("0402 − (0403 − 0404) = 0", "0402 - (0403 - 0404) = 0"),
    ("1,234.50 + 1001.0 + 12345678 > 0", "1234.5 + 1001.0 + 12345678 > 0"),
    ("max（30，5%×0002） <= 0301", "max(30, 5% * 0002) <= 0301"),
    ("sum(0605B…0605H) == 0009", "sum(0605b..0605h) = 0009"),
    ("合计(0605b至0605h) = 0009", "sum(0605b..0605h) = 0009"),
    ("prev(0402 + 0403) > 0", "prev(0402) + prev(0403) > 0"),
    ("prev(sum(0605b..0605h)) = 1", "sum(prev(0605b..0605h)) = 1"),
    ("prev(lastyear(0101)) > 0", "lastyear(prev(0101)) > 0"),
    ("本年累计(0104) ÷ 上年同期(本年累计(0103)) > 0", "ytd(0104) / lastyear(ytd(0103)) > 0"),
    ("如果 0201 > 0 则 0202 ≥ 0201", "if 0201 > 0 then 0202 >= 0201"),
    ("IF 0601 = yes THEN filled(0601d)", "if 0601 = 是 then filled(0601d)"),
    ("非 0016 且 (0001 > 1 或 0002 > 1)", "not 0016 and (0001 > 1 or 0002 > 1)"),
    ("0111 = “做法（一）”", '0111 = "做法（一）"'),
    ("0404 < 1000.0%", "0404 < 1000.0%"),
    ("1000.0 × 0404 < 1", "1000.0 * 0404 < 1"),
]

# text, position of the fault, and what the message must tell
FAULTS = [
    ("", 0, "空"),
    ("0405 <=", 8, "公式结束"),
    ("0405 => 0404", 7, "<= >="),
    ("0405 0404 > 1", 6, "运算符号"),
    ("12万 < 0404", 3, "计量单位"),
    ("foo(0101) > 1", 1, "foo"),
    ("(0405 <= 0404", 14, "右括号"),
    ("0405 <= 0404)", 13, "公式结束"),
    ("0405 # 2", 6, "#"),
    ("max(30,500) > 1", 5, "30, 500"),
    ("ytd(0101 * 0102) > 1", 1, "ytd"),
    ("ytd(prev(0104)) > 1", 1, "prev"),
    ("lastyear(lastyear(0101)) > 1", 1, "一年"),
    ("0001 + (0101 > 1) = 2", 1, "判断"),
    ("(0001 > 1) > (0002 > 1)", 1, "and"),
    ("0001 and 5", 1, "判断"),
    ("sum(0605b..0605h) + (0605b..0605h) = 1", 27, ".."),
    ("prev(0605b..0605h) > 1", 6, "sum("),
    ("prev(0101, 0102) > 1", 1, "2 个"),
    ("prev(periodend) > 0601d", 1, "periodend"),
    ("是 < 0601", 1, "是/否"),
    ("if 0001 > 1 then 0002 else 0003 > 1", 1, "then"),
    ("0001" + " + 0001" * 200 + " > 1", 0, "sum"),
    ("(" * 900 + "0001" + ")" * 900 + " > 1 #", 1810, "#"),
    ("0" * 2001, 0, "2000"),
]

UNFIT = [
    ("0999 > 1", 1, "0999"),
    ("sum(0605h..0605b) = 1", 5, "0605h..0605b"),
    ("ytd(0404) > 1", 5, "直接用 0404"),
    ("lastterm(0001) > 1", 10, "届次"),
    ("0601 + 1 > 0", 1, "是/否"),
    ("0111 > 5", 0, "文字"),
    ("0601d > 5", 0, "日期"),
    ("0601 < 0016", 0, "= 或 !="),
    ("sum(0502a..0502f) > 0", 5, "是/否"),
    ("0502 > 0", 1, "0502"),
    ("if 0001 then 0002 > 1", 4, "判断"),
]


@pytest.fixture(scope="module")
def schema():
    return Schema.current()


def sheet(schema, quarter=3, earlier=(), **now):
    values = {code.removeprefix("c"): value for code, value in now.items()}
    return Sheet(schema, quarter, values, earlier=earlier, period_end=dt.date(2026, 9, 30))


@pytest.mark.parametrize(("text", "canonical"), NOTATIONS)
def test_notations_read_alike(text, canonical):
    assert str(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@settings(max_examples=300, deadline=None)
@given(node=TREES | CONDITIONS)
def test_writing_and_reading_again_gives_the_same_tree(node):
    assert parse(str(node)) == node


@pytest.mark.parametrize(("text", "position", "told"), FAULTS)
def test_a_fault_is_named_with_its_place_and_the_way_out(text, position, told):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.position == position
    assert told in str(caught.value)


@pytest.mark.parametrize(("text", "position", "told"), UNFIT)
def test_a_formula_that_does_not_fit_the_items_is_refused(schema, text, position, told):
    with pytest.raises(FormulaError) as caught:
        refs(parse(text), schema)
    assert caught.value.position == position
    assert told in str(caught.value)


def test_references_name_item_and_time(schema):
    node = parse("prev(0404) + lastyear(ytd(0104)) > sum(0605b..0605d)")
    now = {("0605b", "now"), ("0605c", "now"), ("0605d", "now")}
    assert refs(node) == refs(node, schema) == {("0404", "prev"), ("0104", "lastyear.ytd"), *now}
    assert refs(parse("0801 > 0")) == {("0801", "now")}
    assert refs(parse("0801 > 0"), schema) == {(f"0801{letter}", "now") for letter in "abcd"}
    with pytest.raises(FormulaError, match="表式"):
        refs(parse("sum(1701..1704) > 0"))


def test_the_worked_shares_are_exact(schema):
    node = parse("0405 / 0404 >= 60%")
    assert evaluate(node, sheet(schema, c0405=Decimal("59.996"), c0404=Decimal(100))) is False
    assert evaluate(node, sheet(schema, c0405=Decimal("60.00"), c0404=Decimal("100.00"))) is True
    assert evaluate(parse("0405 / 0404"), sheet(schema, c0405=Decimal(220), c0404=Decimal(400))) == Fraction(11, 20)


@pytest.mark.parametrize("values", [{}, {"c0405": Decimal(1)}, {"c0405": Decimal(0), "c0404": Decimal(0)}])
def test_blanks_and_zero_by_zero_break_nothing(schema, values):
    figures = sheet(schema, **values)
    assert evaluate(parse("0405 / 0404"), figures) is None
    assert not broken(parse("0405 / 0404 >= 60%"), figures)
    assert not broken(parse("not (0405 / 0404 >= 60%)"), figures)


def test_three_valued_logic(schema):
    figures = sheet(schema, c0001=1)
    assert evaluate(parse("0001 = 2 and 0002 = 1"), figures) is False
    assert evaluate(parse("0001 = 1 and 0002 = 1"), figures) is None
    assert evaluate(parse("0001 = 1 or 0002 = 1"), figures) is True
    assert evaluate(parse("if 0002 > 0 then 0001 = 1"), figures) is True
    assert evaluate(parse("if 0002 > 0 then 0001 = 2"), figures) is None
    assert evaluate(parse("if 0002 > 0 then 1 else 2"), figures) is None


def test_a_sum_is_blank_with_a_required_part_and_passes_over_one_that_may_stay_empty(schema):
    required = {f"c0605{letter}": 1 for letter in "bcdefgh"}
    assert evaluate(parse("sum(0605b..0605h)"), sheet(schema, **required)) == 7
    del required["c0605h"]
    assert evaluate(parse("sum(0605b..0605h)"), sheet(schema, **required)) is None
    optional = parse("sum(1701n, 1702n, 1703n, 1704n)")
    assert evaluate(optional, sheet(schema, c1702n=3)) == 3
    assert evaluate(optional, sheet(schema)) is None


def test_a_code_without_input_is_the_sum_of_its_parts(schema):
    figures = sheet(schema, **{f"c1302{letter}": 2 for letter in "abcde"}, c0107e=10)
    assert evaluate(parse("0107e = 1302"), figures) is True


def test_shifts_follow_the_quarters(schema):
    earlier = [{"0104": 10, "0001": 5}, {"0104": 100, "0001": 6}, {"0104": 1000, "0001": 7}]
    figures = sheet(schema, earlier=earlier, c0104=1)
    assert [evaluate(parse(f"{name}(0104)"), figures) for name in ("ytd", "prev", "before", "opening")] == [
        111, 10, 10, 1000,
    ]  # fmt: skip
    first = sheet(schema, quarter=1, earlier=earlier, c0104=1)
    assert [evaluate(parse(f"{name}(0104)"), first) for name in ("ytd", "prev", "before", "opening")] == [
        1,
        None,
        10,
        10,
    ]


def test_a_year_to_date_sum_leaves_out_quarters_without_duty_but_not_missing_figures(schema):
    assert evaluate(parse("ytd(0104)"), sheet(schema, earlier=[{"0104": 10}, None], c0104=1)) == 11
    assert evaluate(parse("ytd(0104)"), sheet(schema, earlier=[{"0104": 10}, {}], c0104=1)) is None


def test_texts_dates_and_context(schema):
    figures = sheet(schema, c0601=True, c0601d=dt.date(2026, 9, 29), c0111="", c0014=Decimal(90), c0002=10)
    assert evaluate(parse("if 0601 = 是 then 0601d >= periodend"), figures) is False
    assert evaluate(parse("blank(0111)"), figures) is True
    assert evaluate(parse("0014 / 0002 / months"), figures) == 1
    assert evaluate(parse("count(0601, filled(0111), quarter = 3)"), figures) == 2
