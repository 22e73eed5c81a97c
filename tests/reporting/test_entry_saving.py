"""Saving cells: every type, every kind of bad input, conflicts, two people, blocks, the form without script."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from portal.organisations.scope import system
from portal.reporting.models import CellEdit, ReturnMove

from ..factories import make_actor
from .entry_world import World, address, as_, lock, make_grown_world, send_cells, send_form, stored
from .factories import again, fill, move
from .workflow_cast import bring_to, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize(
    ("no", "code", "text", "value", "shown"),
    [
        (0, "0001", "1234", 1234, "1,234"),
        (2, "0401", "4826", Decimal("4826.00"), "4,826.00"),
        (2, "0416", "8420.5", Decimal("8420.50"), "8,420.50"),
        (2, "0418", "是", True, "是"),
        (2, "0419", " 做法 ", "做法", "做法"),
        (2, "0601d", "2027年3月31日", dt.date(2027, 3, 31), "2027-03-31"),
        (2, "0403", "−12.5", Decimal("-12.50"), "-12.50"),
        (0, "0001", "１，２３４", 1234, "1,234"),
        (0, "0001", "1,234", 1234, "1,234"),
        (2, "0401", "1,234.5", Decimal("1234.50"), "1,234.50"),
        (0, "0001", "0", 0, "0"),
    ],
)
def test_each_type_is_saved_and_shown(world: World, no: int, code: str, text: str, value: Any, shown: str) -> None:
    answer = send_cells(world, (code, text, ""), no=no)
    assert answer.status_code == 200
    assert answer.json()["cells"][code] | {"state": "saved", "shown": shown} == answer.json()["cells"][code]
    assert stored(world, code) == value
    assert answer.json()["rows"][code]["cells"][code] == shown


@pytest.mark.parametrize(("text", "taken"), [("9999999999999.99", True), ("99999999999999.99", False)])
def test_the_largest_amount_taken_can_be_read_again(world: World, text: str, taken: bool) -> None:
    """An amount of more digits than the database gives back would shut every page of the return."""
    bring_to(world, "drafting")
    answer = send_cells(world, ("0403", text, "0.00"))
    assert (answer.status_code == 200) is taken
    assert as_(world.filler).get(address(world)).status_code == 200
    assert stored(world, "0403") == (Decimal(text) if taken else 0)


@pytest.mark.parametrize(
    ("no", "code", "text", "words"),
    [
        (0, "0001", "abc", "只填阿拉伯数字"),
        (0, "0001", "12人", "只填数"),
        (2, "0401", "12万", "计量单位已是万元"),
        (0, "0001", "1234.5", "不能有小数"),
        (0, "0001", "-5", "不小于 0"),
        (0, "0001", "9" * 40, "位"),
        (0, "0001", "1,23", "千位分隔"),
        (2, "0401", "1.234", "2 位小数"),
        (2, "0419", "字" * 5000, "5000 字"),
        (2, "0418", "也许", "“是”或“否”"),
        (2, "0601d", "31/12/2026", "年份写在最前"),
        (2, "9999", "1", "没有代码为 9999"),
        (2, "0401.no", "x", "没有代码为 0401.no"),
    ],
)
def test_bad_input_is_refused_at_its_cell_and_all_else_is_kept(
    world: World, no: int, code: str, text: str, words: str
) -> None:
    good = "0002" if no == 0 else "0402"
    answer = send_cells(world, (code, text, ""), (good, "7", ""), no=no)
    assert answer.status_code == 200, "something was saved"
    outcome = answer.json()["cells"][code]
    assert outcome["state"] == "refused" and words in outcome["title"] + outcome["detail"]
    assert outcome["mine"] == text, "what was typed comes back"
    assert answer.json()["cells"][good]["state"] == "saved" and stored(world, good) == 7
    assert send_cells(world, (code, text, ""), no=no).status_code == 422


def test_the_first_edit_starts_the_return_and_carries_what_carries_forward() -> None:
    world = make_grown_world()
    answer = send_cells(world, ("0401", "4826", ""))
    ret = again(world.ret)
    assert ret.state == "drafting" and ret.working is not None
    assert answer.json()["rows"]["0403"]["cells"]["0403"] == "38.20"
    assert answer.json()["progress"]["state"]["text"] == "填报中"
    with system("test"):
        assert [row.move for row in ReturnMove.objects.filter(ret=ret)] == ["start"]


def test_a_save_brings_computed_cells_messages_and_progress() -> None:
    world = make_grown_world()
    send_cells(world, ("0404", "112.60", ""))
    answer = send_cells(world, ("0405", "120", "")).json()
    assert answer["rows"]["0405"]["year"] == "" and answer["rows"]["0405"]["quarter"] == "75.39"
    assert any(message["key"] == "rule:H17a" and message["anchor"] == "0405" for message in answer["messages"])
    assert answer["progress"]["hard"]["text"] == "1 处必改"
    assert answer["progress"]["filled2"]["text"].split("/")[0] != "0"


def test_when_both_change_a_cell_the_second_sees_both_values(world: World) -> None:
    send_cells(world, ("0401", "10", ""))
    answer = send_cells(world, ("0401", "12", ""))
    assert answer.status_code == 409
    outcome = answer.json()["cells"]["0401"]
    assert (outcome["state"], outcome["shown"], outcome["mine"]) == ("conflict", "10.00", "12.00")
    assert "10.00" in outcome["title"] and world.filler.user.full_name in outcome["title"]
    assert stored(world, "0401") == 10, "nothing is overwritten unseen"
    assert send_cells(world, ("0401", "12", "10.00")).status_code == 200
    assert stored(world, "0401") == 12


def test_typing_what_is_already_there_is_no_conflict(world: World) -> None:
    send_cells(world, ("0401", "10", ""))
    assert send_cells(world, ("0401", "10.00", "3")).status_code == 200


def test_two_people_save_different_cells_of_one_form(world: World) -> None:
    world.actors["second"] = make_actor(world.ret.unit, "filler")
    send_cells(world, ("0401", "10", ""))
    answer = send_cells(world, ("0402", "2", ""), who="second")
    assert answer.status_code == 200
    assert (stored(world, "0401"), stored(world, "0402")) == (10, 2)
    assert answer.json()["rows"]["0401"]["cells"]["0401"] == "10.00", "each sees the other's figure"
    with system("test"):
        assert set(CellEdit.objects.values_list("code", "by")) == {
            ("0401", world.filler.user.full_name), ("0402", world.actors["second"].user.full_name),
        }  # fmt: skip


def test_a_block_is_one_request_with_a_result_for_each_cell(world: World) -> None:
    cells = [("0407", "14", ""), ("0408", "１，２８６", ""), ("0409", "九百", ""), ("0410", "1630", "")]
    found = send_cells(world, *cells).json()["cells"]
    assert [found[code]["state"] for code, _, _ in cells] == ["saved", "saved", "refused", "saved"]
    assert stored(world, "0408") == 1286 and stored(world, "0409") is None


def test_a_cell_can_be_emptied(world: World) -> None:
    send_cells(world, ("0401", "10", ""))
    assert send_cells(world, ("0401", "", "10.00")).status_code == 200
    assert stored(world, "0401") is None


def test_a_document_number_is_a_cell_of_its_own(world: World) -> None:
    answer = send_cells(world, ("0418", "是", ""), ("0418.no", "陕工发〔2026〕8号", ""))
    assert answer.json()["rows"]["0418"]["cells"]["0418.no"] == "陕工发〔2026〕8号"
    assert stored(world, "0418", "ref_column") == "陕工发〔2026〕8号"
    proof = [message for message in answer.json()["messages"] if message["key"] == "proof:0418"]
    assert not proof


def test_yes_without_proof_is_said_at_the_cell(world: World) -> None:
    answer = send_cells(world, ("0418", "是", "")).json()
    assert any(message["key"] == "proof:0418" for message in answer["messages"])
    assert answer["rows"]["0418"]["word"] == "缺文号"


def test_yuan_typed_for_wan_yuan_is_caught_with_the_figure_meant() -> None:
    world = make_grown_world()
    answer = send_cells(world, ("0402", "1206500", "")).json()
    said = [message["html"] for message in answer["messages"] if message["anchor"] == "0402"]
    assert any("120.65" in html or "元" in html for html in said)


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"cells": 3}', '{"cells": [{"code": "0401"}]}', '{"cells":[{"code":"0401","text":5,"seen":""}]}'],
)
def test_a_request_that_cannot_be_read_is_400_with_words(world: World, body: str) -> None:
    answer = as_(world.filler).post(address(world, 2, "cells/"), body, content_type="application/json")
    assert answer.status_code == 400 and "刷新页面" in answer.json()["refused"]


def test_a_closed_period_refuses_with_409_and_says_why(world: World) -> None:
    bring_to(world, "drafting")
    lock(world.period)
    answer = send_cells(world, ("0401", "10", ""))
    assert answer.status_code == 409 and "汇总锁定" in answer.json()["refused"]


def test_a_filed_return_refuses_with_409(world: World) -> None:
    bring_to(world, "checker")
    answer = send_cells(world, ("0401", "10", "0.00"))
    assert answer.status_code == 409 and stored(world, "0401") == 0


def test_only_returned_cells_may_be_changed(world: World) -> None:
    bring_to(world, "returned")
    found = send_cells(world, ("0405", "1", "0.00"), ("0404", "2", "0.00")).json()["cells"]
    assert found["0405"]["state"] == "saved"
    assert found["0404"]["state"] == "refused" and "没有被退回" in found["0404"]["title"]


def test_a_signed_out_save_is_401_with_the_way_to_sign_in(world: World) -> None:
    from django.test import Client

    answer = Client().post(address(world, 2, "cells/"), "{}", content_type="application/json",
                           headers={"X-Requested-With": "XMLHttpRequest"})  # fmt: skip
    assert answer.status_code == 401 and "login" in answer["X-Login-Url"]


# --- without script -------------------------------------------------------------------------------------------------


def test_one_post_saves_every_changed_cell_and_leads_back(world: World) -> None:
    fields = {"v.0401": "4826", "s.0401": "", "v.0402": "", "s.0402": ""}
    fields |= {"v.0418": "否", "s.0418": "", "v.0419": "甲\r\n乙", "s.0419": ""}
    answer = send_form(world, **fields)
    assert answer.status_code == 303 and answer["Location"] == address(world)
    assert (stored(world, "0401"), stored(world, "0418"), stored(world, "0419")) == (4826, False, "甲\n乙")
    page = as_(world.filler).get(answer["Location"]).content.decode()
    assert 'value="4,826.00"' in page
    again_same = {"v.0419": "甲\r\n乙", "s.0419": "甲\n乙"}
    assert send_form(world, **again_same).status_code == 303
    with system("test"):
        assert CellEdit.objects.filter(code="0419").count() == 1, "line ends alone are no change"


def test_refused_cells_come_back_with_what_was_typed_and_why(world: World) -> None:
    answer = send_form(world, **{"v.0401": "12万", "s.0401": "", "v.0402": "8", "s.0402": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12万"' in page and "计量单位已是万元" in page and "1 格已保存" in page
    assert stored(world, "0402") == 8


def test_a_conflict_without_script_shows_both_and_offers_the_choice(world: World) -> None:
    send_cells(world, ("0401", "10", ""))
    answer = send_form(world, **{"v.0401": "12", "s.0401": ""})
    page = answer.content.decode()
    assert answer.status_code == 409 and 'value="12.00"' in page and "采用对方的 10.00" in page
    assert 'name="s.0401" value="10.00"' in page, "sending again keeps one's own"
    kept = send_form(world, **{"v.0401": "12.00", "s.0401": "10.00", "theirs": "0401"})
    assert kept.status_code == 303 and stored(world, "0401") == 10
    assert send_form(world, **{"v.0401": "12.00", "s.0401": "10.00"}).status_code == 303
    assert stored(world, "0401") == 12


def test_a_closed_period_echoes_everything_that_was_typed(world: World) -> None:
    bring_to(world, "drafting")
    lock(world.period)
    answer = send_form(world, **{"v.0401": "4826", "s.0401": "", "v.0419": "辛苦写的做法", "s.0419": ""})
    page = answer.content.decode()
    assert answer.status_code == 409 and "4826" in page and "辛苦写的做法" in page and "汇总锁定" in page


# --- carrying last quarter's figures ---------------------------------------------------------------------------------


def test_blank_stocks_take_over_last_quarters_figures_only_where_blank() -> None:
    world = make_grown_world()
    send_cells(world, ("0413", "5", ""))
    answer = as_(world.filler).post(address(world, 2, "act/"), {"do": "carry-blank"})
    assert answer.status_code == 200 and "已沿用上季" in answer.json()["said"]
    assert stored(world, "0412") == 46 and stored(world, "0413") == 5
    assert stored(world, "0408") is None, "a flow is never carried"
    assert answer.json()["progress"]["carry"]["text"] == ""


def test_nothing_to_carry_is_said(world: World) -> None:
    bring_to(world, "drafting")
    answer = as_(world.filler).post(address(world, 2, "act/"), {"do": "carry-blank"})
    assert answer.status_code == 422 and "没有可以沿用" in answer.json()["problem"]


@pytest.mark.parametrize(
    "button", ["", "nonsense", "remove-file:x", "remove-file:1", "undeclare:１", "declare:0401:red_letter"]
)
def test_an_act_that_makes_no_sense_is_refused_with_words(world: World, button: str) -> None:
    bring_to(world, "drafting")
    answer = as_(world.filler).post(address(world, 2, "act/"), {"do": button})
    assert answer.status_code in (409, 422) and "怎样改" in answer.json()["problem"]


def test_a_nil_return_is_declared_on_the_form(world: World) -> None:
    bring_to(world, "drafting")
    assert world.ret.working is not None
    fill(world.ret.working)
    world.ret = move(world.ret, "declare_nil", world.filler)
    assert stored(world, "0408") == 0
