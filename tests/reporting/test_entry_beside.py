"""What stands beside the figures: explanations, evidence, declarations, answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.files import access as file_access
from portal.files import limits
from portal.organisations.scope import system, use
from portal.reporting.models import Declaration, Evidence, Explanation, Question

from ..keeping import unkept
from .entry_world import World, address, as_, lock, make_grown_world, send_cells, send_form
from .factories import make_return, put_cells
from .workflow_cast import bring_to, make_world

pytestmark = pytest.mark.django_db
REASON = "混合班费用分摊待财务确认，涉及 1.35 万元，四季度补记。"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def world() -> World:
    found = make_world()
    bring_to(found, "drafting")
    return found


def note(world: World, who: str = "filler", **data: str) -> Any:
    return as_(world.actors[who]).post(address(world, 2, "notes/"), data)


def act(world: World, **data: str) -> Any:
    return as_(world.filler).post(address(world, 2, "act/"), data)


def upload(world: World, name: str = "文件.pdf", content: bytes = PDF, code: str = "0418", who: str = "filler") -> Any:
    file = SimpleUploadedFile(name, content)
    return as_(world.actors[who]).post(address(world, 2, "evidence/"), {"code": code, "file": file})


def overspend(world: World) -> None:
    """H17 hard (0405 > 0404) and H18 soft with `unless` (0404 > 0402 + 0403)."""
    assert world.ret.working is not None
    put_cells(world.ret.working, c0404=10, c0405=10, c0402=2, c0403=0)


def may_open(world: World, who: str, row: Evidence) -> bool:
    """Whether the download page would find the file for a person."""
    with use(world.actors[who].scope):
        return file_access.find(world.actors[who], row.file_id) is not None


# --- explanations ---------------------------------------------------------------------------------------------------


def test_an_explanation_settles_a_soft_breach(world: World) -> None:
    overspend(world)
    answer = note(world, rule="H18", text=REASON)
    assert answer.status_code == 200 and "已保存" in answer.json()["said"]
    assert answer.json()["rows"]["0404"]["word"] in ("已说明", "待说明")
    with system("test"):
        row = Explanation.objects.get(rule="H18")
    assert (row.text, row.by, row.carried) == (REASON, world.filler.user.full_name, False)
    html = next(each["html"] for each in answer.json()["messages"] if each["key"] == "rule:H18")
    assert "已说明（H18）" in html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("太短", "10"),
        ("情况属实情况属实情况属实", "套话"),
        ("啊" * 20, "套话"),
        ("属实，支出超过本年提取与年初结转之和，0404 ≤ 0402＋0403", "套话"),
        ("字" * 501, "500"),
    ],
)
def test_what_explains_nothing_is_refused_beside_the_field(world: World, text: str, words: str) -> None:
    overspend(world)
    answer = note(world, rule="H18", text=text)
    assert answer.status_code == 422 and words in answer.json()["problem"]
    page = send_form(world, **{"x.H18": text})
    assert page.status_code == 422 and text in page.content.decode() and words in page.content.decode()


def test_a_blank_text_takes_an_explanation_back(world: World) -> None:
    overspend(world)
    note(world, rule="H18", text=REASON)
    assert "已收回" in note(world, rule="H18", text=" ").json()["said"]
    with system("test"):
        assert not Explanation.objects.exists()


@pytest.mark.parametrize("rule", ["H17a", "XXX"])
def test_only_soft_rules_take_explanations(world: World, rule: str) -> None:
    assert note(world, rule=rule, text=REASON).status_code == 422


def test_last_quarters_explanation_is_offered_and_marked_when_confirmed() -> None:
    world = make_grown_world()
    send_cells(world, ("0404", "500", ""), ("0402", "2", ""))
    with system("test"):
        previous = make_return(world.ret.previous.period, world.ret.unit)
        with unkept():
            Explanation.objects.create(version=previous.counted, rule="H18", text=REASON, by="上季")
    page = as_(world.filler).get(address(world)).content.decode()
    assert REASON in page and "仍然适用，确认沿用" in page
    answer = act(world, do="carry-note:H18")
    assert answer.status_code == 200 and "沿用" in answer.json()["said"]
    with system("test"):
        row = Explanation.objects.get(version__ret=world.ret, rule="H18")
    assert row.carried and row.by == world.filler.user.full_name
    assert act(world, do="carry-note:S07").status_code == 422


# --- evidence -------------------------------------------------------------------------------------------------------


def test_evidence_is_kept_listed_downloaded_by_who_may_see_the_return_and_removed(world: World) -> None:
    answer = upload(world)
    assert answer.status_code == 200 and "文件.pdf" in answer.json()["files"]
    with system("test"):
        row = Evidence.objects.select_related("file").get()
    assert row.code == "0418" and row.by == world.filler.user.full_name
    assert may_open(world, "group", row) and not may_open(world, "group_head", row)
    assert act(world, do=f"remove-file:{row.pk}").status_code == 200
    with system("test"):
        assert not Evidence.objects.exists()


def test_a_file_of_a_forbidden_type_is_refused_with_the_types(world: World) -> None:
    answer = upload(world, "恶意.exe", b"MZ\x90\x00")
    assert answer.status_code == 422 and "PDF、JPG、PNG、DOCX、XLSX" in answer.json()["problem"]
    assert upload(world, "伪装.pdf", b"MZ\x90\x00").status_code == 422


def test_a_file_over_the_limit_is_refused_with_the_limit(world: World) -> None:
    answer = upload(world, content=PDF + b"0" * limits.LARGEST_FILE)
    assert answer.status_code == 422 and "20 MB" in answer.json()["problem"]


def test_the_files_of_one_return_stay_below_its_limit(world: World) -> None:
    upload(world)
    with system("test"):
        Evidence.objects.get().file.__class__.objects.update(size=limits.LARGEST_RETURN - 10)
    answer = upload(world, "再一个.pdf")
    assert answer.status_code == 422 and "200 MB" in answer.json()["problem"]


def test_a_refused_file_without_script_loses_no_figure(world: World) -> None:
    file = SimpleUploadedFile("恶意.exe", b"MZ")
    fields = {"v.0401": "12", "s.0401": "", "f.0418": file}
    page = send_form(world, **fields)
    assert (
        page.status_code == 422
        and "PDF、JPG、PNG" in page.content.decode()
        and 'value="12.00"' in page.content.decode()
    )


@pytest.mark.parametrize(("code", "status"), [("9999", 422), ("", 422)])
def test_evidence_for_an_unknown_item_is_refused(world: World, code: str, status: int) -> None:
    assert upload(world, code=code).status_code == status


def test_no_file_chosen_is_said_with_the_limits(world: World) -> None:
    answer = as_(world.filler).post(address(world, 2, "evidence/"), {"code": "0418"})
    assert answer.status_code == 422 and "20 MB" in answer.json()["problem"]


def test_evidence_of_a_filed_version_cannot_be_removed() -> None:
    world = make_world()
    bring_to(world, "drafting")
    upload(world)
    with system("test"):
        row = Evidence.objects.get()
    lock(world.period)
    assert act(world, do=f"remove-file:{row.pk}").status_code == 409
    assert upload(world).status_code == 409
    with system("test"):
        assert Evidence.objects.exists()


# --- declarations ---------------------------------------------------------------------------------------------------


def test_a_declaration_lifts_the_rule_and_shows_beside_the_cell(world: World) -> None:
    overspend(world)
    data = {"do": "declare:0404:overspend", "d.0404.overspend.voucher": "财字12号", "d.0404.overspend.amount": "8",
            "d.0404.overspend.reason": "上级专项补助弥补，已有批复文件"}  # fmt: skip
    answer = act(world, **data)
    assert answer.status_code == 200
    keys = {message["key"] for message in answer.json()["messages"]}
    assert "rule:H18" not in keys and "declared:0404" in keys
    with system("test"):
        row = Declaration.objects.get()
    assert (row.kind, row.voucher, row.amount, row.by) == ("overspend", "财字12号", 8, world.filler.user.full_name)
    back = act(world, do=f"undeclare:{row.pk}").json()
    assert "rule:H18" in {message["key"] for message in back["messages"]}


@pytest.mark.parametrize("missing", ["voucher", "amount", "reason"])
def test_a_declaration_must_name_document_amount_and_reason(world: World, missing: str) -> None:
    overspend(world)
    data = {"voucher": "财字12号", "amount": "8", "reason": "上级专项补助弥补，已有批复文件"} | {missing: ""}
    answer = act(
        world, do="declare:0404:overspend", **{f"d.0404.overspend.{name}": text for name, text in data.items()}
    )
    assert answer.status_code == 422 and "应有" in answer.json()["problem"]


def test_a_declared_amount_of_too_many_digits_is_refused(world: World) -> None:
    overspend(world)
    fields = {"voucher": "财字12号", "amount": "99999999999999", "reason": "上级专项补助弥补，已有批复文件"}
    answer = act(
        world, do="declare:0404:overspend", **{f"d.0404.overspend.{name}": text for name, text in fields.items()}
    )
    assert answer.status_code == 422 and "最多 13 位整数" in answer.json()["problem"]


def test_a_kind_that_lifts_nothing_here_is_refused(world: World) -> None:
    assert act(world, do="declare:0401:overspend").status_code == 422


# --- answers --------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_inline_with_and_without_script() -> None:
    world = make_world()
    bring_to(world, "returned")
    with system("test"):
        question = Question.objects.get()
    assert "1 个问题待答" in as_(world.filler).get(address(world)).content.decode()
    answer = note(world, question=str(question.pk), text="分摊比例已确认，改为 12.5。")
    assert answer.json()["progress"]["asked"]["text"] == ""
    assert answer.status_code == 200 and answer.json()["rows"]["0405"]["word"] == "已答复"
    assert send_form(world, **{f"a.{question.pk}": "再补一句。"}).status_code == 303
    with system("test"):
        question.refresh_from_db()
    assert question.answer == "再补一句。"
    assert upload(world, code="0405").status_code == 200, "files go to the cell asked about"
    assert upload(world, code="0404").status_code == 422


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "１"])
def test_an_answer_to_no_question_is_409(world: World, pk: str) -> None:
    assert note(world, question=pk, text="答").status_code == 409


def test_an_answer_too_long_comes_back() -> None:
    world = make_world()
    bring_to(world, "returned")
    with system("test"):
        question = Question.objects.get()
    page = send_form(world, **{f"a.{question.pk}": "长" * 501})
    assert page.status_code == 422 and "长" * 501 in page.content.decode()


def test_no_draft_of_an_answer_changes_after_the_lock() -> None:
    world = make_world()
    bring_to(world, "returned")
    with system("test"):
        question = Question.objects.get()
    note(world, question=str(question.pk), text="分摊比例已确认。")
    lock(world.period)
    answer = note(world, question=str(question.pk), text="锁定以后改的话。")
    assert answer.status_code == 409 and "汇总锁定" in answer.json()["problem"]
    target = reverse("save_answers", args=[world.period.code, world.ret.unit.code])
    page = as_(world.filler).post(target, {f"answer-{question.pk}": "锁定以后改的话。"})
    assert page.status_code == 409 and "汇总锁定" in page.content.decode()
    with system("test"):
        question.refresh_from_db()
    assert question.answer == "分摊比例已确认。"
