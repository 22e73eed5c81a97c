"""What a person does in a form beside plain typing: over the same figure again, and without any script."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.reporting.entry_world import address, send_cells, stored
from tests.reporting.factories import again, fill, move
from tests.reporting.workflow_cast import make_world

from . import sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"


@pytest.fixture
def world(transactional_db):
    return make_world()


@pytest.fixture
def officer(world, visitor):
    return visitor(world.filler.user.username)


def test_typing_the_same_figure_again_leaves_no_half_of_it_behind(world, officer):
    send_cells(world, ("0403", "53.56", ""))
    page = officer.sign_in(PASSWORD).go(address(world))
    sheet.ready(page)
    sheet.retype(page, "0403", "53.56")
    assert page.evaluate(DRAFTS) == 0
    page.reload()
    sheet.ready(page)
    sheet.retype(page, "0404", "1")
    assert stored(world, "0403") == Decimal("53.56")


def test_a_form_is_filled_and_submitted_without_script(world, visitor):
    """The browser knows no JavaScript: one button saves the whole form, another submits the return."""
    move(world.ret, "start", world.filler)
    fill(again(world.ret).working, c0405=None)
    officer = visitor(world.filler.user.username, java_script_enabled=False).sign_in(PASSWORD)
    page = officer.page
    page.goto(address(world))
    sheet.cell(page, "0404").fill("12万")
    with officer.refused_with(422):
        save(page)
    expect(sheet.cell(page, "0404")).to_have_value("12万")
    expect(page.locator("tr.msg")).to_contain_text(["计量单位已是万元"])
    sheet.cell(page, "0404").fill("12")
    sheet.cell(page, "0405").fill("9")
    save(page)
    assert (stored(world, "0404"), stored(world, "0405")) == (12, 9)
    page.locator("#xH18").fill("上级专项补助弥补超支部分，涉及 12 万元。")
    save(page)
    page.goto(world_address(world))
    officer.press("提交")
    assert "“提交”已办理" in officer.says()
    assert again(world.ret).filed.receipt in page.locator("#main").inner_text()


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="保存本表").last.click()


def world_address(world):
    return f"/returns/{world.period.code}/{world.ret.unit.code}/"
