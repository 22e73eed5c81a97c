"""What counts for indicators: the version the head has signed last, and from acceptance on the accepted one."""

from __future__ import annotations

import pytest

from tests.reporting.factories import again, move
from tests.reporting.workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_nothing_counts_before_the_head_has_signed(world: World) -> None:
    ret = bring_to(world, "head")
    assert ret.filed is not None and ret.counted is None
    ret = move(ret, "sign", world.head)
    assert ret.counted == ret.filed


def test_a_signature_taken_off_counts_no_more(world: World) -> None:
    ret = move(bring_to(world, "head"), "sign", world.head)
    move(ret, "withdraw", world.head)
    assert again(ret).counted is None


def test_what_was_signed_counts_while_cells_are_back(world: World) -> None:
    ret = move(bring_to(world, "head"), "sign", world.head)
    signed = ret.filed
    back = move(ret, "send_back", world.group, note="请核对", questions={"0001": "与社保人数相差较大"})
    assert back.working is not None and back.counted == signed
