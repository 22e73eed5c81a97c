"""What a move does besides changing the state: versions, signatures, questions, log, audit, notices, jobs."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from portal.audit.models import Event
from portal.jobs.models import Job
from portal.notices.models import Notice
from portal.organisations.scope import system, use
from portal.reporting import periods
from portal.reporting.models import PeriodState, Question, Return, ReturnMove, ReturnVersion
from portal.reporting.workflow import questions
from portal.reporting.workflow.perform import perform
from portal.reporting.workflow.refusals import MoveRefused, NotYours, StalePage

from ..factories import make_actor, make_member
from .factories import again, fill, make_period, move, put_cells, walk
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db


def moves_of(ret: Return) -> list[str]:
    with system("read"):
        return list(ReturnMove.objects.filter(ret=ret).order_by("pk").values_list("move", flat=True))


def versions_of(ret: Return) -> list[ReturnVersion]:
    with system("read"):
        return list(ReturnVersion.objects.filter(ret=ret).order_by("number"))


def answer_all(world: World, text: str = "口径按人社文件执行。") -> None:
    with use(world.filler.scope):
        for question in questions.open_ones(world.ret):
            questions.save_answer(question, text, actor=world.filler)


# --- the ordinary way ---------------------------------------------------------------------------------------


def test_the_whole_way_up() -> None:
    world = make_world()
    ret = bring_to(world, "accepted")
    assert moves_of(ret) == [
        "start", "submit", "check_pass", "sign", "pass_on", "pass_on", "accept",
    ]  # fmt: skip
    assert (ret.state, ret.desk_id, ret.desk_role) == ("accepted", None, "")
    assert ret.accepted_id == ret.counted_id == ret.filed_id and ret.accepted_at and ret.reported_at
    version = versions_of(ret)[0]
    assert version.receipt and version.content_hash and version.hits == []
    assert (version.filed_by, version.checked_by, version.signed_by) == tuple(
        world.actors[who].user.full_name for who in ("filler", "checker", "head")
    )


def test_log_audit_notice_and_job_go_with_the_move() -> None:
    world = make_world()
    ret = bring_to(world, "accepted")
    with system("read"):
        log = ReturnMove.objects.get(ret=ret, move="accept")
        assert (log.by, log.by_unit, log.by_role) == (
            world.province.user.full_name,
            world.units["prov"],
            "province_reviewer",
        )
        events = Event.objects.filter(object_type="return", object_id=str(ret.pk))
        assert set(events.values_list("action", flat=True)) >= {"return.submit", "return.sign", "return.accept"}
        assert Notice.objects.filter(user=world.checker.user, title__contains="轮到审核人").count() == 1
        assert Notice.objects.filter(user=world.group.user, title__contains="轮到上级审核人").count() == 1
        assert Notice.objects.filter(user=world.filler.user, title__contains="审核通过").count() == 1
        job = Job.objects.get(kind="indicators.compute")
        assert (job.key, job.payload) == ("2026Q3", {"period": "2026Q3"})


def test_quarters_that_look_back_on_a_corrected_one_are_computed_anew() -> None:
    world = make_world()
    bring_to(world, "reopened")
    with system("a quarter that was opened meanwhile, and one that is only planned"):
        later = make_period(2026, 4)
        periods.plan_period(2027, 1, actor=None)
        Job.objects.all().delete()
    walk(world.ret, [("submit", world.filler), ("check_pass", world.checker), ("sign", world.head)])
    walk(world.ret, [("pass_on", world.group), ("pass_on", world.industry), ("accept", world.province)])
    keys = Job.objects.filter(kind="indicators.compute").values_list("key", flat=True)
    assert sorted(keys) == [world.period.code, later.code]


@pytest.mark.parametrize(("stage", "counted"), [("returned", 1), ("reopened", 1), ("accepted", 0)])
def test_what_was_reported_and_came_back_is_counted(stage: str, counted: int) -> None:
    assert again(bring_to(make_world(), stage)).send_backs == counted


def test_a_send_back_before_reporting_is_the_units_own_affair() -> None:
    world = make_world()
    ret = move(bring_to(world, "checker"), "send_back", world.checker, note="请补附件后再交")
    assert again(ret).send_backs == 0


def test_a_refused_move_leaves_no_trace() -> None:
    world = make_world()
    ret = bring_to(world, "drafting")
    put_cells(again(ret).working, c0405=9)  # more than 0404
    with system("count"):
        before = (Event.objects.count(), Notice.objects.count(), ReturnMove.objects.count())
    with pytest.raises(MoveRefused, match="必改") as refusal:
        move(ret, "submit", world.filler)
    assert refusal.value.status == 422 and "0405" in refusal.value.message
    with system("count"):
        assert (Event.objects.count(), Notice.objects.count(), ReturnMove.objects.count()) == before
    assert again(ret).state == "drafting" and not versions_of(ret)[0].is_filed


def test_a_waived_checker_is_skipped() -> None:
    world = make_world()
    with system("test data"):
        type(world.units["unit"]).objects.filter(pk=world.units["unit"].pk).update(checker_waived=True)
    ret = bring_to(world, "checker")
    assert (again(ret).state, again(ret).desk_role) == ("in_review", "head")


@pytest.mark.parametrize(("stage", "name", "role"), [("checker", "check_pass", "checker"), ("head", "sign", "head")])
def test_the_submitter_neither_checks_nor_signs(stage: str, name: str, role: str) -> None:
    world = make_world()
    ret = bring_to(world, stage)
    both = make_actor(world.units["unit"], role, world.filler.user)
    with pytest.raises(MoveRefused, match="不能是同一人"):
        move(ret, name, both)


def test_the_checker_does_not_sign() -> None:
    world = make_world()
    ret = bring_to(world, "head")
    with pytest.raises(MoveRefused, match="审核人与签批人"):
        move(ret, "sign", make_actor(world.units["unit"], "head", world.checker.user))


def test_a_desk_belongs_to_its_unit() -> None:
    """The province holds return.review over everybody, but does not act at the group's desk."""
    world = make_world()
    ret = bring_to(world, "reviewer")
    with pytest.raises(NotYours):
        move(ret, "pass_on", world.province)


