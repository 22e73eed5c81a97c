"""How far each unit has come: closed quarters are complete, the open one is in full swing."""

from __future__ import annotations

import datetime as dt
import random

from portal.organisations.models import Unit

from .writer import DRAFT, EXEMPT, NOT_STARTED, Outcome

# Of a hundred units in the open quarter: (share, stage, desks that have acted after submission).
PROGRESS = (
    (62, "filed", None), (8, "filed", 3), (9, "filed", 2), (5, "filed", 1), (4, "filed", 0), (7, DRAFT, None),
    (5, NOT_STARTED, None),
)  # fmt: skip
LATE_SHARE = 0.03


def closed_quarter(units: list[Unit], due: dict[int, dt.date], rng: random.Random) -> dict[str, Outcome]:
    """Everybody was accepted; a few had filed after the due date."""
    return {unit.code: Outcome(filed_on=_day(due[unit.pk], rng)) for unit in units}


def _day(due: dt.date, rng: random.Random) -> dt.date:
    """Filing day: most in the last days before the due date, leaving two for check and signature."""
    late = rng.random() < LATE_SHARE
    return (
        due + dt.timedelta(days=rng.randint(1, 6)) if late else due - dt.timedelta(days=rng.choice((2, 3, 3, 4, 5, 7)))
    )


def open_quarter(
    units: list[Unit], today: dt.date, rng: random.Random, *, idle: set[str], exempt: set[str], kept: set[str]
) -> dict[str, Outcome]:
    """Outcomes of the running quarter. `kept` are left to the services (they have no outcome here)."""
    outcomes = {}
    for unit in units:
        if unit.code in kept:
            continue
        if unit.code in exempt:
            outcomes[unit.code] = Outcome(EXEMPT, reason="集团本级没有在岗产业工人，经上级同意免报本级")
        elif unit.code in idle:
            outcomes[unit.code] = Outcome(NOT_STARTED)
        else:
            outcomes[unit.code] = _progress(today, rng)
    return outcomes


def _progress(today: dt.date, rng: random.Random) -> Outcome:
    day = today - dt.timedelta(days=rng.randint(8, 16))
    _, stage, steps = rng.choices(PROGRESS, [share for share, _, _ in PROGRESS])[0]
    return Outcome(stage, steps, filed_on=day)
