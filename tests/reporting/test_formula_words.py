"""What a broken rule tells: the sentence, 应有, 收到, 怎样改, and the cells it is about."""

import datetime as dt
import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.reporting.formula import Sheet, broken, explain, parse, say
from portal.reporting.formula.units import ROUNDED, permitted
from portal.reporting.schema import Schema

from .formula_world import CODES, CONDITIONS

NOW = {
    "0405": Decimal("67.02"),
    "0404": Decimal("60.00"),
    "0402": Decimal(10),
    "0403": Decimal(20),
    "0001": 12000,
    "0301": 100,
    "0302": 120,
    "0303": 130,
    "0201": 3,
    "0202": 1,
    "0601": True,
    "0601d": dt.date(2026, 1, 1),
    "1701": False,
    "0111": "短",
    "0009": 30,
    "0504": 0,
    "0505": Decimal(2),
    "0408": 0,
    **{f"0605{letter}": n for n, letter in enumerate("bcdefgh", 1)},
}
EARLIER = {**NOW, "0404": Decimal(80)}

# formula, and what expected, received and fix must say
BREACHES = [
    ("0405 <= 0404", "不大于 60.00 万元，即 0404", "67.02 万元", "0405 减少 7.02 万元，或 0404 增加 7.02 万元"),
    ("0404 >= prev(0404)", "不小于 80.00 万元，即 上季0404", "60.00 万元", "0404 增加 20.00 万元"),
    ("0405 / 0404 <= 60%", "不大于 60.00%", "＝111.70%", "0405 减少 31.02 万元"),
    ("60% >= 0405 / 0404", "不大于 60.00%", "＝111.70%", "0405 减少 31.02 万元"),
    ("0404 <= 0402 + 0403", "不大于 30.00 万元，即 0402", "60.00 万元", "0404 减少 30.00 万元"),
    (
        "sum(0605b..0605h) = 0009",
        "等于 30 人，即 0009",
        "0605b至0605h合计＝28 人",
        "0605b至0605h合计 增加 2 人，或 0009 减少 2 人",
    ),
    ("if 0201 > 0 then 0202 >= 0201", "当0201", "1 人次", "0202 增加 2 人次"),
    ("if 0505 > 0 then 0504 > 0", "大于 0 人", "0 人", "0504 增加 1 人"),
    ("if 0601 = 是 then 0601d >= periodend", "不早于 报告期末日 2026-09-30", "2026-01-01", "改正 0601d"),
    ("if 0601 = 是 then filled(0418)", "已填写", "未填", "填写 0418"),
    ("1701 = 是", "为“是”", "“否”", "改正 1701"),
    ("blank(0601d)", "为空", "2026-01-01", "清空 0601d"),
    ("length(0111) >= 50", "不小于 50 字", "1 字", "相差 49 字"),
    ("not (0408 = 0 and before(0408) = 0)", "不出现", "0 人次", "核对 0408"),
    ("0001 <= 1,000", "不大于 1,000 人", "12,000 人", "0001 减少 11,000 人"),
    ("0009 <= 130% × 0302 / 10", "不大于 15 人", "30 人", "0009 减少 15 人"),
    ("0001 <= 101% × before(0303)", "不大于 131 人，即 101.00% × 上一季0303", "12,000 人", "0001 减少 11,869 人"),
    ("0001 < 101% × before(0303)", "小于 132 人，即 101.00% × 上一季0303", "12,000 人", "0001 减少 11,869 人"),
    ("0009 >= 31% × before(0303)", "不小于 41 人，即 31.00% × 上一季0303", "30 人", "0009 增加 11 人"),
    ("0009 > 31% × before(0303)", "大于 40 人，即 31.00% × 上一季0303", "30 人", "0009 增加 11 人"),
    ("0404 <= 33.3% × 0403", "不大于 6.66 万元", "60.00 万元", "0404 减少 53.34 万元"),
    ("0405 / 0404 - 1 <= 5%", "不大于 5.00%", "11.70%", "相差 6.70 个百分点"),
]