@pytest.mark.parametrize("state", [PeriodState.LOCKED])
def test_nothing_moves_in_a_locked_period(state: str) -> None:
    world = make_world()
    ret = bring_to(world, "accepted")
    with system("test data"):
        world.period.state, world.period.locked_at = state, world.period.opened_at
        world.period.save()
    with pytest.raises(MoveRefused, match=r"汇总锁定.*重新开放") as refusal:
        move(ret, "reopen", world.manager, note="发现错报，退回补报")
    assert refusal.value.status == 409


# --- exactly once -------------------------------------------------------------------------------------------


def test_a_replay_gives_the_same_outcome() -> None:
    world = make_world()
    ret, key = bring_to(world, "reviewer"), uuid4()
    seen = again(ret).moves_count
    first = move(ret, "pass_on", world.group, key=key, expect=seen)
    second = move(ret, "pass_on", world.group, key=key, expect=seen)
    assert (first.pk, first.moves_count, first.desk_id) == (second.pk, second.moves_count, second.desk_id)
    assert moves_of(ret).count("pass_on") == 1


def test_somebody_elses_key_is_refused() -> None:
    world = make_world()
    ret, key = bring_to(world, "reviewer"), uuid4()
    move(ret, "pass_on", world.group, key=key)
    with pytest.raises(MoveRefused, match="操作号") as refusal:
        move(ret, "pass_on", world.industry, key=key)
    assert refusal.value.status == 409


