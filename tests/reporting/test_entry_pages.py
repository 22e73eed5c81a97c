"""The form's page: what it shows to whom, in which version, within its query budget."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.reporting.items import NARRATIVE, YES_NO
from portal.reporting.schema import Schema

from .entry_world import World, address, as_, lock, make_grown_world, send_cells
from .factories import move, put_cells
from .workflow_cast import bring_to, make_world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def world() -> World:
    return make_world()


def text_of(world: World, who: str = "filler", no: int = 2, query: str = "") -> str:
    page = as_(world.actors[who]).get(address(world, no) + query)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("stage", ["not_started", "drafting", "returned", "reviewer", "exempt"])
def test_every_form_renders_in_every_stage(world: World, stage: str) -> None:
    bring_to(world, stage)
    for no in range(5):
        for who in ("filler", "group", "sasac"):
            assert f"产改基{no}表" in text_of(world, who, no), (who, no)


@pytest.mark.parametrize("no", range(5))
def test_every_item_of_the_schema_has_its_row_and_an_input(world: World, no: int) -> None:
    page = text_of(world, no=no)
    for item in Schema.current().form_rows(no):
        assert f'data-row="{item.code}"' in page
        assert (f'data-cell="{item.code}"' in page) == (item.type != "total"), item.code
        if item.kind == YES_NO and item.type == "yesno":
            assert f'data-cell="{item.code}.no"' in page and f'name="f.{item.code}"' in page
        if item.kind == NARRATIVE:
            assert f'id="n{item.code}"' in page


@pytest.mark.parametrize(
    ("stage", "who", "query"),
    [
        ("not_started", "filler", ""),
        ("drafting", "filler", ""),
        ("returned", "filler", ""),
        ("returned", "group", "?version=2"),
        ("reviewer", "group", ""),
        ("accepted", "province", ""),
    ],
)
def test_a_form_page_stays_within_its_query_budget(world: World, stage: str, who: str, query: str) -> None:
    bring_to(world, stage)
    browser = as_(world.actors[who])
    browser.get(address(world) + query)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address(world) + query).status_code == 200
    assert len(seen) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in seen)


def test_the_three_columns_are_entered_computed_or_crossed_by_kind() -> None:
    world = make_grown_world()
    send_cells(world, ("0404", "112.60", ""), ("0408", "1286", ""))
    page = as_(world.filler).get(address(world))
    rows = {row.code: row for section in page.context["sections"] for row in section.rows}
    assert (rows["0404"].quarter, rows["0404"].value, rows["0404"].last) == ("40.66", "112.60", "104.33")
    assert (rows["0408"].value, rows["0408"].year, rows["0408"].last) == ("1,286", "3,481", "1,194")
    assert (rows["0412"].year, rows["0412"].before) == ("×", "46")
    assert (rows["0403"].quarter, rows["0403"].value) == ("×", "38.20")
    assert rows["0410"].quarter == "×", "people counted once a year cannot be subtracted"
    assert rows["0412"].spark[:4] == [38, 38, 40, 46]


def test_a_returned_form_is_locked_but_for_the_cells_asked_about(world: World) -> None:
    bring_to(world, "returned")
    page = as_(world.filler).get(address(world))
    rows = {row.code: row for section in page.context["sections"] for row in section.rows}
    assert rows["0405"].editable and rows["0405"].rest.word == "退回待答"
    assert not rows["0404"].editable and rows["0404"].rest.word == "已锁定"
    assert "请说明口径" in page.content.decode()


def test_after_filing_the_form_is_read_only_and_says_why(world: World) -> None:
    bring_to(world, "checker")
    page = text_of(world)
    assert 'data-editable="1"' not in page and "<textarea" not in page
    assert "提交，只能查看" in page or "不能再改" in page


def test_a_later_version_marks_what_differs_from_the_one_before(world: World) -> None:
    bring_to(world, "returned")
    send_cells(world, ("0405", "12.5", "0.00"))
    page = as_(world.group).get(address(world) + "?version=2")
    rows = {row.code: row for section in page.context["sections"] for row in section.rows}
    assert rows["0405"].was == "0.00" and rows["0404"].was is None
    old = as_(world.group).get(address(world) + "?version=1")
    assert old.status_code == 200 and not old.context["place"].is_editable


@pytest.mark.parametrize("query", ["?version=9", "?version=x", "?version=-1", "?version=１"])
def test_an_unknown_version_is_404(world: World, query: str) -> None:
    assert as_(world.filler).get(address(world) + query).status_code == 404


@pytest.mark.parametrize("path", ["2026Q3/{unit}/forms/9/", "2026Q9/{unit}/forms/2/", "2026Q3/NOBODY/forms/2/"])
def test_an_unknown_form_period_or_unit_is_404(world: World, path: str) -> None:
    assert as_(world.filler).get("/returns/" + path.format(unit=world.ret.unit.code)).status_code == 404


def test_a_foreign_units_form_is_404_for_reading_and_writing(world: World) -> None:
    foreign = address(world).replace(world.ret.unit.code, world.units["foreign"].code)
    browser = as_(world.filler)
    assert browser.get(foreign).status_code == 404
    for tail in ("save/", "cells/", "notes/", "evidence/", "act/"):
        assert browser.post(foreign + tail).status_code == 404, tail


def test_who_only_reads_gets_403_for_a_save(world: World) -> None:
    bring_to(world, "drafting")
    for who in ("head", "checker", "group", "sasac"):
        assert send_cells(world, ("0401", "1", ""), who=who).status_code == 403


def test_a_closed_period_shows_the_form_without_inputs(world: World) -> None:
    bring_to(world, "drafting")
    lock(world.period)
    page = text_of(world)
    assert 'data-editable="1"' not in page and "汇总锁定" in page


def test_a_cells_page_tells_what_to_count_and_who_changed_it() -> None:
    world = make_grown_world()
    send_cells(world, ("0401", "4826", ""))
    send_cells(world, ("0401", "4,900", "4,826.00"))
    url = f"/returns/{world.period.code}/{world.ret.unit.code}/cells/0401/"
    page = as_(world.filler).get(url).content.decode()
    assert "4,826.00" in page and "4,900.00" in page and "2025年三季度" in page and "4,598.20" in page
    assert as_(world.filler).get(url.replace("0401", "9999")).status_code == 404


def test_looking_at_a_form_writes_nothing(world: World) -> None:
    text_of(world)
    with CaptureQueriesContext(connection) as seen:
        text_of(world)
    writes = [q["sql"] for q in seen if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not [sql for sql in writes if "reporting_" in sql or "return" in sql]


def test_nil_return_is_offered_to_who_may_submit_and_shown_when_declared(world: World) -> None:
    bring_to(world, "drafting")
    assert "申明零报送" in text_of(world)
    world.ret = move(world.ret, "declare_nil", world.filler)
    page = text_of(world)
    assert "本季申明为零报送" in page and "改为正常填报" in page
    assert "申明零报送</summary>" not in text_of(world, "group")


def test_breaches_stand_under_their_cell_with_links_to_the_others(world: World) -> None:
    bring_to(world, "drafting")
    assert world.ret.working is not None
    put_cells(world.ret.working, c0404=10, c0405=12)
    page = text_of(world)
    assert 'data-key="rule:H17a"' in page and "怎样改" in page and 'href="#r0404"' in page
