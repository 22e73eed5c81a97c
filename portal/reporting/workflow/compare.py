"""Two versions beside each other: which cells differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..models import ReturnVersion
from ..schema import Item, Schema

WORDS = {"narrative", "text"}


@dataclass(frozen=True)
class Difference:
    """One cell that differs; values as the columns hold them."""

    item: Item
    old: Any
    new: Any


def value_in(version: ReturnVersion, rows: dict[int, Any], item: Item) -> Any:
    """The value of an item in a version whose form rows were read already."""
    return version.extra.get(item.code) if item.extra else getattr(rows[item.form], item.column)


def values(version: ReturnVersion, schema: Schema) -> dict[str, Any]:
    """Every item's value by code; one query per form."""
    from .. import versions

    rows = versions.form_rows(version)
    return {item.code: value_in(version, rows, item) for item in schema.items}


def differences(old: ReturnVersion, new: ReturnVersion) -> list[Difference]:
    """Cells whose value differs between two versions of the same return, in the order of the form."""
    schema = Schema.of(new.ret.period)
    before, after = values(old, schema), values(new, schema)
    return [
        Difference(item, before[item.code], after[item.code])
        for item in schema.items
        if before[item.code] != after[item.code]
    ]


def figures_differ(old: ReturnVersion, new: ReturnVersion) -> bool:
    """Whether anything but words changed; a change of 报送性质 counts as a change of figures."""
    return old.nature != new.nature or any(found.item.type not in WORDS for found in differences(old, new))
