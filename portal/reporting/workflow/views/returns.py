"""A return's page, its moves, answers, opinion and 催报."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.guards import needs, signed_in
from portal.ui import dates

from ... import periods
from ...models import Evidence, Opinion, Question, Return, ReturnMove, ReturnState, ReturnVersion, Urge
from .. import comparing, opinions, progress, questions, reading, steps, urging
from ..comparing import Comparison
from ..moves import LABELS, Offer, looked_at, offered
from ..perform import perform
from ..refusals import MoveRefused
from ..stages import held_at
from . import acts
from .review import render_review


@require_GET
@needs("return.view")
def show_return(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Everything about one return: where it is, how far, what may be done and what was."""
    return render_return(request, reading.return_or_404(period, unit))


def render_return(request: HttpRequest, ret: Return, refusal: MoveRefused | None = None) -> HttpResponse:
    page = render(request, "reporting/workflow/return_detail.html", return_context(request, ret, refusal))
    page.status_code = refusal.status if refusal else 200
    return page


def return_context(request: HttpRequest, ret: Return, refusal: MoveRefused | None = None) -> dict[str, Any]:
    actor: Any = request.actor  # type: ignore[attr-defined]
    version = ret.working or ret.filed
    mine = any(m.unit_id == ret.unit_id for m in actor.memberships)
    log = list(ReturnMove.objects.filter(ret=ret).select_related("by_unit", "version", "from_desk", "to_desk"))
    situation, versions = looked_at(ret, actor, log), list(ret.versions.order_by("-number"))
    offers = offered(situation)
    asked = list(Question.objects.filter(ret=ret).select_related("by_unit").order_by("pk"))
    return {
        "ret": ret,
        "version": version,
        "mine": mine,
        "refusal": refusal,
        "typed": request.POST,
        "offers": offers,
        "my_turn": not mine and any(offer.enabled and offer.move.main for offer in offers),
        "can_review": _can_review(ret, actor),
        "reviews": any(offer.reviews for offer in offers),
        "steps": steps.way(ret, situation.route),
        "progress": progress.of_version(ret.period, version),
        "hits": situation.hits if mine else [],
        "open_questions": [question for question in asked if question.closed_at is None],
        "closed_questions": [question for question in asked if question.closed_at is not None],
        "open_forms": questions.open_forms(ret),
        "log": log,
        "versions": versions,
        "compared": _before_signing(ret, offers, versions),
        "opinions": Opinion.objects.filter(ret=ret).select_related("by_unit"),
        "stances": Opinion.Stance.choices,
        "evidence": Evidence.objects.filter(version=version).select_related("file") if version else [],
        "urges": Urge.objects.filter(ret=ret).select_related("by_unit"),
        "urge_text": urging.default_text(ret.period),
        **_rights(ret, actor),
        **reading.around(ret),
    }


def _rights(ret: Return, actor: Any) -> dict[str, bool]:
    """What the person may do on this page beside the moves."""
    open_for_urging = ret.reported_at is None and ret.state != ReturnState.EXEMPT and ret.period.is_fillable
    return {
        "may_fill": _may_fill(ret, actor),
        "may_answer": ret.state == ReturnState.RETURNED and held_at(actor, "return.submit", ret.unit_id) is not None,
        "may_opine": ret.reported_at is not None and opinions.writing_membership(ret, actor) is not None,
        "may_urge": urging.may_urge(actor) and open_for_urging,
    }


def _before_signing(ret: Return, offers: list[Offer], versions: list[ReturnVersion]) -> Comparison | None:
    """What is not as it was when the head signed last, for the head whose turn it is (ruling 25)."""
    signs = any(offer.move.code == "sign" and offer.enabled for offer in offers)
    if not signs or ret.filed is None:
        return None
    ret.filed.ret = ret
    return comparing.before_signing(ret.filed, versions)


def _may_fill(ret: Return, actor: Any) -> bool:
    """Whether the person may edit now, so that the forms are offered for filling rather than reading."""
    editable = ret.state in (ReturnState.NOT_STARTED, ReturnState.DRAFTING, ReturnState.RETURNED)
    return editable and ret.period.is_fillable and held_at(actor, "return.edit", ret.unit_id) is not None


