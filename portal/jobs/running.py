"""Running one claimed job: progress, heartbeat, fencing, finishing."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.utils import timezone

from portal.jobs.models import Job, State
from portal.jobs.queue import FRESH
from portal.jobs.registry import find
from portal.organisations.scope import system

log = logging.getLogger(__name__)


class Fenced(Exception):
    """This attempt no longer holds its job: it was cancelled, or given to another process. Stop at once."""


class JobFailed(Exception):
    """The job cannot be done; the text is a Chinese message for whoever asked for it."""


class RunningJob:
    """What a handler gets: `payload`, `job` (the row as it was claimed), and these methods.

    Raising JobFailed ends the job with that message. A handler may run again after a crash, so it either is
    idempotent or writes inside `commit()`, which takes effect once or not at all."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.payload: dict[str, Any] = job.payload
        self.finished = False
        self.pulse: Pulse | None = None

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Show how far the work is (in whatever is counted; total 0 = unknown). Raises Fenced.

        Inside a transaction the heartbeat's own connection shows it, for nobody would see it before the commit."""
        shown = {"done": min(done, total) if total else done, "total": total, "message": message[:200]}
        if self.pulse and connection.in_atomic_block:
            self.pulse.show(shown)
        else:
            self._write(heartbeat=timezone.now(), **shown)

    @contextmanager
    def commit(self) -> Iterator[None]:
        """A transaction that finishes the job: the writes within and the job's end are committed together.

        Raises Fenced, rolling back, when the job is no longer held. The job's row is written last, so that callers of
        `enqueue()` and this transaction lock in the same order."""
        try:
            with transaction.atomic():
                yield
                self.finish()
        except BaseException:
            self.finished = False
            raise

    def result(self, **values: Any) -> None:
        """Keep the outcome; `url` and `label` make a link on the job's page."""
        self.job.result = values

    def finish(self) -> None:
        """Mark the job done, or queued again when it was asked for meanwhile. Raises Fenced."""
        self._end(state=State.DONE, result=self.job.result)

    def fail(self, error: str, trace: str = "") -> None:
        """Mark the job failed with a Chinese message. Raises Fenced."""
        self._end(state=State.FAILED, error=error[:500], trace=trace)

    def _end(self, **fields: Any) -> None:
        if self.finished:
            return
        with transaction.atomic():
            # Locked before it is read: an enqueue() that is about to commit must be seen.
            held = Job.objects.select_for_update().held(self.job.attempt).filter(pk=self.job.pk).first()
            if held and held.rerun:
                self._write(**FRESH | {"queued_at": timezone.now()})
            else:
                self._write(finished_at=timezone.now(), **fields)
        self.finished = True

    def _write(self, **fields: Any) -> None:
        if not Job.objects.held(self.job.attempt).filter(pk=self.job.pk).update(**fields):
            raise Fenced(f"job {self.job.pk} attempt {self.job.attempt}")


class Pulse(threading.Thread):
    """Keeps the heartbeat of one running job, on a connection of its own."""

    def __init__(self, running: RunningJob) -> None:
        super().__init__(name=f"pulse-{running.job.pk}", daemon=True)
        self.running = running
        self.stopped = threading.Event()
        self.fenced = False
        self.shown: dict[str, Any] = {}

    def show(self, shown: dict[str, Any]) -> None:
        """Hand over progress to be written with the next beat. Raises Fenced."""
        if self.fenced:
            raise Fenced(f"job {self.running.job.pk} attempt {self.running.job.attempt}")
        self.shown = shown

    def run(self) -> None:
        beat = settings.JOB_HEARTBEAT.total_seconds()
        try:
            while not self.stopped.wait(min(1.0, beat) if self.shown else beat):
                self._beat()
        finally:
            connections.close_all()

    def _beat(self) -> None:
        shown, self.shown = self.shown, {}
        job = self.running.job
        try:
            held = Job.objects.held(job.attempt).filter(pk=job.pk)
            self.fenced = not held.update(heartbeat=timezone.now(), **shown)
        except DatabaseError as error:
            # A beat may be missed; the job itself meets the database's trouble at its next statement.
            log.warning("heartbeat of job %s missed: %s", job.pk, error)
            connections.close_all()

    def stop(self) -> None:
        self.stopped.set()
        self.join()


def run(job: Job, pulse: bool = True) -> None:
    """Run a claimed job to its end. What the handler raises ends in the job's row; only OperationalError comes out.

    `pulse=False` runs without a heartbeat thread, for tests inside a transaction."""
    running = RunningJob(job)
    beating = Pulse(running) if pulse else None
    if beating:
        running.pulse = beating
        beating.start()
    try:
        _run_body(running)
    except Fenced:
        log.info("job %s attempt %s was superseded", job.pk, job.attempt)
    finally:
        if beating:
            beating.stop()


def _run_body(running: RunningJob) -> None:
    job = running.job
    entry = find(job.kind)
    if entry is None:
        running.fail(f"程序中没有类别为 {job.kind} 的任务，可能已改名。请联系系统管理员。")
        return
    try:
        with system(f"job {job.pk} {job.kind}"):
            entry.body(running)
        running.finish()
    except Fenced:
        raise
    except OperationalError:
        # The database was away or busy. Nothing can be written now; the sweeper gives the job another try.
        raise
    except JobFailed as error:
        running.fail(str(error))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        running.fail(f"处理时出错，没有完成。请把任务号 {job.pk} 告诉系统管理员。", traceback.format_exc())
