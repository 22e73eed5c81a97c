"""The facts a move is judged by, read at most once each, and the conditions over them.

A condition returns "" when it holds, else the reason in Chinese: the same words stand beside a grey button and in
the refusal, so that the two cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from portal.ui.words import seen

from ..models import DeskRole, Explanation, Question, Return, ReturnMove, ReturnState
from . import stages
from .stages import Desk

if TYPE_CHECKING:
    from ..checking import Hit

REASON_LENGTH = 4
NOTE_LENGTH = 500


@dataclass
class Situation:
    """A return, the person, and what the person sent along (note, questions …)."""

    ret: Return
    actor: Any
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.note = seen(self.note)
        if questions := self.data.get("questions"):
            self.data = self.data | {"questions": {code: seen(text) for code, text in questions.items()}}

    @property
    def stage(self) -> str:
        return stages.stage_of(self.ret)

    @cached_property
    def route(self) -> list[Desk]:
        return stages.route(self.ret)

    @cached_property
    def last_move(self) -> ReturnMove | None:
        return ReturnMove.objects.filter(ret=self.ret).select_related("by_unit", "from_desk", "to_desk").first()

    @cached_property
    def open_questions(self) -> list[Question]:
        return list(Question.objects.filter(ret=self.ret, closed_at__isnull=True).order_by("pk"))

    @cached_property
    def hits(self) -> list[Hit]:
        """What the rules have against the working copy, settled or not."""
        from .. import checking

        working = self.ret.working
        if working is None:
            return []
        working.ret = self.ret
        return checking.check(working)

    @property
    def is_late(self) -> bool:
        """Whether a first signature would come after the due date now."""
        return self.ret.is_overdue(timezone.localdate())

    @cached_property
    def lacks_reason_for_lateness(self) -> bool:
        """Whether it was filed in time, so that nobody has explained why it is reported late."""
        from ..general import LATE_RULE

        if not self.is_late or self.ret.filed is None:
            return False
        return not Explanation.objects.filter(version=self.ret.filed, rule=LATE_RULE).exists()

    @property
    def blockers(self) -> list[Hit]:
        """What stops the working copy from being filed."""
        return [hit for hit in self.hits if hit.blocks]

    @property
    def user_id(self) -> int:
        return self.actor.user.pk


def period_takes_moves(s: Situation) -> str:
    period = s.ret.period
    if period.is_fillable:
        return ""
    return f"{period.name}现为“{period.get_state_display()}”，报表不能再流转。怎样改：请省总工会先重新开放该季度。"


def nothing_blocks(s: Situation) -> str:
    """Hard rules hold, soft ones are explained, documents and evidence are there (domain.md §5)."""
    hard = [hit for hit in s.blockers if hit.hard]
    soft = [hit for hit in s.blockers if not hit.hard]
    parts = [_counted(hard, "处必改"), _counted(soft, "处待说明")]
    said = "、".join(part for part in parts if part)
    return f"暂不能提交：还有 {said}。" if said else ""


def _counted(hits: list[Any], word: str) -> str:
    if not hits:
        return ""
    codes = list(dict.fromkeys(hit.code or hit.rule for hit in hits))
    shown = "、".join(codes[:6]) + ("等" if len(codes) > 6 else "")
    return f"{len(hits)} {word}（{shown}）"


def submitter_is_another(s: Situation) -> str:
    """Ruling 21: who filed does not check or sign."""
    filed = s.ret.filed
    if filed is None or filed.filed_by_id != s.user_id:
        return ""
    return "本表由您提交，提交人与审核人、签批人不能是同一人。怎样改：请另一位有权限的同志办理。"


def checker_is_another(s: Situation) -> str:
    """Who checked this version does not sign it."""
    filed = s.ret.filed
    if filed is None or not filed.checked_by:
        return ""
    checked = ReturnMove.objects.filter(ret=s.ret, version=filed, move="check_pass").first()
    if checked is None or checked.by_id != s.user_id:
        return ""
    return "本表由您审核，审核人与签批人不能是同一人。怎样改：请单位负责人签批。"


def questions_are_answered(s: Situation) -> str:
    waiting = [question.code or "整表" for question in s.open_questions if not question.answer.strip()]
    if not waiting:
        return ""
    return f"暂不能交回：{'、'.join(waiting)} 还没有答复。"


def says_why(s: Situation) -> str:
    """A reason of some length; the page asks for it, so a button is not grey for the lack of it."""
    if "preview" in s.data or REASON_LENGTH <= len(s.note) <= NOTE_LENGTH:
        return ""
    return f"请写明理由：应有 {REASON_LENGTH} 至 {NOTE_LENGTH} 字，收到 {len(s.note)} 字。"


def lateness_is_explained(s: Situation) -> str:
    """Reported is what is signed (S29): in time when it was filed, it may be late now, and the head says why."""
    from ..boilerplate import problem_with_text

    if "preview" in s.data or not s.lacks_reason_for_lateness:
        return ""
    problem = problem_with_text(s.note)
    due = f"截止日期 {s.ret.effective_due.isoformat()} 已过，签批要写明逾期原因。"
    return f"{due}{problem}" if problem else ""


def asks_something(s: Situation) -> str:
    """A send-back carries one question for each cell, or a reason for the whole return."""
    questions: dict[str, str] = s.data.get("questions", {})
    if "preview" in s.data:
        return ""
    if not questions:
        return says_why(s)
    unasked = [code for code, text in questions.items() if not text]
    if unasked:
        return f"每退回一格要写一个问题：{'、'.join(unasked)} 还没有写。"
    long = [code for code, text in questions.items() if len(text) > NOTE_LENGTH]
    return f"问题应不超过 {NOTE_LENGTH} 字：{'、'.join(long)} 太长。" if long else ""


def asks_about_known_cells(s: Situation) -> str:
    from ..schema import Schema

    known = Schema.of(s.ret.period).by_code if s.data.get("questions") else {}
    unknown = [code for code in s.data.get("questions", {}) if code not in known]
    return f"本期表式中没有 {'、'.join(unknown)} 这一格。" if unknown else ""


def asks_within_what_is_open(s: Situation) -> str:
    """Who sends back an answer to a desk above asks about that desk's cells: the others are locked."""
    filed = s.ret.filed
    if s.ret.asking_desk_id is None or filed is None or filed.editable is None:
        return ""
    outside = [code for code in s.data.get("questions", {}) if code not in filed.editable]
    if not outside:
        return ""
    return (
        f"上级只退回了 {'、'.join(filed.editable)}，{'、'.join(outside)} 已锁定，不能另退。"
        "怎样改：只退上级问的格，或写明理由退回上级问的全部格。"
    )