def test_a_stale_page_is_refused_with_a_name() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    seen = again(ret).moves_count
    move(ret, "pass_on", world.group)
    with pytest.raises(StalePage, match=world.group.user.full_name):
        move(ret, "send_back", world.group, expect=seen, note="请核对全表数字")


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_the_same_moment() -> None:
    """Several people press at once; one wins, the others are told. Real rows, real locks, real threads."""
    world = make_world()
    ret = bring_to(world, "reviewer")
    rivals = [world.group, *(make_actor(world.units["group"], "reviewer") for _ in range(3))]
    seen, gate, outcomes = again(ret).moves_count, threading.Barrier(4), []

    def act(number: int) -> None:
        name, data = ("pass_on", {}) if number % 2 else ("send_back", {"questions": {"0405": "为什么？"}})
        gate.wait()
        try:
            with use(rivals[number].scope):
                perform(ret.pk, name, actor=rivals[number], key=uuid4(), expect=seen, **data)
            outcomes.append("done")
        except StalePage:
            outcomes.append("stale")
        finally:
            connections.close_all()

    run(act, 4)
    assert sorted(outcomes) == ["done", "stale", "stale", "stale"]
    assert again(ret).moves_count == seen + 1 and len(moves_of(ret)) == 5


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment() -> None:
    world = make_world()
    ret, key, gate, outcomes = bring_to(world, "drafting"), uuid4(), threading.Barrier(4), []
    seen = again(ret).moves_count

    def act(number: int) -> None:
        gate.wait()
        try:
            with use(world.filler.scope):
                outcomes.append(perform(ret.pk, "submit", actor=world.filler, key=key, expect=seen).moves_count)
        finally:
            connections.close_all()

    run(act, 4)
    assert outcomes == [seen + 1] * 4
    assert moves_of(ret) == ["start", "submit"] and len(versions_of(ret)) == 1


def run(body: Any, count: int) -> None:
    threads = [threading.Thread(target=body, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- sent back ----------------------------------------------------------------------------------------------


def test_single_cells_sent_back_are_the_only_ones_to_edit() -> None:
    world = make_world()
    ret = move(
        bring_to(world, "reviewer"), "send_back", world.group, questions={"0405": "为何少？", "0414": "请附名册"}
    )
    version = again(ret).working
    assert version is not None and version.editable == ["0405", "0414"]
    assert version.may_edit("0405") and not version.may_edit("0404")
    with system("read"):
        asked = list(Question.objects.filter(ret=ret))
    assert [(q.code, q.text, q.by_unit_id, q.closed_at) for q in asked] == [
        ("0405", "为何少？", world.units["group"].pk, None), ("0414", "请附名册", world.units["group"].pk, None),
    ]  # fmt: skip
    assert (ret.state, ret.desk_role, ret.asking_desk_id, ret.send_backs) == (
        "returned", "filler", world.units["group"].pk, 1,
    )  # fmt: skip
    assert ret.counted_id == versions_of(ret)[0].pk  # indicators go on reading what was filed


def test_a_whole_return_sent_back_needs_a_reason_and_opens_every_cell() -> None:
    world = make_world()
    ret = bring_to(world, "province_reviewer")
    for note in ("", "重填", "\u200b" * 4, "长" * 501):
        with pytest.raises(MoveRefused, match="理由"):
            move(ret, "send_back", world.province, note=note)
    ret = move(ret, "send_back", world.province, note="培训数据口径有误，请重填")
    assert again(ret).working.editable is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"0405": " "}, "0405 还没有写"),
        ({"0405": "\u200b"}, "0405 还没有写"),
        ({"0405": "长" * 501}, "0405 太长"),
        ({"9999": "有吗"}, "没有 9999"),
    ],
)
def test_bad_questions_are_refused(asked: dict[str, str], message: str) -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    with pytest.raises(MoveRefused, match=message):
        move(ret, "send_back", world.group, questions=asked)
    assert again(ret).state == "in_review"


def test_passing_on_with_questions_written_is_refused() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    with pytest.raises(MoveRefused, match="退回清单里有 1 格"):
        move(ret, "pass_on", world.group, questions={"0405": "为何少？"})


def test_words_alone_go_straight_back_with_the_signature() -> None:
    world = make_world()
    ret = bring_to(world, "returned")
    with pytest.raises(MoveRefused, match="0405 还没有答复"):
        move(ret, "answer", world.filler)
    answer_all(world)
    ret = move(ret, "answer", world.filler)
    assert (ret.desk_id, ret.desk_role, ret.asking_desk_id) == (world.units["group"].pk, "reviewer", None)
    first, second = versions_of(ret)
    assert second.is_filed and (second.signed_by, second.signed_at) == (first.signed_by, first.signed_at)
    with system("read"):
        assert Question.objects.get(ret=ret).closed_at is not None


