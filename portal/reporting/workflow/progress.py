"""How far a version is filled: of the items its quarter asks for, how many have a value, form by form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Period, ReturnVersion
from ..schema import FormSpec, Schema


@dataclass(frozen=True)
class Filled:
    """Filled items of a form out of those that must be filled."""

    form: FormSpec
    done: int
    total: int

    @property
    def complete(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class Progress:
    """All five forms of one version."""

    forms: tuple[Filled, ...]

    @property
    def done(self) -> int:
        return sum(form.done for form in self.forms)

    @property
    def total(self) -> int:
        return sum(form.total for form in self.forms)


def of_versions(period: Period, version_ids: Iterable[int]) -> dict[int, Progress]:
    """Progress by version id, in one query whatever the number of versions."""
    schema = Schema.of(period)
    relations = [form.relation for form in schema.forms]
    rows = ReturnVersion.objects.filter(pk__in=list(version_ids)).select_related(*relations)
    return {version.pk: _of(version, schema, period.quarter) for version in rows}


def of_version(period: Period, version: ReturnVersion | None) -> Progress:
    """Progress of one version; of none, nothing is filled yet."""
    if version is not None:
        return of_versions(period, [version.pk])[version.pk]
    schema = Schema.of(period)
    return Progress(
        tuple(
            Filled(form, 0, sum(item.required_in(period.quarter) for item in schema.form_items(form.no)))
            for form in schema.forms
        )
    )


def _of(version: ReturnVersion, schema: Schema, quarter: int) -> Progress:
    forms = []
    for form in schema.forms:
        row = getattr(version, form.relation)
        wanted = [item for item in schema.form_items(form.no) if item.required_in(quarter)]
        held = (version.extra.get(item.code) if item.extra else getattr(row, item.column) for item in wanted)
        forms.append(Filled(form, sum(value not in (None, "") for value in held), len(wanted)))
    return Progress(tuple(forms))