def _can_review(ret: Return, actor: Any) -> bool:
    """Whether the review page has a filed version to show to this person."""
    if ret.filed_id is None:
        return False
    return any(m.definition.permissions & {"return.check", "return.sign", "return.review", "opinion.write"}
               for m in actor.memberships)  # fmt: skip


@require_POST
@needs("return.view")
def move_return(request: HttpRequest, period: str, unit: str, move: str) -> HttpResponse:
    """One move, exactly once; a refusal is shown on the page it came from, with what was typed."""
    ret = reading.return_or_404(period, unit)
    try:
        moved = _perform(request, ret, move)
    except MoveRefused as refusal:
        fresh = reading.return_or_404(period, unit)
        if request.POST.get("origin") == "review" and fresh.filed is not None:
            return render_review(request, fresh, refusal)
        return render_return(request, fresh, refusal)
    acts.done(request, f"{ret.unit.label} {ret.period.name}报表：“{LABELS[move]}”已办理。")
    return acts.see_return(moved)


def _perform(request: HttpRequest, ret: Return, move: str) -> Return:
    return perform(
        ret.pk, move, actor=request.actor, key=acts.key_of(request),  # type: ignore[attr-defined]
        expect=acts.seen_count(request), note=request.POST.get("note", ""), questions=acts.questions_of(request),
    )  # fmt: skip


@require_POST
@needs("return.submit")
def save_answers(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Keep drafts of answers, or send them when `send` was pressed."""
    ret = reading.return_or_404(period, unit)
    try:
        for question in questions.open_ones(ret):
            text = request.POST.get(f"answer-{question.pk}")
            if text is not None and text.strip() != question.answer:
                questions.save_answer(question, text, actor=request.actor)  # type: ignore[attr-defined]
        moved = _perform(request, ret, "answer") if "send" in request.POST else ret
    except MoveRefused as refusal:
        return render_return(request, reading.return_or_404(period, unit), refusal)
    acts.done(request, "答复已交回。" if "send" in request.POST else "答复已保存，还没有交回。")
    return acts.see_return(moved)


@require_POST
@needs("opinion.write")
def write_opinion(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """The co-review opinion of 国资委."""
    ret = reading.return_or_404(period, unit)
    try:
        opinions.write_opinion(
            ret,
            request.POST.get("stance", ""),
            request.POST.get("text", ""),
            actor=request.actor,  # type: ignore[attr-defined]
        )
    except MoveRefused as refusal:
        return render_return(request, ret, refusal)
    acts.done(request, "会审意见已记入。")
    return acts.see_return(ret)


@require_POST
@needs("return.urge")
def urge_return(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """催报 of one unit."""
    ret = reading.return_or_404(period, unit)
    try:
        urged = urging.urge(
            Return.objects.filter(pk=ret.pk), request.POST.get("text", ""), actor=request.actor,  # type: ignore[attr-defined]
            period=ret.period,
        )  # fmt: skip
    except MoveRefused as refusal:
        return render_return(request, ret, refusal)
    today = dates.month_day(timezone.localdate())
    acts.done(request, "已催报。" if urged.sent else f"{today}已经催过，每天最多一次，没有再发。")
    return acts.see_return(ret)


@require_GET
@signed_in
def find_my_return(request: HttpRequest) -> HttpResponse:
    """The own unit's return of the period people work on now."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    period = periods.current()
    own = [m.unit_id for m in actor.memberships if m.role in ("filler", "checker", "head")]
    ret = Return.objects.filter(period=period, unit_id__in=own).select_related("unit", "period").first()
    if ret is None:
        words = {"title": "您的单位本期没有要填的报表", "text": "单位列入应报范围、季度开放后，报表会出现在这里。"}
        return render(request, "reporting/workflow/no_period.html", words)

    return redirect("return_detail", ret.period.code, ret.unit.code)
