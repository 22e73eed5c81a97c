"""The demo province as it is on the evening before a new quarter is opened: every earlier one accepted and locked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from portal.demo import cast
from portal.demo.seeding import Seeding, last_quarters
from portal.organisations.models import Unit
from portal.organisations.reference import load_reference
from portal.policy import loading
from portal.reporting.entry.columns import layout
from portal.reporting.models import Period
from portal.reporting.parsing import format_value
from portal.reporting.schema import Item, Schema
from tests.jobs.processes import wait_until

DUE, EARLIER, SEED = 60, 3, 1
PATIENCE = 60.0


class ClosedSeeding(Seeding):
    """Like the demo, but the last quarter is over as well."""

    def _running(self, code: str) -> None:
        self._closed(code)


@dataclass
class DemoProvince:
    """The units the demo cast works at, the quarter to be opened, and figures for the officer to fill it with."""

    units: dict[str, Unit]
    period: Period
    figures: Mapping[str, Any]

    @property
    def code(self) -> str:
        return self.period.code

    @property
    def name(self) -> str:
        return self.period.name

    @property
    def quarter(self) -> int:
        return self.period.quarter

    @property
    def unit(self) -> Unit:
        return self.units["subsidiary"]

    @property
    def address(self) -> str:
        """Of the return's page."""
        return f"/returns/{self.code}/{self.unit.code}/"

    @property
    def review(self) -> str:
        return f"{self.address}review/"

    def form(self, no: int) -> str:
        return f"{self.address}forms/{no}/"

    @property
    def final(self) -> dict[str, Any]:
        """The figures after the answer to the group's question: one more for the frontline."""
        return {**self.figures, "0405": min(self.figures["0405"] + 1, self.figures["0404"])}

    def block(self, form_no: int, leave: Collection[str] = ()) -> str:
        """A form as it lies on the clipboard after copying it in Excel: label, unit, code and the two columns."""
        items = [item for item in self._items(form_no) if item.code not in leave]
        return "".join(self._line(item) for item in items)

    def _line(self, item: Item) -> str:
        text = format_value(item, self.figures.get(item.code)).replace("\n", " ")
        columns = (text, "×") if layout(item).entry_column == "quarter" else ("×", text)
        return "\t".join((item.label, item.unit, item.code, *columns)) + "\r\n"

    def _items(self, form_no: int) -> list[Item]:
        return list(Schema.current().at(self.code).form_items(form_no))

    def proven(self, form_no: int) -> str:
        """The first item of a form that is answered 是 and so may have a file behind it."""
        return next(item.code for item in self._items(form_no) if item.ref_column and self.figures.get(item.code))

    def wait_until_computed(self, log: Path) -> None:
        """Until the worker has stored the quarter's indicators."""
        wait_until(lambda: Period.objects.get(code=self.code).computed_at is not None, PATIENCE, log)


def make_demo_province() -> DemoProvince:
    """Seed it; reference data that another test's flush took away are loaded again."""
    load_reference()
    loading.load_all()
    newest = last_quarters(timezone.localdate(), 1)[0]
    year, quarter = Period.parse_code(newest)
    seeding = ClosedSeeding(DUE, EARLIER, SEED, lambda text: None, True, today=date(year, 3 * quarter - 2, 1))
    units = cast.places(seeding.build())
    figures = seeding._figures(newest, running=False)[units["subsidiary"].code]
    return DemoProvince(units, Period(year=year, quarter=quarter, code=newest), figures)
