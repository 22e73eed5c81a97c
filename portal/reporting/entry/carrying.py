"""沿用上季: take over last quarter's figures for stocks left blank, all of a form's at once or one cell's."""

from __future__ import annotations

from typing import Any

from ..items import STOCK, TERM
from ..parsing import format_value
from ..schema import FormSpec, Item
from .cells import CellOutcome, Entry, save_cells
from .dossier import Dossier
from .refusals import EntryRefused

CARRIED_KINDS = (STOCK, TERM)


def candidates(dossier: Dossier, form: FormSpec) -> list[Item]:
    """Blank stocks of a form that may be edited and had a figure last quarter."""
    return [item for item in dossier.schema.form_items(form.no) if can_carry(dossier, item)]


def can_carry(dossier: Dossier, item: Item) -> bool:
    return (
        item.kind in CARRIED_KINDS
        and item.type != "narrative"
        and dossier.place.may_edit(item.code)
        and dossier.value(item.code) in (None, "")
        and dossier.past(item.code, 1) not in (None, "")
    )


def carry(dossier: Dossier, items: list[Item], *, actor: Any) -> list[CellOutcome]:
    """Save last quarter's values into these cells; EntryRefused when there is nothing to take over."""
    if not items:
        raise EntryRefused("没有可以沿用的格：上季有数、本季未填的期末数才能沿用。")
    entries = [Entry(item.code, format_value(item, dossier.past(item.code, 1)), "") for item in items]
    return save_cells(dossier.place.ret.pk, entries, actor=actor)
