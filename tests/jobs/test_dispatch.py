"""The clock, the relay, the loop."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from portal.jobs import Job, RunningJob, enqueue, registry
from portal.jobs.dispatch import SCHEDULED_KEY, Loop, send_waiting, tick_schedules
from portal.jobs.models import ScheduleState, State
from portal.jobs.registry import Schedule, handler, scheduled
from tests.jobs.probe import jobs as probe

NOON = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)  # 12:00 in Xi'an


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """One schedule only: every ten minutes."""
    monkeypatch.setattr(registry, "_handlers", {})

    @scheduled("clock.tick", label="试验", every=timedelta(minutes=10))
    def tick(job: RunningJob) -> None:
        raise NotImplementedError


def _enqueue(count: int) -> list[int]:
    assert probe.STEPS
    return [enqueue("probe.refuse", key=str(number)).pk for number in range(count)]


class TestSchedules:
    def test_latest_tick_of_an_interval(self) -> None:
        every = Schedule(timedelta(minutes=10))
        assert every.latest(NOON + timedelta(minutes=9, seconds=59)) == NOON
        assert every.latest(NOON + timedelta(minutes=10)) == NOON + timedelta(minutes=10)

    def test_latest_tick_of_a_day_is_local(self) -> None:
        daily = Schedule(at=time(0, 30))
        assert daily.latest(NOON) == datetime(2026, 10, 11, 16, 30, tzinfo=UTC)
        assert daily.latest(datetime(2026, 10, 11, 16, 29, tzinfo=UTC)) == datetime(2026, 10, 10, 16, 30, tzinfo=UTC)

    @pytest.mark.django_db
    @pytest.mark.usefixtures("clock")
    def test_each_tick_makes_one_job(self) -> None:
        assert tick_schedules(NOON) == 1
        assert tick_schedules(NOON + timedelta(minutes=9)) == 0
        Job.objects.update(state=State.DONE, finished_at=NOON)
        assert tick_schedules(NOON + timedelta(minutes=10)) == 1
        assert list(Job.objects.values_list("key", flat=True)) == [SCHEDULED_KEY] * 2

    @pytest.mark.django_db
    @pytest.mark.usefixtures("clock")
    def test_missed_ticks_are_made_up_for_by_one_job(self) -> None:
        tick_schedules(NOON)
        Job.objects.update(state=State.DONE, finished_at=NOON)
        assert tick_schedules(NOON + timedelta(days=3)) == 1
        assert ScheduleState.objects.get().last_tick == NOON + timedelta(days=3)

    @pytest.mark.django_db
    @pytest.mark.usefixtures("clock")
    def test_tick_during_a_waiting_job_adds_none(self) -> None:
        tick_schedules(NOON)
        tick_schedules(NOON + timedelta(minutes=10))
        assert Job.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.usefixtures("clock")
    def test_two_watchers_make_one_job(self) -> None:
        start = threading.Barrier(4)

        def watch(_: int) -> int:
            start.wait()
            try:
                return tick_schedules(NOON)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(watch, range(4)))
        assert sorted(made) == [0, 0, 0, 1]
        assert Job.objects.count() == 1

    def test_schedule_is_either_interval_or_daily(self) -> None:
        with pytest.raises(ValueError, match="either"):
            scheduled("x", label="x")

    def test_one_handler_a_kind(self) -> None:
        with pytest.raises(ValueError, match="two handlers"):
            handler("probe.effect", label="另一个")(lambda job: None)


@pytest.mark.django_db
class TestRelay:
    def test_sends_each_waiting_job_once(self) -> None:
        ids, sent = _enqueue(3), []
        assert send_waiting(sent.append) == 3
        assert send_waiting(sent.append) == 0
        assert sent == ids

    def test_sends_again_what_was_not_begun(self, settings: Any) -> None:
        _enqueue(1)
        send_waiting(lambda pk: None)
        Job.objects.update(sent_at=timezone.now() - settings.JOB_RESEND - timedelta(seconds=1))
        assert send_waiting(lambda pk: None) == 1

    def test_keeps_to_its_window(self, settings: Any) -> None:
        settings.JOB_WINDOW = 2
        _enqueue(5)
        assert send_waiting(lambda pk: None) == 2
        assert send_waiting(lambda pk: None) == 0
        Job.objects.filter(sent_at__isnull=False).update(state=State.DONE, finished_at=timezone.now())
        assert send_waiting(lambda pk: None) == 2

    def test_broker_that_fails_keeps_jobs_unsent(self) -> None:
        ids = _enqueue(3)

        def publish(pk: int) -> None:
            if pk != ids[0]:
                raise ConnectionError("broker is away")

        with pytest.raises(ConnectionError):
            send_waiting(publish)
        assert list(Job.objects.filter(sent_at__isnull=True).values_list("pk", flat=True)) == ids[1:]


@pytest.mark.django_db(transaction=True)
class TestLoop:
    @pytest.mark.parametrize("trouble", [OperationalError("locked"), ConnectionError("broker"), ValueError("bug")])
    def test_goes_on_after_trouble(self, trouble: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("portal.jobs.dispatch.AFTER_TROUBLE", 0.0)
        monkeypatch.setattr(Loop, "_watch", lambda self: None)
        calls = []

        def step() -> bool:
            calls.append(1)
            if len(calls) < 3:
                raise trouble
            loop.stop()
            return False

        loop = Loop(step)
        loop.run()
        assert len(calls) == 3
