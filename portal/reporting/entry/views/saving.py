"""The background saves: cells, explanations and answers, files, buttons. Each answers with JSON for `grid.js`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from portal.accounts.guards import needs
from portal.files import FileRefused

from ...models import Question
from ...schema import FormSpec
from ...workflow import questions
from ...workflow.refusals import MoveRefused
from .. import acts, evidence, explanations
from ..access import Place
from ..cells import Entry, save_cells
from ..dossier import load
from ..feedback import files_html, outcomes, standing, status
from ..refusals import EntryRefused
from .places import form_of, judges_all, place_of

TEXT_LIMIT = 20_000
TOO_OLD = "页面内容读不懂，没有保存。怎样改：刷新页面；本机记下的内容会自动补存。"


@needs("return.edit")
@require_POST
def save_cells_view(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """Save cells: JSON {"cells": [{code, text, seen}, …]}; good ones are kept, each other one gets its reason."""
    place = place_of(request, period, unit)
    form = form_of(place, no)
    try:
        # A form's body has been read as a form by now and cannot be had again.
        body = request.body if request.content_type == "application/json" else b""
        entries = read_entries(body, len(place.schema.items) * 2)
        found = save_cells(place.ret.pk, entries, actor=place.actor)
    except (EntryRefused, MoveRefused) as refusal:
        return JsonResponse({"refused": refusal.message}, status=refusal.status)
    fresh = place_of(request, period, unit)
    answer = standing(load(fresh, whole=judges_all(request)), form) | {"cells": outcomes(found)}
    return JsonResponse(answer, status=status(found))


def read_entries(body: bytes, most: int) -> list[Entry]:
    """The entries of a request; EntryRefused (400) when they are none."""
    try:
        cells = json.loads(body)["cells"]
        entries = [Entry(_text(cell["code"]), _text(cell["text"]), _text(cell["seen"])) for cell in cells[:most]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise EntryRefused(TOO_OLD, status=400) from None
    return entries


def _text(value: Any) -> str:
    """A string of the request; halves of an emoji that was cut in two, which no database takes, are left out."""
    if not isinstance(value, str):
        raise TypeError("a cell's text is a string")
    return value[:TEXT_LIMIT].encode(errors="ignore").decode()


def _answer(
    request: HttpRequest, period: str, unit: str, no: int, do: Callable[[Place, FormSpec], dict[str, Any]]
) -> HttpResponse:
    """Run one act and answer with the form as it stands; a refusal comes beside the place it belongs to."""
    place = place_of(request, period, unit)
    form = form_of(place, no)
    try:
        said = do(place, form)
    except FileRefused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    except (EntryRefused, MoveRefused) as refusal:
        return JsonResponse({"problem": refusal.message}, status=refusal.status)
    dossier = load(place_of(request, period, unit), whole=judges_all(request))
    answer = standing(dossier, form) | said
    if code := said.get("code"):
        answer["files"] = files_html(dossier, form, code)
    return JsonResponse(answer)


@needs("return.edit")
@require_POST
def save_note(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """Save an explanation (`rule`) or the answer to a question (`question`), text in `text`."""
    return _answer(request, period, unit, no, lambda place, form: note(place, request.POST))


def note(place: Place, data: Any) -> dict[str, Any]:
    """Save one explanation or answer and say so."""
    text = data.get("text", "")[:TEXT_LIMIT]
    if rule := data.get("rule"):
        saved = explanations.save_explanation(place.ret.pk, rule, text, actor=place.actor)
        return {"said": f"{rule} 的说明{'已保存' if saved else '已收回'}"}
    answer_question(place, data.get("question", ""), text)
    return {"said": "答复已记下，交回后对方可见"}


def answer_question(place: Place, pk: str, text: str) -> None:
    """Keep the draft of an answer to an open question of this return."""
    rows = Question.objects.filter(ret=place.ret)
    found = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    if found is None:
        raise EntryRefused("没有这个问题。怎样改：刷新页面。", status=409)
    questions.save_answer(found, text, actor=place.actor)


@needs("return.edit")
@require_POST
def attach_evidence(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """Take in one file (`file`) for an item (`code`)."""

    def do(place: Place, form: FormSpec) -> dict[str, Any]:
        code, uploaded = request.POST.get("code", ""), request.FILES.get("file")
        row = evidence.attach(place.ret.pk, code, uploaded, actor=place.actor)
        return {"said": f"{code} 已上传 {row.file.name}", "code": code}

    return _answer(request, period, unit, no, do)


@needs("return.edit")
@require_POST
def act_on_form(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """One of the grid's buttons, named by `do`."""

    def do(place: Place, form: FormSpec) -> dict[str, Any]:
        said, code = acts.act(place, form, request.POST.get("do", ""), request.POST), request.POST.get("code", "")
        return {"said": said, "code": code if code in place.schema.by_code else ""}

    return _answer(request, period, unit, no, do)
