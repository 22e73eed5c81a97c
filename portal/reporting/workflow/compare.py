"""Two versions beside each other: which cells differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..figures import read_rows
from ..models import ReturnVersion
from ..schema import Item, Schema

WORDS = {"narrative", "text"}


@dataclass(frozen=True)
class Difference:
    """One cell that differs; values as the columns hold them."""

    item: Item
    old: Any
    new: Any


def differences(old: ReturnVersion, new: ReturnVersion) -> list[Difference]:
    """Cells whose value differs between two versions of the same return, in the order of the form; one query."""
    schema = Schema.of(new.ret.period)
    rows = read_rows(schema, [old.pk, new.pk])
    return between(schema, rows[old.pk], rows[new.pk])


def between(schema: Schema, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The same of values by code that were read already."""
    return [
        Difference(item, before.get(item.code), after.get(item.code))
        for item in schema.items
        if before.get(item.code) != after.get(item.code)
    ]


def figures_differ(old: ReturnVersion, new: ReturnVersion) -> bool:
    """Whether anything but words changed; a change of 报送性质 counts as a change of figures."""
    return old.nature != new.nature or any(found.item.type not in WORDS for found in differences(old, new))
