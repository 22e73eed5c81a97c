"""Who should see what, worked out from the relations themselves and not from the portal's scope code.

Rulings 2 and 3: a quarter's data by the tree of the day it was opened, everything else by today's tree; an unfiled
return of an open quarter by either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from portal.organisations.models import Line, Unit
from portal.organisations.scope import system
from portal.reporting.models import Period, Return
from tests.world import World

# Lines each of the cast reads downwards from the own unit; what is missing sees no unit's data.
READS: dict[str, tuple[str, ...]] = {
    "officer": (), "checker": (), "head": (), "stranger": (),
    "group": (Line.REPORTING,), "city": (Line.REPORTING, Line.TERRITORY), "industry": (Line.REPORTING, Line.INDUSTRY),
    "province": (Line.REPORTING,), "sasac": (Line.SASAC,),
}  # fmt: skip
# These read every unit's entry in the directory, and nothing of its data by that.
DIRECTORY = ("province", "secadmin")
DRAFTS = ("not_started", "drafting", "returned")


class Eyes:
    """Answers for one world; the tree is read once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.parents = {line: world.parents(line) for line in Line.values}
        with system("states of the returns"):
            rows = Return.objects.values_list("unit_id", "period_id", "state")
            self.states = {(unit, period): state for unit, period, state in rows}
        self.relatives: dict[tuple[str, str], Unit | None] = {}

    def above(self, unit_id: int, line: str, day: date) -> Iterator[int]:
        """The unit and everything above it on a line, as it was on a day."""
        seen: int | None = unit_id
        while seen is not None:
            yield seen
            held = [
                one for one in self.parents[line].get(seen, [])
                if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
            ]  # fmt: skip
            seen = held[0].parent_id if held else None

    def below(self, username: str, unit: Unit, day: date) -> bool:
        """Whether the unit is the person's own or hangs below it on a line the person reads."""
        place = self.world.place_of(username)
        if username not in READS:
            return False
        return unit.pk == place.pk or any(place.pk in self.above(unit.pk, line, day) for line in READS[username])

    def sees_unit(self, username: str, unit: Unit) -> bool:
        return username in DIRECTORY or self.below(username, unit, timezone.localdate())

    def sees_data(self, username: str, unit: Unit, period: Period) -> bool:
        """A unit's figures of a period."""
        assert period.opened_at is not None
        return self.below(username, unit, timezone.localdate(period.opened_at))

    def sees_return(self, username: str, unit: Unit, period: Period) -> bool:
        """A unit's return of a period; False as well when there is none."""
        state = self.states.get((unit.pk, period.pk))
        if state is None:
            return False
        is_draft = state in DRAFTS and period.is_fillable
        return self.sees_data(username, unit, period) or (is_draft and self.below(username, unit, timezone.localdate()))

    def relative(self, username: str, relation: str) -> Unit | None:
        """A unit with returns that stands so to the person's own: own, child, sibling or foreign; None if none does."""
        if (username, relation) not in self.relatives:
            self.relatives[username, relation] = self._relative(username, relation)
        return self.relatives[username, relation]

    def _relative(self, username: str, relation: str) -> Unit | None:
        place, period = self.world.place_of(username), self.world.periods[-2]
        due = [unit for unit in self.world.units if unit.is_due and unit.pk != self.world.moved.pk]
        if relation == "own":
            return place
        inside = [unit for unit in due if self.sees_return(username, unit, period) and unit.pk != place.pk]
        if relation == "child":
            return inside[0] if inside else None
        today = timezone.localdate()
        mine = list(self.above(place.pk, Line.REPORTING, today))[1:2]
        outside = [unit for unit in due if not self.sees_return(username, unit, period) and unit.pk != place.pk]
        near = [unit for unit in outside if list(self.above(unit.pk, Line.REPORTING, today))[1:2] == mine]
        far = [unit for unit in outside if unit not in near]
        found = near if relation == "sibling" else far
        return found[-1] if found else None
