"""Who may make which move when: the whole matrix, written down here a second time on purpose."""

from __future__ import annotations

import pytest

from portal.organisations.scope import system
from portal.reporting.workflow.moves import MOVES, TABLE, available
from portal.reporting.workflow.refusals import MoveRefused, NotYours
from portal.reporting.workflow.situation import Situation
from portal.reporting.workflow.stages import STAGES

from .factories import again
from .workflow_cast import CAST, bring_to, make_world

pytestmark = pytest.mark.django_db

# stage -> move -> who may (of the cast); everything not listed is refused.
ALLOWED = {
    "not_started": {
        "start": {"filler"}, "declare_nil": {"filler"}, "exempt": {"group", "industry", "province"},
    },
    "drafting": {
        "submit": {"filler"}, "declare_nil": {"filler"}, "exempt": {"group", "industry", "province"},
    },
    "checker": {"check_pass": {"checker"}, "send_back": {"checker"}, "withdraw": {"filler"}},
    "head": {"sign": {"head"}, "send_back": {"head"}, "withdraw": {"checker"}},
    "reviewer": {"pass_on": {"group"}, "send_back": {"group"}, "withdraw": {"head"}},
    "industry": {"pass_on": {"industry"}, "send_back": {"industry"}, "withdraw": {"group"}},
    "province_reviewer": {"accept": {"province"}, "send_back": {"province"}, "withdraw": {"industry"}},
    "returned": {"answer": {"filler"}},
    "reopened": {"submit": {"filler"}, "declare_nil": {"filler"}},
    "accepted": {"reopen": {"manager"}},
    "exempt": {"unexempt": {"group", "industry", "province"}},
}  # fmt: skip


def allowed(ret: object, move: str, actor: object) -> bool:
    """Whether the table lets this person through, what the move needs besides being given."""
    with system("the matrix of moves"):
        situation = Situation(
            ret, actor, note="理由充分", data={"questions": {"0405": "为什么？"}} if move == "send_back" else {}
        )  # type: ignore[arg-type]
        situation.open_questions = []
        try:
            return MOVES[move].membership(situation) is not None
        except MoveRefused:
            return False


@pytest.mark.parametrize("stage", ALLOWED)
def test_only_the_table_lets_people_through(stage: str) -> None:
    world = make_world()
    ret = bring_to(world, stage)
    found = {move.code: {who for who in CAST if allowed(again(ret), move.code, world.actors[who])} for move in TABLE}
    assert {move: people for move, people in found.items() if people} == ALLOWED[stage]


def test_the_matrix_covers_every_stage_and_move() -> None:
    assert set(STAGES) <= set(ALLOWED)
    used = {move for moves in ALLOWED.values() for move in moves}
    assert used | {"revoke_nil"} == set(MOVES)


def test_a_grey_button_says_why() -> None:
    world = make_world()
    ret = bring_to(world, "checker")
    with system("offers"):
        offers = {offer.move.code: offer for offer in available(again(ret), world.head)}
    assert not offers["sign"].enabled
    assert "待单位审核" in offers["sign"].reason and "轮到审核人" in offers["sign"].reason


def test_offers_agree_with_the_table() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    for who, actor in world.actors.items():
        with system("offers"):
            enabled = {offer.move.code for offer in available(again(ret), actor) if offer.enabled}
        assert enabled == {move for move, people in ALLOWED["reviewer"].items() if who in people}, who


def test_a_stranger_is_told_whose_work_it_is() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    with system("the matrix of moves"), pytest.raises(NotYours, match="轮到的上级审核人"):
        MOVES["pass_on"].membership(Situation(again(ret), world.city))
