"""Building a whole fictional province: tree, eight quarters of returns, the demo cast.

Earlier quarters and most of the running one are written in bulk; the planted cases of the running quarter go
through the services (`services.py`), as people would bring them about.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from portal.organisations import changes
from portal.organisations.models import Line, UnitKind
from portal.organisations.scope import system
from portal.policy import calendar
from portal.reporting import periods
from portal.reporting.bulk import refresh_statistics
from portal.reporting.models import Layer, Period, PeriodState, Return
from portal.reporting.schema import Schema

from . import cast, outcomes, planted, services, tree
from .figures import next_quarter
from .history import UnitHistory
from .writer import Outcome, QuarterWriter

Say = Callable[[str], None]
DUE_IN = {Layer.BASE: 3, Layer.GROUP: 7, Layer.CITY_INDUSTRY: 10, Layer.PROVINCE: 15}
OVERDUE_BY = 2


@dataclass
class Seeding:
    """The work in progress; `build` runs it in one transaction."""

    due: int
    quarters: int
    seed: int
    say: Say
    with_cast: bool = False
    today: dt.date = field(default_factory=timezone.localdate)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.histories: dict[str, UnitHistory] = {}
        self.figures: dict[str, dict[str, object]] = {}

    def build(self) -> tree.Province:
        with system("seeding a fictional province"), transaction.atomic():
            self.province = tree.build(self.due, self.rng)
            self.say(f"单位 {len(self.province.units)} 个，其中应报 {self.due} 家")
            self.units = [unit for unit in self.province.units if unit.is_due]
            self.subsidiaries = [unit for unit in self.units if unit.kind == UnitKind.SUBSIDIARY]
            self.codes = last_quarters(self.today, self.quarters)
            self.cases = {name: self.subsidiaries[place] for name, place in planted.PLACES.items()}
            self._move_one()
            self.histories = {
                unit.code: UnitHistory(self.province.profiles[unit.code], f"{self.seed}:{unit.code}")
                for unit in self.units
            }
            for code in warm_up(self.codes):
                self._figures(code, running=False)
            for code in self.codes[:-1]:
                self._closed(code)
            self._running(self.codes[-1])
            if self.with_cast:
                cast.create(self.province)
        refresh_statistics()
        return self.province

    def _move_one(self) -> None:
        """A subsidiary that went to another group in the middle of the story."""
        unit = self.subsidiaries[planted.MOVED]
        groups = self.province.kind(UnitKind.GROUP)
        new = next(group for group in groups if group.code[:-2] != unit.code[:-2])
        on = starts_on(self.codes[-2]) + dt.timedelta(days=40)
        for line in (Line.REPORTING, Line.SASAC):
            changes.move(unit, line, new, on, "集团间专业化整合，划转隶属关系")

    def _figures(self, code: str, *, running: bool) -> dict[str, dict[str, object]]:
        year, quarter = Period.parse_code(code)
        for history in self.histories.values():
            next_quarter(history, year, quarter)
            if code == self.codes[0]:
                planted.first_return(history)
        for name, change in (planted.ALWAYS | planted.RUNNING if running else planted.ALWAYS).items():
            change(self.histories[self.cases[name].code])
        return {code: history.now for code, history in self.histories.items()}

    def _period(self, code: str, opened: dt.datetime, due: dict[str, dt.date] | None = None) -> Period:
        year, quarter = Period.parse_code(code)
        period = periods.plan_period(year, quarter, actor=None, due_on=due, notice="陕工办发（演示）")
        schema = Schema.current().at(code)
        period.schema, period.schema_hash = schema.to_json(), schema.hash
        period.state, period.opened_at, period.opened_by = PeriodState.OPEN, opened, "陈思齐"
        period.save()
        periods.freeze_tree(period, on=max(opened.date(), tree.FOUNDED))
        periods.create_returns(period)
        return period

    def _closed(self, code: str) -> None:
        ends_on = Period(**dict(zip(("year", "quarter"), Period.parse_code(code), strict=True))).ends_on
        period = self._period(code, at(ends_on + dt.timedelta(days=1), 9))
        due = dict(Return.objects.of(period).values_list("unit_id", "due_on"))
        figures = self._figures(code, running=False)
        plan = outcomes.closed_quarter([unit for unit in self.units if unit.pk in due], due, self.rng)
        written = QuarterWriter(period, figures, plan, self.rng).write()
        locked = period.due_dates.get(layer=Layer.PROVINCE).due_on + dt.timedelta(days=3)
        period.state, period.locked_at, period.locked_by = PeriodState.LOCKED, at(locked, 15), "陈思齐"
        period.save()
        self.say(f"{period.name}：{written} 家已审核，已锁定")

    def _running(self, code: str) -> None:
        due: dict[str, dt.date] = {layer: calendar.add_working_days(self.today, days) for layer, days in DUE_IN.items()}
        period = self._period(code, at(self.today - dt.timedelta(days=20), 9), due)
        figures = self.figures = self._figures(code, running=True)
        plan = self._running_plan(period)
        written = QuarterWriter(period, figures, plan, self.rng).write()
        played = services.bring_about(period, self.cases, figures, self.rng)
        self.say(f"{period.name}：{written + played} 家已有数据，其中 {played} 家逐格填报")

    def _running_plan(self, period: Period) -> dict[str, Outcome]:
        idle = {self.subsidiaries[place].code for place in planted.MISSING_PLACES}
        exempt = {self.province.kind(UnitKind.GROUP)[planted.EXEMPT_PLACE].code}
        overdue = calendar.add_working_days(self.today, -OVERDUE_BY)
        Return.objects.of(period).filter(unit__code__in=idle).update(due_on=overdue)
        return outcomes.open_quarter(self.units, self.today, self.rng, idle=idle, exempt=exempt, kept=self.kept())

    def kept(self) -> set[str]:
        """Units whose running quarter is brought about by the services or left to the demo cast."""
        kept = {unit.code for unit in self.cases.values()}
        if self.with_cast:
            units = cast.places(self.province)
            kept |= {units["subsidiary"].code, units["stranger"].code}
        return kept


def at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def last_quarters(today: dt.date, count: int) -> list[str]:
    """Codes of the last `count` quarters that ended before today, oldest first."""
    year, quarter = today.year, (today.month - 1) // 3 + 1
    codes = []
    for _ in range(count):
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        codes.append(Period.make_code(year, quarter))
    return codes[::-1]


def starts_on(code: str) -> dt.date:
    year, quarter = Period.parse_code(code)
    return dt.date(year, 3 * quarter - 2, 1)


def warm_up(codes: list[str]) -> list[str]:
    """The earlier quarters of the first year, which are not written but make its cumulative figures whole."""
    year, quarter = Period.parse_code(codes[0])
    return [Period.make_code(year, number) for number in range(1, quarter)]
