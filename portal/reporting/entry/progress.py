"""How far a form is and what is wrong: a word for every row, counts for sections and forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..schema import FormSpec, Item
from .dossier import Dossier


@dataclass(frozen=True)
class Rest:
    """A row's state while nobody types in it: a class for the colour, a word, the word's tone."""

    css: str
    word: str
    tone: str = ""

    def as_json(self) -> dict[str, str]:
        return {"css": self.css, "word": self.word, "tone": self.tone}


NOTHING = Rest("", "")


def rest_of(dossier: Dossier, item: Item) -> Rest:
    """The most urgent thing to say about a row."""
    found = _asked(dossier, item) or _judged(dossier, item)
    if found:
        return found
    if item.type == "total":
        return NOTHING
    if not dossier.place.is_editable:
        return _unlike_before(dossier, item)
    if not dossier.place.may_edit(item.code):
        return Rest("is-locked", "已锁定")
    if dossier.value(item.code) in (None, ""):
        return Rest("is-blank", "未填") if dossier.is_blank(item) else Rest("", "选填")
    return Rest("is-saved", "已保存", "ok")


def _asked(dossier: Dossier, item: Item) -> Rest | None:
    questions = dossier.questions.get(item.code, [])
    if not questions:
        return None
    if all(question.answer for question in questions):
        return Rest("is-back", "已答复", "ok")
    return Rest("is-back", "退回待答", "back")


def _judged(dossier: Dossier, item: Item) -> Rest | None:
    hits = dossier.hits_by_code.get(item.code, [])
    if any(hit.hard for hit in hits):
        return Rest("is-hit", "必改", "bad")
    if dossier.is_unproved(item):
        return Rest("is-hit", "缺文号", "bad")
    if any(hit.blocks for hit in hits):
        return Rest("is-soft", "待说明", "warn")
    return Rest("is-explained", "已说明", "ok") if hits else None


def _unlike_before(dossier: Dossier, item: Item) -> Rest:
    if dossier.base is not None and dossier.was(item) != dossier.value(item.code):
        return Rest("is-changed", "有改动", "info")
    return NOTHING


@dataclass(frozen=True)
class Count:
    """Filled of due cells, hard breaches, soft ones without explanation, over some items."""

    due: int
    filled: int
    hard: int
    soft: int

    @property
    def blank(self) -> int:
        return self.due - self.filled

    @property
    def is_done(self) -> bool:
        return not (self.blank or self.hard or self.soft)

    @property
    def said(self) -> tuple[str, str]:
        """One badge for the whole: the word and its tone."""
        if self.hard:
            return f"{self.hard} 处必改", "bad"
        if self.soft:
            return f"{self.soft} 处待说明", "warn"
        if self.blank:
            return f"差 {self.blank} 项", ""
        return "完成", "ok"


def count(dossier: Dossier, items: Iterable[Item]) -> Count:
    """The count over some rows of the schema."""
    rows = list(items)
    due = [item for item in rows if item.type != "total" and item.required_in(dossier.quarter)]
    hits = [hit for item in rows for hit in dossier.hits_by_code.get(item.code, [])]
    return Count(
        due=len(due),
        filled=sum(1 for item in due if not dossier.is_blank(item)),
        hard=sum(1 for hit in hits if hit.hard) + sum(1 for item in rows if _adds_proof_problem(dossier, item)),
        soft=sum(1 for hit in hits if not hit.hard and hit.blocks),
    )


def _adds_proof_problem(dossier: Dossier, item: Item) -> bool:
    judged = any(hit.hard and item.code in hit.codes for hit in dossier.hits)
    return dossier.is_unproved(item) and not judged


@dataclass(frozen=True)
class Tab:
    """One of the forms with its progress."""

    form: FormSpec
    count: Count

    @property
    def filled(self) -> str:
        return f"{self.count.filled}/{self.count.due}"


def tabs(dossier: Dossier) -> list[Tab]:
    return [Tab(form, count(dossier, dossier.schema.form_rows(form.no))) for form in dossier.schema.forms]


def words(dossier: Dossier, form: FormSpec) -> dict[str, dict[str, Any]]:
    """Every word about progress on a form's page, by the place it stands in: {key: {text, tone}}."""
    found: dict[str, tuple[str, str]] = {}
    for tab in tabs(dossier):
        found[f"filled{tab.form.no}"] = (tab.filled, "")
        found[f"form{tab.form.no}"] = tab.count.said
    rows = dossier.schema.form_rows(form.no)
    for measure in dict.fromkeys(item.measure for item in rows):
        found[f"m{measure or 0}"] = count(dossier, (item for item in rows if item.measure == measure)).said
    found |= _foot(dossier, form)
    return {key: {"text": text, "tone": tone} for key, (text, tone) in found.items()}


def _with_whole_return(dossier: Dossier, counted: Count) -> Count:
    """The count with what stands at the head of every form, as it is about no cell."""
    waiting = [hit for hit in dossier.hits_by_code.get("", []) if hit.blocks]
    hard = sum(1 for hit in waiting if hit.hard)
    return replace(counted, hard=counted.hard + hard, soft=counted.soft + len(waiting) - hard)


def _foot(dossier: Dossier, form: FormSpec) -> dict[str, tuple[str, str]]:
    """The bar at the foot: problems of this form and of the whole return, and how many wait in the other forms."""
    here = _with_whole_return(dossier, count(dossier, dossier.schema.form_rows(form.no)))
    others = [tab for tab in tabs(dossier) if tab.form.no != form.no]
    hard, soft = sum(tab.count.hard for tab in others), sum(tab.count.soft for tab in others)
    asked = [question for rows in dossier.questions.values() for question in rows]
    waiting = sum(1 for question in asked if not question.answer)
    elsewhere = "、".join(text for text in (hard and f"{hard} 处必改", soft and f"{soft} 处待说明") if text)
    return {
        "hard": (f"{here.hard} 处必改", "bad") if here.hard else ("", ""),
        "soft": (f"{here.soft} 处待说明", "warn") if here.soft else ("", ""),
        "blank": (f"{here.blank} 项未填", "") if here.blank else ("", ""),
        "asked": (f"{waiting} 个问题待答", "back") if waiting else ("", ""),
        "done": ("本表已填完", "ok") if here.is_done else ("", ""),
        "elsewhere": (f"其他表另有 {elsewhere}", "") if elsewhere else ("", ""),
    }  # fmt: skip
