"""The SQL reading equals the Python reading on the current database, row by row and to the last digit."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.organisations.scope import system
from portal.reporting.formula import FormulaError, amount, broken, evaluate, expression, pair, parse, violation, whole
from portal.reporting.formula.sql_functions import compute
from portal.reporting.formula.sql_numbers import literal
from portal.reporting.models import Return

from .formula_world import CONDITIONS, TREES, World

pytestmark = pytest.mark.django_db
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)


@pytest.fixture
def world(db):
    with system("test"):
        yield World(units=8, seed=7)


def rows(quarter):
    return Return.objects.filter(period__quarter=quarter).exclude(state="exempt").select_related("period")


def sql_numbers(node, world, quarter, version="counted"):
    """{return: Fraction or None} as the database computes it."""
    found = pair(node, world.schema, quarter, version)
    top, bottom = (term or literal(1) for term in (found.numerator, found.denominator))
    annotated = rows(quarter).annotate(top=top.expression, bottom=bottom.expression)
    return {ret: _quotient(found.factor, ret.top, ret.bottom) for ret in annotated}


def _quotient(factor, top, bottom):
    return None if top is None or bottom is None else factor * Fraction(top, bottom)


@SLOW
@given(node=TREES, quarter=st.integers(1, 4))
def test_numbers_agree(world, node, quarter):
    for ret, value in sql_numbers(node, world, quarter).items():
        assert value == evaluate(node, world.sheet(ret)), (str(node), ret.pk)


@SLOW
@given(node=CONDITIONS, quarter=st.integers(1, 4))
def test_conditions_and_violations_agree(world, node, quarter):
    found = {
        ret: (ret.truth, ret.broken)
        for ret in rows(quarter).annotate(
            truth=expression(node, world.schema, quarter), broken=violation(node, world.schema, quarter)
        )
    }
    for ret, (truth, is_broken) in found.items():
        sheet = world.sheet(ret)
        assert (truth, is_broken) == (evaluate(node, sheet), broken(node, sheet)), (str(node), ret.pk)
    filtered = set(rows(quarter).filter(violation(node, world.schema, quarter)))
    assert filtered == {ret for ret, (_, is_broken) in found.items() if is_broken}
