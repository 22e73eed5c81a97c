"""The answer to a save: what became of each cell, and how the form stands now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from portal.ui.dates import clock

from ..schema import FormSpec
from . import carrying, grid, messages, progress
from .access import Place
from .cells import CONFLICT, SAVED, CellOutcome
from .dossier import Dossier


def standing(dossier: Dossier, form: FormSpec) -> dict[str, Any]:
    """Rows, messages and progress of a form, as JSON."""
    context = page_context(dossier.place, form)
    return {
        "time": clock(timezone.now()),
        "rows": {item.code: grid.texts(dossier, item) for item in dossier.schema.form_rows(form.no)},
        "messages": [messages.rendered(each, context) for each in messages.for_form(dossier, form)],
        "progress": words(dossier, form),
    }


def words(dossier: Dossier, form: FormSpec) -> dict[str, dict[str, str]]:
    """Every word on the page that a save may change, by the place it stands in."""
    found = progress.words(dossier, form)
    count = len(carrying.candidates(dossier, form)) if dossier.place.is_editable else 0
    found["carry"] = {"text": f"沿用上季 {count} 格" if count else "", "tone": ""}
    found["state"] = {"text": dossier.place.ret.state_word, "tone": ""}
    return found


def page_context(place: Place, form: FormSpec) -> dict[str, Any]:
    """What a fragment needs to build its addresses."""
    return {"ret": place.ret, "form": form, "version": place.version}


def outcomes(found: Iterable[CellOutcome]) -> dict[str, dict[str, str]]:
    """Outcomes by code, as JSON."""
    return {
        one.code: {"state": one.state, "shown": one.shown, "title": one.title, "detail": one.detail, "mine": one.mine}
        for one in found
    }


def status(found: list[CellOutcome]) -> int:
    """200 when anything was saved; else 409 for a conflict, 422 for a refusal."""
    states = {one.state for one in found}
    if SAVED in states or not states:
        return 200
    return 409 if CONFLICT in states else 422


def files_html(dossier: Dossier, form: FormSpec, code: str) -> str:
    """The list of an item's evidence files."""
    item = dossier.schema.by_code[code]
    context = page_context(dossier.place, form) | {
        "code": code, "evidence": dossier.evidence.get(code, []), "editable": dossier.place.may_edit(item.code),
    }  # fmt: skip
    return render_to_string("reporting/entry/files.html", context)
