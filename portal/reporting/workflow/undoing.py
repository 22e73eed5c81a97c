"""What `withdraw` undoes: the last move, as long as nobody has acted on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import DeskRole, Purpose, Question, ReturnState
from .effects import ask_from, filed_version, filler_of, last_signed, loaded, open_copy, put, review_at
from .questions import reopen_last
from .stages import Desk

if TYPE_CHECKING:
    from .situation import Situation


def withdraw(s: Situation) -> None:
    """Undo the last move while nobody has acted on it: filing opens a new copy, a signature is taken off."""
    last = s.last_move
    assert last is not None  # `last_mover` found it
    UNDO[last.move](s)


def _undo_submit(s: Situation) -> None:
    last = s.last_move
    assert last is not None
    open_copy(s, Purpose.WITHDRAWN)
    ask_from(s.ret, None)
    put(s.ret, last.from_state, filler_of(s.ret) if last.from_state == ReturnState.RETURNED else None)


def _undo_answer(s: Situation) -> None:
    last, filed = s.last_move, filed_version(s.ret)
    assert last is not None
    open_copy(s, Purpose.WITHDRAWN, editable=filed.editable)
    reopen_last(s.ret)
    if s.ret.asking_desk_id is None:
        ask_from(s.ret, Desk(loaded(last.to_desk), last.to_role))
    put(s.ret, ReturnState.RETURNED, filler_of(s.ret))


def _undo_check(s: Situation) -> None:
    version = filed_version(s.ret)
    version.checked_by, version.checked_at = "", None
    version.save(update_fields=["checked_by", "checked_at"])
    review_at(s.ret, Desk(s.ret.unit, DeskRole.CHECKER))


def _undo_sign(s: Situation) -> None:
    last, version = s.last_move, filed_version(s.ret)
    assert last is not None
    if s.ret.reported_at == version.signed_at:
        s.ret.reported_at, s.ret.late_reason = None, ""
    version.signed_by_id, version.signed_by, version.signed_at = None, "", None
    version.save(update_fields=["signed_by_id", "signed_by", "signed_at"])
    s.ret.counted = s.ret.accepted or last_signed(s.ret)
    answered = Question.objects.filter(ret=s.ret, closed_at__gte=version.filed_at)
    if answered.filter(by_unit=last.to_desk, by_role=last.to_role).exists():
        ask_from(s.ret, Desk(loaded(last.to_desk), last.to_role))
    review_at(s.ret, Desk(s.ret.unit, DeskRole.HEAD))


def _undo_pass(s: Situation) -> None:
    last = s.last_move
    assert last is not None
    review_at(s.ret, Desk(loaded(last.from_desk), last.from_role))


UNDO = {
    "submit": _undo_submit, "answer": _undo_answer, "check_pass": _undo_check, "sign": _undo_sign,
    "pass_on": _undo_pass,
}  # fmt: skip
