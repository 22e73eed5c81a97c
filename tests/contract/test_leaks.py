"""No page names a unit that its reader may not know of; a moved unit is seen by the right group at the right time."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.organisations.models import Line, Relation, Unit, UnitKind
from portal.organisations.scope import system
from portal.reporting.models import Return
from portal.ui import numbers
from tests.factories import make_member
from tests.world import World

from .eyes import READS, Eyes

pytestmark = pytest.mark.django_db
# The portal's own hosts stand in the head of every page.
HOSTS = (UnitKind.PROV_UNION, UnitKind.PROV_SASAC)


def known_units(world: World, eyes: Eyes, username: str) -> set[int]:
    """What a person may read the names of: units in scope today or in any quarter, and all that stand above those."""
    days = [timezone.localdate(), *(timezone.localdate(period.opened_at) for period in world.periods)]
    known = {unit.pk for unit in world.units for day in days if eyes.below(username, unit, day)}
    known |= {unit.pk for unit in world.units if unit.kind in HOSTS}
    return known | {
        above for pk in known for line in Line.values for day in days for above in eyes.above(pk, line, day)
    }


def strangers_named(text: str, world: World, known: set[int]) -> list[str]:
    """Names and codes of unknown units in a page; names that are part of a known one's are taken out first."""
    ours = {name for unit in world.units if unit.pk in known for name in (unit.name, unit.short_name, unit.code)}
    for name in sorted(ours, key=len, reverse=True):
        text = text.replace(name, "·")
    theirs = [unit for unit in world.units if unit.pk not in known]
    return [
        name
        for unit in theirs
        for name in (unit.name, unit.short_name, unit.code)
        if name in text and (not name.isdigit() or re.search(rf"(?<![\d,.]){name}(?![\d,.])", text))
    ]


def addresses(world: World, unit: Unit) -> list[str]:
    """The pages that list or total units, and those of one unit, open and closed."""
    found = ["/", reverse("unit_list"), reverse("inbox"), reverse("measure_list"), reverse("job_list")]
    for period in (world.periods[1], world.periods[-1]):
        found += [
            reverse("board", args=[period.code]),
            reverse("board", args=[period.code]) + "?tab=missing",
            reverse("urge_missing", args=[period.code]),
            reverse("sample_list", args=[period.code]),
            reverse("consolidation", args=[period.code, unit.code]),
            reverse("return_detail", args=[period.code, unit.code]),
            reverse("review_page", args=[period.code, unit.code]),
            reverse("form_page", args=[period.code, unit.code, 2]),
            reverse("indicator_list", args=[period.code, unit.code]),
            reverse("indicator_path", args=[period.code, unit.code, "I-0402"]),
            reverse("indicator_ranking", args=[period.code, unit.code, "I-0402"]),
            reverse("indicator_ranking", args=[period.code, unit.code, "I-0402"]) + "?level=children",
            reverse("summary_page") + f"?period={period.code}&unit={unit.code}&group=judged&cells=values&paper=auto",
        ]
    return [*found, reverse("unit_detail", args=[unit.pk])]


@pytest.mark.parametrize("username", [*READS, "sysadmin"])
def test_no_page_names_a_unit_out_of_sight(world: World, username: str) -> None:
    eyes, client, faults = Eyes(world), world.client(username), []
    known, opened = known_units(world, eyes, username), 0
    units = {unit.pk: unit for unit in (world.place_of(username), eyes.relative(username, "child")) if unit}
    for unit in units.values():
        for address in addresses(world, unit):
            response = client.get(address, follow=True)
            opened += response.status_code == 200
            faults += [f"{address}: {name}" for name in strangers_named(response.content.decode(), world, known)]
    assert opened > 2, "the pages were there to be read"
    assert not faults, "\n".join(faults)


def test_the_check_for_leaks_finds_one(world: World) -> None:
    known = known_units(world, Eyes(world), "officer")
    stranger = world.places["stranger"]
    assert strangers_named(f"<td>{stranger.name}</td>", world, known)
    assert strangers_named(f"<a href='/returns/2026Q3/{stranger.code}/'>", world, known) == [stranger.code]
    assert strangers_named(f"{world.places['subsidiary'].name} 1,{stranger.code}", world, known) == []


# --- the moved unit (rulings 3) -------------------------------------------------------------------------------------


@pytest.fixture
def groups(world: World) -> tuple[Relation, Relation]:
    """Where the moved unit stood, and where it stands."""
    with system("the move"):
        held = Relation.objects.filter(unit=world.moved, line=Line.REPORTING).select_related("parent")
        old, new = held.order_by("valid_from")
    return old, new


def test_after_a_move_the_old_group_keeps_its_quarters_and_the_new_one_sees_the_unit_from_then_on(
    world: World, groups: tuple[Relation, Relation]
) -> None:
    old, new = groups
    before = [period for period in world.periods if timezone.localdate(period.opened_at) < new.valid_from]
    after = [period for period in world.periods if period not in before]
    assert before and after, "the story has quarters on both sides of the move"
    for relation, seen, unseen in ((old, before, after), (new, after, before)):
        with system("a reviewer at the group"):
            user = make_member(relation.parent, "reviewer")
        world.users["mover"] = user
        client = world.client("mover")
        for period, status in [*((one, 200) for one in seen), *((one, 404) for one in unseen)]:
            for name, more in (("return_detail", []), ("form_page", [2]), ("indicator_list", []), ("review_page", [])):
                address = reverse(name, args=[period.code, world.moved.code, *more])
                if name == "review_page" and period == world.current:
                    continue  # there may be nothing filed yet
                assert client.get(address).status_code == status, (relation.parent.code, address)
            listed = world.moved.code in client.get(reverse("board", args=[period.code])).content.decode()
            assert listed is (status == 200), (relation.parent.code, period.code)
        today = client.get(reverse("unit_detail", args=[world.moved.pk])).status_code
        assert today == (200 if relation is new else 404)
    del world.users["mover"]


def test_the_new_group_reads_no_figure_from_before_the_move(world: World, groups: tuple[Relation, Relation]) -> None:
    _, new = groups
    with system("the unit's returns on both sides of the move"):
        user = make_member(new.parent, "reviewer")
        returns = list(Return.objects.filter(unit=world.moved).select_related("period", "counted"))
        after = [ret for ret in returns if timezone.localdate(ret.period.opened_at) >= new.valid_from]
        told = {}
        for ret in after:
            earlier = [one for one in returns if one not in after and one.pk in (ret.last_year_id, ret.previous_id)]
            told[ret.period.code] = [numbers.plain(one.counted.skillsreturn.fund_spent, 2) for one in earlier]
    assert all(told.values()) and told, "the returns after the move look back on quarters before it"
    world.users["mover"] = user
    client, officer = world.client("mover"), make_member(world.moved, "filler")
    world.users["own"] = officer
    reviewed = 0
    for code, figures in told.items():
        for name, more in (("form_page", [2]), ("cell_page", ["0404"]), ("review_page", [])):
            address = reverse(name, args=[code, world.moved.code, *more])
            response = client.get(address)
            assert response.status_code == 200 or name == "review_page", address  # there may be nothing filed yet
            reviewed += response.status_code == 200 and name == "review_page"
            assert not [one for one in figures if one in response.content.decode()], address
        own = world.client("own").get(reverse("form_page", args=[code, world.moved.code, 2]))
        assert all(one in own.content.decode() for one in figures), "the unit itself reads its own past"
    assert reviewed, "some of the returns were filed"
    del world.users["mover"], world.users["own"]
