"""Planning, opening, extending, locking and reopening a quarter; what the calendar does by itself."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.notices.models import Notice
from portal.organisations import changes
from portal.organisations.models import Line, Unit
from portal.organisations.scope import system
from portal.reporting import periods
from portal.reporting.models import Layer, Period, PeriodAncestry, PeriodState, Return, ReturnState
from portal.reporting.periods import PeriodRefused
from portal.reporting.schema import Schema
from tests.factories import make_actor, make_member, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> dict[str, Unit]:
    return make_province()


@pytest.fixture(autouse=True)
def _scope() -> Iterator[None]:
    with system("test"):
        yield


def opened(**fields: Any) -> Period:
    return periods.open_period(periods.plan_period(2026, 3, actor=None, **fields), actor=None)


def test_due_dates_follow_the_working_day_calendar(province: dict[str, Unit]) -> None:
    """domain.md §7: 8 working days after Q3 2026 is 16 October (national holiday and its make-up days counted)."""
    period = periods.plan_period(2026, 3, actor=None)
    dates = dict(period.due_dates.values_list("layer", "due_on"))
    assert dates[Layer.BASE] == dt.date(2026, 10, 16)
    assert dates[Layer.CITY_INDUSTRY] == dt.date(2026, 10, 27)


def test_dates_must_follow_each_other(province: dict[str, Unit]) -> None:
    early = {layer: dt.date(2026, 10, 20) for layer in Layer.values} | {Layer.PROVINCE: dt.date(2026, 10, 10)}
    with pytest.raises(PeriodRefused, match="逐层后推"):
        periods.plan_period(2026, 3, actor=None, due_on=early)


def test_the_same_quarter_is_not_planned_twice(province: dict[str, Unit]) -> None:
    periods.plan_period(2026, 3, actor=None)
    with pytest.raises(PeriodRefused, match="已经建立"):
        periods.plan_period(2026, 3, actor=None)


def test_opening_makes_one_return_for_every_unit_due(province: dict[str, Unit]) -> None:
    period = opened()
    codes = set(Return.objects.of(period).values_list("unit__code", flat=True))
    assert codes == {province[name].code for name in ("group", "unit", "sibling", "soe", "other", "foreign")}
    assert set(Return.objects.of(period).values_list("state", flat=True)) == {ReturnState.NOT_STARTED}


def test_headquarters_have_the_later_date(province: dict[str, Unit]) -> None:
    period = opened()
    due = dict(Return.objects.of(period).values_list("unit__code", "due_on"))
    dates = dict(period.due_dates.values_list("layer", "due_on"))
    assert due[province["group"].code] == dates[Layer.GROUP]
    assert due[province["unit"].code] == dates[Layer.BASE]


def test_opening_freezes_schema_and_tree(province: dict[str, Unit]) -> None:
    period = opened()
    assert Schema.of(period).hash == period.schema_hash == Schema.current().at(period.code).hash
    above = PeriodAncestry.objects.filter(period=period, line="reporting", descendant=province["unit"])
    assert set(above.values_list("ancestor__code", "depth")) == {
        (province[name].code, depth) for depth, name in enumerate(("unit", "group", "industrial", "prov"))
    }


def test_a_closed_quarter_keeps_the_tree_it_was_opened_with(province: dict[str, Unit]) -> None:
    period = opened()
    changes.move(province["unit"], Line.REPORTING, province["other"], dt.date.today(), "专业化整合划转")
    above = PeriodAncestry.objects.filter(period=period, line="reporting", descendant=province["unit"], depth=1)
    assert above.get().ancestor == province["group"]


def test_returns_know_the_units_earlier_ones(province: dict[str, Unit]) -> None:
    last_year = periods.open_period(periods.plan_period(2025, 3, actor=None), actor=None)
    before = periods.open_period(periods.plan_period(2026, 2, actor=None), actor=None)
    ret = Return.objects.of(opened()).get(unit=province["unit"])
    assert ret.previous == Return.objects.of(before).get(unit=province["unit"])
    assert ret.last_year == Return.objects.of(last_year).get(unit=province["unit"])


def test_opening_twice_is_refused(province: dict[str, Unit]) -> None:
    with pytest.raises(PeriodRefused, match="已经开放"):
        periods.open_period(opened(), actor=None)


def test_a_quarter_is_not_opened_before_it_has_ended(province: dict[str, Unit]) -> None:
    with time_machine.travel("2026-09-30T10:00:00+08:00"):
        period = periods.plan_period(2026, 3, actor=None, opens_on=dt.date(2026, 9, 1))
        with pytest.raises(PeriodRefused, match="才结束"):
            periods.open_period(period, actor=None)
        assert periods.run_calendar(dt.date(2026, 9, 30))["opened"] == 0


def test_fillers_are_told(province: dict[str, Unit]) -> None:
    user = make_member(province["unit"], "filler")
    opened()
    assert Notice.objects.get(user=user).title == "2026年第三季度报表已开放填报"


def test_extension_moves_the_date_and_needs_a_reason(province: dict[str, Unit]) -> None:
    ret = Return.objects.of(opened()).get(unit=province["unit"])
    later = ret.due_on + dt.timedelta(days=7)
    with pytest.raises(PeriodRefused, match="理由"):
        periods.extend(ret, later, " ", actor=None)
    with pytest.raises(PeriodRefused, match="晚于原截止日"):
        periods.extend(ret, ret.due_on, "系统切换停机", actor=None)
    assert periods.extend(ret, later, "系统切换停机", actor=None).effective_due == later


def test_late_marks_are_set_once_and_spare_the_extended(province: dict[str, Unit]) -> None:
    period = opened()
    spared = Return.objects.of(period).get(unit=province["sibling"])
    due = spared.due_on
    periods.extend(spared, due + dt.timedelta(days=30), "系统切换停机", actor=None)
    assert periods.mark_late(due) == 0
    # Base units are late the day after; the headquarters have a later date.
    assert periods.mark_late(due + dt.timedelta(days=1)) == 3
    assert periods.mark_late(due + dt.timedelta(days=1)) == 0
    assert Return.objects.get(pk=spared.pk).marked_late_at is None


def test_what_is_reported_accepted_or_exempt_is_not_extended(province: dict[str, Unit]) -> None:
    """A date moved afterwards would turn a late return into a timely one."""
    ret = Return.objects.of(opened()).get(unit=province["unit"])
    later = ret.due_on + dt.timedelta(days=7)
    for fields, said in (
        ({"reported_at": timezone.now()}, "已经报出"),
        ({"state": "exempt", "exempt_reason": "本级没有职工", "reported_at": None}, "免报"),
    ):
        Return.objects.filter(pk=ret.pk).update(**fields)
        with pytest.raises(PeriodRefused, match=said):
            periods.extend(ret, later, "系统切换停机", actor=None)
    ret.refresh_from_db()
    assert ret.extended_to is None and ret.extension_reason == ""


def test_an_extension_has_an_end(province: dict[str, Unit]) -> None:
    ret = Return.objects.of(opened()).get(unit=province["unit"])
    with pytest.raises(PeriodRefused, match="一年以内"):
        periods.extend(ret, dt.date(2099, 12, 31), "系统切换停机", actor=None)


def test_an_extension_keeps_the_late_mark(province: dict[str, Unit]) -> None:
    ret = Return.objects.of(opened()).get(unit=province["unit"])
    after = ret.due_on + dt.timedelta(days=1)
    periods.mark_late(after)
    marked = Return.objects.get(pk=ret.pk).marked_late_at
    ret = periods.extend(ret, ret.due_on + dt.timedelta(days=7), "系统切换停机", actor=None)
    assert marked is not None and ret.marked_late_at == marked
    assert not ret.is_overdue(after) and ret.is_overdue(after + dt.timedelta(days=7))


def test_the_calendar_opens_reminds_and_turns_to_review(province: dict[str, Unit]) -> None:
    user = make_member(province["unit"], "filler")
    with time_machine.travel("2026-09-30T10:00:00+08:00"):
        periods.plan_period(2026, 3, actor=None)
        assert periods.run_calendar(dt.date(2026, 9, 30))["opened"] == 0
    with time_machine.travel("2026-10-01T10:00:00+08:00"):
        assert periods.run_calendar(dt.date(2026, 10, 1))["opened"] == 1
    with time_machine.travel("2026-10-15T10:00:00+08:00"):
        first = periods.run_calendar(dt.date(2026, 10, 15))
        again = periods.run_calendar(dt.date(2026, 10, 15))
    assert first["reminded"] > 0
    assert again == {"opened": 0, "reminded": 0, "late": 0, "reviewing": 0}
    assert Notice.objects.filter(user=user, title__contains="将于").count() == 1
    after = periods.run_calendar(dt.date(2026, 10, 17))
    assert after["reviewing"] == 1
    assert Period.objects.get(code="2026Q3").state == PeriodState.REVIEWING


def test_the_lock_asks_for_the_number_that_is_missing(province: dict[str, Unit]) -> None:
    period = opened()
    with pytest.raises(PeriodRefused, match="现在是 6 家"):
        periods.lock_period(period, actor=None, expect_missing=5)
    locked = periods.lock_period(period, actor=None, expect_missing=6)
    assert locked.state == PeriodState.LOCKED and locked.locked_at is not None
    with pytest.raises(PeriodRefused, match="不能锁定"):
        periods.lock_period(period, actor=None, expect_missing=6)


def test_reopening_needs_a_lock_and_a_reason(province: dict[str, Unit]) -> None:
    period = opened()
    with pytest.raises(PeriodRefused, match="没有锁定"):
        periods.reopen_period(period, "补报更正", actor=None)
    periods.lock_period(period, actor=None, expect_missing=6)
    for blank in ("", "\u200b" * 4):
        with pytest.raises(PeriodRefused, match="理由"):
            periods.reopen_period(period, blank, actor=None)
    assert periods.reopen_period(period, "两家单位补报", actor=None).is_fillable


def test_changed_dates_reach_what_is_not_reported(province: dict[str, Unit]) -> None:
    period = opened()
    dates = {layer: day + dt.timedelta(days=7) for layer, day in period.due_dates.values_list("layer", "due_on")}
    periods.change_due_dates(period, dates, actor=None)
    assert Return.objects.of(period).get(unit=province["unit"]).due_on == dates[Layer.BASE]


@pytest.mark.parametrize("year,quarter,ends", [(2026, 4, dt.date(2026, 12, 31)), (2028, 1, dt.date(2028, 3, 31))])
def test_quarters_end_where_they_should(year: int, quarter: int, ends: dt.date) -> None:
    assert Period(year=year, quarter=quarter).ends_on == ends


class TestPages:
    def test_the_manager_goes_through_a_quarter(self, client: Any, province: dict[str, Unit]) -> None:
        client.force_login(make_actor(province["prov"], "province_manager").user)
        answer = client.post(
            reverse("period_plan"), {"year": 2026, "quarter": 3, "opens_on": "2026-10-01", "notice": ""}
        )
        assert answer.status_code == 302
        page = reverse("period_detail", args=["2026Q3"])
        assert "开放2026年第三季度" in client.get(page).content.decode()
        assert client.post(reverse("period_open", args=["2026Q3"])).status_code == 302
        shown = client.get(page).content.decode()
        assert "汇总锁定" in shown and "还有 6 家未审核" in shown
        refused = client.post(reverse("period_lock", args=["2026Q3"]), {"expect_missing": 1, "confirm": "on"})
        assert refused.status_code == 409 and "现在是 6 家" in refused.content.decode()
        locked = client.post(reverse("period_lock", args=["2026Q3"]), {"expect_missing": 6, "confirm": "on"})
        assert locked.status_code == 302
        unseen = client.post(reverse("period_reopen", args=["2026Q3"]), {"reason": "\u200b" * 4})
        assert unseen.status_code == 422 and unseen.context["reason_form"].errors["reason"]
        assert client.post(reverse("period_reopen", args=["2026Q3"]), {"reason": "两家单位补报"}).status_code == 302

    def test_bad_input_is_told_where_it_happened(self, client: Any, province: dict[str, Unit]) -> None:
        client.force_login(make_actor(province["prov"], "province_manager").user)
        opened()
        answer = client.post(
            reverse("period_extend", args=["2026Q3"]), {"unit": "X999", "to": "2099-01-01", "reason": "系统切换停机"}
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "没有代码 X999" in shown and "系统切换停机" in shown

    def test_a_refused_extension_is_told_beside_its_field(self, client: Any, province: dict[str, Unit]) -> None:
        client.force_login(make_actor(province["prov"], "province_manager").user)
        opened()
        fields = {"unit": province["unit"].code, "to": "2099-01-01", "reason": "系统切换停机"}
        answer = client.post(reverse("period_extend", args=["2026Q3"]), fields)
        assert answer.status_code == 422 and "一年以内" in str(answer.context["extension_form"].errors["to"])
        Return.objects.filter(unit=province["unit"]).update(reported_at=timezone.now())
        answer = client.post(reverse("period_extend", args=["2026Q3"]), fields)
        assert answer.status_code == 422 and "报出" in str(answer.context["extension_form"].errors["unit"])

    def test_officers_see_open_quarters_and_no_acts(self, client: Any, province: dict[str, Unit]) -> None:
        periods.plan_period(2026, 4, actor=None)
        opened()
        client.force_login(make_actor(province["unit"], "filler").user)
        listed = client.get(reverse("period_list")).content.decode()
        assert "2026年第三季度" in listed and "2026年第四季度" not in listed
        assert client.get(reverse("period_detail", args=["2026Q4"])).status_code == 404
        assert "汇总锁定" not in client.get(reverse("period_detail", args=["2026Q3"])).content.decode()
        assert client.post(reverse("period_open", args=["2026Q4"])).status_code == 403


@pytest.mark.django_db(transaction=True)
class TestLockAgainstMoves:
    """A move in flight and 汇总锁定 exclude each other: whoever is first is seen by the other."""

    def test_a_lock_waits_for_the_move_in_flight(self) -> None:
        make_province()
        period = opened()
        held, release, locked = threading.Event(), threading.Event(), threading.Event()

        def move() -> None:
            with system("test"), transaction.atomic():
                assert Period.objects.hold(period.pk) == PeriodState.OPEN
                held.set()
                release.wait(10)
            connection.close()

        def lock() -> None:
            with system("test"):
                periods.lock_period(period, actor=None, expect_missing=6)
            locked.set()
            connection.close()

        threads = [threading.Thread(target=move), threading.Thread(target=lock)]
        threads[0].start()
        assert held.wait(10)
        threads[1].start()
        assert not locked.wait(0.5), "the lock did not wait"
        release.set()
        assert locked.wait(10)
        for thread in threads:
            thread.join()
