"""Two versions beside each other: which cells differ, and what stands beside the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import versions
from ..figures import read_rows, ref_code
from ..models import Declaration, Evidence, Explanation, ReturnVersion
from ..schema import Item, Schema


@dataclass(frozen=True)
class Difference:
    """One cell that differs; values as the columns hold them."""

    item: Item
    old: Any
    new: Any


@dataclass(frozen=True)
class Aside:
    """A document number, explanation, declaration or list of files that differs, in words."""

    name: str
    old: str
    new: str


Values = Mapping[str, Any]


def differences(old: ReturnVersion, new: ReturnVersion) -> tuple[list[Difference], list[Aside]]:
    """Cells in the order of the form, and what stands beside them, that differ between two versions of a return."""
    schema = Schema.of(new.ret.period)
    rows = read_rows(schema, [old.pk, new.pk])
    return between(schema, rows[old.pk], rows[new.pk]), beside(schema, (old, rows[old.pk]), (new, rows[new.pk]))


def between(schema: Schema, before: Values, after: Values) -> list[Difference]:
    """The cells that differ, of values by code that were read already."""
    return [
        Difference(item, before.get(item.code), after.get(item.code))
        for item in schema.items
        if before.get(item.code) != after.get(item.code)
    ]


def beside(schema: Schema, old: tuple[ReturnVersion, Values], new: tuple[ReturnVersion, Values]) -> list[Aside]:
    """Document numbers, explanations, declarations and files that differ between two versions and their values."""
    (former, before), (latter, after) = old, new
    numbers = {ref_code(item.code): f"{item.code} 文号" for item in schema.items if item.ref_column}
    said = [
        Aside(name, str(before.get(key) or ""), str(after.get(key) or ""))
        for key, name in numbers.items()
        if (before.get(key) or "") != (after.get(key) or "")
    ]
    return said + _asides(former, latter)


def _asides(old: ReturnVersion, new: ReturnVersion) -> list[Aside]:
    texts = _beside([old.pk, new.pk])
    before, after = texts[old.pk], texts[new.pk]
    names = dict.fromkeys([*before, *after])
    return [
        Aside(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def _beside(ids: list[int]) -> dict[int, dict[str, str]]:
    """{version id: {name: text}} of explanations, declarations and files."""
    found: dict[int, dict[str, list[str]]] = {pk: defaultdict(list) for pk in ids}
    for explained in Explanation.objects.filter(version__in=ids).order_by("rule"):
        found[explained.version_id][f"{explained.rule} 说明"].append(explained.text)
    for row in Declaration.objects.filter(version__in=ids).order_by("code", "kind"):
        amount = "" if row.amount is None else f"{row.amount:,.2f} 万元"
        parts = (row.voucher, amount, row.reason)
        found[row.version_id][f"{row.code} {row.get_kind_display()}"].append(" ".join(filter(None, parts)))
    for cited in Evidence.objects.filter(version__in=ids).select_related("file").order_by("code", "file__sha256"):
        found[cited.version_id][f"{cited.code} 附件"].append(cited.file.name)
    return {pk: {name: "；".join(texts) for name, texts in names.items()} for pk, names in found.items()}


def content_differs(old: ReturnVersion, new: ReturnVersion) -> bool:
    """Whether anything the head signs changed: all that the content hash covers, but for the version's number."""
    before, after = (content | {"number": 0} for content in versions.contents([old, new]).values())
    return before != after
