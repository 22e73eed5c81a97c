"""Acts on many returns: bulk acceptance with its sample, 催报, 汇总确认; and the opinion beside the line."""

from __future__ import annotations

import datetime as dt
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.jobs.models import Job
from portal.notices.models import Notice
from portal.organisations.models import Unit
from portal.organisations.scope import system, use
from portal.reporting.models import (
    BulkAcceptance,
    Consolidation,
    Declaration,
    Opinion,
    PeriodState,
    Purpose,
    Return,
    ReturnMove,
    ReturnVersion,
    SampleReading,
    Urge,
)
from portal.reporting.schema import section_models
from portal.reporting.workflow import board, bulk, consolidations, opinions, urging
from portal.reporting.workflow.refusals import MoveRefused, NotYours, StalePage

from ..factories import make_actor
from ..keeping import unkept
from .factories import again, make_period, make_return, move
from .test_workflow_pages import browser, make_many, text
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db


def crowd(world: World, count: int, *, unit_key: str = "prov", role: str = "province_reviewer") -> list[Return]:
    """Returns in review at a desk with a clean filed version each, written in bulk."""
    now, desk = timezone.now(), world.units[unit_key]
    due = timezone.localdate() + dt.timedelta(days=30)
    with system("test data"):
        units = make_many(world, count)
        rets = Return.objects.bulk_create(
            Return(period=world.period, unit=unit, due_on=due, reported_at=now) for unit in units
        )
        versions = ReturnVersion.objects.bulk_create(
            ReturnVersion(
                ret=ret, number=1, purpose=Purpose.ORIGINAL, filed_at=now, filed_by="某人", content_hash="a" * 64,
                receipt=f"R{ret.pk}", hits=[],
            )
            for ret in rets
        )  # fmt: skip
        for model in section_models():
            model.objects.bulk_create(model(version=version) for version in versions)
        for ret, version in zip(rets, versions, strict=True):
            ret.filed = ret.counted = version
            ret.state, ret.desk, ret.desk_role = "in_review", desk, role
        Return.objects.bulk_update(rets, ["filed", "counted", "state", "desk", "desk_role"])
    return rets


def accept(world: World, rets: list[Return], who: str = "province", key: Any = None) -> BulkAcceptance:
    actor = world.actors[who]
    with use(actor.scope):
        return bulk.accept_clean(
            world.period, [ret.pk for ret in rets], actor=actor, membership=actor.memberships[0], key=key or uuid4()
        )


@pytest.mark.parametrize(("count", "size"), [(1, 1), (9, 1), (10, 1), (11, 2), (300, 30), (301, 31)])
def test_the_sample_is_a_tenth_and_at_least_one(count: int, size: int) -> None:
    assert bulk.sample_size(count) == size


def test_three_hundred_in_one_click(django_assert_max_num_queries: Any) -> None:
    world = make_world()
    rets = crowd(world, 300)
    with system("count"):
        before = ReturnMove.objects.count()
    with django_assert_max_num_queries(360):  # 300 audit records, the rest is for the whole set
        started = perf_counter()
        done = accept(world, rets)
    assert perf_counter() - started < 5
    with system("read"):
        fresh = Return.objects.filter(pk__in=[ret.pk for ret in rets])
        assert fresh.filter(state="accepted", desk=None, accepted_at__isnull=False, moves_count=1).count() == 300
        assert all(ret.accepted_id == ret.counted_id == ret.filed_id for ret in fresh)
        assert ReturnMove.objects.count() == before + 300
        sample = set(SampleReading.objects.filter(bulk=done).values_list("ret_id", flat=True))
        assert len(sample) == 30 and sample <= {ret.pk for ret in rets}
        assert Job.objects.filter(kind="indicators.compute").count() == 1
    assert done.count == 300


def test_the_sample_is_drawn_at_random() -> None:
    """Eight times one of ten: that chance picks the same place each time happens once in ten million runs."""
    world = make_world()
    rets, places = crowd(world, 80), set()
    for start in range(0, 80, 10):
        part = rets[start : start + 10]
        with system("read"):
            chosen = accept(world, part).sample.get()
        places.add([ret.pk for ret in part].index(chosen.ret_id))
    assert len(places) > 1


def test_a_bulk_replay_gives_the_same_outcome_and_another_persons_key_is_refused() -> None:
    world = make_world()
    rets, key = crowd(world, 5), uuid4()
    first = accept(world, rets, key=key)
    other = make_actor(world.units["prov"], "province_reviewer")
    with use(other.scope), pytest.raises(MoveRefused, match="操作号"):
        bulk.accept_clean(world.period, [ret.pk for ret in rets], actor=other, membership=other.memberships[0], key=key)
    assert accept(world, rets, key=key).pk == first.pk
    with system("count"):
        assert BulkAcceptance.objects.count() == 1 and SampleReading.objects.count() == 1


