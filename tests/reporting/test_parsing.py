"""What people type: taken as meant, or refused with what was expected, what came and how to put it right."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reporting.parsing import CellError, format_value, from_json, parse_cell, parse_reference, to_json
from portal.reporting.rules import RED_LETTER, can_be_declared
from portal.reporting.schema import Item, Schema

COUNT, MONEY, OPENING, HOURS, WEIGHT = "0001", "0404", "0403", "0416", "1701w"
FLAG, TEXT, DAY, YEAR = "0601", "0111", "0601d", "1701y"


def item(code: str) -> Item:
    return Schema.current().by_code[code]


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        (COUNT, "", None),
        (COUNT, " \u3000\t", None),
        (COUNT, "0", 0),
        (COUNT, "1,234", 1234),
        (COUNT, "１，２３４", 1234),
        (COUNT, " 12 ", 12),
        (COUNT, "12.00", 12),
        (COUNT, "+12", 12),
        (COUNT, "-0", 0),
        (COUNT, "9999999999", 9_999_999_999),
        (MONEY, "1,234.5", Decimal("1234.50")),
        (MONEY, "１２．５", Decimal("12.50")),
        (MONEY, ".5", Decimal("0.50")),
        (MONEY, "12.", Decimal("12.00")),
        (MONEY, "12.500", Decimal("12.50")),
        (OPENING, "-3.5", Decimal("-3.50")),
        (OPENING, "\u22123.5", Decimal("-3.50")),
        (OPENING, "（3.50）", Decimal("-3.50")),
        (HOURS, "7.5", Decimal("7.50")),
        (WEIGHT, "5%", Decimal("5.00")),
        (FLAG, "是", True),
        (FLAG, "有", True),
        (FLAG, "√", True),
        (FLAG, "否", False),
        (FLAG, "无", False),
        (FLAG, "Ｎ", False),
        (DAY, "2026-3-31", dt.date(2026, 3, 31)),
        (DAY, "2026年3月31日", dt.date(2026, 3, 31)),
        (DAY, "２０２６／３／３１", dt.date(2026, 3, 31)),
        (DAY, "20260331", dt.date(2026, 3, 31)),
        (DAY, "2026-03-31 00:00:00", dt.date(2026, 3, 31)),
        (DAY, "二〇二六年三月三十一日", dt.date(2026, 3, 31)),
        (DAY, "二〇二六年十二月十日", dt.date(2026, 12, 10)),
        (YEAR, "2026年度", 2026),
        (TEXT, " 做法一\r\n做法二 ", "做法一\n做法二"),
        (TEXT, "  ", None),
        (TEXT, "字" * 800, "字" * 800),
    ],
)
def test_takes(code: str, text: str, value: Any) -> None:
    found = parse_cell(item(code), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("code", "text", "expected", "advice"),
    [
        (COUNT, "12a", "一个数（人）", "12"),
        (COUNT, "abc", "一个数（人）", "阿拉伯数字"),
        (COUNT, "十二", "一个数（人）", "阿拉伯数字"),
        (COUNT, "12人", "一个数（人）", "12"),
        (COUNT, "1,234.5", "整数（人）", "不能有小数"),
        (COUNT, "12万", "一个数（人）", "120000"),
        (COUNT, "1.5亿", "一个数（人）", "150000000"),
        (MONEY, "12万", "万元", "填 12（即 120000 元）"),
        (MONEY, "12万元", "万元", "填 12（即 120000 元）"),
        (MONEY, "0.5亿元", "万元", "填 5000（"),
        (COUNT, "-5", "不小于 0", "不能为负"),
        (MONEY, "\u22120.01", "不小于 0", "不能为负"),
        (COUNT, "(5)", "不小于 0", "不能为负"),
        (COUNT, "7" * 40, "最多 10 位", "连在了一起"),
        (MONEY, "7" * 40, "最多 13 位", "连在了一起"),
        (MONEY, "10000000000000", "最多 13 位", "连在了一起"),
        (COUNT, "7" * 400, "一个数", "收到 400 个字"),
        (COUNT, "1.23E+05", "一个数", "科学记数法"),
        (MONEY, "12.345", "最多 2 位小数", "12.35"),
        (COUNT, "12,34", "一个数", "1234"),
        (COUNT, "12 34", "一个数", "1234"),
        (COUNT, "-", "一个数", "填 0"),
        (COUNT, "—", "一个数", "填 0"),
        (COUNT, "60%", "一个数", "百分比"),
        (COUNT, "5²", "一个数", "阿拉伯数字"),
        (COUNT, "٣", "一个数", "阿拉伯数字"),
        (COUNT, "=1+1", "一个数", "阿拉伯数字"),
        (WEIGHT, "1234567", "最多 5 位", "计量单位"),
        (FLAG, "也许", "“是”或“否”", "文号"),
        (DAY, "2026-02-30", "日期", "没有 2026 年 2 月 30 日"),
        (DAY, "2026年3月", "日期", "缺少日"),
        (DAY, "46112", "日期", "2026-03-31"),
        (DAY, "31/3/2026", "日期", "年份写在最前"),
        (DAY, "1026-03-31", "日期", "年份应在"),
        (DAY, "下个月", "日期", "2026-03-31"),
        (YEAR, "26", "四位年份", "一个年份"),
        (TEXT, "字" * 5000, "不超过 800 字", "删去 4200 字"),
    ],
)
def test_refuses(code: str, text: str, expected: str, advice: str) -> None:
    with pytest.raises(CellError) as refused:
        parse_cell(item(code), text)
    error = refused.value
    assert expected in error.expected
    assert advice in error.fix
    assert error.code == code
    assert len(error.received) < 60
    for word in ("应有", "收到", "怎样改", code):
        assert word in str(error)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (COUNT, "核对是否多打了负号：填期末实有的数，没有的填 0"),
        ("0408", "填本季发生的数"),
        ("0410", "申明“红字冲销”"),
        ("0301", "填本届的数"),
        (MONEY, "申明“红字冲销”"),
        ("0014", "申明“红字冲销”"),
    ],
)
def test_a_minus_gets_the_advice_that_fits_the_item(code: str, advice: str) -> None:
    with pytest.raises(CellError) as refused:
        parse_cell(item(code), "-5")
    fix = refused.value.fix
    assert advice in fix
    assert ("申明" in fix) == can_be_declared(code, RED_LETTER), "no declaration is advised where there is none"


@pytest.mark.parametrize(
    "cell", [item for item in Schema.current().items if item.is_number], ids=lambda cell: cell.code
)
def test_every_number_refuses_a_minus_with_advice_or_is_signed(cell: Item) -> None:
    try:
        assert parse_cell(cell, "-5") == -5 and cell.signed
    except CellError as error:
        assert "不能为负" in error.fix


def test_states_the_length_of_a_narrative_that_is_too_long() -> None:
    with pytest.raises(CellError) as refused:
        parse_cell(item(TEXT), "字" * 801)
    assert refused.value.received == "801 字"


def test_the_document_number_is_one_line_of_limited_length() -> None:
    assert parse_reference(item(FLAG), " 陕工发\n〔2023〕21号 ") == "陕工发 〔2023〕21号"
    assert parse_reference(item(FLAG), "") == ""
    with pytest.raises(CellError, match="200"):
        parse_reference(item(FLAG), "号" * 201)


def test_null_characters_do_not_reach_the_database() -> None:
    assert parse_cell(item(TEXT), "做\x00法") == "做法"
    assert parse_reference(item(FLAG), "文\x00号") == "文号"


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        (COUNT, None, ""),
        (COUNT, 1234, "1,234"),
        (MONEY, Decimal("1234.5"), "1,234.50"),
        (FLAG, False, "否"),
        (DAY, dt.date(2026, 3, 31), "2026-03-31"),
        (YEAR, 2026, "2026"),
    ],
)
def test_shows(code: str, value: Any, text: str) -> None:
    assert format_value(item(code), value) == text


VALUES = {
    COUNT: st.integers(0, 9_999_999_999),
    MONEY: st.decimals(0, Decimal("9999999999999.99"), places=2),
    OPENING: st.decimals(Decimal("-9999999999999.99"), Decimal("9999999999999.99"), places=2),
    HOURS: st.decimals(0, 10**9, places=2),
    FLAG: st.booleans(),
    DAY: st.dates(dt.date(1949, 1, 1), dt.date(2100, 12, 31)),
    YEAR: st.integers(1949, 2100),
}


@given(st.sampled_from(sorted(VALUES)).flatmap(lambda code: st.tuples(st.just(code), VALUES[code])))
def test_reads_back_what_it_shows_and_what_it_stores(case: tuple[str, Any]) -> None:
    code, value = case
    assert parse_cell(item(code), format_value(item(code), value)) == value
    assert from_json(item(code), to_json(value)) == value


ALMOST_NUMBERS = st.text("0123456789０１２３,.，。+-−万亿eE%() ", min_size=1, max_size=70)


@given(st.sampled_from([*sorted(VALUES), WEIGHT, TEXT]), st.text() | ALMOST_NUMBERS)
def test_whatever_comes_is_a_value_or_a_clear_refusal(code: str, text: str) -> None:
    cell = item(code)
    try:
        value = parse_cell(cell, text)
    except CellError as error:
        assert error.expected
        assert error.fix
        return
    if value is not None and cell.type in ("count", "money", "amount", "percent"):
        assert cell.signed or value >= 0  # type: ignore[operator]
        assert parse_cell(cell, format_value(cell, value)) == value


@given(st.integers(0, 9_999_999_999))
def test_full_width_digits_are_the_same_number(number: int) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert parse_cell(item(COUNT), wide) == number
