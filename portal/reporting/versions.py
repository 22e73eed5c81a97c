"""Opening and filing the versions of a return. A filed version is never changed again.

The content hash covers everything a reviewer judges: figures, document numbers, evidence, explanations and
declarations, in the schema's order; a receipt can be verified by computing it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portal.organisations.scope import system

from .figures import read_rows, ref_code
from .models import (
    Declaration,
    Evidence,
    Explanation,
    Return,
    ReturnVersion,
    SectionReturn,
)
from .schema import Item, Schema, section_models

RECEIPT_HASH_LENGTH = 6


class VersionError(RuntimeError):
    """The version is not in the state the act needs; a programming error or a lost race, never a typing error."""


def _forms() -> list[Any]:
    return list(section_models())


def form_rows(version: ReturnVersion) -> dict[int, SectionReturn]:
    """The version's five rows by form number, read anew."""
    return {model.form_no: model.objects.get(version=version) for model in _forms()}


def open_next(ret: Return, purpose: str, *, editable: list[str] | None = None, actor: Any = None) -> ReturnVersion:
    """The next working copy: a copy of the latest version, or a first one with what carries forward.

    `editable` limits it to single cells. Sets `ret.working` in memory; the caller (`workflow.perform`) saves.
    """
    latest = ret.versions.order_by("-number").first()
    if latest is not None and not latest.is_filed:
        raise VersionError(f"{ret} already has a working copy")
    version = ReturnVersion.objects.create(
        ret=ret,
        number=latest.number + 1 if latest else 1,
        purpose=purpose,
        based_on=latest,
        editable=editable,
        nature=latest.nature if latest else "normal",
        extra=latest.extra if latest else {},
    )
    if latest is None:
        _first_rows(ret, version)
    else:
        _copy_rows(latest, version)
        _copy_beside(latest, version)
    ret.working = version
    return version


def _copy_rows(source: ReturnVersion, target: ReturnVersion) -> None:
    for model in _forms():
        row = model.objects.get(version=source)
        row.pk = target.pk
        row.save(force_insert=True)


def _copy_beside(source: ReturnVersion, target: ReturnVersion) -> None:
    """Explanations, evidence and declarations stay with whom and when they were made."""
    beside: tuple[Any, ...] = (Explanation, Evidence, Declaration)
    for model in beside:
        copies = list(model.objects.filter(version=source))
        for row in copies:
            row.pk, row.version = None, target
        model.objects.bulk_create(copies)


def carries_forward(item: Item, schema: Schema, quarter: int) -> bool:
    """What a quarter's first version takes over from the quarter before, to be confirmed by filing.

    Yes/no items with their documents and lettered details (they hold until something changes), figures of a
    term, and the opening balance, which is constant within the year.
    """
    stem = schema.by_code.get(item.base, item)
    return stem.kind == "B" or item.kind == "T" or (item.kind == "A" and quarter > 1)


def _first_rows(ret: Return, version: ReturnVersion) -> None:
    source = _previous_counted(ret)
    schema, quarter = Schema.of(ret.period), ret.period.quarter
    with system("carry forward from the unit's previous quarter"):
        for model in _forms():
            old = model.objects.filter(version=source).first() if source else None
            row = model(version=version)
            for item in schema.form_items(model.form_no):
                if old is not None and not item.extra and carries_forward(item, schema, quarter):
                    _carry(item, old, row)
            row.save(force_insert=True)
        if source:
            _carry_evidence(schema, quarter, source, version)


def _previous_counted(ret: Return) -> ReturnVersion | None:
    with system("carry forward from the unit's previous quarter"):
        return ret.previous.counted if ret.previous_id and ret.previous else None


def _carry(item: Item, old: SectionReturn, row: SectionReturn) -> None:
    for column in filter(None, (item.column, item.ref_column)):
        setattr(row, column, getattr(old, column))