def test_bulk_is_all_or_nothing_and_takes_only_clean_ones() -> None:
    world = make_world()
    rets = crowd(world, 6)
    with system("test data"):
        ReturnVersion.objects.filter(ret=rets[0]).update(hits=["S02"])
        ReturnVersion.objects.filter(ret=rets[1]).update(hits=None)
        version = ReturnVersion.objects.get(ret=rets[2])
        with unkept():
            Declaration.objects.create(version=version, code="0405", kind="red_letter", reason="冲销误记", by="某人")
    with pytest.raises(MoveRefused, match="不能一并通过") as refusal:
        accept(world, rets)
    assert all(rets[n].unit.label in refusal.value.message for n in range(3))
    with system("count"):
        assert not Return.objects.filter(state="accepted").exists()
    assert accept(world, rets[3:]).count == 3
    with pytest.raises(StalePage, match="有 1 家已不在您这里"):
        accept(world, rets[3:4])
    with pytest.raises(MoveRefused, match="没有选取单位"):
        accept(world, [])


def test_a_group_passes_its_clean_ones_on_to_the_next_desk() -> None:
    world = make_world()
    rets = crowd(world, 12, unit_key="group", role="reviewer")
    done = accept(world, rets, "group")
    with system("read"):
        assert Return.objects.filter(desk=world.units["industrial"], desk_role="reviewer").count() == 12
        assert done.sample.count() == 2
        told = Notice.objects.filter(user=world.industry.user)
        assert [notice.title for notice in told] == ["2026年第三季度有 12 家报表轮到您审核"]


def test_reading_the_sample_is_recorded_once() -> None:
    world = make_world()
    done = accept(world, crowd(world, 3))
    with system("read"):
        reading = done.sample.get()
    client = browser(world.province)
    target = reverse("read_sample", args=[world.period.code, reading.pk])
    assert client.post(target, {"note": ""}).status_code == 422
    assert browser(world.group).post(target, {"note": "已核对佐证"}).status_code == 403
    assert client.post(target, {"note": "已核对佐证"}).status_code == 303
    again_ = client.post(target, {"note": "再看一次"})
    assert again_.status_code == 409 and world.province.user.full_name in text(again_)
    with system("read"):
        assert SampleReading.objects.get().note == "已核对佐证"


def test_the_board_accepts_all_clean_ones_and_survives_a_double_click() -> None:
    world = make_world()
    crowd(world, 15)
    client, target = browser(world.province), reverse("board", args=[world.period.code])
    page = client.get(target)
    assert len(page.context["clean"]) == 15 and "一并通过 15 家（抽查 2 家）" in text(page)
    fields = {"key": uuid4(), "all": "1", "count": "15"}
    post = reverse("accept_clean", args=[world.period.code])
    assert [client.post(post, fields).status_code for _ in range(2)] == [303, 303]
    stale = client.post(post, fields | {"key": uuid4()})
    assert stale.status_code == 409 and "现在是 0 家" in text(stale)
    other = reverse("accept_clean", args=[make_period(2026, 2).code])
    used = client.post(other, fields | {"count": "0"})
    assert used.status_code == 409 and "已经用于另一次操作" in text(used)
    assert browser(world.filler).post(post, fields).status_code == 403


# --- 催报 ----------------------------------------------------------------------------------------------------


def urge(world: World, who: str = "group", **filters: str) -> urging.Urged:
    actor = world.actors[who]
    with use(actor.scope):
        rows = board.filtered(board.returns(world.period), world.period, filters)
        return urging.urge(rows, "请尽快报送。", actor=actor, period=world.period)


def test_urging_tells_everybody_missing_once_a_day() -> None:
    world = make_world()
    with time_machine.travel(dt.datetime(2026, 10, 12, 9, tzinfo=timezone.get_current_timezone()), tick=False):
        assert urge(world) == urging.Urged(3, 0)  # the group itself, unit and sibling
        assert urge(world, "province") == urging.Urged(3, 3)  # the others; these three had been urged today
        assert urge(world) == urging.Urged(0, 3)
    with time_machine.travel(dt.datetime(2026, 10, 13, 0, 5, tzinfo=timezone.get_current_timezone()), tick=False):
        assert urge(world) == urging.Urged(3, 0)
    with system("read"):
        assert Urge.objects.filter(ret=world.ret).count() == 2
        notices = Notice.objects.filter(user=world.filler.user, kind="urge")
        assert notices.count() == 2 and world.units["group"].label in notices[0].title
        assert not Notice.objects.filter(user=world.head.user, kind="urge").exists()


def test_urging_reaches_the_person_it_waits_for() -> None:
    world = make_world()
    bring_to(world, "head")
    urge(world)
    with system("read"):
        assert Notice.objects.filter(user=world.head.user, kind="urge").count() == 1


