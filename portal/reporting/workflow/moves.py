"""The table of moves: from where, who, what must hold, what happens, whose desk is next.

Everything reads it: `perform` acts by it, the pages draw their buttons (and why one is grey) from it, the tests walk
through all of it. `effects` holds what each move does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import ReturnMove
from . import effects, undoing
from . import situation as holds
from .refusals import MoveRefused, NotYours
from .situation import Situation
from .stages import (
    ACCEPTED,
    CHECKER,
    DRAFTING,
    EXEMPT,
    HEAD,
    NOT_STARTED,
    PROVINCE,
    REOPENED,
    RETURNED,
    REVIEWER,
    STAGES,
    held_at,
)  # fmt: skip

Condition = Callable[[Situation], str]

# What the role at a desk needs to act there.
DESK_PERMISSIONS = {
    "filler": "return.submit",
    CHECKER: "return.check",
    HEAD: "return.sign",
    REVIEWER: "return.review",
    PROVINCE: "return.accept",
}
WITHDRAWABLE = frozenset({"submit", "answer", "check_pass", "sign", "pass_on"})


def at_unit(permission: str) -> Callable[[Situation], Any]:
    """Somebody of the reporting unit with a permission."""
    return lambda s: held_at(s.actor, permission, s.ret.unit_id)


def at_desk(s: Situation) -> Any:
    """Somebody at the desk whose turn it is, in that desk's role."""
    permission = DESK_PERMISSIONS.get(s.ret.desk_role)
    return held_at(s.actor, permission, s.ret.desk_id) if permission and s.ret.desk_id else None


def above(permission: str, *, province_only: bool = False) -> Callable[[Situation], Any]:
    """Somebody at one of the desks above the unit (or at 省总工会 only), nearest first."""

    def find(s: Situation) -> Any:
        desks = [desk for desk in s.route if desk.role == PROVINCE or not province_only]
        found = (held_at(s.actor, permission, desk.unit.pk) for desk in desks)
        return next((membership for membership in found if membership), None)

    return find


def last_mover(s: Situation) -> Any:
    """Somebody who holds the role the last move was made in, where it was made."""
    last = s.last_move
    if last is None or last.move not in WITHDRAWABLE:
        return None
    if last.move in ("submit", "answer"):
        return held_at(s.actor, "return.submit", s.ret.unit_id)
    permission = DESK_PERMISSIONS.get(last.from_role)
    return held_at(s.actor, permission, last.from_desk_id) if permission else None


@dataclass(frozen=True)
class Move:
    """One row of the table. `who` gives the membership that may act, or None.

    A `standing` move shows grey at other stages too, a `silent` one never shows grey.
    """

    code: str
    label: str
    stages: tuple[str, ...]
    who: Callable[[Situation], Any]
    who_label: str
    conditions: tuple[Condition, ...]
    effect: Callable[[Situation], None]
    next_desk: str
    note: str = "optional"
    standing: bool = False
    silent: bool = False
    main: bool = False

    def membership(self, s: Situation) -> Any:
        """The membership to act by; raises what fits when stage, person or a condition is against it."""
        if s.stage not in self.stages:
            instead = _instead(s) or f"轮到{holds.turn(s.ret)}"
            raise MoveRefused(f"“{self.label}”现在不能办：报表处于“{STAGES[s.stage]}”，{instead}。", 409)
        membership = self.who(s)
        if membership is None:
            raise NotYours(f"“{self.label}”由{self.who_label}办理，您没有这个权限。")
        for condition in self.conditions:
            if reason := condition(s):
                raise MoveRefused(reason, 409 if condition is PERIOD_OPEN else 422)
        return membership


def _instead(s: Situation) -> str:
    """What the person is to do at this stage instead, where it is their own turn; "" where it is not."""
    mine = next((move for move in TABLE if move.main and s.stage in move.stages and move.who(s)), None)
    return f"请用“{mine.label}”" if mine else ""


PERIOD_OPEN = holds.period_takes_moves
FILING = (PERIOD_OPEN, holds.leads_to_province, holds.nothing_blocks)

