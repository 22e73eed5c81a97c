"""Small builders of valid rows for tests. All work in the system's scope; the caller needs none."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, User
from portal.organisations import ancestry
from portal.organisations.identifiers import enterprise_code
from portal.organisations.models import Area, Line, Relation, Unit, UnitKind
from portal.organisations.reference import load_reference, reporting_area_of
from portal.organisations.scope import system

LONG_AGO = date(2020, 1, 1)
PASSWORD = "Changgai-2023"
ENTERPRISES = {UnitKind.GROUP, UnitKind.SUBSIDIARY, UnitKind.CITY_SOE}

_serial = count(1)


def make_area(code: str = "610102") -> Area:
    """An area of Shaanxi by its code; the reference data are loaded when a flush took them away."""
    if not Area.objects.filter(code=code).exists():
        load_reference()
    return Area.objects.get(code=code)


def make_unit(
    kind: str = UnitKind.SUBSIDIARY,
    parent: Unit | None = None,
    *,
    territory: Unit | None = None,
    industry: Unit | None = None,
    sasac: Unit | None = None,
    since: date = LONG_AGO,
    **fields: Any,
) -> Unit:
    """A unit below `parent` on the reporting line and, where given, below others on the side lines, since a day.

    Enterprises are due and have a valid credit code unless the fields say otherwise. The ancestry is up to date.
    """
    n = next(_serial)
    is_enterprise = kind in ENTERPRISES
    defaults: dict[str, Any] = {
        "code": f"U{n:05d}",
        "name": f"{UnitKind(kind).label}{n}",
        "sort_order": n,
        "is_due": is_enterprise,
        "is_observer": kind == UnitKind.CENTRAL_SOE,
        "uscc": enterprise_code(n) if is_enterprise else "",
        "opened_on": since,
    }
    values = defaults | fields
    if "area" not in values and "area_id" not in values:
        values["area"] = make_area()
    values.setdefault("reporting_area", reporting_area_of(values.get("area_id") or values["area"].code))
    parents = {Line.REPORTING: parent, Line.TERRITORY: territory, Line.INDUSTRY: industry, Line.SASAC: sasac}
    with system("test data"):
        unit = Unit.objects.create(kind=kind, **values)
        for line, above in parents.items():
            if above is not None:
                Relation.objects.create(unit=unit, line=line, parent=above, valid_from=since)
        touched = [unit, *(above for above in parents.values() if above is not None)]
        ancestry.rebuild(units=[one.pk for one in touched])
    return unit


def make_user(username: str = "", **fields: Any) -> User:
    """An active user whose password is `PASSWORD` (unless `password` is given) and need not be changed."""
    n = next(_serial)
    fields.setdefault("full_name", f"用户{n}")
    return User.objects.create_user(username or f"user{n}", fields.pop("password", PASSWORD), **fields)


def make_member(unit: Unit, role: str, user: User | None = None, *, since: date = LONG_AGO, **fields: Any) -> User:
    """A user with a role at a unit; an existing user gets one more role."""
    user = user or make_user()
    with system("test data"):
        Membership.objects.create(user=user, unit=unit, role=role, valid_from=since, **fields)
    return user


def make_actor(unit: Unit, role: str, user: User | None = None) -> Actor:
    """The actor of a (new) member, as the middleware would make it."""
    return Actor.of(make_member(unit, role, user))


def make_province() -> dict[str, Unit]:
    """The smallest province with every line: keys prov, sasac, city, industrial, group, unit, sibling, soe, foreign.

    group → industrial → prov with children unit and sibling; soe → city → prov; foreign is another group's child.
    """
    prov = make_unit(UnitKind.PROV_UNION, area=make_area("610000"))
    sasac = make_unit(UnitKind.PROV_SASAC, area=make_area("610000"))
    city = make_unit(UnitKind.CITY_UNION, prov, area=make_area("610300"), territory=prov)
    industrial = make_unit(UnitKind.INDUSTRIAL_UNION, prov, area=make_area("610000"), industry=prov)
    group = make_unit(UnitKind.GROUP, industrial, industry=industrial, sasac=sasac)
    side: dict[str, Any] = {"territory": city, "area": make_area("610302")}
    unit = make_unit(UnitKind.SUBSIDIARY, group, industry=industrial, sasac=group, **side)
    sibling = make_unit(UnitKind.SUBSIDIARY, group, industry=industrial, sasac=group)
    soe = make_unit(UnitKind.CITY_SOE, city, **side)
    other = make_unit(UnitKind.GROUP, prov, sasac=sasac)
    foreign = make_unit(UnitKind.SUBSIDIARY, other, sasac=other)
    return {
        "prov": prov, "sasac": sasac, "city": city, "industrial": industrial, "group": group,
        "unit": unit, "sibling": sibling, "soe": soe, "other": other, "foreign": foreign,
    }  # fmt: skip