def test_what_cannot_be_urged() -> None:
    world = make_world()
    with pytest.raises(MoveRefused, match="没有要催报的单位"):
        urge(world, group="nonsense")
    with pytest.raises(MoveRefused, match="您没有这个权限"):
        urge(world, "head")
    with use(world.group.scope), pytest.raises(MoveRefused, match="应有 1 至 300 字，收到 301 字"):
        urging.urge(Return.objects.all(), "长" * 301, actor=world.group, period=world.period)
    bring_to(world, "reviewer")
    assert urge(world, q=world.units["sibling"].code).sent == 1
    with pytest.raises(MoveRefused, match="都已报出"):
        urge(world, q=world.units["unit"].code)
    with system("test data"):
        world.period.state, world.period.locked_at = PeriodState.LOCKED, timezone.now()
        world.period.save()
    with pytest.raises(MoveRefused, match="汇总锁定"):
        urge(world)


def test_urging_by_the_pages() -> None:
    world = make_world()
    client = browser(world.group)
    confirm = reverse("urge_missing", args=[world.period.code]) + "?layer=sub"
    assert "催报 2 家" in text(client.get(confirm))
    assert client.post(confirm, {"text": " "}).status_code == 422
    assert client.post(confirm, {"text": "请尽快报送。"}).status_code == 303
    one = reverse("urge_return", args=[world.period.code, world.units["unit"].code])
    assert "已经催过，每天最多一次" in text(client.post(one, {"text": "请报送。"}, follow=True))
    page = text(client.get(reverse("return_detail", args=[world.period.code, world.units["unit"].code])))
    assert "已催 1 次" in page


# --- 会审意见 -------------------------------------------------------------------------------------------------


def opine(
    world: World, who: str = "sasac", stance: str = "concern", words: str = "培训经费口径与国资快报不一致"
) -> Opinion:
    with use(world.actors[who].scope):
        return opinions.write_opinion(world.ret, stance, words, actor=world.actors[who])


def test_an_opinion_stands_beside_the_line() -> None:
    world = make_world()
    with pytest.raises(MoveRefused, match="还没有报出"):
        opine(world)
    ret = bring_to(world, "reviewer")
    first, second = opine(world), opine(world)
    assert first.pk == second.pk and first.by_role == "sasac_reviewer"
    assert (again(ret).state, again(ret).moves_count) == ("in_review", ret.moves_count)
    for who in ("filler", "group", "sasac"):
        page = browser(world.actors[who]).get(reverse("return_detail", args=[world.period.code, ret.unit.code]))
        assert "培训经费口径与国资快报不一致" in text(page)
    with pytest.raises(MoveRefused, match="应有 4 至 1000 字"):
        opine(world, words="好")
    with pytest.raises(MoveRefused, match="请选择"):
        opine(world, stance="maybe")
    with pytest.raises(NotYours):
        opine(world, "province")


# --- 汇总确认 -------------------------------------------------------------------------------------------------


def confirm(world: World, missing: int, who: str = "group") -> Consolidation:
    with use(world.actors[who].scope):
        return consolidations.confirm(
            world.period, world.units["group"], actor=world.actors[who], expect_missing=missing
        )


def test_a_group_confirms_its_total_and_records_who_is_missing() -> None:
    world = make_world()
    bring_to(world, "reviewer")
    with pytest.raises(StalePage, match="有 3 家，现在是 2 家"):
        confirm(world, 3)
    found = confirm(world, 2)
    assert (found.due, found.reported) == (3, 1)
    assert {row["code"] for row in found.missing} == {world.units[key].code for key in ("group", "sibling")}
    with pytest.raises(NotYours):
        confirm(world, 2, "province")
    sibling = make_return(world.period, world.units["sibling"])
    move(sibling, "exempt", world.group, note="本季停产，准予免报")
    assert (confirm(world, 1).pk, confirm(world, 1).due) == (found.pk, 2)


def test_the_consolidation_page() -> None:
    world = make_world()
    client = browser(world.group)
    args = [world.period.code, world.units["group"].code]
    assert "记下未报 3 家" in text(client.get(reverse("consolidation", args=args)))
    assert client.post(reverse("confirm_consolidation", args=args), {"missing": "0"}).status_code == 409
    assert (
        client.post(reverse("confirm_consolidation", args=args), {"missing": "3", "note": "三家停产"}).status_code
        == 303
    )
    assert "三家停产" in text(client.get(reverse("consolidation", args=args)))
    other = [world.period.code, world.units["other"].code]
    assert client.get(reverse("consolidation", args=other)).status_code == 404


def test_moved_units_stay_at_the_desks_of_the_tree_the_quarter_was_opened_with() -> None:
    from portal.organisations import changes

    world = make_world()
    manager = world.manager
    with system("test data"):
        unit = Unit.objects.get(pk=world.units["unit"].pk)
        changes.move(unit, "reporting", world.units["other"], timezone.localdate(), "划转", manager)
    ret = bring_to(world, "reviewer")
    assert ret.desk_id == world.units["group"].pk
    assert move(ret, "pass_on", world.group).desk_id == world.units["industrial"].pk
