"""The schema of the return: the only code that reflects on the section forms' models.

``Schema.current()`` reads the declarations of the installed section apps; ``Schema.of(period)`` gives the
one a quarter was opened with. Both serve declared items and supplementary ones (those added at run time,
kept in ``ReturnVersion.extra``) through the same interface, in Python and in SQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.apps import apps
from django.db import models

from portal.reporting.items import ItemField, Total

TABLE_NO = "产改基{}表"

# Frozen schemas by their hash: one per quarter at most, shared by all requests of the process.
_frozen: dict[str, Schema] = {}


class UnknownItem(LookupError):
    """No item of this schema has the code asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(f"没有代码为 {code} 的指标。")
        self.code = code


@dataclass(frozen=True)
class Item:
    """One item as everything else sees it; ``column`` is empty for a heading without input."""

    code: str
    label: str
    form: int
    measure: int | None
    kind: str
    unit: str
    type: str
    column: str = ""
    model: str = ""
    relation: str = ""
    indent: int = 0
    note: str = ""
    required: bool = True
    due_quarter: int = 1
    distinct: bool = False
    term: str = ""
    sums: bool = True
    part: bool = True
    signed: bool = False
    since: str = ""
    until: str = ""
    scale: int = 0
    max_length: int | None = None
    extra: bool = False
    order: int = 0

    @property
    def name(self) -> str:
        """The label without the form's 其中： mark, for use inside a sentence."""
        return self.label.removeprefix("其中：")

    @property
    def base(self) -> str:
        """The four digits of the code."""
        return self.code[:4]

    @property
    def ref_column(self) -> str:
        """Column of the document number that belongs to a yes/no item, else empty."""
        return f"{self.column}_ref" if self.type == "yesno" and not self.extra else ""

    @property
    def is_number(self) -> bool:
        return self.type in {"count", "money", "amount", "percent", "total"}

    def required_in(self, quarter: int) -> bool:
        """Whether a blank is refused in this quarter (1–4); institutional items wait for the fourth."""
        return self.required and quarter >= self.due_quarter

    def in_force(self, period_code: str) -> bool:
        """Whether the item belongs to the form of this period (codes like 2026Q3 compare as text)."""
        return (not self.since or self.since <= period_code) and (not self.until or period_code <= self.until)


@dataclass(frozen=True)
class FormSpec:
    """One of the forms: number, title, table number, and the model that holds its rows."""

    no: int
    title: str
    app_label: str
    model: str
    relation: str

    @property
    def table_no(self) -> str:
        return TABLE_NO.format(self.no)


