"""What the grid sends when saving fails: it tries again at ease, and not at all while only a sign-in would help."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from .entry_browser import open_form, sign_in, state, type_into
from .entry_world import World, make_grown_world, stored
from .factories import move

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
