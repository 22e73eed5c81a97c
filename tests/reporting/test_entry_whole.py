"""Rules about the whole return stand on the form without being asked for, and every problem's link leads to it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.organisations.scope import system
from portal.reporting.models import Return

from .entry_browser import open_form
from .entry_world import World, address, as_, send_cells
from .factories import put_cells
from .workflow_cast import bring_to, make_world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
SHORT, LONG = "开展了宣讲", "围绕安全生产开展岗位练兵，" * 6
REASON = "集团七月统一停报系统，材料补签后于八日报出"


@pytest.fixture
def world() -> World:
    world = make_world()
    bring_to(world, "drafting")
    return world


def put(world: World, **figures: object) -> None:
    assert world.ret.working is not None
    put_cells(world.ret.working, **figures)


def make_late(world: World) -> None:
    with system("test"):
        Return.objects.filter(pk=world.ret.pk).update(due_on=timezone.localdate() - dt.timedelta(days=3))


def text_of(world: World, no: int = 2, query: str = "") -> str:
    return as_(world.filler).get(address(world, no) + query).content.decode()


def test_a_short_narrative_is_told_under_its_cell_in_each_form(world: World) -> None:
    put(world, c0208=SHORT, c0419=SHORT)
    for no, code in ((1, "0208"), (2, "0419")):
        page = text_of(world, no)
        assert re.search(rf'data-key="rule:S24" data-anchor="{code}"', page), no
        assert 'data-progress="soft">1 处待说明' in page
    assert "rule:S24" not in text_of(world, 3)
    answer = send_cells(world, ("0419", LONG, SHORT)).json()
    assert "rule:S24" not in [message["key"] for message in answer["messages"]], "form 2 has no short one any more"
    answer = send_cells(world, ("0419", SHORT, LONG)).json()
    assert "rule:S24" in [message["key"] for message in answer["messages"]]


def test_what_concerns_no_cell_stands_at_the_head_and_in_the_bar(world: World) -> None:
    make_late(world)
    for no in range(5):
        page = text_of(world, no)
        assert 'id="rule-S29"' in page and 'name="x.S29"' in page and 'data-progress="soft">1 处待说明' in page
        assert 'data-progress="done" hidden' in page
    as_(world.filler).post(address(world, 0, "notes/"), {"rule": "S29", "text": REASON})
    assert 'data-progress="soft" hidden' in text_of(world)


def test_blank_and_unproved_cells_are_told_as_rules_only_when_asked_for(world: World) -> None:
    put(world, c0404=None, c0418=True)
    assert not re.search("rule-H(01|46)", text_of(world))
    asked = text_of(world, query="?check=1")
    assert 'id="rule-H01"' in asked and 'id="rule-H46"' in asked and 'data-query="?check=1"' in asked
    body = {"cells": [{"code": "0403", "text": "3", "seen": "0.00"}]}
    saved = as_(world.filler).post(address(world, 2, "cells/?check=1"), body, content_type="application/json").json()
    assert {"rule:H01", "rule:H46"} <= {message["key"] for message in saved["messages"]}, "a save takes nothing away"


def test_every_problem_of_the_return_has_a_link_to_where_it_is_told(world: World) -> None:
    make_late(world)
    money = {f"c{code}": 8 for code in ("0014", "0401", "0402", "0403", "0404")}
    put(world, **money, c0405=9, c0007=None, c0418=True, c0601=True, c1010=SHORT)
    browser = as_(world.filler)
    page = browser.get(f"/returns/{world.period.code}/{world.ret.unit.code}/").content.decode()
    problems = re.findall(r"</strong>（([HS]\d\d[a-z]?)）.*?href=\"([^\"]+)#([^\"]+)\"", page, re.S)
    assert {"H01", "H17a", "H26a", "H46", "S20", "S24", "S29"} <= {rule for rule, _, _ in problems}
    for rule, target, place in problems:
        form = browser.get(target).content.decode()
        assert f'id="{place}"' in form and f'id="rule-{rule}"' in form, rule


@pytest.mark.parametrize("query", ["", "?check=1"])
def test_judging_everything_stays_within_the_budget(world: World, query: str) -> None:
    put(world, c0111=LONG, c0208=LONG, c0419=LONG, c1010=SHORT, c0001=40, c0418=True)
    make_late(world)
    browser = as_(world.filler)
    browser.get(address(world) + query)
    with CaptureQueriesContext(connection) as seen:
        browser.get(address(world) + query)
    assert len(seen) <= MOST_QUERIES, "\n".join(one["sql"][:160] for one in seen)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_f8_finds_a_narrative_as_soon_as_it_is_too_short(page: Page) -> None:
    world = make_world()
    bring_to(world, "drafting")
    put(world, c0419=None)
    open_form(page, world)
    page.focus("#c0419")
    page.keyboard.type(SHORT)
    page.keyboard.press("Tab")
    expect(page.locator("#rule-S24")).to_contain_text("0419 只有 5 字")
    page.focus("#c0401")
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.id") == "xS24"
