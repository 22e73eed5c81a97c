"""The demo province: both ways of writing end in the same rows, the planted cases hold, repeating changes nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from portal.accounts.models import User
from portal.demo import cast, planted
from portal.demo.seeding import Seeding
from portal.demo.services import Desk
from portal.demo.writer import Outcome, QuarterWriter
from portal.organisations.identifiers import problem
from portal.organisations.models import Ancestry, Unit
from portal.organisations.scope import system
from portal.reporting import versions
from portal.reporting.figures import read_rows
from portal.reporting.models import Explanation, Period, PeriodAncestry, Return, ReturnMove, ReturnState
from portal.reporting.schema import Schema

pytestmark = pytest.mark.django_db

UNITS, QUARTERS = 110, 3
NOT_COMPARED = {"id", "filed_id", "working_id", "counted_id", "accepted_id", "previous_id", "last_year_id"}
TIMES = ("_at", "_on", "_by_id")


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Seeding]:
    """One province for all tests here, in a transaction of its own that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEBUG=True), system("test"):
        done = Seeding(UNITS, QUARTERS, 7, lambda text: None, with_cast=True)
        done.build()
        yield done
        transaction.set_rollback(True)


@pytest.fixture
def seeding(built: Seeding) -> Iterator[Seeding]:
    with system("test"):
        yield built


def state_of(period: Period, unit: Unit) -> dict[str, Any]:
    """Everything a return left behind, without ids, times and the persons' numbers."""
    ret = Return.objects.select_related("filed", "unit", "period").get(period=period, unit=unit)
    version = ret.filed
    assert version is not None
    return {
        "return": plain(ret),
        "version": plain(version) | {"content_hash": "", "receipt": ""},
        "figures": read_rows(Schema.of(period), [version.pk])[version.pk],
        "explained": sorted(Explanation.objects.filter(version=version).values_list("rule", flat=True)),
        "moves": [plain(move) for move in ReturnMove.objects.filter(ret=ret).order_by("pk")],
    }


def plain(row: Any) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    dropped = {"key", "version_id", "ret_id", "note", "at", "by_id", "filed_by_id", "signed_by_id", *NOT_COMPARED}
    kept = {name: value for name, value in values.items() if name not in dropped}
    return {name: value is not None if name.endswith(TIMES) else value for name, value in kept.items()}


def test_bulk_and_services_leave_equal_rows(seeding: Seeding) -> None:
    """Ruling 27: the same figures through the bulk writer and through the services, cell by cell."""
    period = Period.objects.get(code=seeding.codes[-1])
    unit = next(unit for unit in seeding.subsidiaries if unit.code in free_units(seeding, period))
    figures = seeding.figures[unit.code]
    with transaction.atomic():
        QuarterWriter(period, {unit.code: figures}, {unit.code: Outcome()}, random.Random(1)).write()
        written = state_of(period, unit)
        transaction.set_rollback(True)
    Desk(period, unit, figures, random.Random(1)).climb()
    acted = state_of(period, unit)
    for part in written:
        assert written[part] == acted[part], part


def free_units(seeding: Seeding, period: Period) -> set[str]:
    untouched = (
        Return.objects.of(period)
        .filter(state=ReturnState.NOT_STARTED)
        .exclude(unit__code__in=[unit.code for unit in cast.places(seeding.province).values()])
    )
    return set(untouched.values_list("unit__code", flat=True))


def test_receipts_verify(seeding: Seeding) -> None:
    filed = Return.objects.filter(filed__isnull=False).select_related("filed__ret__unit", "filed__ret__period")
    for ret in filed.order_by("?")[:8]:
        assert ret.filed is not None
        assert versions.content_hash(ret.filed) == ret.filed.content_hash


def test_every_due_unit_has_a_return_in_every_quarter(seeding: Seeding) -> None:
    for code in seeding.codes:
        assert Return.objects.filter(period__code=code).count() == UNITS
    assert Return.objects.filter(period__code=seeding.codes[0]).exclude(state=ReturnState.ACCEPTED).count() == 0


