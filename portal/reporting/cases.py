"""What the rules that are no formulas judge: returns of one period, read in sets, or one return held in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F, IntegerField, Q, QuerySet, Value
from django.db.models import Case as When
from django.db.models import When as Then
from django.db.models.functions import Cast

from portal.reporting.figures import ReturnFigures, ref_code
from portal.reporting.formula.figures import NOW
from portal.reporting.models import Evidence, Period, Return

if TYPE_CHECKING:
    from portal.reporting.schema import Item, Schema

STAFF = "0001"
Values = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """Returns of one period and the version judged: a pointer of Return (working, filed, counted …)."""

    returns: QuerySet[Return]
    period: Period
    schema: Schema
    version: str = "counted"

    def path(self, code: str) -> str:
        """Lookup path of an item from Return."""
        return f"{self.version}__{self.schema.path(code)}"

    def of_kind(self, test: Callable[[Item], bool]) -> list[Item]:
        return [item for item in self.schema.items if test(item)]

    def columns(self, items: Iterable[Item], *, references: bool = False) -> Iterator[tuple[int, Values]]:
        """(return id, {code: value}) of every return for some items, in one query.

        With `references` also the document numbers beside yes/no items, as `ref_code` names them.
        """
        paths = {item.code: self.path(item.code) for item in items}
        if references:
            paths |= {
                ref_code(item.code): f"{self.version}__{item.relation}__{item.ref_column}"
                for item in items if item.ref_column
            }  # fmt: skip
        rows = self._judged().values_list("pk", *paths.values())
        return ((row[0], dict(zip(paths, row[1:], strict=True))) for row in rows)

    def files(self, among: Collection[int]) -> set[tuple[int, str]]:
        """(return id, code) of the evidence filed with the versions of some of the returns."""
        versions = self._judged().filter(pk__in=among).values(f"{self.version}_id")
        return set(Evidence.objects.filter(version__in=versions).values_list("version__ret_id", "code"))

    def repeating(self, items: list[Item]) -> Iterable[int]:
        """Returns of units with staff whose values of all these items are the previous quarter's, blanks included."""
        same = Q(previous__counted__isnull=False)
        for item in items:
            now, before = self.path(item.code), f"previous__counted__{self.schema.path(item.code)}"
            same &= Q(**{now: F(before)}) | Q(**{f"{now}__isnull": True, f"{before}__isnull": True})
        some = Q(**{f"{self.path(STAFF)}__gt": 0}) if STAFF in self.schema.by_code else Q()
        return self._judged().filter(some, same).values_list("pk", flat=True)

    def whole_amounts(self, items: list[Item], least: int) -> Iterable[tuple[int, int]]:
        """(return id, how many of these amounts are whole and not zero), of returns with at least so many."""
        whole: Any = Value(0)
        for item in items:
            path = self.path(item.code)
            is_whole = Q(**{path: Cast(F(path), BigIntegerField())}) & ~Q(**{path: 0})
            whole = whole + When(Then(is_whole, then=1), default=0, output_field=IntegerField())
        return self._judged().annotate(whole=whole).filter(whole__gte=least).values_list("pk", "whole")

    def due(self) -> Iterable[Return]:
        """The returns with their due dates."""
        return self.returns.only("due_on", "extended_to", "reported_at")

    def units(self) -> dict[int, int]:
        """Return id by unit id."""
        return dict(self.returns.values_list("unit_id", "pk"))

    def _judged(self) -> QuerySet[Return]:
        """The returns that have a version to judge."""
        return self.returns.filter(**{f"{self.version}__isnull": False})


@dataclass(frozen=True)
class OneReturn(Case):
    """One return whose figures are in memory, typed values included: what is its own takes no query."""

    figures: ReturnFigures = field(kw_only=True)

    @classmethod
    def of(cls, figures: ReturnFigures) -> OneReturn:
        ret = figures.version.ret
        return cls(Return.objects.filter(pk=ret.pk), ret.period, figures.schema, figures=figures)

    @property
    def ret(self) -> Return:
        return self.figures.version.ret

    def columns(self, items: Iterable[Item], *, references: bool = False) -> Iterator[tuple[int, Values]]:
        codes = [code for item in items for code in ((item.code, ref_code(item.code)) if references else (item.code,))]
        yield self.ret.pk, {code: self.figures.get(code) for code in codes}

    def files(self, among: Collection[int]) -> set[tuple[int, str]]:
        rows = Evidence.objects.filter(version=self.figures.version).values_list("code", flat=True)
        return {(self.ret.pk, code) for code in rows}

    def repeating(self, items: list[Item]) -> Iterable[int]:
        staff: Any = self.figures.get(STAFF) if STAFF in self.schema.by_code else 1
        same = all(self.figures.get(item.code) == self.figures.get(item.code, NOW, 1) for item in items)
        return [self.ret.pk] if self.figures.was_filed(NOW, 1) and staff and staff > 0 and same else []

    def whole_amounts(self, items: list[Item], least: int) -> Iterable[tuple[int, int]]:
        amounts: list[Any] = [self.figures.get(item.code) for item in items]
        count = sum(1 for amount in amounts if amount and amount == int(amount))
        return [(self.ret.pk, count)] if count >= least else []

    def due(self) -> Iterable[Return]:
        return [self.ret]

    def units(self) -> dict[int, int]:
        return {self.ret.unit_id: self.ret.pk}