def _carry_evidence(schema: Schema, quarter: int, source: ReturnVersion, version: ReturnVersion) -> None:
    codes = [item.code for item in schema.items if carries_forward(item, schema, quarter)]
    Evidence.objects.bulk_create(
        Evidence(version=version, code=row.code, file_id=row.file_id, note=row.note, by_id=row.by_id, by=row.by)
        for row in Evidence.objects.filter(version=source, code__in=codes)
    )


def file_version(version: ReturnVersion, actor: Any) -> ReturnVersion:
    """Make the working copy immutable: time, person, hash and receipt number.

    Sets `ret.filed` and clears `ret.working` in memory; the caller saves the return.
    """
    if version.is_filed:
        raise VersionError(f"{version} of {version.ret} is filed already")
    ret = version.ret
    version.filed_at, version.filed_by = timezone.now(), actor.user.full_name
    version.filed_by_id = actor.user.pk
    version.content_hash = content_hash(version)
    version.receipt = receipt_number(version)
    version.save()
    ret.filed, ret.working = version, None
    return version


def receipt_number(version: ReturnVersion) -> str:
    """Readable and hard to guess: period, unit, version, and the first digits of the content hash."""
    ret = version.ret
    tail = version.content_hash[:RECEIPT_HASH_LENGTH].upper()
    return f"{ret.period.code}-{ret.unit.code}-{version.number}-{tail}"


def content_hash(version: ReturnVersion) -> str:
    """SHA-256 over the version's content, written canonically."""
    return content_hashes([version])[version.pk]


def content_hashes(versions: Sequence[ReturnVersion]) -> dict[int, str]:
    """The hashes of many versions of one period, in a bounded number of queries; `ret`, unit and period are loaded."""
    return {pk: _digest(content) for pk, content in contents(versions).items()}


def contents(versions: Sequence[ReturnVersion]) -> dict[int, dict[str, Any]]:
    """What the hashes of many versions of one period cover, as plain JSON by version."""
    if not versions:
        return {}
    schema = Schema.of(versions[0].ret.period)
    ids = [version.pk for version in versions]
    figures, beside = read_rows(schema, ids), _beside(ids)
    return {version.pk: _content(version, schema, figures[version.pk], beside[version.pk]) for version in versions}


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _content(
    version: ReturnVersion, schema: Schema, figures: Mapping[str, Any], beside: dict[str, list[Any]]
) -> dict[str, Any]:
    """What the hash covers, as plain JSON."""
    ret = version.ret
    return {
        "unit": ret.unit.code,
        "period": ret.period.code,
        "number": version.number,
        "nature": version.nature,
        "schema": ret.period.schema_hash,
        "figures": _figures(schema, figures),
        **beside,
    }


def _beside(ids: list[int]) -> dict[int, dict[str, list[Any]]]:
    """Evidence (by file hash), explanations and declarations of each version, sorted."""
    found: dict[int, dict[str, list[Any]]] = {
        pk: {"evidence": [], "explanations": [], "declarations": []} for pk in ids
    }
    sources: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        ("evidence", Evidence, ("code", "file__sha256")),
        ("explanations", Explanation, ("rule", "text")),
        ("declarations", Declaration, ("code", "kind", "voucher", "amount", "reason")),
    )
    for name, model, columns in sources:
        for pk, *values in model.objects.filter(version__in=ids).order_by(*columns).values_list("version_id", *columns):
            found[pk][name].append([str(value) if isinstance(value, Decimal) else value for value in values])
    return found


def _figures(schema: Schema, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every filled cell as text by code, with its document number where it has one."""
    figures: dict[str, list[str]] = {}
    for item in schema.items:
        cells = [values.get(item.code)]
        if item.ref_column:
            cells.append(values.get(ref_code(item.code)))
        if any(cell not in (None, "") for cell in cells):
            figures[item.code] = [_canonical(item, cell) for cell in cells]
    return figures


def _canonical(item: Item, value: Any) -> str:
    """The same text on any database: numbers with the decimals of their column."""
    if value is None:
        return ""
    return f"{Decimal(value):.{item.scale}f}" if item.is_number else str(value)
