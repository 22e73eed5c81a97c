"""The message rows under the cells: breaches, hints about units, open questions, declarations, missing proof.

Each has a key, by which the page finds it again after a save, and a signature, by which it sees a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from ..checking import Hit
from ..models import Declaration, Evidence, Question
from ..rules import Rule, declared
from ..schema import FormSpec, Item, Schema
from .dossier import Dossier
from .hints import Hint, unit_slip

TEMPLATE = "reporting/entry/message.html"
PROOF_RULE = "H46"
UNIT_RULES = "S03"
SIGNATURE_LENGTH = 10


@dataclass(frozen=True)
class Message:
    """One row under `anchor` (a code; "" for the head of the form)."""

    key: str
    anchor: str
    kind: str  # hard, soft, hint, proof, question, declaration
    css: str
    links: tuple[Item, ...] = ()
    hit: Hit | None = None
    hint: Hint | None = None
    question: Question | None = None
    evidence: list[Evidence] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    lifted_by: tuple[tuple[str, str], ...] = ()
    offered: str = ""
    rule: Rule | None = None
    editable: bool = False
    typed: str | None = None
    problem: str = ""


def for_form(dossier: Dossier, form: FormSpec) -> list[Message]:
    """The messages of a form, in the order of its rows; those about the whole return stand at the head."""
    found = [*_questions(dossier, ""), *_hits(dossier, "", form)]
    for item in dossier.schema.form_rows(form.no):
        found += _about(dossier, item, form)
    return found


def _about(dossier: Dossier, item: Item, form: FormSpec) -> Iterator[Message]:
    yield from _questions(dossier, item.code)
    yield from _hits(dossier, item.code, form)
    yield from _proof(dossier, item)
    yield from _hints(dossier, item)
    yield from _declared(dossier, item)


def _questions(dossier: Dossier, code: str) -> Iterator[Message]:
    for question in dossier.questions.get(code, []):
        waits = "" if question.answer else " open"
        yield Message(
            f"question:{question.pk}", code, "question", f"q{waits}", question=question,
            evidence=dossier.evidence.get(code, []), editable=dossier.place.is_editable,
        )  # fmt: skip


def _hits(dossier: Dossier, code: str, form: FormSpec) -> Iterator[Message]:
    for hit in dossier.hits_by_code.get(code, []):
        editable = dossier.place.is_editable and hit.rule not in dossier.standing
        yield Message(
            f"rule:{hit.rule}",
            code,
            "hard" if hit.hard else "soft",
            "hard" if hit.hard else "soft open" if hit.blocks else "soft",
            links=_links(dossier.schema, hit, code),
            hit=hit,
            hint=_slip(dossier, hit) if editable else None,
            lifted_by=_kinds(hit) if editable else (),
            offered=dossier.earlier.get(hit.rule, "") if hit.blocks else "",
            editable=editable,
        )


def _slip(dossier: Dossier, hit: Hit) -> Hint | None:
    """The figure probably meant, for the rules about 元 and 万元."""
    item = dossier.schema.by_code.get(hit.code)
    return unit_slip(item, dossier.figures) if item and hit.rule.startswith(UNIT_RULES) else None


def _links(schema: Schema, hit: Hit, code: str) -> tuple[Item, ...]:
    """The other cells the rule speaks of, to jump to; long lists are cut, the counts above say how many."""
    return tuple(schema.by_code[each] for each in hit.codes if each != code and each in schema.by_code)[:8]


def _kinds(hit: Hit) -> tuple[tuple[str, str], ...]:
    return tuple((kind, Declaration.Kind(kind).label) for kind in hit.unless) if hit.code else ()


def _proof(dossier: Dossier, item: Item) -> Iterator[Message]:
    judged = any(hit.rule == PROOF_RULE and item.code in hit.codes for hit in dossier.hits)
    if dossier.is_unproved(item) and not judged:
        rule = next(each for each in declared() if each.code == PROOF_RULE)
        yield Message(f"proof:{item.code}", item.code, "proof", "hard", rule=rule)


def _hints(dossier: Dossier, item: Item) -> Iterator[Message]:
    judged = any(hit.rule.startswith(UNIT_RULES) for hit in dossier.hits_by_code.get(item.code, []))
    hint = None if item.type == "total" else unit_slip(item, dossier.figures)
    if hint and not judged:
        may_edit = dossier.place.may_edit(item.code)
        yield Message(f"hint:{item.code}", item.code, "hint", "soft", hint=hint, editable=may_edit)


def _declared(dossier: Dossier, item: Item) -> Iterator[Message]:
    rows = dossier.declarations.get(item.code, [])
    if rows:
        yield Message(
            f"declared:{item.code}", item.code, "declaration", "said", declarations=rows,
            editable=dossier.place.may_edit(item.code),
        )  # fmt: skip


def rendered(message: Message, context: dict[str, Any]) -> dict[str, str]:
    """A message as the page's script takes it: key, anchor, signature of the content, HTML of the row."""
    html = render_to_string(TEMPLATE, context | {"message": message})
    sig = hashlib.sha256(html.encode()).hexdigest()[:SIGNATURE_LENGTH]
    signed = html.replace('data-sig=""', f'data-sig="{sig}"', 1)
    return {"key": message.key, "anchor": message.anchor, "sig": sig, "html": signed}