class Schema:
    """All items of a form version, in the order of the form."""

    def __init__(self, forms: Iterable[FormSpec], entries: Iterable[Item]) -> None:
        self.forms = tuple(sorted(forms, key=lambda form: form.no))
        self.entries = tuple(sorted(entries, key=lambda item: (item.form, item.measure or 0, item.order)))
        self.items = tuple(item for item in self.entries if item.type != "total")
        self.totals = {item.code: item for item in self.entries if item.type == "total"}
        self.by_code = {item.code: item for item in self.items}
        if len(self.by_code) + len(self.totals) != len(self.entries):
            raise ValueError(f"指标代码重复：{'、'.join(_repeated(self.entries))}")

    @classmethod
    def current(cls) -> Schema:
        """The declarations now installed."""
        return _declared()

    @classmethod
    def of(cls, period: Any) -> Schema:
        """The schema frozen when ``period`` was opened; today's for a period not opened yet."""
        if not period.schema:
            return cls.current().at(period.code)
        if period.schema_hash not in _frozen:
            _frozen[period.schema_hash] = cls.from_json(period.schema)
        return _frozen[period.schema_hash]

    def at(self, period_code: str) -> Schema:
        """This schema without the items that are not in force in the period."""
        return Schema(self.forms, [item for item in self.entries if item.in_force(period_code)])

    def with_extra(self, items: Iterable[Item]) -> Schema:
        """This schema plus supplementary items, marked ``extra`` and appended to their measure."""
        last = max((item.order for item in self.entries), default=0)
        added = [replace(item, extra=True, order=last + n) for n, item in enumerate(items, 1)]
        return Schema(self.forms, [*self.entries, *added]) if added else self

    def form(self, no: int) -> FormSpec:
        """The form with this number; LookupError when there is none."""
        for form in self.forms:
            if form.no == no:
                return form
        raise LookupError(f"没有产改基{no}表。")

    def form_items(self, no: int) -> tuple[Item, ...]:
        """Input items of one form, in order."""
        return tuple(item for item in self.items if item.form == no)

    def form_rows(self, no: int) -> tuple[Item, ...]:
        """All rows of one form in order: input items and the headings whose value is a sum of parts."""
        return tuple(item for item in self.entries if item.form == no)

    def measure_items(self, measure: int) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.measure == measure)

    def named(self, code: str) -> Item:
        """The item or heading with this code; UnknownItem when there is neither."""
        found = self.by_code.get(code) or self.totals.get(code)
        if found is None:
            raise UnknownItem(code)
        return found

    def parts(self, code: str) -> tuple[str, ...]:
        """Codes whose sum a bare code without input stands for; empty for an input item."""
        return () if code in self.by_code else self._parts.get(code, ())

    def resolve(self, code: str) -> tuple[str, ...]:
        """The input codes behind a code used in a formula: itself or its parts; UnknownItem otherwise."""
        codes = (code,) if code in self.by_code else self.parts(code)
        if not codes:
            raise UnknownItem(code)
        return codes

    def expand(self, first: str, last: str) -> tuple[str, ...]:
        """Codes from ``first`` to ``last``: letters of one code (0605b..0605h) or whole codes (1701..1704).

        Raises UnknownItem for an unknown end and ValueError for a range that is none.
        """
        self.resolve(first), self.resolve(last)
        lettered = len(first) > 4
        if (len(last) > 4) != lettered or (lettered and first[:4] != last[:4]) or first > last:
            raise ValueError(f"{first}..{last} 不是一个指标区间。")
        codes = {item.code for item in self.entries if (len(item.code) > 4) == lettered}
        return tuple(sorted(code for code in codes if first <= code <= last))

    def path(self, code: str) -> str:
        """Lookup path of an input item from ReturnVersion, e.g. ``skillsreturn__fund_spent``."""
        item = self.by_code.get(code)
        if item is None:
            raise UnknownItem(code)
        return f"extra__{code}" if item.extra else f"{item.relation}__{item.column}"

    def to_json(self) -> dict[str, Any]:
        return {"forms": [asdict(form) for form in self.forms], "items": [_compact(item) for item in self.entries]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Schema:
        """The schema written by ``to_json``."""
        return cls([FormSpec(**form) for form in data["forms"]], [Item(**item) for item in data["items"]])

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the JSON form, which a period and a workbook carry."""
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for item in self.items:
            if len(item.code) > 4 and item.part and item.is_number:
                found.setdefault(item.base, []).append(item.code)
        return {base: tuple(codes) for base, codes in found.items()}


def _repeated(entries: Iterable[Item]) -> list[str]:
    codes = [item.code for item in entries]
    return sorted({code for code in codes if codes.count(code) > 1})


def _compact(item: Item) -> dict[str, Any]:
    """Only what differs from the defaults, the order as a position (counters change between processes)."""
    blank = {name: spec.default for name, spec in Item.__dataclass_fields__.items()}
    return {name: value for name, value in asdict(item).items() if value != blank[name]}


def _position(entries: list[Item]) -> list[Item]:
    entries.sort(key=lambda item: (item.form, item.measure or 0, item.order))
    return [replace(item, order=n) for n, item in enumerate(entries, 1)]


def section_models() -> list[type[models.Model]]:
    """The concrete section forms of the installed apps, by form number."""
    from portal.reporting.models import SectionReturn

    found = [model for model in apps.get_models() if issubclass(model, SectionReturn)]
    return sorted(found, key=lambda model: model.form_no)  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _declared() -> Schema:
    forms = section_models()
    entries = [entry for model in forms for entry in _entries(model)]
    return Schema([_form(model) for model in forms], _position(entries))


def _form(model: type[models.Model]) -> FormSpec:
    return FormSpec(
        no=model.form_no,  # type: ignore[attr-defined]
        title=model.title,  # type: ignore[attr-defined]
        app_label=model._meta.app_label,
        model=model._meta.label,
        relation=model._meta.model_name or "",
    )


def _entries(model: type[models.Model]) -> list[Item]:
    items = [_item(model, field) for field in model._meta.fields if isinstance(field, ItemField)]
    return items + [_heading(model, total) for total in _headings(model)]


def _headings(model: type[models.Model]) -> list[Total]:
    return [value for base in model.__mro__ for value in vars(base).values() if isinstance(value, Total)]


def _heading(model: type[models.Model], total: Total) -> Item:
    return Item(form=model.form_no, type="total", **asdict(total.declaration))  # type: ignore[attr-defined]


def _item(model: type[models.Model], field: Any) -> Item:
    form = _form(model)
    return Item(
        form=form.no,
        type=field.type,
        column=field.name,
        model=form.model,
        relation=form.relation,
        scale=getattr(field, "decimal_places", 0) or 0,
        max_length=field.max_length,
        **asdict(field.declaration),
    )
