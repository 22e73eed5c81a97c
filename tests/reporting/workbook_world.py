"""A province with filed figures, computed indicators and people who export, for the tests of the summary."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from portal.accounts.actor import Actor
from portal.organisations.models import Line, Relation, Unit
from portal.organisations.scope import system
from portal.reporting.indicators.compute import compute
from portal.reporting.models import Period
from portal.reporting.workbooks import choice, summary
from tests.factories import make_actor, make_province, make_unit

from .indicator_world import IndicatorWorld, random_figures

PERIOD = "2026Q3"


@dataclass
class Workbooks:
    """Units by name, the figures filed, and the period they were computed for."""

    units: dict[str, Unit]
    world: IndicatorWorld
    period: Period

    def load(self, unit: str = "prov", view: str = "", **options: Any) -> summary.Summary:
        """A summary of all forms and indicators unless told otherwise; in the system's scope."""
        given: dict[str, Any] = {"forms": range(5), "indicators": self.codes()} | options
        with system("test"):
            return summary.load(choice.find(PERIOD, self.units[unit].code, view, **given), "测试人")

    def write(self, path: Path, unit: str = "prov", view: str = "", **options: Any) -> Path:
        made = self.load(unit, view, **options)
        with system("test"):
            made.write(path)
        return path

    def codes(self) -> list[str]:
        with system("test"):
            return [one.code for one in choice.computed(self.period).definitions]

    def actor(self, unit: str, role: str) -> Actor:
        """Somebody with a role at a unit."""
        return make_actor(self.units[unit], role)


def read(path: Path, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=values)


def figures(pick: random.Random, schema: Any, **given: Any) -> dict[str, Any]:
    """Random figures with some chosen ones, given as c0405=…"""
    return random_figures(schema, pick) | {code.removeprefix("c"): value for code, value in given.items()}


def make_workbooks(seed: int = 7) -> Workbooks:
    """The smallest province: a unit at 59.996 %, one with 0/0, one named like a formula, one not filed, one exempt."""
    units = make_province()
    units["hostile"] = make_unit(
        parent=units["group"], name="=cmd|' /C calc'!A0", industry=units["industrial"], sasac=units["group"]
    )
    units["idle"] = make_unit(parent=units["group"], sasac=units["group"], name="停产单位")
    world = IndicatorWorld()
    pick = random.Random(seed)
    filed: dict[str, dict[str, Any] | None] = {
        "group": {"c0404": Decimal("100.00"), "c0405": Decimal("70.00")},
        "unit": {"c0404": Decimal("25000.00"), "c0405": Decimal("14999.00")},
        "sibling": {"c0404": Decimal(0), "c0405": Decimal(0), "c0015": True, "c0111": '=HYPERLINK("http://x")'},
        "hostile": {"c0404": Decimal("0.10"), "c0405": Decimal("0.20")},
        "soe": {"c0404": None, "c0405": None},
        "other": {"c0404": Decimal("300.00"), "c0405": Decimal("150.00")},
        "foreign": None,
    }
    with system("test data"):
        period = world.period(PERIOD)
        for line in Line.values:
            world.tree(PERIOD, line, _parents(units, line))
        for name, given in filed.items():
            world.file(PERIOD, units[name], None if given is None else figures(pick, world.schema, **given))
        world.file(PERIOD, units["idle"], None, exempt=True, due_on=dt.date(2026, 10, 20))
        compute(period)
    return Workbooks(units, world, period)


def _parents(units: dict[str, Unit], line: str) -> dict[int, int | None]:
    """Today's parents on a line."""
    above = dict(Relation.objects.filter(line=line).values_list("unit_id", "parent_id"))
    members = set(above) | set(above.values()) | ({one.pk for one in units.values()} if line == "reporting" else set())
    return {pk: above.get(pk) for pk in sorted(members)}
