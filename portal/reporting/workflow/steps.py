"""The way of one return as a row of steps: the desks inside and above, what is done, whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.ui.dates import month_day

from ..models import DeskRole, Return, ReturnState
from .stages import Desk, inner_desks, route


@dataclass(frozen=True)
class WayStep:
    """One step: its words, `done`, `now` or "", and a remark (date, 免设)."""

    label: str
    state: str
    note: str = ""


def way(ret: Return, above: list[Desk] | None = None) -> list[WayStep]:
    """Filling, the desks in order, acceptance. `above` may be given when it was read already."""
    if ret.state == ReturnState.EXEMPT:
        return [WayStep("免报", "done", ret.exempt_reason)]
    desks = [Desk(ret.unit, DeskRole.FILLER), *inner_desks(ret.unit), *(route(ret) if above is None else above)]
    now = _position(ret, desks)
    dates = {due.layer: due.due_on for due in ret.period.due_dates.all()}
    steps = [WayStep(_label(ret, desk), _state(at, now), _note(ret, desk, dates)) for at, desk in enumerate(desks)]
    return [*steps, WayStep("已审核", "done" if now == len(desks) else "")]


def _position(ret: Return, desks: list[Desk]) -> int:
    if ret.state == ReturnState.ACCEPTED:
        return len(desks)
    at = [(desk.unit.pk, desk.role) for desk in desks]
    place = (ret.desk_id, ret.desk_role)
    return at.index(place) if place in at else 0


def _label(ret: Return, desk: Desk) -> str:
    role = DeskRole(desk.role).label
    return role if desk.unit.pk == ret.unit_id else desk.unit.label


def _state(at: int, now: int) -> str:
    return "done" if at < now else "now" if at == now else ""


def _note(ret: Return, desk: Desk, dates: dict[str, Any]) -> str:
    inside = desk.unit.pk == ret.unit_id
    if inside and desk.role == DeskRole.HEAD and ret.unit.checker_waived:
        return "本单位免设审核人"
    if inside:
        return f"{month_day(ret.effective_due)}前" if desk.role == DeskRole.HEAD else ""
    due = dates.get(desk.layer)
    return f"{month_day(due)}前" if due else ""
