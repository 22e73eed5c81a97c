"""Where a return stands (stage), and the desks it passes on its way up the quarter's reporting tree (rulings 2, 21).

A stage is the state, split by role while the return is in review, and with the reopened returns told apart from
those that were sent back by a desk: they go the whole way again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When

from portal.organisations.models import Line, UnitKind

from ..models import DeskRole, DueDate, Layer, PeriodAncestry, Return, ReturnState

if TYPE_CHECKING:
    from portal.organisations.models import Unit

NOT_STARTED = ReturnState.NOT_STARTED.value
DRAFTING = ReturnState.DRAFTING.value
RETURNED = ReturnState.RETURNED.value
REOPENED = "reopened"
CHECKER = DeskRole.CHECKER.value
HEAD = DeskRole.HEAD.value
REVIEWER = DeskRole.REVIEWER.value
PROVINCE = DeskRole.PROVINCE.value
ACCEPTED = ReturnState.ACCEPTED.value
EXEMPT = ReturnState.EXEMPT.value

STAGES = {
    NOT_STARTED: "未开始",
    DRAFTING: "填报中",
    CHECKER: "待单位审核",
    HEAD: "待负责人签批",
    REVIEWER: "上级审核中",
    PROVINCE: "省总审核中",
    RETURNED: "退回待答",
    REOPENED: "退回补报",
    ACCEPTED: "已审核",
    EXEMPT: "免报",
}

LAYERS = {
    UnitKind.GROUP: Layer.GROUP,
    UnitKind.SUBSIDIARY: Layer.GROUP,
    UnitKind.CITY_UNION: Layer.CITY_INDUSTRY,
    UnitKind.COUNTY_UNION: Layer.CITY_INDUSTRY,
    UnitKind.INDUSTRIAL_UNION: Layer.CITY_INDUSTRY,
    UnitKind.PROV_UNION: Layer.PROVINCE,
}


def stage_of(ret: Return) -> str:
    """The stage of a return, a key of STAGES."""
    if ret.state == ReturnState.IN_REVIEW:
        return ret.desk_role
    if ret.state == ReturnState.RETURNED and ret.asking_desk_id is None:
        return REOPENED
    return ret.state


@dataclass(frozen=True)
class Desk:
    """A unit and the role that acts there."""

    unit: Unit
    role: str

    @property
    def label(self) -> str:
        return f"{self.unit.label} {DeskRole(self.role).label}"

    @property
    def layer(self) -> str:
        """The layer whose due date binds this desk."""
        return LAYERS.get(UnitKind(self.unit.kind), Layer.BASE)


def inner_desks(unit: Unit) -> list[Desk]:
    """The desks inside the reporting unit after filling; the checker falls away where that was waived."""
    roles = (HEAD,) if unit.checker_waived else (CHECKER, HEAD)
    return [Desk(unit, role) for role in roles]


def routes(period_id: int, unit_ids: Iterable[int]) -> dict[int, list[Desk]]:
    """For each unit the desks above it in the quarter's tree, nearest first, ending with 省总工会. One query."""
    above = (
        PeriodAncestry.objects.filter(
            period_id=period_id, line=Line.REPORTING, descendant_id__in=list(unit_ids), depth__gte=1
        )
        .select_related("ancestor")
        .order_by("depth")
    )
    found: dict[int, list[Desk]] = defaultdict(list)
    for row in above:
        province = row.ancestor.kind == UnitKind.PROV_UNION
        found[row.descendant_id].append(Desk(row.ancestor, PROVINCE if province else REVIEWER))
    return found


def route(ret: Return) -> list[Desk]:
    """The desks above one return's unit."""
    return routes(ret.period_id, [ret.unit_id]).get(ret.unit_id, [])


def with_desk_due(rows: Any) -> Any:
    """Returns with `desk_due`: the date that binds the desk above the unit whose turn it is, None where there is none.

    Inside its unit a return is bound by its own date (`Return.effective_due`).
    """
    layers = [When(desk__kind=kind, then=Value(layer.value)) for kind, layer in LAYERS.items()]
    above = Case(When(desk=F("unit"), then=None), *layers, default=None, output_field=CharField())
    dates = DueDate.objects.filter(period=OuterRef("period"), layer=OuterRef("desk_layer"))
    return rows.annotate(desk_layer=above).annotate(desk_due=Subquery(dates.values("due_on")[:1]))


def held_at(actor: Any, permission: str, unit_id: int | None) -> Any:
    """The membership at exactly this unit that holds the permission, or None.

    A desk belongs to its unit: who stands above it reads, but does not act there.
    """
    return next(
        (m for m in actor.memberships if m.unit_id == unit_id and permission in m.definition.permissions),
        None,
    )
