"""The head's signature stands over what the head saw, and never over the head's own filing (rulings 21 and 25)."""

from __future__ import annotations

import pytest

from portal.accounts.actor import Actor
from portal.organisations.scope import use
from portal.reporting.models import Return
from portal.reporting.workflow import questions
from portal.reporting.workflow.refusals import MoveRefused

from ..factories import make_actor
from .factories import again, move
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db


def answered(world: World, who: Actor) -> Return:
    """The open questions answered in words by a person, and the answer sent."""
    with use(who.scope):
        for question in questions.open_ones(world.ret):
            questions.save_answer(question, "口径按人社文件执行。", actor=who)
    return move(world.ret, "answer", who)


# --- who files does not sign ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", ["head", "checker"])
def test_who_signed_or_checked_cannot_answer_past_the_head(signer: str) -> None:
    """A person who fills as well answers in words: the signature is not carried over to their own version."""
    world = make_world()
    bring_to(world, "returned")
    both = make_actor(world.units["unit"], "filler", world.actors[signer].user)
    ret = answered(world, both)
    assert (ret.desk_id, ret.desk_role) == (world.units["unit"].pk, "head")
    filed = again(ret).filed
    assert filed is not None and filed.signed_by_id is None and filed.filed_by_id == both.user.pk
    assert again(ret).counted_id != filed.pk


def test_another_head_signs_what_the_first_one_answered() -> None:
    world = make_world()
    bring_to(world, "returned")
    both = make_actor(world.units["unit"], "filler", world.head.user)
    ret = answered(world, both)
    with pytest.raises(MoveRefused, match="不能是同一人"):
        move(ret, "sign", world.head)
    second = make_actor(world.units["unit"], "head")
    ret = move(ret, "sign", second)
    assert (ret.desk_id, ret.desk_role, ret.asking_desk_id) == (world.units["group"].pk, "reviewer", None)


def test_somebody_elses_answer_keeps_the_signature() -> None:
    world = make_world()
    bring_to(world, "returned")
    ret = answered(world, make_actor(world.units["unit"], "filler"))
    assert ret.desk_id == world.units["group"].pk
    filed = again(ret).filed
    assert filed is not None and filed.signed_by_id == world.head.user.pk
