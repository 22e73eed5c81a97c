"""Enqueueing, claiming, fencing, sweeping, retrying, cancelling."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.utils import timezone

from portal.audit.models import Event
from portal.jobs import Fenced, Job, RunningJob, enqueue
from portal.jobs.dispatch import run_waiting
from portal.jobs.models import State
from portal.jobs.queue import NotAllowed, cancel, claim, claim_next, retry, sweep
from tests.jobs.probe import jobs as probe

pytestmark = pytest.mark.django_db
EFFECT = {"number": 1, "seconds": 0}


@pytest.fixture
def job() -> Job:
    assert probe.STEPS
    return enqueue("probe.effect", key="1", payload=EFFECT)


def _silent_since(job: Job, silence: timedelta) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - silence)


def _stale(job: Job) -> None:
    _silent_since(job, portal_settings.JOB_STALE + timedelta(seconds=1))


def test_same_work_is_queued_once_with_the_newer_payload(job: Job) -> None:
    again = enqueue("probe.effect", key="1", payload=EFFECT | {"number": 2})
    assert again.pk == job.pk
    assert Job.objects.get().payload["number"] == 2


def test_other_key_is_other_work(job: Job) -> None:
    assert enqueue("probe.effect", key="2", payload=EFFECT).pk != job.pk


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(LookupError, match=r"no\.such"):
        enqueue("no.such", key="1")


def test_job_is_begun_once(job: Job) -> None:
    assert claim(job.pk)
    assert claim(job.pk) is None


def test_oldest_is_begun_first(job: Job) -> None:
    enqueue("probe.effect", key="2", payload=EFFECT)
    begun = claim_next()
    assert begun
    assert begun.pk == job.pk


def test_job_runs_to_its_end(job: Job) -> None:
    assert run_waiting(pulse=False) == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempt) == (State.DONE, 3, 4, 1)
    assert job.finished_at
    assert Event.objects.filter(action="probe.effect").count() == 1


def test_asked_for_while_running_runs_once_more(job: Job) -> None:
    begun = claim(job.pk)
    assert begun
    enqueue("probe.effect", key="1", payload=EFFECT | {"number": 9})
    RunningJob(begun).finish()
    job.refresh_from_db()
    assert (job.state, job.rerun) == (State.QUEUED, False)
    run_waiting(pulse=False)
    assert Event.objects.get(action="probe.effect").object_id == "9"
    assert Job.objects.get().state == State.DONE


def test_superseded_attempt_can_do_nothing(job: Job) -> None:
    first = claim(job.pk)
    assert first
    _stale(job)
    assert sweep() == 1
    second = claim(job.pk)
    assert second
    assert (first.attempt, second.attempt) == (1, 2)
    old = RunningJob(first)
    for act in (lambda: old.progress(1, 2), old.finish, lambda: old.fail("x")):
        with pytest.raises(Fenced):
            act()
    RunningJob(second).finish()
    assert Job.objects.get().state == State.DONE


def test_superseded_attempt_leaves_no_trace(job: Job) -> None:
    first = claim(job.pk)
    assert first
    _stale(job)
    sweep()
    claim(job.pk)
    with pytest.raises(Fenced), RunningJob(first).commit():
        Event.objects.create(action="probe.effect")
    assert not Event.objects.exists()


def test_failed_commit_can_still_be_reported(job: Job) -> None:
    begun = claim(job.pk)
    assert begun
    running = RunningJob(begun)
    with pytest.raises(ValueError, match="late"), running.commit():
        running.finish()
        raise ValueError("late")
    running.fail("没有完成")
    assert Job.objects.get().state == State.FAILED


def test_living_job_is_left_alone(job: Job) -> None:
    claim(job.pk)
    _silent_since(job, portal_settings.JOB_STALE - timedelta(seconds=5))
    assert sweep() == 0
    assert Job.objects.get().state == State.RUNNING


def test_job_that_kills_its_processes_fails_in_the_end(job: Job, settings: Any) -> None:
    settings.JOB_CRASHES = 2
    for _ in range(2):
        assert claim(job.pk)
        _stale(job)
        sweep()
    job.refresh_from_db()
    assert (job.state, job.crashes) == (State.FAILED, 2)
    assert "中断 2 次" in job.error


def test_refused_job_shows_its_message() -> None:
    enqueue("probe.refuse", key="1")
    run_waiting(pulse=False)
    job = Job.objects.get()
    assert (job.state, job.error, job.trace) == (State.FAILED, "应有：可以完成的任务。", "")


def test_broken_job_keeps_the_detail_for_the_technician() -> None:
    enqueue("probe.break", key="1")
    run_waiting(pulse=False)
    job = Job.objects.get()
    assert job.state == State.FAILED
    assert "secret detail" not in job.error
    assert f"任务号 {job.pk}" in job.error
    assert "ZeroDivisionError: secret detail" in job.trace


def test_kind_without_code_fails_with_a_message(job: Job) -> None:
    Job.objects.update(kind="old.kind")
    run_waiting(pulse=False)
    assert "old.kind" in Job.objects.get().error


def test_failed_job_can_be_retried() -> None:
    job = enqueue("probe.refuse", key="1")
    run_waiting(pulse=False)
    retry(job)
    job.refresh_from_db()
    assert (job.state, job.error, job.finished_at) == (State.QUEUED, "", None)


def test_retry_beside_an_active_twin_is_refused() -> None:
    job = enqueue("probe.refuse", key="1")
    run_waiting(pulse=False)
    enqueue("probe.refuse", key="1")
    with pytest.raises(NotAllowed, match="已在排队"):
        retry(job)


def test_waiting_job_cannot_be_retried(job: Job) -> None:
    with pytest.raises(NotAllowed, match="失败或已取消"):
        retry(job)


def test_cancelled_job_stops_at_its_next_step(job: Job) -> None:
    begun = claim(job.pk)
    assert begun
    cancel(job)
    with pytest.raises(Fenced):
        RunningJob(begun).progress(1, 2)
    assert Job.objects.get().state == State.CANCELLED
    with pytest.raises(NotAllowed, match="已经结束"):
        cancel(job)
