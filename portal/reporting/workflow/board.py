"""The board: which returns of a period are where. One set of filters serves the table, the counts and 催报."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, DateField, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from portal.organisations.models import Line, ReportingArea, Unit, UnitKind
from portal.ui.charts import Segment

from ..models import Period, PeriodAncestry, Return, ReturnState, Urge
from .stages import PROVINCE, REVIEWER

FILTERS = ("q", "group", "area", "industry", "layer")
LAYERS = {"hq": "集团本级", "sub": "子企业"}
TABS = {
    "": "全部", "desk": "轮到我", "late": "逾期", "not_started": "未开始", "drafting": "填报中", "inside": "单位内审核",
    "returned": "退回", "in_review": "审核中", "clean": "可一并通过", "accepted": "已审核", "exempt": "免报",
}  # fmt: skip
# The states as pages name them (`Return.state_word`), for all counts and lists.
STATES = {state: Q(state=state) for state in ReturnState.values} | {
    "inside": Q(state=ReturnState.IN_REVIEW, reported_at__isnull=True),
    "in_review": Q(state=ReturnState.IN_REVIEW, reported_at__isnull=False),
}
SORTS = {
    "urgent": ("lateness", "due", "unit__sort_order", "unit__code"),
    "unit": ("unit__sort_order", "unit__code"),
    "state": ("state", "unit__sort_order", "unit__code"),
    "due": ("due", "unit__sort_order", "unit__code"),
    "urges": ("urge_count", "unit__sort_order", "unit__code"),
}


def late_q(today: dt.date) -> Q:
    """Overdue: due, not reported, date (extended or not) passed. `ReturnQuerySet.late` as a condition."""
    passed = Q(extended_to__lt=today) | Q(extended_to__isnull=True, due_on__lt=today)
    return Q(reported_at__isnull=True) & ~Q(state=ReturnState.EXEMPT) & passed


def returns(period: Period) -> Any:
    """The period's returns in scope."""
    return Return.objects.of(period)


def filtered(rows: Any, period: Period, wanted: Mapping[str, str]) -> Any:
    """Apply the filters of the address; an unknown value finds nothing rather than everything."""
    if text := wanted.get("q", "").strip():
        rows = rows.filter(unit_id__in=Unit.objects.search(text).values("pk"))
    for name, line in (("group", Line.REPORTING), ("industry", Line.INDUSTRY)):
        if code := wanted.get(name, ""):
            inside = PeriodAncestry.objects.filter(period=period, line=line, ancestor__code=code)
            rows = rows.filter(unit_id__in=inside.values("descendant_id"))
    if area := wanted.get("area", ""):
        rows = rows.filter(unit__reporting_area=area)
    if layer := wanted.get("layer", ""):
        headquarters = Q(unit__kind=UnitKind.GROUP)
        rows = rows.filter(headquarters if layer == "hq" else ~headquarters)
    return rows


def in_tab(rows: Any, tab: str, today: dt.date, at_desk: Q, clean: set[int]) -> Any:
    """The rows of one tab; 逾期 is taken out of the states it would otherwise stand in."""
    if tab == "late":
        return rows.filter(late_q(today))
    if tab == "desk":
        return rows.filter(at_desk)
    if tab == "clean":
        return rows.filter(pk__in=clean)
    return rows.filter(STATES[tab] & ~late_q(today)) if tab in STATES else rows


def my_desk(actor: Any) -> Q:
    """Returns lying on one of the actor's desks above the units."""
    mine = Q(pk__in=())
    for membership in actor.memberships:
        if membership.role in (REVIEWER, PROVINCE):
            mine |= Q(state=ReturnState.IN_REVIEW, desk=membership.unit_id, desk_role=membership.role)
    return mine


@dataclass(frozen=True)
class Counts:
    """How many returns stand under each tab: overdue ones under 逾期 and no state, so that the parts add up."""

    by_tab: dict[str, int]

    @property
    def due(self) -> int:
        return self.by_tab[""] - self.by_tab["exempt"]

    @property
    def reported(self) -> int:
        return self.by_tab["reported"]

    @property
    def missing(self) -> int:
        return self.due - self.reported

    @property
    def sent_back(self) -> int:
        """Of those reported, the ones whose unit has to answer or file again."""
        return self.reported - self.by_tab["accepted"] - self.by_tab["in_review"]

    def segments(self, url: str = "") -> list[Segment]:
        """The parts of those due, for the bar."""
        order = ("accepted", "in_review", "returned", "inside", "drafting", "not_started")
        parts = [Segment(TABS[state], self.by_tab[state], f"{url}?tab={state}" if url else "") for state in order]
        return [*parts, Segment("逾期", self.by_tab["late"], f"{url}?tab=late" if url else "", "bad")]


def counts(rows: Any, today: dt.date, at_desk: Q) -> Counts:
    """All tabs' counts in one query."""
    late = late_q(today)
    states = {f"n_{name}": Count("pk", filter=where & ~late) for name, where in STATES.items()}
    reported = Count("pk", filter=Q(reported_at__isnull=False) & ~Q(state=ReturnState.EXEMPT))
    found = rows.aggregate(
        total=Count("pk"), late=Count("pk", filter=late), desk=Count("pk", filter=at_desk), reported=reported, **states
    )  # fmt: skip
    by_tab = {name: found[f"n_{name}"] for name in STATES}
    return Counts(by_tab | {"": found["total"]} | {name: found[name] for name in ("late", "desk", "reported")})


@dataclass(frozen=True)
class Sized:
    """Rows whose number is known already, for the paginator."""

    rows: Any
    total: int
    ordered: bool = True

    def count(self) -> int:
        return self.total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> Any:
        return self.rows[part]


def listed(rows: Any, period: Period, today: dt.date) -> Any:
    """The rows with what the table shows and sorts by."""
    parent = PeriodAncestry.objects.filter(period=period, line=Line.REPORTING, descendant=OuterRef("unit"), depth=1)
    name = Case(When(ancestor__short_name="", then=F("ancestor__name")), default=F("ancestor__short_name"))
    urges = Urge.objects.filter(ret=OuterRef("pk")).order_by()
    return rows.select_related("unit", "desk", "working", "filed").annotate(
        due=Coalesce(F("extended_to"), F("due_on"), output_field=DateField()),
        lateness=Case(When(late_q(today), then=Value(0)), default=Value(1), output_field=IntegerField()),
        urge_count=Coalesce(Subquery(urges.values("ret").annotate(n=Count("pk")).values("n")), 0),
        above=Subquery(parent.values(name=name)[:1]),
        last_urge=Subquery(urges.order_by("-at").values("at")[:1]),
    )


def choices() -> dict[str, list[tuple[str, str]]]:
    """The filters' choices in scope: groups, areas, industrial unions. Two queries."""
    parents = Unit.objects.filter(kind__in=(UnitKind.GROUP, UnitKind.INDUSTRIAL_UNION)).official()
    found: dict[str, list[tuple[str, str]]] = {"group": [], "industry": []}
    for unit in parents:
        found["group" if unit.kind == UnitKind.GROUP else "industry"].append((unit.code, unit.label))
    areas = ReportingArea.objects.order_by("sort_order").values_list("code", "name")
    return found | {"area": list(areas), "layer": list(LAYERS.items())}


def days_late(due: dt.date, today: dt.date) -> int:
    return max((today - due).days, 0)