def test_a_changed_figure_needs_the_head_first() -> None:
    world = make_world()
    ret = bring_to(world, "returned")
    put_cells(again(ret).working, c0417=2)
    answer_all(world)
    ret = move(ret, "answer", world.filler)
    assert (ret.desk_id, ret.desk_role) == (world.units["unit"].pk, "head")
    assert versions_of(ret)[1].signed_at is None
    reported = again(ret).reported_at
    ret = move(ret, "sign", world.head)
    assert (ret.desk_id, ret.desk_role, ret.asking_desk_id) == (world.units["group"].pk, "reviewer", None)
    assert again(ret).reported_at == reported  # 报出日期 stays the first one


def test_the_desk_that_asked_gets_the_answer_even_from_high_up() -> None:
    world = make_world()
    ret = move(bring_to(world, "province_reviewer"), "send_back", world.province, questions={"0405": "为何少？"})
    world.ret = ret
    answer_all(world)
    put_cells(again(ret).working, c0417=2)
    ret = walk(ret, [("answer", world.filler), ("sign", world.head)])
    assert (ret.desk_id, ret.desk_role) == (world.units["prov"].pk, "province_reviewer")


def test_an_answer_inside_the_unit_returns_to_the_checker() -> None:
    world = make_world()
    ret = move(bring_to(world, "checker"), "send_back", world.checker, questions={"0405": "为何少？"})
    world.ret = ret
    answer_all(world)
    put_cells(again(ret).working, c0417=2)
    ret = move(ret, "answer", world.filler)
    assert (ret.desk_role, ret.asking_desk_id) == ("checker", None)


def test_an_answer_that_breaks_a_rule_is_stopped() -> None:
    world = make_world()
    ret = bring_to(world, "returned")
    put_cells(again(ret).working, c0405=3)
    answer_all(world)
    with pytest.raises(MoveRefused, match="必改"):
        move(ret, "answer", world.filler)


def test_answers_are_the_fillers_and_only_while_asked() -> None:
    world = make_world()
    bring_to(world, "returned")
    with system("read"):
        question = Question.objects.get(ret=world.ret)
    with use(world.head.scope), pytest.raises(NotYours):
        questions.save_answer(question, "属实情况说明", actor=world.head)
    with use(world.filler.scope), pytest.raises(MoveRefused, match="500"):
        questions.save_answer(question, "长" * 501, actor=world.filler)
    answer_all(world)
    move(world.ret, "answer", world.filler)
    with use(world.filler.scope), pytest.raises(MoveRefused, match="已经办结"):
        questions.save_answer(question, "再改一下", actor=world.filler)


# --- taking back --------------------------------------------------------------------------------------------


def test_withdrawing_a_submission_opens_a_new_copy() -> None:
    world = make_world()
    ret = move(bring_to(world, "checker"), "withdraw", world.filler)
    first, second = versions_of(ret)
    assert ret.state == "drafting" and first.is_filed and not second.is_filed and second.purpose == "withdrawn"
    ret = walk(ret, [("submit", world.filler), ("check_pass", world.checker)])
    with pytest.raises(NotYours):
        move(ret, "withdraw", world.filler)  # the checker has acted


def test_withdrawing_a_signature_takes_it_off() -> None:
    world = make_world()
    ret = move(bring_to(world, "reviewer"), "withdraw", world.head)
    assert (ret.desk_role, again(ret).reported_at) == ("head", None)
    assert versions_of(ret)[0].signed_at is None and versions_of(ret)[0].checked_by
    assert move(ret, "sign", world.head).desk_id == world.units["group"].pk


def test_withdrawing_a_check_and_a_pass() -> None:
    world = make_world()
    ret = move(bring_to(world, "head"), "withdraw", world.checker)
    assert ret.desk_role == "checker" and versions_of(ret)[0].checked_by == ""
    ret = walk(ret, [("check_pass", world.checker), ("sign", world.head), ("pass_on", world.group)])
    ret = move(ret, "withdraw", world.group)
    assert (ret.desk_id, ret.desk_role) == (world.units["group"].pk, "reviewer")


