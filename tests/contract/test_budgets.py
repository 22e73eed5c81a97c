"""No page's queries grow with the number of units: at most 15 each, at 3,000 units where a page lists units."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.organisations.models import Ancestry, Line, Relation, Unit, UnitKind
from portal.organisations.scope import system
from portal.reporting.bulk import refresh_statistics
from portal.reporting.models import PeriodAncestry, Return
from tests.world import World

pytestmark = pytest.mark.django_db
BUDGET = 15
# These cost more, however many units there are; the number may only fall.
CEILINGS = {"path": 22, "summary": 20, "ranking": 17, "measure": 16}
MANY = 3000
READERS = ("officer", "head", "group", "city", "province", "sasac")


def pages(world: World, username: str) -> dict[str, str]:
    """The main pages of a person; of the subsidiary, and of the unit the person works at."""
    period, closed = world.current.code, world.periods[-2].code
    unit, place = world.places["subsidiary"].code, world.place_of(username).code
    found = {
        "home": "/",
        "board": reverse("board", args=[period]),
        "late board": reverse("board", args=[period]) + "?tab=late",
        "last page of the board": reverse("board", args=[period]) + "?page=99",
        "return": reverse("return_detail", args=[closed, unit]),
        "open return": reverse("return_detail", args=[period, unit]),
        "form": reverse("form_page", args=[period, unit, 2]),
        "closed form": reverse("form_page", args=[closed, unit, 2]),
        "cell": reverse("cell_page", args=[closed, unit, "0405"]),
        "review": reverse("review_page", args=[closed, unit]),
        "indicators": reverse("indicator_list", args=[closed, place]),
        "path": reverse("indicator_path", args=[closed, place, "I-0402"]),
        "measures": reverse("measure_list"),
        "measure": reverse("measure_detail", args=[4]),
        "units": reverse("unit_list"),
        "unit": reverse("unit_detail", args=[world.place_of(username).pk]),
        "inbox": reverse("inbox"),
        "periods": reverse("period_list"),
        "period": reverse("period_detail", args=[period]),
    }
    if username not in ("officer", "checker", "head", "stranger"):
        found["ranking"] = reverse("indicator_ranking", args=[closed, place, "I-0402"])
    if username != "officer":
        found["summary"] = reverse("summary_page")
    return found


def queries(client: Any, address: str) -> tuple[int, int]:
    """The status of a page and how many statements it took, those of the session apart."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        status = client.get(address).status_code
    counted = [one for one in captured if "django_session" not in one["sql"] and "SAVEPOINT" not in one["sql"]]
    return status, len(counted)


@pytest.mark.parametrize("username", READERS)
def test_every_main_page_keeps_its_budget(world: World, username: str) -> None:
    grow(world)
    client, over = world.client(username), {}
    for name, address in pages(world, username).items():
        status, count = queries(client, address)
        assert status == 200, (name, address, status)
        if count > CEILINGS.get(name, BUDGET):
            over[name] = count
    assert over == {}


def grow(world: World) -> None:
    """Add subsidiaries of the cast's group until the province has MANY due units, with returns of the open quarter."""
    group, period = world.places["group"], world.current
    with system("more units"):
        model = world.places["subsidiary"]
        units = Unit.objects.bulk_create(
            Unit(
                code=f"M{n:05d}", name=f"批量单位{n}有限公司", short_name=f"批量单位{n}", kind=UnitKind.SUBSIDIARY,
                area_id=model.area_id, reporting_area=model.reporting_area, is_due=True, sort_order=10_000 + n,
                initials=f"pldw{n}", opened_on=model.opened_on, industry=model.industry,
            )
            for n in range(MANY)
        )  # fmt: skip
        since = model.opened_on
        Relation.objects.bulk_create(
            Relation(unit=unit, line=line, parent=group, valid_from=since)
            for unit in units for line in (Line.REPORTING, Line.SASAC)
        )  # fmt: skip
        above = list(Ancestry.objects.filter(descendant=model, valid_to__isnull=True, depth__gt=0))
        Ancestry.objects.bulk_create(
            [Ancestry(line=row.line, ancestor_id=row.ancestor_id, descendant=unit, depth=row.depth, valid_from=since)
             for unit in units for row in above]
            + [Ancestry(line=line, ancestor=unit, descendant=unit, depth=0, valid_from=since)
               for unit in units for line in Line.values],
            batch_size=2000,
        )  # fmt: skip
        frozen = list(PeriodAncestry.objects.filter(period=period, descendant=model, depth__gt=0))
        PeriodAncestry.objects.bulk_create(
            [PeriodAncestry(period=period, line=row.line, ancestor_id=row.ancestor_id, descendant=unit, depth=row.depth)
             for unit in units for row in frozen]
            + [PeriodAncestry(period=period, line=Line.REPORTING, ancestor=unit, descendant=unit, depth=0)
               for unit in units],
            batch_size=2000,
        )  # fmt: skip
        late = timezone.localdate() - timedelta(days=3)
        Return.objects.bulk_create(Return(period=period, unit=unit, due_on=late) for unit in units)
        refresh_statistics()
