"""What each move does to the return in memory and to its versions and questions; `perform` saves the return.

Each effect may rely on its row of the table: stage, person and conditions were judged before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ..general import LATE_RULE
from ..models import DeskRole, Nature, Purpose, Question, Return, ReturnMove, ReturnState, ReturnVersion
from . import nil
from .compare import content_differs
from .questions import reopen_last
from .stages import Desk, inner_desks

if TYPE_CHECKING:
    from portal.organisations.models import Unit

    from .situation import Situation


def put(ret: Return, state: str, desk: Desk | None = None) -> None:
    """Set the state and whose turn it is."""
    ret.state = state
    ret.desk = desk.unit if desk else None
    ret.desk_role = desk.role if desk else ""


def review_at(ret: Return, desk: Desk) -> None:
    put(ret, ReturnState.IN_REVIEW, desk)


def filler_of(ret: Return) -> Desk:
    return Desk(ret.unit, DeskRole.FILLER)


def ask_from(ret: Return, desk: Desk | None) -> None:
    """Remember (or forget) the desk an answer has to come back to."""
    ret.asking_desk = desk.unit if desk else None
    ret.asking_role = desk.role if desk else ""


def asking(ret: Return) -> Desk | None:
    return Desk(ret.asking_desk, ret.asking_role) if ret.asking_desk_id and ret.asking_desk else None


def open_copy(s: Situation, purpose: str, editable: list[str] | None = None) -> ReturnVersion:
    from .. import versions

    return versions.open_next(s.ret, purpose, editable=editable, actor=s.actor)


def file_working(s: Situation) -> ReturnVersion:
    from .. import versions

    version = s.ret.working
    assert version is not None  # the stages a filing starts from have a working copy (CHECK constraints)
    version.ret = s.ret
    version.hits = sorted({hit.rule for hit in s.hits})
    return versions.file_version(version, s.actor)


# --- filling ------------------------------------------------------------------------------------------------


def start(s: Situation) -> None:
    open_copy(s, Purpose.ORIGINAL)
    put(s.ret, ReturnState.DRAFTING)


def declare_nil(s: Situation) -> None:
    """零报送 (ruling 24): flows 0, stocks, terms and yes/no carried; to be confirmed by the ordinary submission."""
    if s.ret.working is None:
        start(s)
    assert s.ret.working is not None
    nil.fill(s.ret, s.ret.working, s.actor)
    s.ret.working.nature = Nature.NIL
    s.ret.working.save(update_fields=["nature"])


def revoke_nil(s: Situation) -> None:
    """Back to an ordinary return, with the figures the declaration had replaced."""
    assert s.ret.working is not None
    nil.take_back(s.ret.working, s.actor)
    s.ret.working.nature = Nature.NORMAL
    s.ret.working.save(update_fields=["nature"])


def submit(s: Situation) -> None:
    file_working(s)
    ask_from(s.ret, None)
    review_at(s.ret, inner_desks(s.ret.unit)[0])


# --- inside the unit ----------------------------------------------------------------------------------------


def check_pass(s: Situation) -> None:
    version = filed_version(s.ret)
    version.checked_by, version.checked_at = s.actor.user.full_name, timezone.now()
    version.save(update_fields=["checked_by", "checked_at"])
    review_at(s.ret, Desk(s.ret.unit, DeskRole.HEAD))


def sign(s: Situation) -> None:
    """The head's signature; the first one fixes 报出日期 and whether that is late. An answered question goes straight
    back to who asked."""
    version, now = filed_version(s.ret), timezone.now()
    version.signed_by_id, version.signed_by, version.signed_at = s.user_id, s.actor.user.full_name, now
    if s.ret.reported_at is None:
        _judge_lateness(s, version)
        s.ret.reported_at = now
    version.save(update_fields=["signed_by_id", "signed_by", "signed_at", "hits"])
    s.ret.counted = s.ret.accepted or version
    review_at(s.ret, asking(s.ret) or s.route[0])
    ask_from(s.ret, None)


def _judge_lateness(s: Situation, version: ReturnVersion) -> None:
    """S29 was judged when the version was filed; what counts is the day of the signature."""
    others = set(version.hits or ()) - {LATE_RULE}
    version.hits = sorted(others | {LATE_RULE} if s.is_late else others)
    s.ret.late_reason = s.note if s.lacks_reason_for_lateness else ""


# --- above --------------------------------------------------------------------------------------------------


def pass_on(s: Situation) -> None:
    """To the desk after the one it lies on, by the tree the quarter was opened with."""
    here = [desk.unit.pk for desk in s.route].index(s.ret.desk_id or 0)
    review_at(s.ret, s.route[here + 1])


def accept(s: Situation) -> None:
    s.ret.accepted = s.ret.counted = s.ret.filed
    s.ret.accepted_at = timezone.now()
    put(s.ret, ReturnState.ACCEPTED)


def send_back(s: Situation) -> None:
    """Single cells with a question each (only those may be edited), or the whole return with a reason.

    The head who sends back what answers a desk above neither widens that desk's list nor takes its place: its
    questions are open again, and the answer still has to come back to it.
    """
    ret, desk, outer = s.ret, Desk(loaded(s.ret.desk), s.ret.desk_role), asking(s.ret)
    questions: dict[str, str] = s.data.get("questions") or {"": s.note}
    version = filed_version(ret)
    cells = [code for code in questions if code] or None
    if outer:
        cells = version.editable
        reopen_last(ret, by_unit=outer.unit, by_role=outer.role)
    open_copy(s, Purpose.SENT_BACK, editable=cells)
    Question.objects.bulk_create(
        Question(
            ret=ret, version=version, code=code, text=text, by_id=s.user_id, by=s.actor.user.full_name,
            by_unit=desk.unit, by_role=desk.role,
        )
        for code, text in questions.items()
    )  # fmt: skip
    ask_from(ret, outer or desk)
    put(ret, ReturnState.RETURNED, filler_of(ret))
    # 一次审核通过 is asked of what was reported: a send-back inside the unit before that is its own affair.
    ret.send_backs += ret.reported_at is not None


def answer(s: Situation) -> None:
    """Ruling 25: the answer's words alone go straight back; with anything else changed the head signs first.

    So does an answer of who signed or checked the version before: nobody passes what they filed (ruling 21).
    Towards a desk inside the unit no signature is due yet: the head signs afterwards anyway.
    """
    ret, asked_by, inner = s.ret, asking(s.ret), _asked_inside(s)
    assert asked_by is not None  # the stage RETURNED has an asking desk
    version = file_working(s)
    Question.objects.filter(pk__in=[question.pk for question in s.open_questions]).update(closed_at=timezone.now())
    if inner:
        review_at(ret, inner)
        ask_from(ret, None if inner == asked_by else asked_by)
        return
    signed = last_signed(ret)
    if signed is None or content_differs(signed, version) or _passed_by_filer(signed, version):
        review_at(ret, Desk(ret.unit, DeskRole.HEAD))
        return
    _carry_signature(signed, version)
    review_at(ret, asked_by)
    ask_from(ret, None)


# --- beside the line ----------------------------------------------------------------------------------------


def exempt(s: Situation) -> None:
    s.ret.exempt_reason = s.note[:200]
    put(s.ret, ReturnState.EXEMPT)


def unexempt(s: Situation) -> None:
    """Back to where it was: a draft that had been begun is still there."""
    s.ret.exempt_reason = ""
    put(s.ret, ReturnState.DRAFTING if s.ret.working_id else ReturnState.NOT_STARTED)


def reopen(s: Situation) -> None:
    """A logged act with a reason (domain.md §7). What was accepted stays and counts until the new one is accepted."""
    open_copy(s, Purpose.REOPENED)
    ask_from(s.ret, None)
    put(s.ret, ReturnState.RETURNED, filler_of(s.ret))
    s.ret.send_backs += 1


def _asked_inside(s: Situation) -> Desk | None:
    """The desk inside the unit that asked one of the open questions, if one did."""
    inner = [one for one in s.open_questions if one.by_role in (DeskRole.CHECKER, DeskRole.HEAD)]
    return Desk(s.ret.unit, inner[0].by_role) if inner else None


def filed_version(ret: Return) -> ReturnVersion:
    assert ret.filed is not None  # in review means filed (CHECK constraint)
    return ret.filed


def loaded(row: Unit | None) -> Unit:
    assert row is not None
    return row


def last_signed(ret: Return) -> ReturnVersion | None:
    return ret.versions.filter(signed_at__isnull=False).order_by("-number").first()


def _passed_by_filer(signed: ReturnVersion, version: ReturnVersion) -> bool:
    """Whether who filed the version is who signed the one before, or checked it last."""
    checked = ReturnMove.objects.filter(ret=version.ret_id, move="check_pass").values_list("by_id", flat=True)
    return version.filed_by_id in (signed.signed_by_id, checked.first())


def _carry_signature(signed: ReturnVersion, version: ReturnVersion) -> None:
    """The content is what the head signed: the signature stands for the new version as well."""
    names = ("checked_by", "checked_at", "signed_by_id", "signed_by", "signed_at")
    for name in names:
        setattr(version, name, getattr(signed, name))
    version.save(update_fields=names)
    version.ret.counted = version.ret.accepted or version
