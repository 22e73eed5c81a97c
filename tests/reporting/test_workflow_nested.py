"""A desk inside the unit sends back what answers a desk above: the outer question stands, its list and its asker."""

from __future__ import annotations

import pytest

from portal.organisations.scope import system
from portal.reporting.models import Question, Return
from portal.reporting.workflow.refusals import MoveRefused

from .factories import again, move, put_cells, walk
from .test_workflow_signatures import answered
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db


def at_the_head() -> World:
    """省总 asked about 0405, the filler changed it and answered: the head has to sign."""
    world = make_world()
    world.ret = move(bring_to(world, "province_reviewer"), "send_back", world.province, questions={"0405": "为何少？"})
    put_cells(again(world.ret).working, c0417=2)
    world.ret = answered(world, world.filler)
    assert (world.ret.desk_id, world.ret.desk_role) == (world.units["unit"].pk, "head")
    return world


def asker(ret: Return) -> tuple[int | None, str]:
    return again(ret).asking_desk_id, again(ret).asking_role


def test_a_whole_return_sent_back_inside_opens_no_more_than_was_asked_above() -> None:
    world = at_the_head()
    ret = world.ret = move(world.ret, "send_back", world.head, note="数字还要再核一遍")
    working, prov = again(ret).working, (world.units["prov"].pk, "province_reviewer")
    assert working is not None and working.editable == ["0405"]
    assert asker(ret) == prov
    with system("read"):
        waiting = Question.objects.filter(ret=ret, closed_at__isnull=True).order_by("pk")
        assert [(one.code, one.by_role, bool(one.answer)) for one in waiting] == [
            ("0405", "province_reviewer", True), ("", "head", False),
        ]  # fmt: skip
    ret = world.ret = answered(world, world.filler)
    assert (ret.desk_role, asker(ret)) == ("head", prov), "who asked inside reads the answer"
    ret = move(ret, "sign", world.head)
    assert (ret.desk_id, ret.desk_role, asker(ret)) == (*prov, (None, ""))


def test_an_answer_in_words_to_the_head_does_not_go_past_the_head() -> None:
    """The filler takes the change back: nothing differs from what was signed, but the head asked."""
    world = at_the_head()
    world.ret = move(world.ret, "send_back", world.head, questions={"0405": "仍按原数？"})
    put_cells(again(world.ret).working, c0417=0)
    ret = answered(world, world.filler)
    assert (ret.desk_id, ret.desk_role) == (world.units["unit"].pk, "head")
    ret = move(ret, "sign", world.head)
    assert ret.desk_id == world.units["prov"].pk


def test_a_cell_that_is_locked_above_is_not_sent_back_inside() -> None:
    world = at_the_head()
    with pytest.raises(MoveRefused, match=r"上级只退回了 0405，0417 已锁定") as refusal:
        move(world.ret, "send_back", world.head, questions={"0417": "为何是 2？"})
    assert refusal.value.status == 422
    ret = move(world.ret, "send_back", world.head, questions={"0405": "为何是 2？"})
    assert again(ret).working.editable == ["0405"]  # type: ignore[union-attr]


def test_a_whole_return_asked_for_above_stays_whole() -> None:
    world = make_world()
    world.ret = move(bring_to(world, "province_reviewer"), "send_back", world.province, note="培训数据口径有误")
    put_cells(again(world.ret).working, c0417=2)
    world.ret = answered(world, world.filler)
    ret = move(world.ret, "send_back", world.head, questions={"0417": "为何是 2？"})
    assert again(ret).working.editable is None  # type: ignore[union-attr]
    assert asker(ret) == (world.units["prov"].pk, "province_reviewer")


def test_taking_the_inner_answer_back_opens_both_questions() -> None:
    world = at_the_head()
    world.ret = move(world.ret, "send_back", world.head, note="数字还要再核一遍")
    ret = move(answered(world, world.filler), "withdraw", world.filler)
    assert (ret.state, asker(ret)) == ("returned", (world.units["prov"].pk, "province_reviewer"))
    assert again(ret).working.editable == ["0405"]  # type: ignore[union-attr]
    with system("read"):
        assert Question.objects.filter(ret=ret, closed_at__isnull=True).count() == 2


def test_a_signature_taken_off_does_not_forget_the_nearest_desk_either() -> None:
    """The group asked and is also the first desk of the way: its list must hold after 撤回签批."""
    world = make_world()
    bring_to(world, "returned")
    put_cells(again(world.ret).working, c0417=2)
    ret = walk(answered(world, world.filler), [("sign", world.head), ("withdraw", world.head)])
    assert asker(ret) == (world.units["group"].pk, "reviewer")
    ret = move(ret, "send_back", world.head, note="数字还要再核一遍")
    assert again(ret).working.editable == ["0405"]  # type: ignore[union-attr]


def test_a_first_signature_taken_off_has_nobody_waiting() -> None:
    world = make_world()
    ret = move(bring_to(world, "reviewer"), "withdraw", world.head)
    assert asker(ret) == (None, "")
    ret = move(ret, "send_back", world.head, note="数字还要再核一遍")
    assert again(ret).working.editable is None  # type: ignore[union-attr]
