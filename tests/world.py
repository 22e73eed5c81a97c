"""A small demo province with its cast, built once for a package of tests in a database of its own.

The database is a copy of the migrated test database, so other packages never see the province. Each test runs in a
transaction of its own that is rolled back, as usual: the province stays as it was built. A package uses it by
importing the fixtures `world` and `_at_home` into its conftest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from portal.accounts.models import User
from portal.demo import cast
from portal.demo.seeding import Seeding
from portal.demo.tree import Province
from portal.organisations.models import Line, Relation, Unit
from portal.organisations.scope import system
from portal.reporting.bulk import refresh_statistics
from portal.reporting.indicators.compute import compute
from portal.reporting.models import Period
from tests.furnishing import furnish

DUE, QUARTERS, SEED = 100, 5, 1
# The story's own day, so that the province is the same whenever the tests run. Five quarters end before it.
STORY_DAY = date(2026, 11, 22)
ANONYMOUS = "anonymous"


@dataclass
class World:
    """The province, its accounts by user name, its periods (oldest first), and the unit that moved between groups."""

    province: Province
    users: dict[str, User]
    periods: list[Period]
    moved: Unit
    media: Path
    units: list[Unit] = field(init=False)
    by_code: dict[str, Unit] = field(init=False)

    def __post_init__(self) -> None:
        self.units = self.province.units
        self.by_code = {unit.code: unit for unit in self.units}

    @property
    def current(self) -> Period:
        return self.periods[-1]

    @property
    def places(self) -> dict[str, Unit]:
        """Units the cast works at: subsidiary, group, city, industry, province, sasac, stranger."""
        return cast.places(self.province)

    def place_of(self, username: str) -> Unit:
        place = next(place for name, _, _, place, _ in cast.CAST if name == username)
        return self.places[place]

    def client(self, username: str = ANONYMOUS) -> Client:
        """A browser signed in as one of the cast; a server error is an answer, not an exception."""
        browser = Client(raise_request_exception=True)
        if username != ANONYMOUS:
            browser.force_login(self.users[username])
        return browser

    def parents(self, line: str) -> dict[int, list[Relation]]:
        """The relations of every unit on a line, read anew."""
        found: dict[int, list[Relation]] = {}
        with system("the tree, for the tests"):
            for relation in Relation.objects.filter(line=line).select_related("parent"):
                found.setdefault(relation.unit_id, []).append(relation)
        return found


@contextmanager
def own_database(suffix: str) -> Iterator[None]:
    """Inside the block the default connection leads to a fresh copy of the test database.

    No connection may be in a transaction on either side; a pool is emptied, as it holds connections by their old name.
    """
    source = connection.settings_dict["NAME"]
    copy = connection.creation.get_test_db_clone_settings(suffix)["NAME"]
    _leave()
    connection.creation.clone_test_db(suffix, verbosity=0)
    _lead_to(copy)
    try:
        yield
    finally:
        _leave()
        _lead_to(source)
        connection.creation._destroy_test_db(copy, verbosity=0)


def _leave() -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _lead_to(name: str) -> None:
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name


def build(media: Path) -> World:
    """Seed the province with the cast and compute its indicators."""
    with override_settings(DEBUG=True, MEDIA_ROOT=media):
        seeding = Seeding(DUE, QUARTERS, SEED, lambda text: None, with_cast=True, today=STORY_DAY)
        province = seeding.build()
    with system("the tests' province"):
        periods = list(Period.objects.order_by("year", "quarter"))
        for period in periods:
            compute(period)
        # The tests run as production does, with DEBUG off, where demo accounts may not sign in.
        User.objects.update(is_demo=False)
        users = {user.username: user for user in User.objects.filter(username__in=[row[0] for row in cast.CAST])}
        moved = Relation.objects.filter(line=Line.REPORTING, valid_to__isnull=False).select_related("unit").get().unit
        with override_settings(MEDIA_ROOT=media):
            furnish(users, province.units, cast.places(province), periods[-1])
        refresh_statistics()
    return World(province, users, periods, moved, media)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The province in its own database, for as long as the tests of the package last."""
    with django_db_blocker.unblock(), own_database("world"):
        yield build(tmp_path_factory.mktemp("world") / "media")


@pytest.fixture(autouse=True)
def _at_home(request: pytest.FixtureRequest, settings: Any, _clean_state: None) -> None:
    """Uploads of the province are found where it was built, in the tests that use it."""
    if "world" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("world").media
