"""A subsidiary with a year of accepted quarters behind it and an open one, for the tests of the entry grid."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from portal.organisations.scope import system
from portal.reporting import versions
from portal.reporting.models import Period, Return, ReturnVersion

from ..factories import make_actor, make_province
from .factories import again, fill, make_period, make_return, started
from .workflow_cast import CAST, World

# Some figures of the four quarters before, oldest first; the rest is plain.
PAST: dict[str, tuple[Any, ...]] = {
    "0001": (980, 985, 990, 1000),
    "0002": (900, 905, 910, 920),
    "0014": ("4598.20", "6204.00", "1583.40", "3210.70"),
    "0401": ("4598.20", "6204.00", "1583.40", "3210.70"),
    "0402": ("114.96", "155.10", "39.60", "80.27"),
    "0403": ("41.05", "41.05", "38.20", "38.20"),
    "0404": ("104.33", "151.20", "31.80", "71.94"),
    "0405": ("61.84", "93.70", "20.12", "44.61"),
    "0408": (1194, 1402, 870, 1325),
    "0412": (38, 38, 40, 46),
}
QUARTERS = ((2025, 3), (2025, 4), (2026, 1), (2026, 2))


def make_grown_world() -> World:
    """Like `make_world`, with four accepted quarters of the unit before the open one."""
    units = make_province()
    actors = {name: make_actor(units[key], role) for name, (key, role) in CAST.items()}
    for place, (year, quarter) in enumerate(QUARTERS):
        past = make_period(year, quarter)
        figures = {f"c{code}": values[place] for code, values in PAST.items()}
        accept(make_return(past, units["unit"]), actors["filler"], **figures)
    period = make_period()
    return World(units, actors, period, make_return(period, units["unit"]))


def accept(ret: Return, filler: Any, **figures: Any) -> ReturnVersion:
    """Fill, file and accept a return without its moves."""
    version = fill(started(ret), **figures)
    with system("test data"):
        versions.file_version(version, filler)
        ret = version.ret
        ret.state, ret.accepted, ret.counted, ret.accepted_at = "accepted", version, version, timezone.now()
        ret.save()
    return version


def lock(period: Period) -> None:
    with system("test data"):
        Period.objects.filter(pk=period.pk).update(state="locked", locked_at=timezone.now())


def as_(actor: Any) -> Client:
    """A browser signed in as the actor."""
    client = Client()
    client.force_login(actor.user)
    return client


def address(world: World, no: int = 2, tail: str = "") -> str:
    """Of a form's page, or of what lies below it."""
    return f"/returns/{world.period.code}/{world.ret.unit.code}/forms/{no}/{tail}"


def send_cells(world: World, *cells: tuple[str, str, str], no: int = 2, who: str = "filler") -> Any:
    """Save cells as the script does: (code, text, seen)."""
    body = {"cells": [{"code": code, "text": text, "seen": seen} for code, text, seen in cells]}
    client = as_(world.actors[who])
    return client.post(address(world, no, "cells/"), json.dumps(body), content_type="application/json")


def send_form(world: World, no: int = 2, who: str = "filler", **fields: Any) -> Any:
    """Save a form as a browser without script does; fields are given by their names in the form."""
    return as_(world.actors[who]).post(address(world, no, "save/"), fields)


def stored(world: World, code: str, column: str = "column") -> Any:
    """What the working copy (or the latest filed version) holds for an item."""
    with system("test data"):
        ret = again(world.ret)
        version = ret.working or ret.filed
        from portal.reporting.schema import Schema

        item = Schema.of(ret.period).by_code[code]
        return getattr(getattr(version, item.relation), getattr(item, column))
