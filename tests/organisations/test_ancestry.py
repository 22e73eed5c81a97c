"""The closure the database computes equals the one a person would draw, on every day."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.organisations import ancestry
from portal.organisations.models import Ancestry, Line, Relation, Unit
from portal.organisations.scope import system
from tests.factories import make_area, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 1)
SIZE = 6


class Undo(Exception):
    pass


def day(n):
    return DAY + timedelta(days=n)


@st.composite
def forests(draw):
    """Dated parents, always of a lower index: {(child, start): (end or None, parent)}; and each unit's last day."""
    stretches = {}
    for child in range(1, SIZE):
        starts = sorted(draw(st.sets(st.integers(0, 20), max_size=3)))
        for here, after in zip(starts, [*starts[1:], None], strict=False):
            end = after if after is not None else draw(st.one_of(st.none(), st.integers(here + 1, here + 9)))
            stretches[child, here] = (end, draw(st.integers(0, child - 1)))
    lives = [draw(st.one_of(st.none(), st.integers(10, 25))) for _ in range(SIZE)]
    return stretches, lives


def naive(stretches, lives, on):
    """(ancestor, descendant, depth) on a day, by walking up from each living unit."""
    found = set()
    for child in range(SIZE):
        at, depth = child, 0
        while at is not None and (lives[child] is None or on < lives[child]):
            found.add((at, child, depth))
            above = [
                p for (c, start), (end, p) in stretches.items() if c == at and start <= on and (end is None or on < end)
            ]
            at, depth = (above[0] if above else None), depth + 1
    return found


def write(stretches, lives):
    area = make_area()
    units = Unit.objects.bulk_create(
        Unit(code=f"N{n}", name=f"单位{n}", kind="group", area=area, opened_on=day(-9), closed_on=end and day(end))
        for n, end in enumerate(lives)
    )
    Relation.objects.bulk_create(
        Relation(
            unit=units[child], parent=units[parent], line=Line.REPORTING, valid_from=day(start),
            valid_to=None if end is None else day(end),
        )
        for (child, start), (end, parent) in stretches.items()
    )  # fmt: skip
    return [unit.pk for unit in units]


@settings(max_examples=60, deadline=None)
@given(forests())
def test_closure_equals_naive_walk(forest):
    stretches, lives = forest
    try:
        with system("test"), transaction.atomic():
            ids = write(stretches, lives)
            ancestry.rebuild()
            for n in range(0, 30, 3):
                rows = Ancestry.objects.in_force(day(n)).filter(line=Line.REPORTING, descendant__in=ids)
                found = {
                    (ids.index(a), ids.index(d), depth)
                    for a, d, depth in rows.values_list("ancestor", "descendant", "depth")
                }
                assert found == naive(stretches, lives, n)
            raise Undo
    except Undo:
        pass


@settings(max_examples=30, deadline=None)
@given(forests(), st.integers(0, SIZE - 1))
def test_partial_rebuild_equals_full_one(forest, changed):
    stretches, lives = forest
    try:
        with system("test"), transaction.atomic():
            ids = write({}, lives)
            ancestry.rebuild()
            for (child, start), (end, parent) in sorted(stretches.items()):
                Relation.objects.create(
                    unit_id=ids[child], parent_id=ids[parent], line="reporting", valid_from=day(start),
                    valid_to=None if end is None else day(end),
                )  # fmt: skip
                ancestry.rebuild("reporting", units=[ids[child]])
            assert rows_now() == (ancestry.rebuild() and rows_now())
            raise Undo
    except Undo:
        pass


def rows_now():
    return sorted(Ancestry.objects.values_list("line", "ancestor", "descendant", "depth", "valid_from"))


def test_side_lines_hold_only_units_that_are_on_them():
    prov = make_unit("prov_union")
    city = make_unit("city_union", prov, territory=prov)
    lone = make_unit("group", prov)
    with system("test"):
        on_territory = Ancestry.objects.filter(line=Line.TERRITORY, depth=0).values_list("descendant", flat=True)
        assert set(on_territory) == {prov.pk, city.pk}
        assert Ancestry.objects.filter(line=Line.REPORTING, depth=0, descendant=lone).exists()


def test_a_unit_without_opening_date_is_there_from_the_start():
    unit = make_unit("prov_union", opened_on=None)
    with system("test"):
        assert Ancestry.objects.in_force(date(1, 1, 1)).filter(descendant=unit).exists()


def test_circle_is_refused_and_changes_nothing():
    prov = make_unit("prov_union")
    a = make_unit("group", prov)
    b = make_unit("subsidiary", a)
    with system("test"):
        before = rows_now()
        Relation.objects.filter(unit=a).update(parent=b)
        with pytest.raises(ancestry.CycleFound, match="绕成了一圈"):
            ancestry.rebuild()
        assert rows_now() == before


def test_rebuild_costs_the_same_number_of_queries_for_any_number_of_units(django_assert_max_num_queries):
    prov = make_unit("prov_union")
    area = make_area()
    with system("test"):
        units = Unit.objects.bulk_create(
            Unit(code=f"B{n}", name=f"单位{n}", kind="subsidiary", area=area) for n in range(300)
        )
        Relation.objects.bulk_create(
            Relation(unit=unit, parent=prov, line="reporting", valid_from=DAY) for unit in units
        )
        with django_assert_max_num_queries(4 * len(Line) + 2):
            ancestry.rebuild()
        assert Ancestry.objects.filter(ancestor=prov, depth=1).count() == 300
