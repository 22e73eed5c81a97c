"""The grid in Chromium: keyboard, paste, states, a lost connection, an expired session, conflicts, accessibility."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from portal.organisations.scope import system
from portal.reporting.models import Explanation

from .entry_browser import focused, open_form, paste, sign_in, state, type_into
from .entry_world import World, address, make_grown_world, send_cells, stored
from .factories import move
from .workflow_cast import bring_to, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return make_grown_world()


def test_typing_saves_and_keys_walk(page: Page, world: World) -> None:
    open_form(page, world)
    type_into(page, "0401", "4826")
    expect(state(page, "0401")).to_contain_text("已保存")
    expect(page.locator("#c0401")).to_have_value("4,826.00")
    expect(page.locator("tr[data-row='0401'] [data-computed=quarter]")).to_have_text("1,615.30")
    assert stored(world, "0401") == 4826 and focused(page) == "0402"
    for key, code in (
        ("ArrowDown", "0403"),
        ("ArrowUp", "0402"),
        ("Tab", "0403"),
        ("Shift+Tab", "0402"),
        ("Shift+Enter", "0401"),
    ):
        page.keyboard.press(key)
        assert focused(page) == code, key
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(page.locator("#c0401")).to_have_value("4,826.00")
    assert stored(world, "0401") == 4826


def test_a_refused_cell_says_why_and_f8_finds_it(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    type_into(page, "0402", "12万")
    expect(state(page, "0402")).to_contain_text("未接受")
    expect(page.locator("#own-0402")).to_contain_text("计量单位已是万元")
    expect(page.locator("#c0402")).to_have_value("12万")
    page.focus("#c0401")
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    page.locator("#own-0402 button").click()
    expect(page.locator("#c0402")).to_have_value("")
    expect(page.locator("#own-0402")).to_have_count(0)


def test_a_block_goes_down_over_the_cells(page: Page, world: World) -> None:
    open_form(page, world)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if request.url.endswith("/cells/") else None)
    paste(page, "0407", "14\r\n１，２８６\r\n九百\r\n1,630\r\n")
    expect(state(page, "0410")).to_contain_text("已保存")
    expect(state(page, "0409")).to_contain_text("未接受")
    expect(page.locator("#c0408")).to_have_value("1,286")
    expect(page.locator("#grid-note")).to_contain_text("已保存 3 格，1 格未接受")
    assert (stored(world, "0407"), stored(world, "0408"), stored(world, "0410")) == (14, 1286, 1630)
    assert len(requests) == 1, "one request for the whole block"
    page.get_by_role("button", name="撤销粘贴").click()
    expect(page.locator("#c0408")).to_have_value("")


def test_a_block_with_codes_finds_its_rows(page: Page, world: World) -> None:
    open_form(page, world)
    paste(page, "0401", "培训班\t期\t0407\t14\t×\r\n提取\t万元\t0402\t40.38\t120.65")
    expect(state(page, "0402")).to_contain_text("已保存")
    expect(page.locator("#c0402")).to_have_value("120.65")
    expect(page.locator("#c0407")).to_have_value("14")


def test_what_was_typed_offline_is_saved_when_the_line_is_back(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    page.context.set_offline(True)
    type_into(page, "0401", "4826")
    expect(state(page, "0401")).to_contain_text("等待网络")
    expect(page.locator("#grid-note")).to_contain_text("连接中断")
    page.context.set_offline(False)
    expect(state(page, "0401")).to_contain_text("已保存")
    assert stored(world, "0401") == 4826
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length") == 0


def test_a_closed_tab_loses_nothing(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    page.focus("#c0401")
    page.keyboard.type("48")  # never left the cell
    page.context.set_offline(True)
    page.close()
    fresh = page.context.new_page()
    page.context.set_offline(False)
    fresh.goto(address(world))
    expect(fresh.locator("tr[data-row='0401'] .st")).to_contain_text("已保存")
    assert stored(world, "0401") == 48


def test_an_expired_session_keeps_the_text_until_signed_in_again(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    Session.objects.all().delete()
    type_into(page, "0401", "4826")
    expect(page.locator("#grid-note")).to_contain_text("登录已过期")
    assert "/login/" in (page.locator("#grid-note a").get_attribute("href") or "")
    assert stored(world, "0401") is None
    sign_in(page, world)
    page.get_by_role("button", name="现在重试").click()
    expect(state(page, "0401")).to_contain_text("已保存")
    assert stored(world, "0401") == 4826


def test_signing_out_clears_what_the_browser_kept(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    page.focus("#c0401")
    page.keyboard.type("48")
    drafts = "Object.keys(localStorage).filter(key => key.startsWith('draft:')).length"
    assert page.evaluate(drafts) == 1
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    page.wait_for_url("**/login/**")
    assert page.evaluate(drafts) == 0


def test_both_values_of_a_conflict_are_shown_and_one_is_chosen(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    send_cells(world, ("0401", "10", ""), ("0402", "3", ""))
    type_into(page, "0401", "12")
    expect(page.locator("#own-0401")).to_contain_text("现在是 10.00")
    expect(page.locator("#c0402")).to_have_value("3.00")  # the other person's cell came along
    page.get_by_role("button", name="用我的 12.00").click()
    expect(state(page, "0401")).to_contain_text("已保存")
    assert stored(world, "0401") == 12
    send_cells(world, ("0401", "15", "12.00"))
    type_into(page, "0401", "16")
    page.get_by_role("button", name="用对方的 15.00").click()
    expect(page.locator("#c0401")).to_have_value("15.00")
    assert stored(world, "0401") == 15


def test_yes_opens_the_line_for_number_and_file(page: Page, world: World) -> None:
    move(world.ret, "start", world.filler)
    open_form(page, world)
    page.locator("[data-cell='0418'] input[value=是]").check()
    expect(page.locator("tr.doc[data-for='0418']")).to_be_visible()
    expect(page.locator("tr[data-key='proof:0418']")).to_be_visible()
    page.locator("[data-cell='0418.no']").fill("陕工发〔2026〕8号")
    page.keyboard.press("Tab")
    expect(page.locator("tr[data-key='proof:0418']")).to_have_count(0)
    pdf = {"name": "制度.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.locator("[data-evidence='0418']").set_input_files(pdf)
    expect(page.locator("#files-0418")).to_contain_text("制度.pdf")
    page.locator("#files-0418 button").click()
    expect(page.locator("#files-0418")).to_contain_text("没有佐证材料")


def test_an_explanation_half_typed_survives_other_saves_and_saves_itself(page: Page, world: World) -> None:
    open_form(page, world)
    type_into(page, "0402", "2")
    type_into(page, "0404", "500")
    field = page.locator("#xH18")
    field.focus()
    page.keyboard.type("上级专项补助弥补超支部分，涉及 38 万元。")
    type_into(page, "0407", "14")
    expect(page.locator("tr[data-key='rule:H18']")).to_contain_text("已说明")
    with system("test"):
        assert Explanation.objects.get(rule="H18").text.startswith("上级专项")


def test_the_panel_shows_what_to_count_and_the_quarters(page: Page, world: World) -> None:
    open_form(page, world)
    page.focus("#c0404")
    expect(page.locator("#cell-panel")).to_contain_text("0404")
    expect(page.locator("#cell-panel")).to_contain_text("71.94")
    page.set_viewport_size({"width": 800, "height": 700})
    page.focus("#c0402")
    page.keyboard.press("F4")
    expect(page.locator("#cell-dialog")).to_contain_text("80.27")


def test_the_counter_of_running_text_counts(page: Page, world: World) -> None:
    open_form(page, world)
    page.focus("#c0419")
    page.keyboard.type("六个字的做法")
    expect(page.locator("#n0419")).to_have_text("6")


@pytest.mark.parametrize("stage", ["drafting", "returned", "reviewer"])
def test_axe_finds_nothing_on_the_form(page: Page, stage: str) -> None:
    world = make_world()
    bring_to(world, stage)
    sign_in(page, world)
    page.goto(address(world))
    if stage == "drafting":
        page.wait_for_selector("[data-ready]")
        type_into(page, "0405", "9999")
        expect(page.locator("tr[data-key='rule:H17a']")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_yuan_for_wan_yuan_is_mended_in_one_click(page: Page, world: World) -> None:
    open_form(page, world)
    type_into(page, "0405", "683700")
    page.get_by_role("button", name="原数是元，改为 68.37 万元").first.click()
    expect(page.locator("#c0405")).to_have_value("68.37")
    expect(state(page, "0405")).to_contain_text("已保存")
    assert str(stored(world, "0405")) == "68.37"


def test_a_line_break_inside_a_copied_cell_shifts_nothing(page: Page, world: World) -> None:
    open_form(page, world)
    read = "text => import('/static/js/grid-paste.js').then(paste => paste.readBlock(text))"
    block = '"甲\n乙"\t5\r\n"丙""丁"\t6\r\n"\t7\r\n'
    assert page.evaluate(read, block) == [["甲\n乙", "5"], ['丙"丁', "6"], ['"', "7"]]
    assert page.evaluate(read, "1,234.5\n") is None
