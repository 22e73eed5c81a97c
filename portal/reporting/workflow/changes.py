"""Review by exception: which cells of a filed version a reviewer should look at, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.ui import numbers

from ..figures import read_rows
from ..items import FLOW, YEAR_TO_DATE
from ..models import Declaration, Evidence, Explanation, Question, Return, ReturnVersion
from ..schema import Item, Schema

THRESHOLDS = (10, 30, 50, 100)
DEFAULT_THRESHOLD = 30
FLOW_THRESHOLD = 100
VIEWS = {"look": "要看的", "explained": "已说明", "large": "变化大的", "asked": "问过的", "all": "全部"}


@dataclass
class Cell:
    """One cell under review: its values now, last quarter and last year, and why it is listed."""

    item: Item
    now: Any
    before: Any
    lastyear: Any
    large: bool
    explanations: list[Explanation] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    files: list[Evidence] = field(default_factory=list)

    @property
    def base(self) -> Any:
        """What a change is measured against: last year's figure for cumulative ones, last quarter's for others."""
        return self.lastyear if self.item.kind == YEAR_TO_DATE else self.before

    @property
    def changed(self) -> bool:
        """Whether a yes/no item or a figure that ought to be steady differs from the quarter before."""
        return self.item.type == "yesno" and self.before is not None and self.now != self.before

    @property
    def change(self) -> str:
        """The change in words: percent, 新, or from which answer to which."""
        if self.changed:
            return f"由{said(self.item, self.before)}改{said(self.item, self.now)}"
        part = share(self.now, self.base) if self.item.is_number else None
        if part is not None:
            return ("+" if part > 0 else "") + numbers.percent(part, decimals=1)
        return "新" if self.item.is_number and self.base is None and self.now is not None else "—"

    @property
    def listed(self) -> bool:
        return bool(self.large or self.changed or self.explanations or self.declarations or self.questions)

    @property
    def shown(self) -> tuple[str, str, str]:
        return said(self.item, self.now), said(self.item, self.before), said(self.item, self.lastyear)

    def belongs_to(self, view: str) -> bool:
        """Whether the cell is listed under one of VIEWS."""
        return {
            "look": self.listed,
            "explained": bool(self.explanations or self.declarations),
            "large": self.large or self.changed,
            "asked": bool(self.questions),
        }.get(view, True)


def said(item: Item, value: Any) -> str:
    """A value as the page prints it."""
    if value is None or value == "":
        return numbers.NOT_APPLICABLE
    if isinstance(value, bool):
        return "是" if value else "否"
    if item.is_number and isinstance(value, int | Decimal):
        return numbers.plain(value, item.scale)
    return str(value)


def share(now: Any, base: Any) -> Fraction | None:
    """The relative change, exact; None without a base other than zero."""
    if now is None or not base or isinstance(base, bool):
        return None
    return (Fraction(now) - Fraction(base)) / abs(Fraction(base))


def cells(ret: Return, version: ReturnVersion, threshold: int = DEFAULT_THRESHOLD) -> list[Cell]:
    """Every cell of the version in the order of the form, marked; declarations and questions with it."""
    schema = Schema.of(ret.period)
    counted = _counted(ret.previous_id, ret.last_year_id)
    now, before, lastyear = _figures(schema, version.pk, counted.get(ret.previous_id), counted.get(ret.last_year_id))
    found = [
        Cell(item, now[code], before.get(code), lastyear.get(code), large=False)
        for code, item in schema.by_code.items()
    ]
    for cell in found:
        part = share(cell.now, cell.base) if cell.item.is_number else None
        cell.large = part is not None and abs(part) * 100 > limit_for(cell.item, threshold)
    _attach(ret, version, {cell.item.code: cell for cell in found})
    return found


def limit_for(item: Item, threshold: int) -> int:
    """The change in percent a cell may show unremarked: flows swing more than stocks (the proportions of rule S02)."""
    return max(threshold, FLOW_THRESHOLD) if item.kind == FLOW else threshold


def _counted(*return_ids: int | None) -> dict[int | None, int | None]:
    """Return id → the version counted, of the earlier quarters that the reader may see (rulings 3)."""
    return dict(Return.objects.filter(pk__in=[pk for pk in return_ids if pk]).values_list("pk", "counted_id"))


def _figures(schema: Schema, *version_ids: int | None) -> list[dict[str, Any]]:
    """The figures of several versions, in one query; none of a quarter that is out of sight, as after a move."""
    rows = read_rows(schema, [pk for pk in version_ids if pk is not None])
    return [rows[pk] if pk is not None else {} for pk in version_ids]


def _attach(ret: Return, version: ReturnVersion, by_code: dict[str, Cell]) -> None:
    for kind, row in _beside(ret, version):
        cell = by_code.get(row.code if kind != "explanations" else anchor(row.rule))
        if cell is not None:
            getattr(cell, kind).append(row)


def _beside(ret: Return, version: ReturnVersion) -> Iterable[tuple[str, Any]]:
    sources: dict[str, Any] = {
        "explanations": Explanation.objects.filter(version=version),
        "declarations": Declaration.objects.filter(version=version),
        "questions": Question.objects.filter(ret=ret).exclude(code="").order_by("pk"),
        "files": Evidence.objects.filter(version=version).select_related("file"),
    }
    for kind, rows in sources.items():
        for row in rows:
            yield kind, row


def anchor(rule_code: str) -> str:
    """The cell a rule's explanation belongs to; "" for a rule about the whole return or one no longer declared."""
    from ..rules import declared

    return next((rule.anchor for rule in declared() if rule.code == rule_code), "")


def by_form(found: list[Cell]) -> dict[int, list[Cell]]:
    """Cells by form number, for headings."""
    forms: dict[int, list[Cell]] = defaultdict(list)
    for cell in found:
        forms[cell.item.form].append(cell)
    return dict(forms)
