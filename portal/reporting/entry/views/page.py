"""The form's page, its save without script, and the page of a single cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.guards import needs

from ...models import Nature
from ...schema import FormSpec
from ...workflow.moves import MOVES
from ...workflow.situation import turn
from ...workflow.stages import held_at, stage_of
from .. import declarations, describing, grid, messages, progress, submitted
from ..access import Place
from ..cells import REFERENCE
from ..dossier import Dossier, load
from ..feedback import page_context, words
from ..submitted import Result
from .places import form_of, item_of, judges_all, place_of, version_asked


@needs("return.view")
@require_GET
def form_page(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """One of the forms: to fill, or to read in any version (`?version=n`); `?check=1` judges all rules."""
    place = place_of(request, period, unit, version_asked(request))
    return _page(request, place, form_of(place, no))


@needs("return.edit")
@require_POST
def save_form(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """Save the whole form without script; what was refused comes back with its reason and what was typed."""
    place = place_of(request, period, unit)
    form = form_of(place, no)
    result = submitted.take(place, form, request.POST, request.FILES)
    if result.is_clean:
        flash.success(request, "；".join([f"已保存 {result.saved} 格", *result.said]) + "。")
        target = HttpResponseRedirect(reverse("form_page", args=(period, unit, no)))
        target.status_code = 303
        return target
    return _page(request, place_of(request, period, unit), form, result=result)


def _page(request: HttpRequest, place: Place, form: FormSpec, *, result: Result | None = None) -> HttpResponse:
    whole = judges_all(request)
    dossier = load(place, whole=whole)
    result = result or Result()
    rows = grid.sections(dossier, form)
    context = page_context(place, form)
    by_anchor = _message_rows(dossier, form, result, context)
    for each in (row for section in rows for row in section.rows):
        each.messages = by_anchor.get(each.code, [])
        each.outcome = result.cells.get(each.code)
        each.reference_outcome = result.cells.get(each.code + REFERENCE)
    context |= {
        "place": place, "dossier": dossier, "sections": rows, "result": result, "head_messages": by_anchor.get("", []),
        "tabs": progress.tabs(dossier), "words": words(dossier, form),
        "details": describing.details(dossier, form), "turn": turn(place.ret),
        "lost": lost(result, place), "lines": describing.form_rules(dossier, form),
        "nil": place.version.nature == Nature.NIL, "nil_move": nil_move(place), "key": uuid4(),
        "whole": whole,
    }  # fmt: skip
    return render(request, "reporting/entry/form.html", context, status=result.status)


def _message_rows(dossier: Dossier, form: FormSpec, result: Result, context: dict[str, Any]) -> dict[str, list[str]]:
    """The message rows as HTML, by the cell they stand under."""
    found: dict[str, list[str]] = {}
    for message in messages.for_form(dossier, form):
        html = messages.rendered(_with_typed(message, result), context)["html"]
        found.setdefault(message.anchor, []).append(html)
    return found


def _with_typed(message: messages.Message, result: Result) -> messages.Message:
    """A message row whose text was refused shows what was typed and why."""
    name = f"x.{message.hit.rule}" if message.hit else f"a.{message.question.pk}" if message.question else ""
    if name not in result.notes:
        return message
    typed, problem = result.notes[name]
    return replace(message, typed=typed, problem=problem)


def nil_move(place: Place) -> str:
    """The move that switches 零报送 on or off for this person now; "" when there is none."""
    code = "revoke_nil" if place.version.nature == Nature.NIL else "declare_nil"
    fits = stage_of(place.ret) in MOVES[code].stages and place.version.editable is None
    return code if fits and held_at(place.actor, "return.submit", place.ret.unit_id) else ""


def lost(result: Result, place: Place) -> list[tuple[str, str, str]]:
    """(code, name, text) of what was typed and could not be saved at all, so that it can be copied."""
    by_code = place.schema.by_code
    return [(entry.code, by_code[entry.code.removesuffix(REFERENCE)].name, entry.text) for entry in result.lost]


@needs("return.view")
@require_GET
def cell_page(request: HttpRequest, period: str, unit: str, code: str) -> HttpResponse:
    """One cell: what is to be counted, its quarters, who changed it, its files and declarations."""
    place = place_of(request, period, unit, version_asked(request))
    item = item_of(place, code)
    dossier = load(place)
    context = page_context(place, place.schema.form(item.form)) | {
        "place": place, "item": item, "row": grid.row(dossier, item), "detail": describing.detail(dossier, item),
        "edits": describing.edits(place, item), "hits": dossier.hits_by_code.get(item.code, []),
        "evidence": dossier.evidence.get(item.code, []), "declared": dossier.declarations.get(item.code, []),
        "kinds": declarations.kinds_for(item.code, dossier.quarter), "editable": place.may_edit(item.code),
    }  # fmt: skip
    template = "cell_history.html" if request.headers.get("HX-Request") else "cell.html"
    return render(request, f"reporting/entry/{template}", context)
