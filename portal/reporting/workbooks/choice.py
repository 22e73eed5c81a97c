"""What a summary is about: period, unit and view, forms and indicators, filters, and how it is to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.organisations.models import Industry, ReportingArea
from portal.reporting.indicators import frozen, place
from portal.reporting.indicators.frozen import Definition
from portal.reporting.indicators.place import Place
from portal.reporting.models import IndicatorResult, PeriodState, View
from portal.reporting.schema import Schema

PAPERS = {"auto": "自动（宽表用 A3）", "a4": "A4 横向", "a3": "A3 横向"}
ALL, JUDGED, NONE = "all", "judged", "none"
GROUPS = {ALL: "全部指标", JUDGED: "有界限的指标", NONE: "不要指标"}


@dataclass(frozen=True)
class Computed:
    """The definitions behind a period's stored indicators, and their version; empty before the first computation."""

    version: str = ""
    definitions: tuple[Definition, ...] = ()

    def codes(self, group: str) -> list[str]:
        """The codes of all indicators, of those that are judged against something, or none."""
        if group == NONE:
            return []
        return [one.code for one in self.definitions if group == ALL or one.column().counts_units]


def computed(period: Any) -> Computed:
    """Read from the results the active scope shows; one query."""
    rows = IndicatorResult.objects.filter(period=period).order_by()
    found = rows.values_list("definition_set__hash", "definition_set__definitions").first()
    return Computed(found[0], frozen.load(found[1])) if found else Computed()


@dataclass(frozen=True)
class Choice:
    """A valid choice; `area` and `industry` narrow the units ("" for all), `accepted` keeps accepted returns only."""

    place: Place
    forms: tuple[int, ...]
    indicators: tuple[str, ...]
    computed: Computed
    area: str = ""
    industry: str = ""
    accepted: bool = False
    formulas: bool = True
    paper: str = "auto"

    @property
    def period(self) -> Any:
        return self.place.period

    @property
    def schema(self) -> Schema:
        return Schema.of(self.place.period)

    @property
    def is_filtered(self) -> bool:
        """Whether units were left out: sums are then not those of the pages, and nothing judges them."""
        return bool(self.area or self.industry or self.accepted)

    @property
    def filters(self) -> str:
        """The filters in words."""
        words = [
            f"报送区为{_area_name(self.area)}" if self.area else "",
            f"行业为{Industry(self.industry).label}" if self.industry else "",
            "只列已审核的单位" if self.accepted else "",
        ]
        return "；".join(word for word in words if word) or "无"

    @property
    def is_preliminary(self) -> bool:
        """快报数: figures may still change until the period is locked."""
        return self.period.state != PeriodState.LOCKED

    @property
    def title(self) -> str:
        return f"{self.period.name}国有企业产业工人队伍建设改革情况汇总表"

    @property
    def filename(self) -> str:
        unit = self.place.unit.label.removesuffix("（本级）")
        return f"{self.period.code}汇总表_{unit}_{self.place.view.label}.xlsx"

    def payload(self) -> dict[str, Any]:
        """The choice as JSON; `find(**payload)` gives it back."""
        return {
            "period": self.period.code,
            "unit": self.place.unit.code,
            "view": self.place.view.value,
            "forms": list(self.forms),
            "indicators": list(self.indicators),
            "area": self.area,
            "industry": self.industry,
            "accepted": self.accepted,
            "formulas": self.formulas,
            "paper": self.paper,
        }


def find(
    period: str, unit: str, view: str = "", *, forms: Iterable[int], indicators: Iterable[str], **options: Any
) -> Choice:
    """The choice these words name, in the active scope. Http404 for what is unknown or out of scope."""
    at = place.find(period, unit, view)
    return at_place(at, computed(at.period), forms, indicators, **options)


def at_place(at: Place, known: Computed, forms: Iterable[int], indicators: Iterable[str], **options: Any) -> Choice:
    """The same with the place and the definitions at hand. Forms and indicators that do not exist are left out."""
    numbers = {form.no for form in Schema.of(at.period).forms}
    codes = {one.code for one in known.definitions}
    kept = tuple(code for code in dict.fromkeys(indicators) if code in codes)
    return Choice(at, tuple(sorted(set(forms) & numbers)), kept, known, **options)


def _area_name(code: str) -> str:
    return dict(ReportingArea.objects.values_list("code", "name")).get(code, code)


def describe(payload: Mapping[str, Any]) -> str:
    """An earlier choice in a few words, for the list of exports."""
    forms = "、".join(f"产改基{no}表" for no in payload["forms"])
    count = len(payload["indicators"])
    parts = [View(payload["view"]).label, forms, f"{count} 项指标" if count else ""]
    narrowed = payload["area"] or payload["industry"] or payload["accepted"]
    return " · ".join([part for part in parts if part] + (["有筛选"] if narrowed else []))
