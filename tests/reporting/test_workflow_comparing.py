"""What a head sees before signing again: the cells that are not as they were when the head signed last."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.organisations.scope import use
from portal.reporting.models import ReturnState
from portal.reporting.workflow import questions

from .entry_world import as_, send_cells
from .factories import move, put_cells
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db
# The page itself, and one query each for figures, explanations, declarations and files of both versions.
MOST_QUERIES = 14 + 4


@pytest.fixture
def world() -> World:
    """A return whose 1203 was asked about, changed from 0 to 1 and answered: it lies with the head."""
    world = make_world()
    bring_to(world, "reviewer")
    world.ret = move(world.ret, "send_back", world.group, questions={"1203": "请核对", "1010": "请补充"})
    send_cells(world, ("1203", "1", "0"), no=3)
    assert world.ret.working is not None
    put_cells(world.ret.working, c1010="围绕安全生产开展岗位练兵，" * 6)
    answer(world)
    assert world.ret.state == ReturnState.IN_REVIEW and world.ret.desk_role == "head"
    return world


def answer(world: World) -> None:
    with use(world.filler.scope):
        for question in questions.open_ones(world.ret):
            questions.save_answer(question, "已按凭证更正，见附件。", actor=world.filler)
    world.ret = move(world.ret, "answer", world.filler)


def page(world: World, who: str) -> Any:
    return as_(world.actors[who]).get(reverse("return_detail", args=[world.period.code, world.ret.unit.code]))


def test_the_head_sees_old_and_new_above_the_button(world: World) -> None:
    shown = page(world, "head")
    compared = shown.context["compared"]
    assert [row.name[:4] for row in compared.rows] == ["1010", "1203"]
    html = shown.content.decode()
    table, button = html.index("与上次签批的第1版对照"), html.index("签批报出</button>")
    assert table < html.index("<del>0</del>") < html.index("<ins>1</ins>") < button
    for who in ("filler", "checker", "group"):
        assert "上次签批" not in page(world, who).content.decode(), who


def test_the_difference_is_to_what_was_signed_and_not_to_what_was_filed_between(world: World) -> None:
    world.ret = move(world.ret, "withdraw", world.filler)
    send_cells(world, ("1203", "0", "1"), no=3)
    answer(world)
    assert [row.name[:4] for row in page(world, "head").context["compared"].rows] == ["1010"]


def test_nothing_is_compared_before_the_first_signature_of_a_first_version() -> None:
    world = make_world()
    bring_to(world, "head")
    assert page(world, "head").context["compared"] is None


def test_the_comparison_costs_a_query_for_each_sort_of_content(world: World) -> None:
    browser, address = as_(world.head), reverse("return_detail", args=[world.period.code, world.ret.unit.code])
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        browser.get(address)
    counted = [one["sql"] for one in seen if "django_session" not in one["sql"]]
    assert len(counted) <= MOST_QUERIES, "\n".join(sql[:160] for sql in counted)