def list_is_empty(s: Situation) -> str:
    """Passing on while cells stand on the send-back list would drop the questions unseen."""
    count = len(s.data.get("questions", {}))
    return f"暂不能通过：退回清单里有 {count} 格。怎样改：先退回，或清空退回清单。" if count else ""


def leads_to_province(s: Situation) -> str:
    if s.route and s.route[-1].role == DeskRole.PROVINCE:
        return ""
    return f"{s.ret.unit.label}在本期没有报送到省总工会的隶属关系。怎样改：请省总工会在组织机构中补全后重开本期。"


def is_nil(s: Situation) -> str:
    nil = s.ret.working is not None and s.ret.working.nature == "nil"
    return "" if nil else "本表不是零报送。"


def is_not_nil(s: Situation) -> str:
    return "本表已经申明零报送。" if not is_nil(s) else ""


def whole_return_is_open(s: Situation) -> str:
    """零报送 rewrites the figures, so it needs a copy in which every cell may be edited."""
    working = s.ret.working
    narrow = working is not None and working.editable is not None
    return "只退回了个别单元格，不能改为零报送。" if narrow else ""


def turn(ret: Return) -> str:
    """Whose turn it is, in words; the return's desk must have been read with it."""
    if ret.state in (ReturnState.NOT_STARTED, ReturnState.DRAFTING):
        return "填表人"
    if ret.desk is None:
        return "—"
    role = DeskRole(ret.desk_role).label
    return role if ret.desk_id == ret.unit_id else f"{ret.desk.label} {role}"
