"""The sheet as a person sees and handles it in Chromium: figures in full, a block pasted, keys everywhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .entry_browser import focused, open_form, paste, state, type_into
from .entry_world import World, make_grown_world, stored
from .factories import move

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = """() => [...document.querySelectorAll('td.e > input')]
  .filter((input) => input.offsetParent && input.scrollWidth > input.clientWidth)
  .map((input) => [input.dataset.cell, input.value])"""
WIDTHS = ((1366, "screen"), (1000, "screen"), (375, "screen"), (800, "print"))


@pytest.fixture
def world() -> World:
    world = make_grown_world()
    move(world.ret, "start", world.filler)
    return world


def cut(page: Page) -> list[object]:
    """The figures that do not show in full, at any width and on paper."""
    found = []
    for width, media in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        page.emulate_media(media="print" if media == "print" else "screen")
        found += [(width, *each) for each in page.evaluate(CUT)]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
    return found


def test_no_figure_looks_smaller_than_it_is(page: Page, world: World) -> None:
    open_form(page, world)
    figures = ("999999.99", "1113700", "11137000", "111370000.11", "1111370000", "9999999999999.99")
    for code, figure in zip(("0406", "0401", "0405", "0402", "0404", "0403"), figures, strict=True):
        type_into(page, code, figure)
        assert cut(page) == [], "while it is being saved"
        expect(state(page, code)).to_contain_text("已保存")
    type_into(page, "0408", "999999999")
    type_into(page, "0407", "9999999999")
    assert cut(page) == []
    expect(state(page, "0407")).to_contain_text("已保存")
    assert cut(page) == []
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(page.locator("#c0403")).to_have_value("9,999,999,999,999.99")
    assert cut(page) == []


def test_a_pasted_block_says_what_was_not_taken_and_leads_there(page: Page, world: World) -> None:
    open_form(page, world)
    counts = [str(n) for n in range(1, 12)]
    paste(page, "0407", "\n".join(["abc", *counts[1:]]))
    note, bar = page.locator("#grid-note"), page.locator("#not-taken")
    expect(note).to_contain_text("已保存 10 格，1 格未接受")
    expect(note).to_have_class(re.compile("n-bad"))
    expect(bar).to_have_text("1 格未接受")
    expect(page.locator("#save-state")).to_contain_text("1 格未接受")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    bar.click()
    assert focused(page) == "0407"
    expect(page.locator("#c0407")).to_be_in_viewport()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.get_by_role("button", name="看未接受的 0407").click()
    assert focused(page) == "0407"
    expect(page.locator("#c0407")).to_be_in_viewport()
    type_into(page, "0407", "1")
    expect(note).to_contain_text("已保存 11 格")
    expect(note).to_have_class(re.compile("n-ok"))
    expect(bar).to_be_hidden()
    assert stored(world, "0407") == 1


def test_a_cell_taken_back_leaves_the_block(page: Page, world: World) -> None:
    open_form(page, world)
    paste(page, "0407", "14\nabc\n900")
    expect(page.locator("#grid-note")).to_contain_text("已保存 2 格，1 格未接受")
    page.locator("#own-0408 button").click()
    expect(page.locator("#grid-note")).to_contain_text("已保存 2 格。")
    paste(page, "0407", "×\n—")
    expect(page.locator("#grid-note")).to_contain_text("没有可以填入的格")


def test_columns_that_are_not_taken_are_told(page: Page, world: World) -> None:
    open_form(page, world)
    paste(page, "0407", "14\t20\n1286\t1300\n900\t×")
    note = page.locator("#grid-note")
    expect(note).to_contain_text("已保存 3 格；另有 1 列没有填入")
    expect(note).to_have_class(re.compile("n-warn"))
    expect(page.locator("#c0409")).to_have_value("900")
    page.get_by_role("button", name="撤销粘贴").click()
    expect(page.locator("#c0409")).to_have_value("")
    expect(note).to_be_hidden()


def test_a_refusal_is_counted_until_it_is_taken_back(page: Page, world: World) -> None:
    open_form(page, world)
    type_into(page, "0401", "abc")
    bar = page.locator("#not-taken")
    expect(bar).to_have_text("1 格未接受")
    page.locator("#own-0401 button").click()
    expect(bar).to_be_hidden()


def test_f8_works_before_anything_has_the_focus(page: Page, world: World) -> None:
    open_form(page, world)
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("F8")
    assert focused(page) == "0401"
    page.get_by_role("link", name="去提交").focus()
    page.keyboard.press("Shift+F8")
    assert focused(page) not in ("", "0401")
