"""Pages on a phone: no label broken in the middle of a word, none left without what it names."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .entry_browser import sign_in
from .workflow_cast import bring_to, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BROKEN = """() => [...document.querySelectorAll('.facts dt')]
  .filter((dt) => dt.offsetHeight > 1.9 * parseFloat(getComputedStyle(dt).fontSize)).map((dt) => dt.textContent)"""
WITHOUT_BOX = """() => [...document.querySelectorAll('td[data-th="选取"]')]
  .filter((cell) => cell.offsetParent && !cell.querySelector('input')).length"""


def test_the_board_on_a_phone(page: Page) -> None:
    world = make_world()
    bring_to(world, "reviewer")
    sign_in(page, world, "group")
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"/returns/{world.period.code}/")
    assert page.locator("td[data-th='选取'] input").count() == 1, "one can be passed, another cannot"
    assert page.locator("tbody tr").count() > 1
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(WITHOUT_BOX) == 0
