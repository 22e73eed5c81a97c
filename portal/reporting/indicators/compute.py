"""Computing a period: `compute(period)` replaces all its stored results in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from portal.organisations.scope import system
from portal.reporting.models import DefinitionSet, IndicatorResult, Period, PeriodState
from portal.reporting.schema import Schema

from . import frozen
from .dialects import dialect
from .figures import Figures, Select
from .frozen import Definition
from .plan import definitions_for
from .statement import Statement, Target

Progress = Callable[[int, int, str], None]
STEPS = 3


class NotOpened(ValueError):
    """Indicators were asked of a period that has not been opened. The text is for the user."""


@dataclass(frozen=True)
class ComputeSummary:
    """What a computation did: how many indicators, stored rows, the snapshot number, and seconds taken."""

    period: str
    indicators: int
    rows: int
    snapshot: int
    version: str
    seconds: float


def compute(period: Period, *, progress: Progress | None = None) -> ComputeSummary:
    """Compute, roll up and store every indicator of every unit of the period; raises NotOpened.

    Two runs for one period wait for each other at the period's row; moves of returns do not wait for them.
    `progress(done, total, message)` may raise to stop the run, which then leaves nothing behind.
    """
    started = time.perf_counter()
    tell = progress or (lambda done, total, message: None)
    with system(f"indicators of {period.code}"), transaction.atomic():
        locked = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
        if locked.state == PeriodState.PLANNED:
            raise NotOpened(f"{locked.name}还没有开放，不能计算指标。怎样改：先开放这一期。")
        tell(0, STEPS, "读取指标定义和参数")
        schema = Schema.of(locked)
        figures = Figures(definitions_for(locked, schema), schema, locked.quarter)
        definitions = figures.with_factors()
        used = _definition_set(definitions)
        tell(1, STEPS, f"计算 {len(definitions)} 项指标并逐级汇总")
        rows = _store(locked, definitions, figures, used)
        tell(2, STEPS, "登记快照")
        _stamp(locked)
    period.snapshot, period.computed_at = locked.snapshot, locked.computed_at
    seconds = time.perf_counter() - started
    return ComputeSummary(locked.code, len(definitions), rows, locked.snapshot, used.hash, seconds)


def _definition_set(definitions: tuple[Definition, ...]) -> DefinitionSet:
    dumped = frozen.dump(definitions)
    used, _ = DefinitionSet.objects.get_or_create(hash=frozen.digest(dumped), defaults={"definitions": dumped})
    return used


def _store(period: Period, definitions: tuple[Definition, ...], figures: Figures, used: DefinitionSet) -> int:
    earlier = Period.objects.opened().filter(code=period.last_year_code).first()
    nothing: Select = ("", ())
    now, former = figures.now(period), figures.former(period) if figures.terms else nothing
    base = figures.base(earlier) if earlier else nothing
    target = Target(period.pk, period.quarter, used.pk, earlier.pk if earlier else None)
    say = dialect(connection.vendor)
    columns = [one.column() for one in definitions]
    text = Statement(columns, figures.terms, target, say).text(now[0], former[0], base[0])
    with connection.cursor() as cursor:
        IndicatorResult.objects.filter(period=period)._raw_delete(using=connection.alias)
        say.prepare(cursor)
        cursor.execute(text, [*now[1], *former[1], *base[1]])
    return IndicatorResult.objects.filter(period=period).count()


def _stamp(period: Period) -> None:
    period.snapshot += 1
    period.computed_at = timezone.now()
    period.save(update_fields=("snapshot", "computed_at"))
