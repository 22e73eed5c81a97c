"""Reads what a person typed or pasted into a cell, and writes a value back as the cell shows it.

``parse_cell`` gives None for a blank, the item's Python value, or CellError with what was expected, what came
and how to put it right, in Chinese. Nothing is guessed: a text that could mean two figures is refused with
the figure it probably means.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.reporting.dates import DateProblem, read_date
from portal.reporting.items import ANNUAL, FLOW, MAX_COUNT, NARRATIVE_LENGTH, STOCK, TERM, YEAR_TO_DATE
from portal.reporting.rules import RED_LETTER, can_be_declared
from portal.reporting.schema import Item

Value = int | Decimal | bool | str | dt.date | None

LONGEST_NUMBER = 60
SHOWN = 24
# Digits before the point. SQLite holds an amount as a double, of which 15 digits come back: 13 and the two decimals.
WHOLE_DIGITS = {"percent": 5}
MOST_WHOLE_DIGITS = 13
REFERENCE_LENGTH = 200
YES = {"是", "有", "对", "已", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1"}
NO = {"否", "无", "没有", "未", "×", "✗", "✘", "☐", "x", "n", "no", "false", "f", "0"}
DASHES = {"-", "/", "--", "\\", "…", "n/a", "na"}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}

MEANT = {
    STOCK: "填期末实有的数",
    FLOW: "填本季发生的数",
    YEAR_TO_DATE: "填年初以来的累计数",
    TERM: "填本届的数",
    ANNUAL: "填年初的数",
}

# Full-width forms of a Chinese keyboard, minus signs of every kind, and spaces that are not U+0020.
NARROW: dict[int, int | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NARROW |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63), 0x2D)
NARROW |= dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x0009), 0x20)
NARROW |= {0x200B: None, 0xFEFF: None, 0x3002: 0x2E, 0x3001: 0x2C, 0x2236: 0x3A}
CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {127: None}

PLAIN = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.([0-9]*))?")
ACCOUNTING = re.compile(r"\(([^()]+)\)")
SCALED = re.compile(r"([+-]?[0-9,]*\.?[0-9]+)\s*(百万|千万|[十百千万亿])\s*元?")
SCIENTIFIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,3}")


class CellError(ValueError):
    """A text that cannot be taken into a cell: 应有, 收到, 怎样改."""

    def __init__(self, item: Item, expected: str, received: str, fix: str) -> None:
        self.code = item.code
        self.expected = expected
        self.received = received
        self.fix = fix
        super().__init__(f"{item.code} 应有：{expected}；收到：{received}；怎样改：{fix}。")


def parse_cell(item: Item, text: str) -> Value:
    """The value of a cell from its text; None for a blank. Raises CellError."""
    if item.type == "narrative":
        return _narrative(item, text)
    if item.type == "text":
        return _line(item, text, item.max_length or REFERENCE_LENGTH) or None
    plain = text.translate(NARROW).strip()
    if not plain:
        return None
    return READERS[item.type](item, plain)


def parse_reference(item: Item, text: str) -> str:
    """The document number beside a yes/no item: one line, "" when blank. Raises CellError."""
    return _line(item, text, REFERENCE_LENGTH)


def format_value(item: Item, value: Value) -> str:
    """A value as its cell shows it ("" for a blank); ``parse_cell`` reads it back to the same value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    if item.type == "year" or isinstance(value, str):
        return str(value)
    return f"{value:,.{item.scale}f}"


def to_json(value: Value) -> Any:
    """A value as JSON keeps it: decimals and dates as text."""
    return str(value) if isinstance(value, (Decimal, dt.date)) else value


def from_json(item: Item, value: Any) -> Value:
    """The value ``to_json`` wrote."""
    if value is None or item.type in ("count", "year", "yesno", "narrative", "text"):
        return value
    return dt.date.fromisoformat(value) if item.type == "date" else Decimal(str(value))


def _narrative(item: Item, text: str) -> str | None:
    clean = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS).strip()
    if len(clean) > NARRATIVE_LENGTH:
        fix = f"删去 {len(clean) - NARRATIVE_LENGTH} 字以上，详细材料可作为佐证文件上传"
        raise CellError(item, f"不超过 {NARRATIVE_LENGTH} 字的文字", f"{len(clean)} 字", fix)
    return clean or None


def _line(item: Item, text: str, longest: int) -> str:
    clean = " ".join(text.translate(CONTROLS).split())
    if len(clean) > longest:
        raise CellError(item, f"不超过 {longest} 字的一行文字", f"{len(clean)} 字", "只写名称和文号，其余写入说明")
    return clean


def _yes_no(item: Item, plain: str) -> bool:
    word = plain.lower()
    if word in YES or word in NO:
        return word in YES
    raise CellError(item, "“是”或“否”", _shown(plain), "填“是”或“否”，文号另填在文号栏")


def _date(item: Item, plain: str) -> dt.date:
    try:
        return read_date(plain)
    except DateProblem as problem:
        raise CellError(item, "日期，如 2026-03-31", _shown(plain), str(problem)) from None