def test_credit_codes_are_valid_and_nobody_has_anothers(seeding: Seeding) -> None:
    codes = Unit.objects.exclude(uscc="").values_list("uscc", "union_uscc")
    assert all(not problem(one, "9") and not problem(two, "8") for one, two in codes)
    assert len({one for one, _ in codes}) == len(codes)


def figures_of(seeding: Seeding, case: str) -> dict[str, Any]:
    ret = Return.objects.select_related("counted", "period").get(
        period__code=seeding.codes[-1], unit=seeding.cases[case]
    )
    assert ret.counted is not None
    return read_rows(Schema.of(ret.period), [ret.counted_id])[ret.counted_id]


def test_the_planted_shares(seeding: Seeding) -> None:
    low, near = figures_of(seeding, "share_55"), figures_of(seeding, "share_59_996")
    assert round(Fraction(low["0405"]) / Fraction(low["0404"]), 4) == Fraction("0.55")
    assert Fraction(near["0405"]) / Fraction(near["0404"]) == Fraction("0.59996")


def test_the_planted_hazard_is_on_file_and_unreported(seeding: Seeding) -> None:
    figures = figures_of(seeding, "hazard")
    assert figures["1408"] >= 1 and figures["1411"] < figures["1407"] + figures["1408"] + 1
    assert figures["1410"] == figures["1407"] + figures["1408"] - figures["1409"]


def test_no_main_trades_and_nil_returns(seeding: Seeding) -> None:
    assert figures_of(seeding, "no_trades")["1101"] == 0
    nil = figures_of(seeding, "nil_one")
    assert nil["0408"] == 0 and nil["0001"] > 0
    ret = Return.objects.get(period__code=seeding.codes[-1], unit=seeding.cases["nil_one"])
    assert ret.counted is not None and ret.counted.nature == "nil"


def test_the_moved_subsidiary_left_its_closed_quarters_behind(seeding: Seeding) -> None:
    unit = seeding.subsidiaries[planted.MOVED]
    today = Ancestry.objects.in_force().get(line="reporting", descendant=unit, depth=1).ancestor
    parents = {
        code: PeriodAncestry.objects.get(period__code=code, line="reporting", descendant=unit, depth=1).ancestor
        for code in seeding.codes
    }
    assert parents[seeding.codes[0]].code[:-2] == unit.code[:-2] != today.code[:-2]
    assert parents[seeding.codes[-1]] == today


def test_cases_stand_where_they_should(seeding: Seeding) -> None:
    states = {
        name: (ret.state, ret.desk_role)
        for name, unit in seeding.cases.items()
        for ret in [Return.objects.get(period__code=seeding.codes[-1], unit=unit)]
    }
    assert states["share_55"] == ("accepted", "")
    assert states["asked"] == states["whole_back"] == ("returned", "filler")
    assert states["answered"] == ("in_review", "reviewer")
    assert states["at_head"] == ("in_review", "head")
    assert states["withdrawn"] == ("drafting", "")


def test_the_demo_command_repeats_without_change(seeding: Seeding, settings: Any, capsys: Any) -> None:
    settings.DEBUG = True
    before = (Unit.objects.count(), Return.objects.count(), User.objects.count())
    call_command("seed", "--demo")
    assert (Unit.objects.count(), Return.objects.count(), User.objects.count()) == before
    assert cast.PASSWORD in capsys.readouterr().out
    assert set(User.objects.values_list("username", flat=True)) == {row[0] for row in cast.CAST}


def test_a_second_province_is_refused(seeding: Seeding) -> None:
    with pytest.raises(CommandError, match="已有单位"):
        call_command("seed")


def test_no_demo_accounts_without_debug(seeding: Seeding, settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("seed", "--demo")
