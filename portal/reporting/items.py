"""Items of the quarterly return, declared as model fields of the five section forms.

A field class here is an ordinary Django field plus the item's declaration (code, Chinese label, unit,
measure, 口径 …). ``deconstruct()`` and ``clone()`` give the plain Django field, so that a migration holds
column types only and a label can be reworded without one.

Kinds follow the ledger of items (P stock, Q flow, Y year-to-date, T per term, A annual, B yes/no,
N narrative); units are given in the declaration. Blank (NULL) is never zero: whether an item must be
filled is judged when a return is submitted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string

STOCK = "P"
FLOW = "Q"
YEAR_TO_DATE = "Y"
TERM = "T"
ANNUAL = "A"
YES_NO = "B"
NARRATIVE = "N"

KIND_NAMES = {
    STOCK: "期末数",
    FLOW: "本季数",
    YEAR_TO_DATE: "本年累计数",
    TERM: "届次数",
    ANNUAL: "年度数",
    YES_NO: "是否项",
    NARRATIVE: "文字项",
}

MAX_COUNT = 9_999_999_999
NARRATIVE_LENGTH = 800


@dataclass(frozen=True)
class Declaration:
    """What a section app says about one item; the Schema adds where its column lives."""

    code: str
    label: str
    kind: str
    unit: str = ""
    measure: int | None = None
    note: str = ""
    indent: int = 0
    required: bool = True
    due_quarter: int = 1
    distinct: bool = False
    term: str = ""
    sums: bool = True
    part: bool = True
    signed: bool = False
    since: str = ""
    until: str = ""
    order: int = field(default=0, compare=False)


class ItemField(models.Field):
    """Base of the item field classes.

    ``type`` names the sort of value in the schema; ``default_kind`` and ``default_unit`` save the commonest
    words of a declaration; ``column_options`` are the plain Django field's arguments.
    """

    type: str = ""
    default_kind = STOCK
    default_unit = ""
    column_options: dict[str, Any] = {}
    declaration: Declaration

    def __init__(self, code: str, label: str, **options: Any) -> None:
        options.setdefault("kind", self.default_kind)
        options.setdefault("unit", self.default_unit)
        options.setdefault("indent", 1 if label.startswith("其中：") else 0)
        super().__init__(null=True, blank=True, **self.column_options)
        self.declaration = Declaration(code, label, order=self.creation_counter, **options)
        self.verbose_name = label.removeprefix("其中：")

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Name, path and arguments of the plain Django field: no trace of the declaration."""
        name, _, _, _ = super().deconstruct()
        plain = next(base for base in type(self).__mro__ if base.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{plain.__name__}", [], {"null": True, "blank": True, **self.column_options}

    def clone(self) -> Any:
        """The plain Django field, as migration states want it."""
        _, path, args, kwargs = self.deconstruct()
        return import_string(path)(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse with a Chinese message a Python value that can never be right for this item."""
        super().validate(value, model_instance)
        if value is not None and (problem := self.problem(value)):
            raise ValidationError(problem)

    def problem(self, value: Any) -> str:
        """What is wrong with a non-null Python value, in Chinese; empty when nothing is."""
        return ""


class NumberField(ItemField):
    """Shared by the numeric items: only items declared ``signed`` may be negative."""

    def problem(self, value: Any) -> str:
        if value < 0 and not self.declaration.signed:
            return f"{self.declaration.code} 不能为负数，收到 {value}。"
        return ""


class Count(NumberField, models.BigIntegerField):
    """A whole number: persons, person-times, teams, sessions … (``unit`` says which)."""

    type = "count"
    default_unit = "人"

    def problem(self, value: Any) -> str:
        if value > MAX_COUNT:
            return f"{self.declaration.code} 最多 {len(str(MAX_COUNT))} 位整数。"
        return super().problem(value)


class Money(NumberField, models.DecimalField):
    """An amount in 万元 with two decimals."""

    type = "money"
    default_kind = YEAR_TO_DATE
    default_unit = "万元"
    column_options = {"max_digits": 16, "decimal_places": 2}


class Amount(NumberField, models.DecimalField):
    """Any other decimal quantity (hours and the like), two decimals."""

    type = "amount"
    default_kind = FLOW
    column_options = {"max_digits": 16, "decimal_places": 2}


class Percent(NumberField, models.DecimalField):
    """A share written in percent (60 means 60 %), two decimals."""

    type = "percent"
    default_unit = "%"
    column_options = {"max_digits": 7, "decimal_places": 2}


class YesNo(ItemField, models.BooleanField):
    """是/否 with a companion column ``<name>_ref`` for the document number that proves a 是."""

    type = "yesno"
    default_kind = YES_NO
    default_unit = "—"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            reference = models.CharField(max_length=200, blank=True, default="")
            cls.add_to_class(f"{name}_ref", reference)


class Narrative(ItemField, models.TextField):
    """Running text of at most 800 characters."""

    type = "narrative"
    default_kind = NARRATIVE
    default_unit = "—"

    def problem(self, value: Any) -> str:
        if len(value) > NARRATIVE_LENGTH:
            return f"{self.declaration.code} 应不超过 {NARRATIVE_LENGTH} 字，收到 {len(value)} 字。"
        return ""


class Text(ItemField, models.CharField):
    """One line of text."""

    type = "text"
    default_unit = "—"
    column_options = {"max_length": 200}


class DateItem(ItemField, models.DateField):
    """A calendar date."""

    type = "date"
    default_unit = "日期"


class Year(NumberField, models.PositiveSmallIntegerField):
    """A calendar year with four digits."""

    type = "year"
    default_unit = "年"

    def problem(self, value: Any) -> str:
        return "" if 1949 <= value <= 2100 else f"{self.declaration.code} 应为四位年份，收到 {value}。"


class Total:
    """Heading row of a code that is entered by its lettered parts only (its value is their sum).

    It has no column. Yes/no parts have no sum: their heading is only a heading.
    """

    type = "total"

    def __init__(self, code: str, label: str, **options: Any) -> None:
        options.setdefault("kind", STOCK)
        options.setdefault("unit", "人")
        self.declaration = Declaration(code, label, order=models.Field.creation_counter, **options)
        models.Field.creation_counter += 1
