"""The rows of a summary: which units, in official order, under which subtotals.

合计 comes first, then each 小计 before its units. Who stands below whom is the quarter's own tree (`rulings.md` 3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from portal.organisations.models import Line, UnitKind
from portal.reporting.models import DeskRole, PeriodAncestry, Return, ReturnState, View
from portal.ui import numbers

from .choice import Choice

# Who gets a subtotal on which line: the first set of kinds that occurs below the unit.
HEADS: dict[str, tuple[frozenset[str], ...]] = {
    Line.REPORTING: (frozenset({UnitKind.GROUP, UnitKind.CITY_UNION}), frozenset({UnitKind.SUBSIDIARY})),
    Line.TERRITORY: (frozenset({UnitKind.CITY_UNION}), frozenset({UnitKind.COUNTY_UNION})),
    Line.INDUSTRY: (
        frozenset({UnitKind.INDUSTRIAL_UNION}), frozenset({UnitKind.GROUP}), frozenset({UnitKind.SUBSIDIARY}),
    ),
    Line.SASAC: (frozenset({UnitKind.GROUP, UnitKind.CITY_SASAC}), frozenset({UnitKind.SUBSIDIARY})),
}  # fmt: skip
FIELDS = (
    "unit_id", "unit__code", "unit__name", "unit__uscc", "unit__sort_order", "unit__reporting_area", "state",
    "reported_at", "counted_id", "counted__content_hash", "desk__name", "desk_role", "due_on", "extended_to",
    "exempt_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit that files, with the state of its return. Its figures count when it has reported (已报)."""

    unit_id: int
    code: str
    name: str
    uscc: str
    sort_order: int
    area: str
    state: str
    reported: bool
    version_id: int | None
    content_hash: str
    desk: str
    desk_role: str
    due_on: dt.date
    reason: str

    @property
    def is_exempt(self) -> bool:
        return self.state == ReturnState.EXEMPT

    @property
    def mark(self) -> str:
        """What stands in a cell without figure: / not due, blank not reported, — reported without a value."""
        if self.is_exempt:
            return numbers.NOT_DUE
        return numbers.NOT_APPLICABLE if self.reported else ""

    @property
    def status(self) -> str:
        """The state in one word of the summary."""
        if self.is_exempt or self.state == ReturnState.ACCEPTED:
            return ReturnState(self.state).label
        return "已报待审" if self.reported else "未报"

    @property
    def turn(self) -> str:
        """Whose turn it is."""
        role = DeskRole(self.desk_role).label if self.desk_role else ""
        return f"{self.desk} {role}".strip() or ("" if self.state == ReturnState.ACCEPTED else "本单位填表人")


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive rows (0-based, both ends included) that a sum adds up; `is_sum` when it is one subtotal row."""

    first: int
    last: int
    is_sum: bool = False


@dataclass
class Aggregate:
    """合计 or a 小计: its row, the rows it adds up, and the units behind it (positions in the plan's entries)."""

    row: int
    label: str
    unit_id: int
    is_total: bool
    members: range
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Head:
    """A unit that gets a subtotal."""

    unit_id: int
    code: str
    name: str
    sort_order: int
    kind: str
    depth: int


@dataclass
class Plan:
    """All rows in order; `entries` are the units alone."""

    first: int
    rows: list[Aggregate | Entry]
    entries: list[Entry]

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def aggregates(self) -> list[Aggregate]:
        return [row for row in self.rows if isinstance(row, Aggregate)]

    def numbered(self) -> Iterator[tuple[int, Aggregate | Entry]]:
        return enumerate(self.rows, self.first)

    def counts(self) -> dict[str, int]:
        """应报, 已报, 已审核, 免报."""
        due = [entry for entry in self.entries if not entry.is_exempt]
        return {
            "due": len(due),
            "reported": sum(entry.reported for entry in due),
            "accepted": sum(entry.state == ReturnState.ACCEPTED for entry in due),
            "exempt": len(self.entries) - len(due),
        }


def below(choice: Choice) -> Any:
    """Ancestry rows of the unit and everything below it on the view's line, in the period's tree."""
    rows = PeriodAncestry.objects.filter(period=choice.period, line=choice.place.line, ancestor=choice.place.unit)
    return rows.filter(depth=0) if choice.place.view == View.OWN else rows


def load(choice: Choice, first: int) -> Plan:
    """The rows, the first at `first` (0-based); three queries however many units there are."""
    inside = dict(below(choice).values_list("descendant_id", "depth"))
    entries = _entries(choice)
    heads = _heads(choice, inside) if len(entries) > 1 else {}
    return arrange(choice, entries, heads, first)


def _entries(choice: Choice) -> list[Entry]:
    rows = Return.objects.of(choice.period).filter(unit_id__in=below(choice).values("descendant_id"))
    narrowed = {"unit__reporting_area": choice.area, "unit__industry": choice.industry}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    if choice.accepted:
        rows = rows.filter(state=ReturnState.ACCEPTED)
    return [_entry(*row) for row in rows.official().values_list(*FIELDS)]


def _entry(*row: Any) -> Entry:
    reported_at, version, digest, desk, role, due, extended, reason = row[7:]
    counts = row[6] != ReturnState.EXEMPT and reported_at is not None and version is not None
    flow = (counts, version if counts else None, digest or "", desk or "", role, extended or due, reason)
    values: tuple[Any, ...] = (*row[:7], *flow)
    return Entry(*values)


def counted_q() -> Q:
    """Returns whose figures count; the same as the indicators'."""
    return Q(counted__isnull=False, reported_at__isnull=False) & ~Q(state=ReturnState.EXEMPT)


def _heads(choice: Choice, inside: dict[int, int]) -> dict[int, Head]:
    """Unit id -> the unit under whose subtotal it stands."""
    sets = HEADS[choice.place.line]
    rows = PeriodAncestry.objects.filter(
        period=choice.period, line=choice.place.line, descendant_id__in=below(choice).values("descendant_id"),
        ancestor__kind__in=frozenset().union(*sets),
    ).values_list("descendant_id", "ancestor_id", "ancestor__code", "ancestor__name", "ancestor__sort_order",
                  "ancestor__kind", "depth")  # fmt: skip
    found: list[dict[int, Head]] = [{} for _ in sets]
    for row in rows:
        descendant, facts = row[0], tuple[Any, ...](row[1:])
        head = Head(*facts)
        if head.unit_id == choice.place.unit.pk or head.unit_id not in inside:
            continue
        level = next(n for n, kinds in enumerate(sets) if head.kind in kinds)
        known = found[level].get(descendant)
        if known is None or head.depth > known.depth:
            found[level][descendant] = head
    return next((one for one in found if one), {})


def arrange(choice: Choice, entries: Sequence[Entry], heads: dict[int, Head], first: int) -> Plan:
    """合计, then the subtotals with their units; units without one stand between them in their own place."""
    blocks: dict[tuple[Any, ...], tuple[Head | None, list[Entry]]] = {}
    for entry in entries:
        head = heads.get(entry.unit_id)
        key = _order(choice, head.sort_order, head.code) if head else _order(choice, entry.sort_order, entry.code)
        blocks.setdefault(key, (head, []))[1].append(entry)
    total = Aggregate(first, "合计", choice.place.unit.pk, True, range(len(entries)))
    plan = Plan(first, [total], [])
    for key in sorted(blocks):
        _append(plan, total, *blocks[key])
    return plan


def _order(choice: Choice, sort_order: int, code: str) -> tuple[Any, ...]:
    """市（区） by code, everything else by the official order."""
    return (code,) if choice.place.line == Line.TERRITORY else (sort_order, code)


def _append(plan: Plan, total: Aggregate, head: Head | None, entries: list[Entry]) -> None:
    """A block with its subtotal; a head with nothing but itself needs none."""
    alone = head is None or [entry.unit_id for entry in entries] == [head.unit_id]
    start = len(plan.entries)
    row = plan.first + len(plan.rows)
    plan.entries += entries
    if alone or head is None:
        plan.rows += entries
        _extend(total.parts, row, row + len(entries) - 1)
        return
    label = f"{head.name.removesuffix('（本级）')} 小计"
    part = Part(row + 1, row + len(entries))
    plan.rows.append(Aggregate(row, label, head.unit_id, False, range(start, len(plan.entries)), [part]))
    plan.rows += entries
    total.parts.append(Part(row, row, is_sum=True))


def _extend(parts: list[Part], first: int, last: int) -> None:
    """Add rows to the parts, joining them with the rows just before."""
    if parts and not parts[-1].is_sum and parts[-1].last == first - 1:
        first = parts.pop().first
    parts.append(Part(first, last))
