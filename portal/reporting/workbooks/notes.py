"""The sheets that explain a summary: 指标解释, 未报名单 and 说明."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from portal.reporting import formula
from portal.reporting.indicators.frozen import Definition
from portal.reporting.items import KIND_NAMES
from portal.reporting.models import state_word
from portal.reporting.schema import Item, Schema
from portal.ui import numbers

from .book import Book, set_page
from .cells import DATE, MIDDLE, TEXT, Cell
from .pages import A4
from .tree import Entry, Plan

TERMS_NAME, MISSING_NAME, ABOUT_NAME = "指标解释", "未报名单", "说明"

Line = Sequence[Cell]


def _table(book: Book, name: str, title: str, heads: Sequence[tuple[str, int]], lines: Iterable[Line]) -> None:
    """A plain table with one heading row."""
    sheet = book.sheet(name, [width for _, width in heads])
    book.banner(sheet, 0, len(heads) - 1, title, "title", 28)
    book.write(sheet, 1, [Cell(head) for head, _ in heads], "head", 20)
    for row, line in enumerate(lines, 2):
        book.write(sheet, row, line, "note", _height(line, [width for _, width in heads]))
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(0, 1)
    set_page(sheet, A4)


def _height(line: Line, widths: Sequence[int]) -> int:
    """Points that hold the longest text wrapped: a Chinese character is two columns wide. Not every program adjusts
    the height of a row by itself."""
    needed = [
        sum(-(-sum(1 + (char > "\u2e80") for char in part) // (width - 3)) or 1 for part in str(cell.value).split("\n"))
        for cell, width in zip(line, widths, strict=True)
    ]
    return 5 + 14 * max(needed)


# --- 指标解释 --------------------------------------------------------------------------------------------------------


def write_terms(book: Book, schema: Schema, forms: Iterable[int], definitions: Iterable[Definition]) -> None:
    """Code, name, unit, kind and 口径 of every item and indicator in the file."""
    items = [item for no in forms for item in schema.form_rows(no)]
    lines = [_item_line(item) for item in items] + [_indicator_line(one, schema) for one in definitions]
    heads = (("代码", 9), ("名称", 28), ("计量单位", 10), ("类别、公式", 36), ("口径和界限", 66))
    _table(book, TERMS_NAME, TERMS_NAME, heads, lines)


def _item_line(item: Item) -> Line:
    notes = [item.note] if item.note else []
    if item.type == "total":
        notes.append("各分项之和。")
    if not item.sums:
        notes.append("不逐级相加。")
    if item.distinct:
        notes.append("按人去重，各季不能相加。")
    return (
        Cell(item.code, TEXT), Cell(item.name), Cell(item.unit, MIDDLE), Cell(KIND_NAMES.get(item.kind, item.kind)),
        Cell(" ".join(notes) or "按字面填报。"),
    )  # fmt: skip


def _indicator_line(one: Definition, schema: Schema) -> Line:
    return (
        Cell(one.code, TEXT), Cell(one.title), Cell(one.unit, MIDDLE), Cell(_formula_text(one, schema)),
        Cell(" ".join(part for part in (one.note, _bound_text(one)) if part)),
    )  # fmt: skip


def _formula_text(one: Definition, schema: Schema) -> str:
    if one.share.startswith("@"):
        return "按报表流转记录计算"
    texts = [formula.say(formula.parse(text), schema) for text in (one.share, one.of) if text]
    return " ÷ ".join(f"（{text}）" if len(texts) > 1 and " " in text else text for text in texts)


def _bound_text(one: Definition) -> str:
    """The bound with its authority: whose number it is."""
    if one.bound is None:
        return f"规则：{one.rule}。" if one.column().is_trend else ""
    source = "".join(part for part in (one.bound.document, one.bound.article) if part)
    authority = one.bound.authority or one.authority
    return f"界限：{one.rule} {one.show(one.bound.at(None))}（{authority}{f'，{source}' if source else ''}）。"


# --- 未报名单 --------------------------------------------------------------------------------------------------------


def write_missing(book: Book, plan: Plan, today: dt.date) -> None:
    """Who has not reported: state, whose turn, due date; then who need not."""
    missing = [entry for entry in plan.entries if not entry.reported and not entry.is_exempt]
    exempt = [entry for entry in plan.entries if entry.is_exempt]
    lines = [_missing_line(n, entry, today) for n, entry in enumerate(missing, 1)]
    lines += [_exempt_line(n, entry) for n, entry in enumerate(exempt, len(missing) + 1)]
    if not lines:
        lines = [(Cell(""), Cell("应报单位已全部报送，没有免报单位。"), *[Cell("")] * 6)]
    heads = (
        ("序号", 6), ("单位名称", 34), ("单位代码", 10), ("统一社会信用代码", 20), ("状态", 9), ("轮到", 30),
        ("截止日期", 12), ("说明", 26),
    )  # fmt: skip
    title = f"{MISSING_NAME}（未报 {len(missing)} 家，免报 {len(exempt)} 家）"
    _table(book, MISSING_NAME, title, heads, lines)


def _missing_line(number: int, entry: Entry, today: dt.date) -> Line:
    late = (today - entry.due_on).days
    note = f"逾期 {late} 天" if late > 0 else "未到期"
    return (*_who(number, entry), Cell(entry.turn), Cell(entry.due_on, DATE), Cell(note))


def _exempt_line(number: int, entry: Entry) -> Line:
    return (*_who(number, entry), Cell(numbers.NOT_DUE, MIDDLE), Cell(numbers.NOT_DUE, MIDDLE), Cell(entry.reason))


def _who(number: int, entry: Entry) -> Line:
    state = state_word(entry.state, reported=entry.reported)
    return (
        Cell(number, "0"), Cell(entry.name), Cell(entry.code, TEXT), Cell(entry.uscc or numbers.NOT_APPLICABLE, TEXT),
        Cell(state, MIDDLE),
    )  # fmt: skip


# --- 说明 -----------------------------------------------------------------------------------------------------------


def write_about(book: Book, title: str, facts: Iterable[tuple[str, Any]], warnings: Sequence[str]) -> None:
    """What the file holds and where its figures come from."""
    sheet = book.sheet(ABOUT_NAME, (22, 110))
    book.banner(sheet, 0, 1, title, "title", 28)
    lines = [("请注意", text, "warn") for text in warnings] + [(name, str(value), "note") for name, value in facts]
    for row, (name, value, kind) in enumerate(lines, 1):
        line = (Cell(name), Cell(value))
        book.write(sheet, row, line, kind, _height(line, (22, 110)))
    set_page(sheet, A4)
