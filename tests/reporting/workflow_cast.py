"""The people of the workflow tests: everybody who has to do with one subsidiary's return, and strangers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.accounts.actor import Actor
from portal.organisations.models import Unit
from portal.reporting.models import Period, Return

from ..factories import make_actor, make_province
from .factories import make_period, make_return

# role name in the tests -> (unit key of make_province, role code)
CAST = {
    "filler": ("unit", "filler"),
    "checker": ("unit", "checker"),
    "head": ("unit", "head"),
    "group": ("group", "reviewer"),
    "industry": ("industrial", "reviewer"),
    "city": ("city", "reviewer"),
    "province": ("prov", "province_reviewer"),
    "manager": ("prov", "province_manager"),
    "sasac": ("sasac", "sasac_reviewer"),
    "group_head": ("group", "head"),
}


@dataclass
class World:
    """A province, its cast, an open period and the return of the subsidiary `unit`."""

    units: dict[str, Unit]
    actors: dict[str, Actor]
    period: Period
    ret: Return

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None


UP_TO = {
    "not_started": [],
    "drafting": ["start filler"],
    "checker": ["start filler", "submit filler"],
    "head": ["start filler", "submit filler", "check_pass checker"],
    "reviewer": ["start filler", "submit filler", "check_pass checker", "sign head"],
    "industry": ["start filler", "submit filler", "check_pass checker", "sign head", "pass_on group"],
}
UP_TO["province_reviewer"] = [*UP_TO["industry"], "pass_on industry"]
UP_TO["accepted"] = [*UP_TO["province_reviewer"], "accept province"]


def make_world() -> World:
    units = make_province()
    actors = {name: make_actor(units[key], role) for name, (key, role) in CAST.items()}
    period = make_period()
    return World(units, actors, period, make_return(period, units["unit"]))


def bring_to(world: World, stage: str) -> Return:
    """Walk the world's return to a stage by ordinary moves."""
    from .factories import move, walk

    if stage == "returned":
        bring_to(world, "reviewer")
        world.ret = move(world.ret, "send_back", world.group, questions={"0405": "请说明口径"})
    elif stage == "reopened":
        bring_to(world, "accepted")
        world.ret = move(world.ret, "reopen", world.manager, note="发现错报，退回补报")
    elif stage == "exempt":
        world.ret = move(world.ret, "exempt", world.group, note="本级无职工，准予免报")
    else:
        steps = [step.split() for step in UP_TO[stage]]
        world.ret = walk(world.ret, [(name, world.actors[who]) for name, who in steps])
    return world.ret
