"""Putting jobs into the queue and taking them off it. Every step is one conditional UPDATE, so it happens once.

States: queued → running (claim) → done, failed; queued or running → cancelled; running → queued when its process has
died (sweep) or when somebody asked for the same work meanwhile (rerun); failed → queued (retry).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from portal.jobs.models import Job, State
from portal.jobs.registry import find

FRESH: dict[str, Any] = {
    "state": State.QUEUED,
    "sent_at": None,
    "started_at": None,
    "finished_at": None,
    "done": 0,
    "total": 0,
    "message": "",
    "error": "",
    "trace": "",
    "rerun": False,
}


ENQUEUE_TRIES = 5


class NotAllowed(Exception):
    """The job is not in a state that allows the act; the text is a Chinese message."""


def enqueue(
    kind: str,
    *,
    key: str,
    payload: dict[str, Any] | None = None,
    unit_id: int | None = None,
    period_code: str = "",
    user: Any = None,
) -> Job:
    """Ask for work in the caller's transaction; nothing is sent to anybody before it commits.

    `key` names the work within its kind. While a job of the same kind and key waits or runs, that one is returned
    with the newer payload; when it runs already it runs once more afterwards, because it may have read what the caller
    is just changing. Raises LookupError for a kind that no code handles."""
    if find(kind) is None:
        raise LookupError(f"no handler for jobs of kind {kind!r}")
    fields = {"payload": payload or {}, "unit_id": unit_id, "period_code": period_code}
    with transaction.atomic():
        for attempt in range(1, ENQUEUE_TRIES + 1):
            if job := _join(kind, key, fields):
                return job
            try:
                with transaction.atomic():
                    return Job.objects.create(kind=kind, key=key, created_by=user, **fields)
            except IntegrityError:
                # Another transaction has just created the same job: join that one, unless it is over already.
                if attempt == ENQUEUE_TRIES:
                    raise
    raise AssertionError("unreachable")


def _join(kind: str, key: str, fields: dict[str, Any]) -> Job | None:
    """The active job of that name, made to see the caller's changes: its row stays locked until the caller
    commits, so that a waiting job begins afterwards, and a running one is told to run again."""
    job = Job.objects.select_for_update().active().filter(kind=kind, key=key).first()
    if job:
        job.payload = fields["payload"]
        job.rerun = job.state == State.RUNNING
        job.save(update_fields=["payload", "rerun"])
    return job


def claim(job_id: int) -> Job | None:
    """Begin a waiting job; None when another process has begun it or it waits no more."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING,
        attempt=F("attempt") + 1,
        started_at=now,
        heartbeat=now,
        rerun=False,
        done=0,
        total=0,
    )
    return Job.objects.get(pk=job_id) if taken else None


def claim_next() -> Job | None:
    """Begin the oldest waiting job, if there is one."""
    for pk in Job.objects.waiting().values_list("pk", flat=True)[:10]:
        if job := claim(pk):
            return job
    return None


def sweep() -> int:
    """Put jobs whose process has died back into the queue; one that took several processes along fails.

    Returns how many were found. Rows that are being written just now are not stale and are left alone."""
    if not Job.objects.stale().exists():
        return 0
    with transaction.atomic():
        rows = Job.objects.stale()
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        stale = list(rows)
        for job in stale:
            _revive(job)
    return len(stale)


def _revive(job: Job) -> None:
    mine = Job.objects.held(job.attempt).filter(pk=job.pk)
    if job.crashes + 1 < settings.JOB_CRASHES:
        mine.update(**FRESH, crashes=F("crashes") + 1)
        return
    mine.update(
        state=State.FAILED,
        finished_at=timezone.now(),
        crashes=F("crashes") + 1,
        error=f"执行这项任务的进程已中断 {job.crashes + 1} 次，不再自动重试。请联系系统管理员查看日志。",
    )


def retry(job: Job) -> None:
    """Put a failed or cancelled job back into the queue. Raises NotAllowed."""
    try:
        with transaction.atomic():
            again = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED))
            changed = again.update(**FRESH, crashes=0, queued_at=timezone.now())
    except IntegrityError:
        raise NotAllowed("同样的任务已在排队或进行中，无需重试。") from None
    if not changed:
        raise NotAllowed("只有失败或已取消的任务可以重试。请刷新查看最新状态。")


def cancel(job: Job) -> None:
    """Cancel a job that waits or runs; a running one notices at its next step. Raises NotAllowed."""
    changed = Job.objects.active().filter(pk=job.pk).update(state=State.CANCELLED, finished_at=timezone.now())
    if not changed:
        raise NotAllowed("任务已经结束，不能取消。")