def test_withdrawing_an_answer_reopens_its_questions() -> None:
    world = make_world()
    ret = bring_to(world, "returned")
    answer_all(world)
    ret = move(move(ret, "answer", world.filler), "withdraw", world.filler)
    assert (ret.state, ret.asking_desk_id) == ("returned", world.units["group"].pk)
    assert again(ret).working.editable == ["0405"]  # type: ignore[union-attr]
    with system("read"):
        question = Question.objects.get(ret=ret)
    assert question.closed_at is None and question.answer
    assert move(ret, "answer", world.filler).desk_id == world.units["group"].pk


def test_withdrawing_the_signature_of_an_answer_keeps_who_asked() -> None:
    world = make_world()
    ret = move(bring_to(world, "province_reviewer"), "send_back", world.province, questions={"0405": "为何少？"})
    world.ret = ret
    answer_all(world)
    put_cells(again(ret).working, c0417=2)
    ret = walk(ret, [("answer", world.filler), ("sign", world.head), ("withdraw", world.head), ("sign", world.head)])
    assert ret.desk_id == world.units["prov"].pk


# --- 免报, 退回补报, 零报送 -----------------------------------------------------------------------------------


def test_exempt_and_back() -> None:
    world = make_world()
    ret = bring_to(world, "drafting")
    with pytest.raises(MoveRefused, match="理由"):
        move(ret, "exempt", world.group, note="无")
    ret = move(ret, "exempt", world.group, note="本级没有职工，准予免报")
    assert (ret.state, again(ret).exempt_reason) == ("exempt", "本级没有职工，准予免报")
    with system("read"):
        assert not Return.objects.due().filter(pk=ret.pk).exists()
    ret = move(ret, "unexempt", world.province, note="本季已有职工")
    assert (ret.state, again(ret).exempt_reason) == ("drafting", "")


def test_a_reopened_return_goes_the_whole_way_and_counts_as_before_until_then() -> None:
    world = make_world()
    ret = bring_to(world, "reopened")
    first = versions_of(ret)[0]
    assert ret.state == "returned" and again(ret).counted_id == again(ret).accepted_id == first.pk
    ret = move(ret, "submit", world.filler)
    assert (ret.desk_role, again(ret).counted_id) == ("checker", first.pk)
    ret = walk(ret, [
        ("check_pass", world.checker), ("sign", world.head), ("pass_on", world.group), ("pass_on", world.industry),
        ("accept", world.province),
    ])  # fmt: skip
    assert again(ret).counted_id == again(ret).accepted_id == versions_of(ret)[1].pk


def test_a_nil_return_has_zero_flows_and_carried_stocks() -> None:
    from .factories import make_period, make_return

    world = make_world()
    bring_to(world, "drafting")
    fill(again(world.ret).working, c0001=120, c0006=100, c0408=9)
    later = make_period(2026, 4)
    with system("test data"):
        ret = again(world.ret)
        ret.counted = ret.working
        ret.save()
    ret = move(make_return(later, world.units["unit"]), "start", world.filler)
    assert ret.working is not None
    put_cells(ret.working, c0408=31, c0404="12.50")
    ret = move(ret, "declare_nil", world.filler)
    version = again(ret).working
    assert version is not None and version.nature == "nil" and ret.state == "drafting"
    with system("read"):
        from portal.reporting.figures import read_rows
        from portal.reporting.schema import Schema

        now = read_rows(Schema.of(later), [version.pk])[version.pk]
    assert (now["0001"], now["0006"], now["0408"], now["0701a"]) == (120, 100, 0, 0)
    ret = again(move(ret, "revoke_nil", world.filler))
    assert ret.working is not None and ret.working.nature == "normal"
    with system("read"):
        now = read_rows(Schema.of(later), [ret.working.pk])[ret.working.pk]
    assert (now["0408"], str(now["0404"]), now["0001"]) == (31, "12.50", None), "what was typed is back"


def test_somebody_with_two_roles_is_logged_in_the_right_one() -> None:
    world = make_world()
    make_member(world.units["group"], "head", world.group.user)
    ret = move(bring_to(world, "reviewer"), "pass_on", world.group)
    with system("read"):
        assert ReturnMove.objects.get(ret=ret, move="pass_on").by_role == "reviewer"


def test_the_database_refuses_a_desk_without_review() -> None:
    from django.db import IntegrityError, transaction

    world = make_world()
    ret = bring_to(world, "accepted")
    with system("test data"), pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(pk=ret.pk).update(desk=world.units["group"])
