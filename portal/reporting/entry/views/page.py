"""The form's page, its save without script, and the page of a single cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.guards import needs

from ...models import CellEdit, Nature
from ...parsing import format_value, from_json
from ...rules import declared
from ...schema import FormSpec, Item
from ...workflow.moves import MOVES
from ...workflow.situation import turn
from ...workflow.stages import held_at, stage_of
from .. import columns, declarations, grid, messages, progress, submitted
from ..access import Place
from ..cells import REFERENCE
from ..dossier import Dossier, load
from ..feedback import page_context, words
from ..submitted import Result
from .places import form_of, item_of, place_of, version_asked

EDITS_SHOWN = 100
# What is printed under the form: comparisons of figures, not the conditions put in words.
PLAIN_FORMULA = re.compile(r"[\d\s a-z().+\-*/<>=!,]+")
PRINTED_SIGNS = (
    ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("sum(", "Σ("), ("..", "–"), ("prev(", "本年上季("), ("before(", "上季("),
    ("lastyear(", "上年同期("), ("lastterm(", "上届("), ("opening(", "上年末("), ("ytd(", "本年累计("), (" ", ""),
)  # fmt: skip


@needs("return.view")
@require_GET
def form_page(request: HttpRequest, period: str, unit: str, no: int) -> HttpResponse:
    """One of the forms: to fill, or to read in any version (`?version=n`); `?check=1` judges all rules."""
    place = place_of(request, period, unit, version_asked(request))
    return _page(request, place, form_of(place, no), whole="check" in request.GET)


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


def _page(
    request: HttpRequest, place: Place, form: FormSpec, *, whole: bool = False, result: Result | None = None
) -> HttpResponse:
    dossier = load(place, whole=whole and place.is_editable)
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
        "details": details(dossier, form), "turn": turn(place.ret),
        "lost": lost(result, place), "lines": form_rules(dossier, form),
        "nil": place.version.nature == Nature.NIL, "nil_move": nil_move(place), "key": uuid4(),
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
    return [
        (entry.code, by_code[entry.code.removesuffix(REFERENCE)].name, entry.text) for entry in result.lost
    ]


def details(dossier: Dossier, form: FormSpec) -> dict[str, dict[str, Any]]:
    """What the panel beside the sheet shows of each row; goes with the page as data."""
    return {item.code: detail(dossier, item) for item in dossier.schema.form_rows(form.no)}


def detail(dossier: Dossier, item: Item) -> dict[str, Any]:
    place = dossier.place
    quarters = zip(grid.quarter_names(place.ret.period.code), _told_series(dossier, item), strict=False)
    return {
        "name": item.name, "note": item.note or "按指标名称的字面意思填写。",
        "kind": columns.entry_name(item) + ("（去重）" if item.distinct else ""), "unit": item.unit,
        "url": reverse("cell_page", args=(place.ret.period.code, place.ret.unit.code, item.code)),
        "quarters": [list(pair) for pair in quarters],
    }  # fmt: skip


def _told_series(dossier: Dossier, item: Item) -> list[str]:
    """The last four quarters and last year's same quarter are among them: — where nothing was filed."""
    if item.type == "narrative":
        return []
    return [grid.told(dossier, item, value) or "—" for value in grid.series(dossier, item)[:-1]]


def form_rules(dossier: Dossier, form: FormSpec) -> list[str]:
    """审核关系 printed under the form: the formulas of its hard rules, as written."""
    codes = {item.code for item in dossier.schema.form_rows(form.no)}
    rules = (rule for rule in declared() if rule.hard and rule.anchor in codes and PLAIN_FORMULA.fullmatch(rule.formula))
    return [official(rule.formula) for rule in rules if rule.applies_in(dossier.quarter) and not rule.when]


def official(formula: str) -> str:
    """A formula in the signs printed under official forms: 0405≤0404."""
    for sign, printed in PRINTED_SIGNS:
        formula = formula.replace(sign, printed)
    return formula


@needs("return.view")
@require_GET
def cell_page(request: HttpRequest, period: str, unit: str, code: str) -> HttpResponse:
    """One cell: what is to be counted, its quarters, who changed it, its files and declarations."""
    place = place_of(request, period, unit, version_asked(request))
    item = item_of(place, code)
    dossier = load(place)
    context = page_context(place, place.schema.form(item.form)) | {
        "place": place, "item": item, "row": grid.row(dossier, item), "detail": detail(dossier, item),
        "edits": edits(place, item), "hits": dossier.hits_by_code.get(item.code, []),
        "evidence": dossier.evidence.get(item.code, []), "declared": dossier.declarations.get(item.code, []),
        "kinds": declarations.kinds_for(item.code, dossier.quarter), "editable": place.may_edit(item.code),
    }  # fmt: skip
    template = "cell_history.html" if request.headers.get("HX-Request") else "cell.html"
    return render(request, f"reporting/entry/{template}", context)


def edits(place: Place, item: Item) -> list[dict[str, Any]]:
    """The changes of a cell and of its document number over all versions, newest first."""
    codes = [item.code, item.code + REFERENCE]
    rows = CellEdit.objects.filter(version__ret=place.ret, code__in=codes).select_related("version")
    return [_edit(item, edit) for edit in rows.order_by("-pk")[:EDITS_SHOWN]]


def _edit(item: Item, edit: CellEdit) -> dict[str, Any]:
    is_reference = edit.code.endswith(REFERENCE)

    def shown(value: Any) -> str:
        return (value if is_reference else format_value(item, from_json(item, value))) or "空白"

    what = "文号 " if is_reference else ""
    return {"by": edit.by, "at": edit.at, "version": edit.version, "what": what, "old": shown(edit.old), "new": shown(edit.new)}
