"""What becomes of typed figures that are not saved: tried again at ease, asked about before the return is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from .entry_browser import open_form, sign_in, state, type_into
from .entry_world import World, make_grown_world, stored
from .factories import again, move
from .workflow_cast import bring_to, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_WHILE = 1_500


@pytest.fixture
def world() -> World:
    world = make_grown_world()
    move(world.ret, "start", world.filler)
    return world


@pytest.fixture
def sent(page: Page) -> list[str]:
    """The saves of cells the page asks for."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.url.endswith("/cells/") else None)
    return found


def test_a_lost_session_is_asked_for_once_and_again_when_the_person_comes_back(
    page: Page, world: World, sent: list[str]
) -> None:
    open_form(page, world)
    Session.objects.all().delete()
    type_into(page, "0401", "4826")
    expect(page.locator("#grid-note")).to_contain_text("登录已过期")
    page.wait_for_timeout(A_WHILE)
    assert len(sent) == 1
    sign_in(page, world)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page, "0401")).to_contain_text("已保存")
    expect(page.locator("#grid-note")).to_be_hidden()
    assert stored(world, "0401") == 4826


def test_nothing_is_sent_over_and_over_in_another_persons_name(page: Page, world: World, sent: list[str]) -> None:
    open_form(page, world)
    sign_in(page, world, "checker")
    type_into(page, "0401", "4826")
    expect(page.locator("#grid-note")).to_contain_text("另一个账号")
    page.wait_for_timeout(A_WHILE)
    assert len(sent) == 1
    assert stored(world, "0401") is None
    sign_in(page, world)
    page.get_by_role("button", name="现在重试").click()
    expect(state(page, "0401")).to_contain_text("已保存")
    expect(page.locator("#grid-note")).to_be_hidden()


def test_a_failing_server_is_given_time_and_more_each_time(page: Page, world: World, sent: list[str]) -> None:
    answer: dict[str, Any] = {"status": 500, "body": "broken", "content_type": "text/html"}
    page.clock.install()
    open_form(page, world)
    page.route("**/cells/", lambda route: route.fulfill(**answer))
    type_into(page, "0401", "4826")
    page.clock.run_for(200)
    expect(page.locator("#grid-note")).to_contain_text("稍后会再试")
    for seconds, tries in ((7, 1), (2, 2), (7, 2), (10, 3), (30, 3), (5, 4)):
        page.clock.run_for(seconds * 1000)
        page.wait_for_timeout(100)
        assert len(sent) == tries, (seconds, tries)
    page.unroute("**/cells/")
    page.clock.run_for(61_000)
    expect(state(page, "0401")).to_contain_text("已保存")
    assert stored(world, "0401") == 4826


def test_enter_saves_the_only_cell_that_may_be_changed(page: Page) -> None:
    world = make_world()
    bring_to(world, "returned")
    open_form(page, world)
    type_into(page, "0405", "12.5")
    expect(state(page, "0405")).to_contain_text("已保存")
    assert stored(world, "0405") == Decimal("12.50")
    type_into(page, "0405", "-1")
    expect(page.locator("#own-0405")).to_be_visible()
    assert stored(world, "0405") == Decimal("12.50")


def test_what_only_this_browser_holds_is_told_before_the_return_is_handed_back(page: Page) -> None:
    world = make_world()
    bring_to(world, "returned")
    open_form(page, world)
    page.focus("#c0405")
    page.keyboard.press("Control+A")
    page.keyboard.type("0")  # never left the cell
    page.goto(f"/returns/{world.period.code}/{world.ret.unit.code}/")
    note = page.locator("#drafts")
    expect(note).to_contain_text("本机还有 1 处没有保存（0405）")
    page.locator("textarea[name^=answer-]").fill("已按凭证补记一笔一线培训支出。")
    page.get_by_role("button", name="答复并交回").click()
    expect(note).to_contain_text("还没有交出")
    assert again(world.ret).state == "returned"
    note.get_by_role("link").click()
    expect(page.locator("tr[data-row='0405'] .st")).to_contain_text("已保存")
    page.get_by_role("link", name="去交回").click()
    expect(note).to_be_hidden()
    page.locator("textarea[name^=answer-]").fill("已按凭证补记一笔一线培训支出。")
    with page.expect_navigation():
        page.get_by_role("button", name="答复并交回").click()
    assert again(world.ret).state != "returned"


def test_a_second_press_hands_the_return_back_without_it(page: Page) -> None:
    world = make_world()
    bring_to(world, "returned")
    open_form(page, world)
    page.focus("#c0405")
    page.keyboard.type("7")
    page.goto(f"/returns/{world.period.code}/{world.ret.unit.code}/")
    page.locator("textarea[name^=answer-]").fill("口径与上季一致，没有改数。")
    page.get_by_role("button", name="答复并交回").click()
    with page.expect_navigation():
        page.get_by_role("button", name="答复并交回").click()
    assert again(world.ret).state != "returned"
