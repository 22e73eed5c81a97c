"""催报: one return, or all that are missing in the board's filter; at most once a day for a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal import audit, notices
from portal.organisations.scope import system
from portal.ui.words import seen

from ..models import DeskRole, Period, Return, Urge
from ..models.returns import ReturnState
from .bulk import members_of
from .refusals import MoveRefused

TEXT_LENGTH = 300


@dataclass(frozen=True)
class Urged:
    """How many were urged and how many had been urged today already."""

    sent: int
    spared: int


def urge(rows: Any, text: str, *, actor: Any, period: Period) -> Urged:
    """Urge every missing return of the queryset `rows` (in the actor's scope, of one period).

    Raises MoveRefused: nobody to urge, a closed period, no permission, or a text that is empty or too long.
    """
    text = seen(text)
    membership = _membership(actor)
    if not 1 <= len(text) <= TEXT_LENGTH:
        raise MoveRefused(f"催报内容应有 1 至 {TEXT_LENGTH} 字，收到 {len(text)} 字。")
    if not period.is_fillable:
        raise MoveRefused(f"{period.name}现为“{period.get_state_display()}”，不能再催报。")
    with transaction.atomic():
        missing = rows.of(period).missing().select_related("unit").select_for_update(of=("self",))
        rets = list(missing.order_by("pk"))
        if not rets:
            raise MoveRefused("这里没有要催报的单位：筛选范围内都已报出。")
        with system(f"urging {len(rets)} returns of {period.code}"):
            return _urge(rets, text, actor, membership, period)


def _membership(actor: Any) -> Any:
    found = next((m for m in actor.memberships if "return.urge" in m.definition.permissions), None)
    if found is None:
        raise MoveRefused("催报由上级审核人或省总工会办理，您没有这个权限。", 403)
    return found


def _urge(rets: list[Return], text: str, actor: Any, membership: Any, period: Period) -> Urged:
    today = Urge.objects.filter(ret_id__in=[ret.pk for ret in rets], at__date=timezone.localdate()).values_list(
        "ret_id", flat=True
    )
    spared = set(today)
    urged = [ret for ret in rets if ret.pk not in spared]
    if not urged:
        return Urged(0, len(spared))
    Urge.objects.bulk_create(
        Urge(
            ret=ret,
            by_id=actor.user.pk,
            by=actor.user.full_name,
            by_unit=membership.unit,
            by_role=membership.role,
        )
        for ret in urged
    )
    _tell(urged, text, membership, period)
    audit.record(
        "return.urge", actor=actor, obj_type="period", obj_id=period.code, obj_label=period.name,
        unit_id=membership.unit_id, detail={"units": [ret.unit.code for ret in urged], "text": text},
    )  # fmt: skip
    return Urged(len(urged), len(spared))


def _tell(urged: list[Return], text: str, membership: Any, period: Period) -> None:
    """Those whose turn it is inside the unit: the filler always, the desk's role where it lies on one."""
    roles = {DeskRole.FILLER.value} | {
        ret.desk_role for ret in urged if ret.state == ReturnState.IN_REVIEW and ret.desk_id == ret.unit_id
    }
    members = members_of([ret.unit_id for ret in urged], roles)
    turn = {ret.unit_id: {ret.desk_role, DeskRole.FILLER.value} for ret in urged}
    waiting = [member for member in members if member.role in turn[member.unit_id]]
    title = f"{membership.unit.label}催报：{period.name}产改报表"
    notices.send(waiting, "urge", title, text, reverse("home"))


def may_urge(actor: Any) -> bool:
    return actor.can("return.urge")


def default_text(period: Period) -> str:
    """What stands in the box before anybody writes: what is wanted and where."""
    return f"请尽快报送{period.name}产改报表。首页“本季报表”可继续填报；有困难请及时联系。"
