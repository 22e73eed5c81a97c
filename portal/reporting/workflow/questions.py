"""Answers to questions: kept as a draft beside the cell until `answer` sends them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.ui.words import seen

from ..models import Question, Return, ReturnState
from ..schema import Schema
from .refusals import MoveRefused, NotYours
from .situation import Situation, period_takes_moves
from .stages import held_at

LENGTH = 500


def open_ones(ret: Return) -> Any:
    """Questions not yet answered and sent, in the order they were asked."""
    return Question.objects.filter(ret=ret, closed_at__isnull=True).order_by("pk")


def open_forms(ret: Return) -> set[int] | None:
    """The forms that have a cell which may be edited, where only single cells were sent back; None: all of them."""
    if ret.working is None or ret.working.editable is None:
        return None
    by_code = Schema.of(ret.period).by_code
    return {by_code[code].form for code in ret.working.editable if code in by_code}


def save_answer(question: Question, text: str, *, actor: Any) -> Question:
    """Keep the draft of an answer (empty text takes it back). Raises NotYours or MoveRefused (409 after the lock)."""
    text = seen(text)
    if len(text) > LENGTH:
        raise MoveRefused(f"答复应不超过 {LENGTH} 字，收到 {len(text)} 字。")
    with transaction.atomic():
        ret = Return.objects.select_related("period").select_for_update(of=("self",)).get(pk=question.ret_id)
        if held_at(actor, "return.submit", ret.unit_id) is None:
            raise NotYours("答复由本单位填表人填写，您没有这个权限。")
        if why := period_takes_moves(Situation(ret, actor)):
            raise MoveRefused(why, 409)
        if ret.state != ReturnState.RETURNED or question.closed_at is not None:
            raise MoveRefused("这个问题已经办结，不能再改答复。怎样改：刷新页面。", 409)
        question.answer, question.answered_by = text, actor.user.full_name if text else ""
        question.answered_at = timezone.now() if text else None
        question.save(update_fields=["answer", "answered_by", "answered_at"])
    return question


def reopen_last(ret: Return, **asked: Any) -> None:
    """Open those of the questions answered last (all, or a desk's) again; their answers stay as drafts."""
    latest = Question.objects.filter(ret=ret, closed_at__isnull=False).order_by("-closed_at").first()
    if latest is not None:
        Question.objects.filter(ret=ret, closed_at=latest.closed_at, **asked).update(closed_at=None)