TABLE = (
    Move("start", "开始填报", (NOT_STARTED,), at_unit("return.edit"), "填表人", (PERIOD_OPEN,),
         effects.start, "填表人"),
    Move("declare_nil", "申明零报送", (NOT_STARTED, DRAFTING, REOPENED), at_unit("return.submit"), "填表人",
         (PERIOD_OPEN, holds.is_not_nil, holds.whole_return_is_open), effects.declare_nil, "填表人", silent=True),
    Move("revoke_nil", "改为正常填报", (DRAFTING, REOPENED), at_unit("return.submit"), "填表人",
         (PERIOD_OPEN, holds.is_nil), effects.revoke_nil, "填表人", silent=True),
    Move("submit", "提交", (DRAFTING, REOPENED), at_unit("return.submit"), "填表人",
         FILING, effects.submit, "审核人（免设时为单位负责人）", standing=True, main=True),
    Move("check_pass", "审核通过，送负责人签批", (CHECKER,), at_desk, "本单位审核人",
         (PERIOD_OPEN, holds.list_is_empty, holds.submitter_is_another), effects.check_pass, "单位负责人",
         standing=True, main=True),
    Move("sign", "签批报出", (HEAD,), at_desk, "单位负责人",
         (PERIOD_OPEN, holds.leads_to_province, holds.list_is_empty, holds.submitter_is_another,
          holds.checker_is_another, holds.lateness_is_explained),
         effects.sign, "上一级（答复退回时为提问的一级）", standing=True, main=True),
    Move("pass_on", "通过，送上一级", (REVIEWER,), at_desk, "轮到的上级审核人",
         (PERIOD_OPEN, holds.list_is_empty), effects.pass_on, "再上一级", standing=True, main=True),
    Move("accept", "审核通过", (PROVINCE,), at_desk, "省总审核人",
         (PERIOD_OPEN, holds.list_is_empty), effects.accept, "—", standing=True, main=True),
    Move("send_back", "退回", (CHECKER, HEAD, REVIEWER, PROVINCE), at_desk, "轮到的审核人或负责人",
         (PERIOD_OPEN, holds.asks_something, holds.asks_about_known_cells, holds.asks_within_what_is_open),
         effects.send_back, "填表人",
         note="required"),
    Move("answer", "答复并交回", (RETURNED,), at_unit("return.submit"), "填表人",
         (PERIOD_OPEN, holds.questions_are_answered, holds.leads_to_province, holds.nothing_blocks),
         effects.answer, "提问的一级（改了内容，或由审核、签批人答复的，先经负责人签批）", standing=True, main=True),
    Move("withdraw", "撤回", (CHECKER, HEAD, REVIEWER, PROVINCE), last_mover, "最近一步的办理人",
         (PERIOD_OPEN,), undoing.withdraw, "撤回人"),
    Move("exempt", "准予免报", (NOT_STARTED, DRAFTING), above("return.exempt"), "上级审核人或省总审核人",
         (PERIOD_OPEN, holds.says_why), effects.exempt, "—", note="required"),
    Move("unexempt", "取消免报", (EXEMPT,), above("return.exempt"), "上级审核人或省总审核人",
         (PERIOD_OPEN, holds.says_why), effects.unexempt, "填表人", note="required"),
    Move("reopen", "退回补报", (ACCEPTED,), above("return.reopen", province_only=True), "省总管理人员",
         (PERIOD_OPEN, holds.says_why), effects.reopen, "填表人", note="required"),
)  # fmt: skip

MOVES = {move.code: move for move in TABLE}
LABELS = {move.code: move.label for move in TABLE}


@dataclass(frozen=True)
class Offer:
    """A move as a button: pressed or grey, and why. `asks_lateness`: the note has to say why it is late."""

    move: Move
    enabled: bool
    reason: str
    asks_lateness: bool = False

    @property
    def label(self) -> str:
        return self.move.label

    @property
    def reviews(self) -> bool:
        """Whether it passes or signs a return that lies at the person's desk, and can be done now."""
        return self.enabled and self.move.main and self.move.who is at_desk


def available(ret: Any, actor: Any, log: Sequence[ReturnMove] | None = None) -> list[Offer]:
    """The moves this person has to do with on this return, the impossible ones with the reason.

    A move at the wrong stage shows only to those whose standing work it is (`Move.standing`). The `log`, newest
    first, may be given when it was read already.
    """
    return offered(looked_at(ret, actor, log))


def looked_at(ret: Any, actor: Any, log: Sequence[ReturnMove] | None = None) -> Situation:
    """The situation of somebody who looks; a page that needs the same facts asks it, so that they are read once."""
    s = Situation(ret, actor, data={"preview": True})
    if log is not None:
        s.last_move = log[0] if log else None
    return s


def offered(s: Situation) -> list[Offer]:
    """`available` in a situation made by `looked_at`."""
    offers = []
    for move in TABLE:
        try:
            move.membership(s)
        except NotYours:
            continue
        except MoveRefused as refusal:
            if not move.silent and (s.stage in move.stages or (move.standing and _has_standing(s, move))):
                offers.append(Offer(move, False, NOT_BEGUN if s.stage == NOT_STARTED else refusal.message))
        else:
            late = holds.lateness_is_explained in move.conditions and s.lacks_reason_for_lateness
            offers.append(Offer(move, True, "", late))
    return offers


NOT_BEGUN = "还没有开始填报。怎样改：打开任一张表填写，系统边填边保存。"
STANDING = {
    "submit": "return.submit", "answer": "return.submit", "check_pass": "return.check", "sign": "return.sign",
    "pass_on": "return.review", "accept": "return.accept",
}  # fmt: skip


def _has_standing(s: Situation, move: Move) -> bool:
    """Whether the person would do this move if the return were at their desk; `answer` only when asked."""
    if move.code == "answer" or s.stage in (ACCEPTED, EXEMPT):
        return False
    permission = STANDING[move.code]
    if move.code in ("pass_on", "accept"):
        role = REVIEWER if move.code == "pass_on" else PROVINCE
        return any(held_at(s.actor, permission, desk.unit.pk) for desk in s.route if desk.role == role)
    return held_at(s.actor, permission, s.ret.unit_id) is not None
