"""What only a drawn page shows: nothing covers its neighbour, is cut off, or is too narrow to be used."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from portal.reporting.indicators.compute import compute
from portal.reporting.models import Period
from tests.factories import PASSWORD
from tests.reporting.entry_world import make_grown_world
from tests.reporting.workflow_cast import bring_to, make_world

from .people import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Neighbouring cells of a row in which one reaches into the next.
OVERLAPS = """selector => [...document.querySelectorAll(selector)].flatMap((row) => {
  const boxes = [...row.children].map((cell) => [cell.textContent.trim(), cell.getBoundingClientRect()]);
  return boxes.slice(1).filter(([, box], k) => box.left < boxes[k][1].right - 1).map(([text]) => text);
})"""

# Labels of a chart that reach beyond its frame, or over each other.
CUT = """selector => {
  const frame = document.querySelector(selector).getBoundingClientRect();
  const shown = [...document.querySelectorAll(`${selector} svg text`)].filter((text) => text.getClientRects().length);
  const boxes = shown.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  const cut = boxes.filter(([, box]) => box.left < frame.left || box.right > frame.right || box.top < frame.top);
  const met = boxes.filter(([, a], k) => boxes.slice(k + 1).some(([, b]) => !apart(a, b)));
  return [...cut, ...met].map(([text]) => text);
}"""


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


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["laptop", "phone"])
def test_a_trend_shows_its_labels_whole(transactional_db, visitor, size):
    world = make_grown_world()
    for period in Period.objects.order_by("code"):
        compute(period)
    page = visitor(world.filler.user.username).sign_in(PASSWORD).go(f"/indicators/2026Q2/{world.ret.unit.code}/I-0402/")
    page.set_viewport_size(size)
    assert page.locator(".chart svg .t-num").text_content() == "62.01%"
    assert page.evaluate(CUT, ".chart") == []


def test_a_question_has_the_width_of_the_page_and_stays_above_the_bar(world, visitor):
    bring_to(world, "reviewer")
    group = visitor(world.group.user.username).sign_in(PASSWORD)
    page = group.go(f"/returns/{world.period.code}/{world.ret.unit.code}/review/?view=all")
    for code in ("0001", "0405", "1802"):
        cell = page.locator(f"#c{code}")
        cell.get_by_text("退回此格").click()
        box, bar = cell.locator("textarea").bounding_box(), page.locator(".actions").bounding_box()
        label = cell.locator("label").bounding_box()
        assert box["width"] > 600 and label["height"] < 30
        assert box["y"] + box["height"] <= bar["y"], code
        assert page.evaluate("document.activeElement.name") == f"q-{code}"
    group.examine()
