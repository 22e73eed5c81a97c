"""The head's signature stands over what the head saw, and never over the head's own filing (rulings 21 and 25)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.organisations.scope import system, use
from portal.reporting.models import BoilerplatePhrase, Explanation, Return
from portal.reporting.workflow import questions
from portal.reporting.workflow.refusals import MoveRefused

from ..factories import make_actor
from .entry_world import address, as_, send_cells
from .factories import again, move, put_cells
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


# --- what stands beside the figures is signed as well ---------------------------------------------------------------

SIGNED = "上级专项补助弥补 5 万元，批复财字12号。"
OTHER = "混合班费用分摊待财务确认，涉及 1.35 万元。"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def sent_back(*cells: str) -> World:
    """A signed return with an explanation of H18 (0404 against 0402 and 0403), single cells of it sent back."""
    world = make_world()
    bring_to(world, "drafting")
    put_cells(again(world.ret).working, c0404="10.50", c0405="6.50")
    answer = explain(world, "H18", SIGNED)
    assert answer.status_code == 200, answer.content.decode()
    for name, who in (("submit", "filler"), ("check_pass", "checker"), ("sign", "head")):
        world.ret = move(world.ret, name, world.actors[who])
    world.ret = move(world.ret, "send_back", world.group, questions=dict.fromkeys(cells, "请核对这一格"))
    return world


def explain(world: World, rule: str, text: str) -> Any:
    return as_(world.filler).post(address(world, 2, "notes/"), {"rule": rule, "text": text})


def texts(world: World) -> list[str]:
    with system("read"):
        return list(Explanation.objects.filter(version=again(world.ret).working).values_list("text", flat=True))


@pytest.mark.parametrize("text", [OTHER, ""])
def test_an_explanation_of_other_cells_stays_as_it_was_signed(text: str) -> None:
    world = sent_back("0405")
    answer = explain(world, "H18", text)
    assert answer.status_code == 422 and "没有被退回" in answer.json()["problem"]
    assert texts(world) == [SIGNED]
    page = as_(world.filler).get(address(world)).content.decode()
    assert SIGNED in page and 'name="x.H18"' not in page
    ret = answered(world, world.filler)
    assert ret.desk_id == world.units["group"].pk


def test_an_explanation_of_a_rule_that_is_kept_is_not_added() -> None:
    world = sent_back("0405")
    assert explain(world, "S04", OTHER).status_code == 422
    assert texts(world) == [SIGNED]


def test_an_explanation_that_has_become_boilerplate_is_written_anew() -> None:
    world = sent_back("0405")
    with system("test data"):
        BoilerplatePhrase.objects.create(text="上级专项补助弥补5万元批复财字12号", added_by="省总")
    assert 'name="x.H18"' in as_(world.filler).get(address(world)).content.decode()
    assert explain(world, "H18", OTHER).status_code == 200


def change_explanation(world: World) -> Any:
    return explain(world, "H18", OTHER)


def add_file(world: World) -> Any:
    data = {"code": "0404", "file": SimpleUploadedFile("批复.pdf", PDF)}
    return as_(world.filler).post(address(world, 2, "evidence/"), data)


def declare(world: World) -> Any:
    fields = {"voucher": "财字12号", "amount": "5", "reason": "上级专项补助弥补，已有批复文件"}
    data = {"do": "declare:0404:overspend"} | {f"d.0404.overspend.{name}": text for name, text in fields.items()}
    return as_(world.filler).post(address(world, 2, "act/"), data)


def number_document(world: World) -> Any:
    return send_cells(world, ("0418.no", "陕工组〔2026〕1号", ""))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (change_explanation, "H18 说明"),
        (add_file, "0404 附件"),
        (declare, "0404 超支"),
        (number_document, "0418 文号"),
    ],
)
def test_what_the_head_has_not_seen_is_signed_first_and_shown(change: Callable[[World], Any], name: str) -> None:
    world = sent_back("0404", "0418")
    assert change(world).status_code == 200
    ret = answered(world, world.filler)
    assert (ret.desk_id, ret.desk_role) == (world.units["unit"].pk, "head")
    for name_of_page in ("review_page", "return_detail"):
        page = as_(world.head).get(reverse(name_of_page, args=[world.period.code, world.ret.unit.code]))
        assert [row.name for row in page.context["compared"].rows] == [name]