@pytest.fixture(scope="module")
def figures():
    return Sheet(Schema.current(), 3, NOW, earlier=[EARLIER, EARLIER], period_end=dt.date(2026, 9, 30))


@pytest.mark.parametrize(("text", "expected", "received", "fix"), BREACHES)
def test_a_breach_tells_what_was_expected_what_came_and_what_to_do(figures, text, expected, received, fix):
    found = explain(parse(text), figures.schema, figures)
    assert expected in found.expected
    assert received in found.received
    assert fix in found.fix


def test_the_sentence_names_items_and_values(figures):
    node = parse("0405 <= 0404")
    plain = "0405（一线职工培训支出）应不大于 0404（职工教育培训经费累计支出）"
    assert say(node, figures.schema) == plain
    said = say(node, figures.schema, figures)
    assert said == "0405（一线职工培训支出） 67.02 万元 应不大于 0404（职工教育培训经费累计支出） 60.00 万元"
    assert explain(node, figures.schema, figures).sentence == said


def test_a_bound_of_persons_is_whole_in_the_sentence_too(figures):
    found = explain(parse("70% × before(0303) <= 0009 <= 101% × 0303"), figures.schema, figures)
    assert "（＝91 人）应不大于 0009" in found.sentence
    assert "（＝131.3 人，取整 131 人）" in found.sentence


@given(st.integers(-50, 50), st.fractions(-50, 50), st.sampled_from(sorted(ROUNDED)))
def test_a_whole_bound_changes_no_verdict(count, bound, op):
    holds = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[op]
    assert holds(count, bound) == holds(count, permitted(op, bound))
    assert permitted(op, bound).denominator == 1 and abs(permitted(op, bound) - bound) < 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("before(0001) > 0", "上一季0001"),
        ("lastyear(0001) > 0", "上年同期0001"),
        ("lastterm(0301) > 0", "上届0301"),
        ("opening(0403) > 0", "上年末0403"),
        ("ytd(0104) > 0", "本年累计0104"),
        ("lastyear(ytd(0104)) > 0", "上年同期累计0104"),
        ("0014 / months > 0", "年初以来的月数"),
        ("0001 > 1 and (0002 > 1 or 0003 > 1)", "，且（0002"),
        ("0001 - (0002 - 0003) > 0", "－ （0002"),
        ("0109 <= min(0004, 0013)", "中较小的"),
    ],
)
def test_times_and_brackets_in_words(figures, text, words):
    assert words in say(parse(text), figures.schema)


def test_numbers_of_a_breach(figures):
    (part,) = explain(parse("0405 <= 0404"), figures.schema, figures).parts
    assert (part.value, part.bound, part.difference) == (Fraction("67.02"), 60, Fraction("7.02"))
    assert part.codes == ("0405", "0404")


def test_a_chain_names_only_the_links_that_break(figures):
    found = explain(parse("0303 <= 0302 <= 0301 <= 0001"), figures.schema, figures)
    assert [part.codes for part in found.parts] == [("0303", "0302"), ("0302", "0301")]
    assert explain(parse("0301 <= 0001"), figures.schema, figures).parts == ()


def test_a_share_just_below_its_bound_is_not_rounded_up_to_it(figures):
    near = Sheet(figures.schema, 4, {"0405": Decimal("599.96"), "0404": Decimal("1000.00")})
    found = explain(parse("0405 / 0404 >= 60%"), figures.schema, near)
    assert "59.996%" in found.received
    assert "0405 增加 0.04 万元" in found.fix


@settings(max_examples=300, deadline=None)
@given(node=CONDITIONS)
def test_every_breach_can_be_told(node):
    schema = Schema.current()
    values = {code: NOW.get(code, 1 if schema.by_code[code].is_number else None) for code in CODES}
    sheet = Sheet(schema, 3, values, earlier=[values] * 7, last_year=values, before_last_year=[values] * 7)
    assert say(node, schema)
    found = explain(node, schema, sheet)
    assert found.sentence
    assert bool(found.parts) == broken(node, sheet)
    assert all(part.expected and part.received and part.fix for part in found.parts)
