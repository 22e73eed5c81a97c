"""Notices that go with a move, in its transaction: to the next desk, and to the unit about its own return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal import notices

from ..models import DeskRole, Return, ReturnState

if TYPE_CHECKING:
    from .perform import Step

KIND = "return"
# Nobody else waits for these: they begin and end with the filler.
SILENT = {"start", "declare_nil", "revoke_nil"}


def tell_next(step: Step) -> None:
    """Tell the desk whose turn it now is; without one (accepted, exempt) tell the unit's filler and head."""
    ret, log = step.ret, step.log
    if log.move in SILENT:
        return
    title, url = f"{ret.unit.label} {ret.period.name}报表：{_happened(step)}", return_url(ret)
    body = f"{log.by_unit.label if log.by_unit else ''} {log.by}" + (f"：{log.note}" if log.note else "")
    for unit_id, role in _receivers(ret):
        notices.send_to_role(unit_id, role, KIND, title, body, url)


def return_url(ret: Return) -> str:
    return reverse("return_detail", args=[ret.period.code, ret.unit.code])


def _receivers(ret: Return) -> list[tuple[int, str]]:
    if ret.desk_id is not None:
        return [(ret.desk_id, ret.desk_role)]
    return [(ret.unit_id, DeskRole.FILLER), (ret.unit_id, DeskRole.HEAD)]


def _happened(step: Step) -> str:
    ret, move = step.ret, step.log.move
    if move == "withdraw":
        return "上一步已撤回"
    if ret.state == ReturnState.RETURNED:
        return "退回补报" if move == "reopen" else "退回，等待答复"
    if ret.state == ReturnState.IN_REVIEW:
        return f"轮到{DeskRole(ret.desk_role).label}"
    return {
        ReturnState.ACCEPTED: "审核通过", ReturnState.EXEMPT: "已准予免报", ReturnState.NOT_STARTED: "已取消免报",
    }.get(ReturnState(ret.state), "可以继续填报")  # fmt: skip
