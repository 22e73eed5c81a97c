"""Figures of one unit and quarter, one module per section of the policy."""

from __future__ import annotations

from portal.demo.history import UnitHistory

from . import assurance, basics, mainforce, narratives, political, skills

SECTIONS = (basics.fill, political.fill, skills.fill, mainforce.fill, assurance.fill)


def next_quarter(history: UnitHistory, year: int, quarter: int) -> dict[str, object]:
    """All item values of the quarter by code; `<code>_ref` holds a yes/no item's document number."""
    history.begin(year, quarter)
    for fill in SECTIONS:
        fill(history)
    political.pioneers(history)
    narratives.fill(history)
    return history.now
