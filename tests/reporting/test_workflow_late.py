"""Filed in time, signed late: what is reported counts as late, the head says why, and nothing stands still."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.organisations.scope import system, use
from portal.reporting import checking
from portal.reporting.models import Return, ReturnMove
from portal.reporting.workflow import bulk
from portal.reporting.workflow.refusals import MoveRefused

from .entry_world import as_
from .factories import again, move, walk
from .test_workflow_signatures import answered
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db
WHY = "负责人出差，十一月二日返回后才签批。"


@pytest.fixture
def overdue() -> Any:
    """A return that waits for its head, and a clock one day after its due date."""
    world = make_world()
    bring_to(world, "head")
    day = again(world.ret).due_on + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(day, dt.time(22), timezone.get_current_timezone()), tick=False):
        yield world


def clean_ones(world: World) -> set[int]:
    with system("read"):
        return set(bulk.clean(Return.objects.filter(state="in_review")).values_list("pk", flat=True))


@pytest.mark.parametrize("note", ["", "出差", "同上同上同上同上同上"])
def test_a_late_signature_asks_why(overdue: World, note: str) -> None:
    with pytest.raises(MoveRefused, match="逾期原因") as refusal:
        move(overdue.ret, "sign", overdue.head, note=note)
    assert refusal.value.status == 422 and again(overdue.ret).desk_role == "head"


def test_a_late_signature_is_late_and_not_clean(overdue: World) -> None:
    ret = move(overdue.ret, "sign", overdue.head, note=WHY)
    assert again(ret).late_reason == WHY and again(ret).filed.hits == ["S29"]  # type: ignore[union-attr]
    assert again(ret).desk_id == overdue.units["group"].pk
    assert clean_ones(overdue) == set()
    with use(overdue.group.scope), pytest.raises(MoveRefused, match="逾期"):
        bulk.accept_clean(
            overdue.period, [ret.pk], actor=overdue.group, membership=overdue.group.memberships[0], key=uuid4()
        )
    with system("read"):
        assert ReturnMove.objects.get(ret=ret, move="sign").note == WHY
    page = as_(overdue.group).get(reverse("review_page", args=[overdue.period.code, ret.unit.code])).content.decode()
    assert page.count(WHY) >= 2, "among the explanations and in the log"


def test_what_slipped_through_before_is_not_clean_either(overdue: World) -> None:
    ret = move(overdue.ret, "sign", overdue.head, note=WHY)
    with system("test data"):
        type(again(ret).filed).objects.filter(ret=ret).update(hits=[])  # type: ignore[union-attr]
    assert clean_ones(overdue) == set()


def test_a_signature_in_time_is_clean() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    assert again(ret).late_reason == "" and clean_ones(world) == {ret.pk}


def test_an_extension_makes_it_timely_again(overdue: World) -> None:
    with system("test data"):
        Return.objects.filter(pk=overdue.ret.pk).update(
            extended_to=timezone.localdate() + dt.timedelta(days=5), extension_reason="系统切换停机"
        )
    ret = move(overdue.ret, "sign", overdue.head)
    assert again(ret).late_reason == "" and clean_ones(overdue) == {ret.pk}


def test_the_reason_settles_the_rule_for_later_versions(overdue: World) -> None:
    """Sent back and answered in words: nobody has to explain the lateness a second time."""
    move(overdue.ret, "sign", overdue.head, note=WHY)
    overdue.ret = move(overdue.ret, "send_back", overdue.group, questions={"0405": "为何少？"})
    with system("read"):
        working = again(overdue.ret).working
        assert working is not None
        working.ret = again(overdue.ret)
        assert [(hit.rule, hit.blocks) for hit in checking.check(working)] == [("S29", False)]
    ret = answered(overdue, overdue.filler)
    assert ret.desk_id == overdue.units["group"].pk
    assert again(ret).filed.hits == ["S29"]  # type: ignore[union-attr]
    assert clean_ones(overdue) == set()


def test_a_signature_taken_off_takes_its_reason_with_it(overdue: World) -> None:
    move(overdue.ret, "sign", overdue.head, note=WHY)
    ret = move(overdue.ret, "withdraw", overdue.head)
    assert (again(ret).reported_at, again(ret).late_reason) == (None, "")
    with pytest.raises(MoveRefused, match="逾期原因"):
        move(ret, "sign", overdue.head)


def test_who_explained_it_when_filing_is_not_asked_again(overdue: World) -> None:
    from portal.reporting.models import Explanation

    ret = move(overdue.ret, "send_back", overdue.head, note="请重新核对")
    overdue.ret = ret
    with system("test data"):
        Explanation.objects.create(version=again(ret).working, rule="S29", text=WHY, by="填表人")
    ret = answered(overdue, overdue.filler)
    ret = walk(ret, [("sign", overdue.head)])
    assert (ret.desk_id, ret.late_reason) == (overdue.units["group"].pk, "")
    assert clean_ones(overdue) == set()


@pytest.mark.parametrize("name", ["return_detail", "review_page"])
def test_the_sign_form_asks_for_the_reason(overdue: World, name: str) -> None:
    client, args = as_(overdue.head), [overdue.period.code, overdue.ret.unit.code]
    page = client.get(reverse(name, args=args)).content.decode()
    assert "逾期原因" in page
    fields = {"key": str(uuid4()), "expect": str(again(overdue.ret).moves_count), "note": "出差"}
    fields |= {"origin": "review"} if name == "review_page" else {}
    target = reverse("move_return", args=[*args, "sign"])
    refused = client.post(target, fields)
    assert refused.status_code == 422 and "至少 10 个字，收到 2 个字" in refused.content.decode()
    assert "出差" in refused.content.decode()
    assert client.post(target, fields | {"note": WHY}).status_code == 303
