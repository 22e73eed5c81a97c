"""Who runs the jobs.

With Redis: `manage.py relay` (one process, or several) watches the clock and the table and tells Celery the ids of
waiting jobs; `celery -A portal worker` runs them. Without: `manage.py serve` has one worker thread that does both.
Messages are hints. Losing one costs a minute, a doubled one finds its job begun, and nothing is published in a request.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections, transaction
from django.db.models import Q
from django.utils import timezone

from portal.jobs.models import Job, ScheduleState
from portal.jobs.queue import claim_next, enqueue, sweep
from portal.jobs.registry import Handler, schedules
from portal.jobs.running import run

log = logging.getLogger(__name__)
PAUSE = 0.5
WATCH_EVERY = 5.0
AFTER_TROUBLE = 3.0
SCHEDULED_KEY = "schedule"


def tick_schedules(now: datetime | None = None) -> int:
    """Make a job for every schedule whose tick has come; each tick once, however many processes call this."""
    now = now or timezone.now()
    known = dict(ScheduleState.objects.values_list("kind", "last_tick"))
    made = 0
    for entry in schedules():
        assert entry.schedule
        tick, last = entry.schedule.latest(now), known.get(entry.kind)
        if last is None or last < tick:
            made += _tick(entry, tick)
    return made


def _tick(entry: Handler, tick: datetime) -> bool:
    with transaction.atomic():
        state, _ = ScheduleState.objects.get_or_create(kind=entry.kind)
        mine = ScheduleState.objects.filter(Q(last_tick__isnull=True) | Q(last_tick__lt=tick), pk=state.pk)
        if not mine.update(last_tick=tick):
            return False
        enqueue(entry.kind, key=SCHEDULED_KEY, payload={"tick": tick.isoformat()})
        return True


def send_waiting(publish: Callable[[int], None]) -> int:
    """Publish the ids of waiting jobs, JOB_WINDOW of them at most at a time; returns how many.

    A job is marked as sent before it is: if this process dies in between, it is sent again after JOB_RESEND. When
    the broker fails, the mark is taken back and its error raised."""
    with transaction.atomic():
        forgotten = timezone.now() - settings.JOB_RESEND
        room = settings.JOB_WINDOW - Job.objects.waiting().filter(sent_at__gte=forgotten).count()
        rows = Job.objects.waiting().filter(Q(sent_at__isnull=True) | Q(sent_at__lt=forgotten))
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        ids = [job.pk for job in rows[: max(0, room)]]
        Job.objects.filter(pk__in=ids).update(sent_at=timezone.now())
    for place, pk in enumerate(ids):
        try:
            publish(pk)
        except Exception:
            Job.objects.waiting().filter(pk__in=ids[place:]).update(sent_at=None)
            raise
    return len(ids)


def run_waiting(pulse: bool = True) -> int:
    """Run waiting jobs in this process until none is left; returns how many ran."""
    ran = 0
    while job := claim_next():
        run(job, pulse=pulse)
        ran += 1
    return ran


class Loop:
    """Calls `step` again and again until stopped, and watches the clock and the heartbeats in between.

    `step` returns whether it found something to do. Trouble with the database or the broker is logged and waited
    out: this loop is the one thing that must go on."""

    def __init__(self, step: Callable[[], bool]) -> None:
        self.step = step
        self.stopped = threading.Event()
        self.next_watch = 0.0

    def run(self) -> None:
        while not self.stopped.is_set():
            self.stopped.wait(self._turn())
        connections.close_all()

    def _turn(self) -> float:
        """One round; returns the pause after it in seconds."""
        close_old_connections()
        try:
            self._watch()
            return 0.0 if self.step() else PAUSE
        except DatabaseError as error:
            log.warning("database does not answer or is busy, trying again: %s", error)
            connections.close_all()
        except Exception:
            log.exception("trouble while dispatching jobs, trying again")
        return AFTER_TROUBLE

    def _watch(self) -> None:
        if time.monotonic() < self.next_watch:
            return
        tick_schedules()
        if lost := sweep():
            log.warning("%s jobs had lost their process", lost)
        self.next_watch = time.monotonic() + WATCH_EVERY

    def stop(self) -> None:
        self.stopped.set()


def _run_next() -> bool:
    job = claim_next()
    if job:
        run(job)
    return job is not None


def in_process_worker() -> Loop:
    """The loop that runs jobs in this process."""
    return Loop(_run_next)


def relay(publish: Callable[[int], None]) -> Loop:
    """The loop that hands jobs to Celery."""
    return Loop(lambda: bool(send_waiting(publish)))
