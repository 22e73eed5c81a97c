"""What the home page tells each role: what is due, whose turn it is, what is wrong, what next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal.policy import calendar

from .. import periods
from ..models import Period, Question, Return, ReturnState, SampleReading
from . import board, bulk, progress, questions, steps
from .moves import available
from .perform import RELATED
from .situation import Situation

OWN_ROLES = ("filler", "checker", "head")
EDITABLE = (ReturnState.NOT_STARTED, ReturnState.DRAFTING, ReturnState.RETURNED)
SHOWN_HITS = 8
SHOWN_ROWS = 8


@dataclass
class OwnReturn:
    """The home page's part for people of a reporting unit."""

    ret: Return
    progress: progress.Progress
    hits: list[Any]
    hits_left: int
    questions: list[Question]
    steps: list[steps.WayStep]
    offers: list[Any]
    days_left: int
    fills: bool
    open_forms: set[int] | None

    @property
    def days_late(self) -> int:
        return max(-self.days_left, 0)

    @property
    def editable(self) -> bool:
        """Whether the figures may be edited now by the unit's fillers."""
        return self.ret.state in EDITABLE and self.ret.period.is_fillable

    @property
    def can_fill(self) -> bool:
        return self.fills and self.editable

    @property
    def next_form(self) -> int:
        """The first form that is not complete, else the first one."""
        return next((form.form.no for form in self.progress.forms if not form.complete), 0)

    @property
    def next_asked(self) -> str:
        """The first cell sent back whose question waits for an answer, else the first one; "" without any."""
        asked = sorted((one for one in self.questions if one.code), key=lambda one: bool(one.answer))
        return asked[0].code if asked else ""

    @property
    def next_move(self) -> Any:
        """The one main move that can be made now, if any."""
        return next((offer for offer in self.offers if offer.move.main and offer.enabled), None)


@dataclass
class Overview:
    """The home page's part for people who see many returns."""

    period: Period
    counts: board.Counts
    segments: list[Any]
    at_desk: list[Return]
    late: list[Return]
    clean: int
    unread_samples: int
    reviews: bool
    opines: bool
    unseen: list[Return]


def own_returns(actor: Any, period: Period) -> list[OwnReturn]:
    """One part for each unit the person fills, checks or signs for."""
    units = {m.unit_id for m in actor.memberships if m.role in OWN_ROLES}
    rows = Return.objects.of(period).filter(unit_id__in=units).select_related(*RELATED) if units else []
    return [_own(ret, actor) for ret in rows]


def _own(ret: Return, actor: Any) -> OwnReturn:
    hits = [hit for hit in Situation(ret, actor).hits if hit.blocks]
    roles = {m.role for m in actor.memberships if m.unit_id == ret.unit_id}
    return OwnReturn(
        ret=ret, progress=progress.of_version(ret.period, ret.working or ret.filed), hits=hits[:SHOWN_HITS],
        hits_left=max(len(hits) - SHOWN_HITS, 0),
        questions=list(questions.open_ones(ret).select_related("by_unit")),
        steps=steps.way(ret), offers=available(ret, actor), days_left=working_days_left(ret),
        fills="filler" in roles, open_forms=questions.open_forms(ret),
    )  # fmt: skip


def working_days_left(ret: Return) -> int:
    """Working days until the due date, 0 on the day itself, negative calendar days when it has passed."""
    today = timezone.localdate()
    if ret.effective_due < today:
        return (ret.effective_due - today).days
    return calendar.working_days_between(today, ret.effective_due)


def overview(actor: Any, period: Period) -> Overview | None:
    """Counts and worklist of everything in the person's scope; None for people of one unit only."""
    if not any(actor.can(name) for name in ("return.review", "return.urge", "opinion.write")):
        return None
    today, desk, rows = timezone.localdate(), board.my_desk(actor), board.returns(period)
    counts, mine = board.counts(rows, today, desk), rows.filter(desk)
    late = rows.filter(board.late_q(today)).select_related("unit", "desk").order_by("due_on", "unit__sort_order")
    reviews, opines = bool(bulk.desk_memberships(actor)), actor.can("opinion.write")
    return Overview(
        period=period, counts=counts, segments=counts.segments(_board_url(period)),
        at_desk=list(mine.select_related("unit", "desk").official()[:SHOWN_ROWS]), late=list(late[:SHOWN_ROWS]),
        clean=bulk.clean(mine).count() if reviews else 0,
        unread_samples=_unread(period) if reviews else 0, reviews=reviews, opines=opines,
        unseen=_without_opinion(rows, actor) if opines else [],
    )  # fmt: skip


def _board_url(period: Period) -> str:

    return reverse("board", args=[period.code])


def _unread(period: Period) -> int:
    return SampleReading.objects.filter(bulk__period=period, read_at__isnull=True).count()


def _without_opinion(rows: Any, actor: Any) -> list[Return]:
    """Reported returns on which this person has given no opinion yet."""
    open_ones = rows.filed_ones().exclude(opinions__by_id=actor.user.pk)
    return list(open_ones.select_related("unit", "desk").official()[:SHOWN_ROWS])


def current_period() -> Period | None:
    return periods.current()