def _year(item: Item, plain: str) -> int:
    digits = plain.removesuffix("年度").removesuffix("年")
    if re.fullmatch(r"[0-9]{4}", digits) and 1949 <= int(digits) <= 2100:
        return int(digits)
    raise CellError(item, "四位年份，如 2026", _shown(plain), "只填一个年份")


def _count(item: Item, plain: str) -> int:
    number = _number(item, plain)
    if number != number.to_integral_value():
        raise CellError(item, f"整数（{item.unit}）", _shown(plain), "人数、次数等不能有小数，请填整数")
    if abs(number) > MAX_COUNT:
        digits = len(str(abs(int(number))))
        raise CellError(item, f"最多 {len(str(MAX_COUNT))} 位整数", f"{digits} 位数", "检查是否把两格的数连在了一起")
    return int(number)


def _decimal(item: Item, plain: str) -> Decimal:
    number = _number(item, plain)
    _check_size(item, number)
    rounded = number.quantize(Decimal(1).scaleb(-item.scale), ROUND_HALF_UP)
    if rounded != number:
        raise CellError(item, f"最多 {item.scale} 位小数", _shown(plain), f"四舍五入后填 {rounded:f}")
    return rounded


def _percent(item: Item, plain: str) -> Decimal:
    return _decimal(item, plain.removesuffix("%").strip())


def _check_size(item: Item, number: Decimal) -> None:
    longest = WHOLE_DIGITS.get(item.type, MOST_WHOLE_DIGITS)
    digits = len(str(abs(int(number))))
    if digits > longest:
        fix = "检查计量单位，看是否把两格的数连在了一起"
        raise CellError(item, f"最多 {longest} 位整数（{item.unit}）", f"{digits} 位数", fix)


def _number(item: Item, plain: str) -> Decimal:
    """The number a text writes, exactly; CellError for anything else, or for a minus where none may be."""
    text = ACCOUNTING.sub(r"-\1", plain) if ACCOUNTING.fullmatch(plain) else plain
    found = PLAIN.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    if found is None or not (found[2] or found[3]):
        raise _unreadable(item, plain)
    number = Decimal(f"{found[1]}{(found[2] or '0').replace(',', '')}.{found[3] or '0'}")
    if number < 0 and not item.signed:
        raise CellError(item, "不小于 0 的数", _shown(plain), _not_negative(item))
    return abs(number) if number == 0 else number


def _not_negative(item: Item) -> str:
    if can_be_declared(item.code, RED_LETTER):
        return "本项不能为负：填冲减后的累计数；因红字冲销比上季累计少的，在该格申明“红字冲销”"
    return f"本项不能为负，请核对是否多打了负号：{MEANT[item.kind]}，没有的填 0"


def _unreadable(item: Item, plain: str) -> CellError:
    expected = f"一个数（{item.unit}）" if item.unit not in ("", "—") else "一个数"
    return CellError(item, expected, _shown(plain), _advice(item, plain))


def _advice(item: Item, plain: str) -> str:
    if len(plain) > LONGEST_NUMBER:
        return f"收到 {len(plain)} 个字，请只填一个数"
    if plain.lower() in DASHES:
        return "没有发生填 0，没有数据的留空"
    if scaled := SCALED.fullmatch(plain):
        return _scaled_advice(item, scaled)
    if SCIENTIFIC.fullmatch(plain):
        return "这是 Excel 的科学记数法，末位数字可能已经丢失；请把单元格设为数值格式后重新复制"
    if plain.endswith("%"):
        return "本项填绝对数，不填百分比"
    if re.fullmatch(r"[+-]?[0-9]+([, ][0-9]+)+(\.[0-9]*)?", plain):
        return f"千位分隔应三位一节；如为一个数，填 {re.sub('[, ]', '', plain)}"
    if figure := re.fullmatch(r"([+-]?[0-9,]+(?:\.[0-9]+)?)\s*[A-Za-z\u4e00-\u9fff/·]+", plain):
        return f"只填数，不填计量单位和文字：{figure[1].replace(',', '')}"
    return "只填阿拉伯数字，不填文字和字母"


def _scaled_advice(item: Item, found: re.Match[str]) -> str:
    number = Decimal(found[1].replace(",", "")) * SCALES[found[2]]
    if item.unit != "万元":
        return f"写出全部数字：{_trimmed(number)}"
    in_unit = _trimmed(number / SCALES["万"])
    return f"本项计量单位已是万元，填 {in_unit}（即 {_trimmed(number)} 元）"


def _trimmed(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(text: str) -> str:
    return f"“{text}”" if len(text) <= SHOWN else f"“{text[:SHOWN]}…”（共 {len(text)} 个字）"


READERS: dict[str, Callable[[Item, str], Value]] = {
    "count": _count,
    "money": _decimal,
    "amount": _decimal,
    "percent": _percent,
    "yesno": _yes_no,
    "date": _date,
    "year": _year,
}
