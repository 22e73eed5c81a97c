"""Asking for work while it is being begun or ended: what the asker changed is seen, one way or the other."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction

from portal.jobs import Job, RunningJob, enqueue
from portal.jobs.models import State
from portal.jobs.queue import claim
from tests.jobs.probe import jobs as probe

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = {"number": 1, "seconds": 0}, {"number": 2, "seconds": 0}
# Long enough for a thread to run into the other one's lock; the outcome does not depend on it.
MOMENT = 0.3


def _apart(pool: ThreadPoolExecutor, act: Callable[[], Any]) -> Future[Any]:
    """Run in a thread, which gives its connection back."""

    def run() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    return pool.submit(run)


@contextmanager
def _asking_again(pool: ThreadPoolExecutor) -> Iterator[threading.Event]:
    """Somebody has asked for the work in a transaction that commits when the event is set."""
    asked, may_commit = threading.Event(), threading.Event()

    def ask() -> None:
        with transaction.atomic():
            enqueue("probe.effect", key="1", payload=NEW)
            asked.set()
            assert may_commit.wait(10)

    asking = _apart(pool, ask)
    assert asked.wait(10)
    yield may_commit
    asking.result(20)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    assert probe.STEPS
    with ThreadPoolExecutor(4) as threads:
        yield threads


def test_job_begun_meanwhile_sees_the_change(pool: ThreadPoolExecutor) -> None:
    job = enqueue("probe.effect", key="1", payload=OLD)
    with _asking_again(pool) as may_commit:
        beginning = _apart(pool, lambda: claim(job.pk))
        threading.Event().wait(MOMENT)
        may_commit.set()
        begun = beginning.result(20)
    assert begun.payload == NEW


def test_job_ended_meanwhile_runs_again(pool: ThreadPoolExecutor) -> None:
    begun = claim(enqueue("probe.effect", key="1", payload=OLD).pk)
    assert begun
    with _asking_again(pool) as may_commit:
        ending = _apart(pool, RunningJob(begun).finish)
        threading.Event().wait(MOMENT)
        may_commit.set()
        ending.result(20)
    job = Job.objects.get()
    assert (job.state, job.payload) == (State.QUEUED, NEW)


def test_many_askers_make_one_job(pool: ThreadPoolExecutor) -> None:
    start = threading.Barrier(4)

    def ask() -> int:
        start.wait()
        return enqueue("probe.effect", key="1", payload=OLD).pk

    made = {asking.result(20) for asking in [_apart(pool, ask) for _ in range(4)]}
    assert len(made) == Job.objects.count() == 1
