"""Review by exception: which cells of a filed version a reviewer should look at, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.ui import numbers

from .. import checking
from ..figures import read_rows
from ..items import FLOW, YEAR_TO_DATE
from ..models import Declaration, Evidence, Explanation, Question, Return, ReturnVersion
from ..rules import Check, declared
from ..schema import Item, Schema
from .compare import Aside, Difference, beside, between

THRESHOLDS = (10, 30, 50, 100)
DEFAULT_THRESHOLD = 30
FLOW_THRESHOLD = 100
VIEWS = {"look": "要看的", "explained": "已说明", "large": "变化大的", "asked": "问过的", "all": "全部"}


@dataclass(frozen=True)
class Explained:
    """An explanation beside what its rule says: what it found and what it expected, as the figures are now. A rule
    that judges sets gives its wording; one that holds by now, or is no longer declared, says nothing."""

    row: Explanation
    received: str = ""
    expected: str = ""


@dataclass
class Cell:
    """One cell under review: its values now, last quarter and last year, and why it is listed."""

    item: Item
    now: Any
    before: Any
    lastyear: Any
    large: bool
    explanations: list[Explained] = field(default_factory=list)
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
    def has_notes(self) -> bool:
        """Whether anything was said about the cell or laid beside it."""
        return bool(self.explanations or self.declarations or self.questions or self.files)

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


@dataclass(frozen=True)
class Review:
    """A version under review: its cells in the order of the form, marked, the explanations that belong to no cell,
    and what differs from the version it was made from, cells and what stands beside them (None for the first)."""

    cells: list[Cell]
    whole: list[Explained]
    differences: tuple[list[Difference], list[Aside]] | None


def review(ret: Return, version: ReturnVersion, threshold: int = DEFAULT_THRESHOLD) -> Review:
    """Read a version for its reviewer."""
    schema, older = Schema.of(ret.period), version.based_on
    counted = _counted(ret.previous_id, ret.last_year_id)
    ids = (version.pk, counted.get(ret.previous_id), counted.get(ret.last_year_id), version.based_on_id)
    now, before, lastyear, former = _figures(schema, *ids)
    found = _cells(schema, threshold, now, before, lastyear)
    explained = _explained(version)
    _attach(ret, version, {cell.item.code: cell for cell in found}, explained)
    whole = [one for one in explained if not anchor(one.row.rule)] + _given_at_signing(version, explained)
    if older is None:
        return Review(found, whole, None)
    aside = beside(schema, (older, former), (version, now))
    return Review(found, whole, (between(schema, former, now), aside))


def _given_at_signing(version: ReturnVersion, explained: list[Explained]) -> list[Explained]:
    """The head's reason for lateness, where it is not among the explanations."""
    late = checking.given_at_signing(version)
    known = {one.row.rule for one in explained}
    return [Explained(late, "")] if late and late.rule not in known else []


def _cells(
    schema: Schema, threshold: int, now: dict[str, Any], before: dict[str, Any], lastyear: dict[str, Any]
) -> list[Cell]:
    found = [
        Cell(item, now[code], before.get(code), lastyear.get(code), large=False)
        for code, item in schema.by_code.items()
    ]
    for cell in found:
        part = share(cell.now, cell.base) if cell.item.is_number else None
        cell.large = part is not None and abs(part) * 100 > limit_for(cell.item, threshold)
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


def _explained(version: ReturnVersion) -> list[Explained]:
    rows = list(Explanation.objects.filter(version=version).order_by("rule"))
    hits = checking.about(version, {row.rule for row in rows})
    wordings = {rule.code: rule.formula for rule in declared() if isinstance(rule, Check)}
    return [
        Explained(row, hit.received, hit.expected) if (hit := hits.get(row.rule))
        else Explained(row, wordings.get(row.rule, ""))
        for row in rows
    ]  # fmt: skip


def _attach(ret: Return, version: ReturnVersion, by_code: dict[str, Cell], explained: list[Explained]) -> None:
    for one in explained:
        if cell := by_code.get(anchor(one.row.rule)):
            cell.explanations.append(one)
    for kind, row in _beside(ret, version):
        if cell := by_code.get(row.code):
            getattr(cell, kind).append(row)


def _beside(ret: Return, version: ReturnVersion) -> Iterable[tuple[str, Any]]:
    sources: dict[str, Any] = {
        "declarations": Declaration.objects.filter(version=version),
        "questions": Question.objects.filter(ret=ret).exclude(code="").order_by("pk"),
        "files": Evidence.objects.filter(version=version).select_related("file"),
    }
    for kind, rows in sources.items():
        for row in rows:
            yield kind, row


def anchor(rule_code: str) -> str:
    """The cell a rule's explanation belongs to; "" for a rule about the whole return or one no longer declared."""
    return next((rule.anchor for rule in declared() if rule.code == rule_code), "")
