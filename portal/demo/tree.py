"""The fictional province's organisation: unions, SASACs, groups, subsidiaries, city-owned enterprises."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from portal.organisations import ancestry
from portal.organisations.founding import INDUSTRIAL_UNIONS, authorities
from portal.organisations.identifiers import enterprise_code, union_code
from portal.organisations.models import Relation, Unit, UnitKind
from portal.organisations.pinyin import fill_initials

from .history import Profile
from .industries import INDUSTRIES, Industry, profile
from .names import group_names, ordinal

FOUNDED = dt.date(2015, 1, 1)
GROUP_SHARE, CITY_SHARE = 10, 8  # one due unit in ten is a group's headquarters, one in eight city-owned
BATCH = 2000


@dataclass
class Province:
    """What was built: units by role in the tree, profiles by unit code (after saving, units carry their ids)."""

    rng: random.Random
    units: list[Unit] = field(default_factory=list)
    links: list[tuple[str, Unit, Unit]] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    industries: dict[str, Industry] = field(default_factory=dict)
    serial: int = 0

    def add(self, unit: Unit) -> Unit:
        unit.sort_order = len(self.units) + 1
        unit.opened_on = FOUNDED
        self.units.append(unit)
        return unit

    def link(self, unit: Unit, **parents: Unit) -> None:
        self.links += [(line, unit, parent) for line, parent in parents.items()]

    def kind(self, kind: str) -> list[Unit]:
        return [unit for unit in self.units if unit.kind == kind]


def build(due: int, rng: random.Random) -> Province:
    """Make and save a province with `due` reporting units; set-based, then the closure is rebuilt once."""
    province = Province(rng)
    _authorities(province)
    groups = max(1, due // GROUP_SHARE)
    city_owned = due // CITY_SHARE if due >= CITY_SHARE else 0
    _groups(province, groups, due - groups - city_owned)
    _city_enterprises(province, city_owned)
    _observers(province)
    _save(province)
    return province


def _authorities(province: Province) -> None:
    for unit, parents in authorities():
        province.link(province.add(unit), **parents)


def _groups(province: Province, groups: int, subsidiaries: int) -> None:
    """Groups differ in size: the early ones have more subsidiaries."""
    industries = [INDUSTRIES[number % len(INDUSTRIES)] for number in range(groups)]
    words = [
        industry.words[number // len(INDUSTRIES) % len(industry.words)] for number, industry in enumerate(industries)
    ]
    weights = [1 / (number % 30 + 4) for number in range(groups)]
    counts = _apportion(subsidiaries, weights)
    for number, name in enumerate(group_names(words)):
        group = _group(province, number, name, industries[number], counts[number])
        for place in range(counts[number]):
            _subsidiary(province, group, number, place, name, industries[number])


def _apportion(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total."""
    whole = sum(weights)
    counts = [int(total * weight / whole) for weight in weights]
    for number in range(total - sum(counts)):
        counts[number % len(counts)] += 1
    return counts


def _group(province: Province, number: int, name: str, industry: Industry, subsidiaries: int) -> Unit:
    city = _city(province, 0 if number % 3 else number % 11)
    group = _enterprise(
        province,
        f"6{number + 1:03d}00",
        f"陕西{name}集团有限公司（本级）",
        f"{name}集团",
        UnitKind.GROUP,
        industry,
        city,
    )
    province.profiles[group.code] = profile(
        industry, province.rng, headquarters=True, subsidiaries=subsidiaries, name=group.short_name
    )
    union = _industrial(province, industry)
    direct = number % 3 == 2
    province.link(group, reporting=province.units[0] if direct else union, sasac=province.units[1])
    return group


def _subsidiary(province: Province, group: Unit, number: int, place: int, name: str, industry: Industry) -> None:
    city = _city(province, province.rng.choices(range(11), (30, 3, 13, 9, 8, 7, 6, 14, 4, 3, 3))[0])
    town = city.short_name.removesuffix("总工会")
    word = industry.words[place % len(industry.words)]
    stem = name.removesuffix(industry.words[number // len(INDUSTRIES) % len(industry.words)])
    serial = ordinal(place // len(industry.words) + 1)
    full = f"{stem}{word}（{town}）{serial}有限公司"
    unit = _enterprise(
        province,
        f"6{number + 1:03d}{place + 1:02d}",
        full,
        f"{stem}{word}（{town}）{serial}",
        UnitKind.SUBSIDIARY,
        industry,
        city,
    )
    province.profiles[unit.code] = profile(
        industry, province.rng, headquarters=False, subsidiaries=0, name=unit.short_name
    )
    province.link(unit, reporting=group, sasac=group)


def _city_enterprises(province: Province, count: int) -> None:
    for number in range(count):
        industry = INDUSTRIES[(number * 3 + 1) % len(INDUSTRIES)]
        city = _city(province, number % 11)
        town = city.short_name.removesuffix("总工会")
        word = industry.words[number // 11 % len(industry.words)]
        serial = ordinal(number // 55 + 1)
        name = f"{town}兴元{word}{serial}有限公司"
        unit = _enterprise(
            province, f"7{number + 1:05d}", name, name.removesuffix("有限公司"), UnitKind.CITY_SOE, industry, city
        )
        province.profiles[unit.code] = profile(
            industry, province.rng, headquarters=False, subsidiaries=0, name=unit.short_name
        )
        province.link(unit, reporting=city, sasac=province.kind(UnitKind.CITY_SASAC)[number % 11])


def _observers(province: Province) -> None:
    """Central enterprises in the province: seen by city and industrial unions, never due, in no total."""
    for number, word in enumerate(("电网", "航天", "铁路"), start=1):
        unit = _enterprise(
            province,
            f"9{number:05d}",
            f"中央驻陕{word}（虚构）有限公司",
            f"中央驻陕{word}",
            UnitKind.CENTRAL_SOE,
            INDUSTRIES[3],
            _city(province, 0),
        )
        unit.is_due, unit.is_observer = False, True


def _enterprise(
    province: Province, code: str, name: str, short: str, kind: str, industry: Industry, city: Unit
) -> Unit:
    province.serial += 1
    unit = province.add(
        Unit(
            code=code, name=name, short_name=short, kind=kind, area=city.area, reporting_area=city.reporting_area,
            industry=industry.letter, uscc=enterprise_code(province.serial), union_uscc=union_code(province.serial),
            economic_type="controlled" if province.serial % 3 else "sole", is_due=True,
            regulator=_regulator(kind, city),
        )
    )  # fmt: skip
    province.industries[code] = industry
    province.link(unit, territory=city, industry=_industrial(province, industry))
    return unit


def _regulator(kind: str, city: Unit) -> str:
    if kind == UnitKind.CITY_SOE:
        return city.short_name.replace("总工会", "国资委")
    return "国务院国资委" if kind == UnitKind.CENTRAL_SOE else "省国资委"


def _city(province: Province, number: int) -> Unit:
    return province.kind(UnitKind.CITY_UNION)[number] if len(province.units) < 40 else province.units[2 + 2 * number]


def _industrial(province: Province, industry: Industry) -> Unit:
    return province.units[2 + 22 + list(INDUSTRIAL_UNIONS).index(industry.union)]


def _save(province: Province) -> None:
    fill_initials(province.units)
    Unit.objects.bulk_create(province.units, batch_size=BATCH)
    Relation.objects.bulk_create(
        [Relation(unit=unit, line=line, parent=parent, valid_from=FOUNDED) for line, unit, parent in province.links],
        batch_size=BATCH,
    )
    ancestry.rebuild()
