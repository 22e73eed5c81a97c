"""What is told about an item beside its cell: what to count, its quarters, who changed it; and the rules of a form."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from ..formula import printed
from ..models import CellEdit
from ..parsing import format_value, from_json
from ..rules import declared
from ..schema import FormSpec, Item
from . import columns, grid
from .access import Place
from .cells import REFERENCE
from .dossier import Dossier

EDITS_SHOWN = 100
# What is printed under the form: comparisons of figures, not the conditions put in words.
PLAIN_FORMULA = re.compile(r"[\d\s a-z().+\-*/<>=!,]+")


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
    """审核关系 printed under the form: the formulas of its hard rules, as officials print them."""
    codes = {item.code for item in dossier.schema.form_rows(form.no)}
    rules = (
        rule for rule in declared() if rule.hard and rule.anchor in codes and PLAIN_FORMULA.fullmatch(rule.formula)
    )
    return [
        printed(rule.formula).replace(" ", "") for rule in rules if rule.applies_in(dossier.quarter) and not rule.when
    ]


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
    return {
        "by": edit.by,
        "at": edit.at,
        "version": edit.version,
        "what": what,
        "old": shown(edit.old),
        "new": shown(edit.new),
    }
