"""What only a drawn page shows: nothing covers its neighbour, is cut off, or is too narrow to be used."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.factories import PASSWORD
from tests.reporting.workflow_cast import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Neighbouring cells of a row in which one reaches into the next.
OVERLAPS = """selector => [...document.querySelectorAll(selector)].flatMap((row) => {
  const boxes = [...row.children].map((cell) => [cell.textContent.trim(), cell.getBoundingClientRect()]);
  return boxes.slice(1).filter(([, box], k) => box.left < boxes[k][1].right - 1).map(([text]) => text);
})"""


@pytest.fixture
def world(transactional_db):
    return make_world()


def overlaps(page: Page, rows: str) -> list[str]:
    return page.evaluate(OVERLAPS, rows)


@pytest.mark.parametrize("who", ["filler", "group"])
def test_the_board_covers_no_column(world, visitor, who):
    """The column of ticks stands only for those who may review; without it the next one begins at the edge."""
    page = visitor(world.actors[who].user.username).sign_in(PASSWORD).go(f"/returns/{world.period.code}/")
    assert overlaps(page, "main table.cards tr") == []
