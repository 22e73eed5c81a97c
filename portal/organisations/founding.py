"""The authorities every installation begins with: 省总, 省国资委, the cities' unions and SASACs, the industrial unions.

Enterprises are opened below them afterwards, in the browser. Names and lines are those of `domain.md` §6; a union that
is set up or dissolved later is opened or closed like any unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from portal.organisations import changes
from portal.organisations.models import Area, ReportingArea, Unit, UnitKind
from portal.organisations.reference import PROVINCE
from portal.organisations.scope import system

INDUSTRIAL_UNIONS = {
    "defence": "国防科技工业", "energy": "能源化学地质", "machinery": "机械冶金建材", "construction": "建设",
    "culture": "教科文卫体", "finance_trade": "财贸金融轻工", "transport": "交通运输", "water": "农林水利气象",
}  # fmt: skip


class Place(NamedTuple):
    """An unsaved unit and its parents by line."""

    unit: Unit
    parents: dict[str, Unit]


def authorities() -> list[Place]:
    """All of them, parents before children: two for the province, two for each reporting area, then the industries."""
    area = Area.objects.get(code=PROVINCE[0])
    union = Unit(code="100000", name="陕西省总工会", short_name="省总工会", kind=UnitKind.PROV_UNION, area=area)
    sasac = Unit(code="110000", name="陕西省国资委", short_name="省国资委", kind=UnitKind.PROV_SASAC, area=area)
    found = [Place(union, {}), Place(sasac, {"reporting": union})]
    for reporting in ReportingArea.objects.select_related("area").order_by("sort_order"):
        found += _of_area(reporting, union, sasac)
    return [*found, *_of_industries(area, union)]


def _of_area(area: ReportingArea, union: Unit, sasac: Unit) -> list[Place]:
    short = area.name.removesuffix("市")
    common = {"area": area.area, "reporting_area": area.code}
    city = Unit(code=f"20{area.code}00", name=f"{area.name}总工会", short_name=f"{short}总工会",
                kind=UnitKind.CITY_UNION, **common)  # fmt: skip
    office = Unit(code=f"21{area.code}00", name=f"{area.name}国资委", short_name=f"{short}国资委",
                  kind=UnitKind.CITY_SASAC, **common)  # fmt: skip
    return [Place(city, {"reporting": union, "territory": union}), Place(office, {"reporting": union, "sasac": sasac})]


def _of_industries(area: Area, union: Unit) -> Iterable[Place]:
    for number, name in enumerate(INDUSTRIAL_UNIONS.values(), start=1):
        unit = Unit(code=f"30{number:02d}00", name=f"陕西省{name}工会", short_name=f"{name}工会",
                    kind=UnitKind.INDUSTRIAL_UNION, area=area)  # fmt: skip
        yield Place(unit, {"reporting": union, "industry": union})


def found_province(on: dt.date, reason: str) -> list[Unit]:
    """Open the authorities in an empty installation; each is logged. Raises ChangeRefused when units exist already."""
    with system("founding the province"):
        if Unit.objects.exists():
            raise changes.ChangeRefused(
                "应有：还没有任何单位的新系统。收到：已有单位。怎样改：在“单位”页设立所缺的单位。"
            )
        places = authorities()
        for order, (unit, parents) in enumerate(places, start=1):
            unit.sort_order = order
            changes.open_unit(unit, parents, on, reason)
        return [unit for unit, _ in places]
