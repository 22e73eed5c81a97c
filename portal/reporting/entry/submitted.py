"""A whole form sent without script: one POST carries every cell, explanation, answer and file of the form.

What cannot be taken is given back with its reason beside what was typed; all the rest is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.files import FileRefused

from ..models import Explanation, Question
from ..schema import FormSpec
from ..workflow import questions
from ..workflow.refusals import MoveRefused
from . import acts, evidence, explanations
from .access import Place, find_place
from .cells import REFERENCE, SAVED, CellOutcome, Entry, save_cells
from .refusals import EntryRefused

# A browser sends line ends as CR LF; what was seen was rendered with LF.
CR_LF = "\r\n"


@dataclass
class Result:
    """What became of a submission. `cells` holds the outcomes not saved, `notes` {field: (typed, reason)}."""

    saved: int = 0
    cells: dict[str, CellOutcome] = field(default_factory=dict)
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    refused: str = ""
    status: int = 200
    lost: list[Entry] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.cells or self.notes or self.refused)

    def refuse(self, name: str, typed: str, reason: str, status: int = 422) -> None:
        self.notes[name] = (typed, reason)
        self.status = max(self.status, status)


def take(place: Place, form: FormSpec, data: Any, files: Any) -> Result:
    """Save a submission part by part; never raises for what a person may do wrong."""
    result = Result()
    if not _cells(place, form, data, result):
        return result
    _explanations(place, data, result)
    _answers(place, data, result)
    _files(place, form, files, result)
    if button := data.get("do", ""):
        _button(place, form, button, data, result)
    return result


def changed(place: Place, form: FormSpec, data: Any) -> list[Entry]:
    """The cells whose text is no longer what the page showed; 采用对方的数 takes one out."""
    dropped = set(data.getlist("theirs"))
    found = []
    for item in place.schema.form_items(form.no):
        for code in (item.code, item.code + REFERENCE) if item.ref_column else (item.code,):
            text, seen = data.get(f"v.{code}"), data.get(f"s.{code}", "")
            if text is not None and code not in dropped and _same_ends(text) != _same_ends(seen):
                found.append(Entry(code, _same_ends(text), _same_ends(seen)))
    return found


def _same_ends(text: str) -> str:
    return text.replace(CR_LF, "\n")


def _cells(place: Place, form: FormSpec, data: Any, result: Result) -> bool:
    """Whether the return takes edits at all; if not, the typed text is kept for the page to echo."""
    entries = changed(place, form, data)
    if not entries:
        return True
    try:
        outcomes = save_cells(place.ret.pk, entries, actor=place.actor)
    except (EntryRefused, MoveRefused) as refusal:
        result.refused, result.status, result.lost = refusal.message, refusal.status, entries
        return False
    result.saved = sum(1 for one in outcomes if one.state == SAVED)
    result.cells = {one.code: one for one in outcomes if one.state != SAVED}
    if result.cells:
        result.status = 409 if any(one.state != "refused" for one in result.cells.values()) else 422
    return True


def _explanations(place: Place, data: Any, result: Result) -> None:
    stored = _stored_explanations(place)
    for name, text in data.items():
        rule = name.removeprefix("x.")
        if rule == name or text.strip() == stored.get(rule, ""):
            continue
        try:
            explanations.save_explanation(place.ret.pk, rule, text, actor=place.actor)
            result.said.append(f"{rule} 的说明已保存")
        except EntryRefused as refusal:
            result.refuse(name, text, refusal.message, refusal.status)


def _stored_explanations(place: Place) -> dict[str, str]:
    if not place.is_started:
        return {}
    return dict(Explanation.objects.filter(version=place.version).values_list("rule", "text"))


def _answers(place: Place, data: Any, result: Result) -> None:
    for question in Question.objects.filter(ret=place.ret, closed_at__isnull=True):
        name = f"a.{question.pk}"
        text = data.get(name)
        if text is None or text.strip() == question.answer:
            continue
        try:
            questions.save_answer(question, text, actor=place.actor)
            result.said.append("答复已记下")
        except MoveRefused as refusal:
            result.refuse(name, text, refusal.message, refusal.status)


def _files(place: Place, form: FormSpec, files: Any, result: Result) -> None:
    for name, uploaded in files.items():
        code = name.removeprefix("f.")
        try:
            row = evidence.attach(place.ret.pk, code, uploaded, actor=place.actor)
            result.said.append(f"{code} 已上传 {row.file.name}")
        except FileRefused as refusal:
            result.refuse(name, uploaded.name, str(refusal))
        except EntryRefused as refusal:
            result.refuse(name, uploaded.name, refusal.message, refusal.status)


def _button(place: Place, form: FormSpec, button: str, data: Any, result: Result) -> None:
    now = find_place(place.ret.period.code, place.ret.unit.code, place.actor)
    try:
        result.said.append(acts.act(now, form, button, data))
    except (EntryRefused, MoveRefused) as refusal:
        result.refuse(f"do.{button}", "", refusal.message, refusal.status)
