"""Exports as jobs: asking for one, running it, where its file lies, and when it goes.

The job's row is the record of an export: who asked, what for, and the result. The file lies under MEDIA_ROOT by the
job's number and is sent to the person who asked only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from portal import audit
from portal.accounts.actor import Actor
from portal.jobs import Job, JobFailed, RunningJob, enqueue
from portal.jobs.models import State
from portal.organisations.scope import use
from portal.ui import numbers

from . import choice, summary
from .choice import Choice

KIND = "workbooks.summary"
KEEP = dt.timedelta(days=90)
LISTED = 20


@dataclass(frozen=True)
class Export:
    """An earlier export in the list."""

    job: Job
    about: str
    is_there: bool

    @property
    def name(self) -> str:
        return str(self.job.result.get("name") or self.job.payload["name"])

    @property
    def snapshot(self) -> str:
        return str(self.job.result.get("snapshot", ""))

    @property
    def size(self) -> str:
        size = self.job.result.get("size")
        return f"{numbers.plain(-(-size // 1024))} KB" if size else ""


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "summaries"


def path_of(job_id: int) -> Path:
    return folder() / f"{job_id}.xlsx"


@transaction.atomic
def ask(chosen: Choice, actor: Any) -> Job:
    """Queue an export for the actor and record it; the same one asked twice is one job."""
    payload = chosen.payload()
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:16]
    unit, period = chosen.place.unit, chosen.period
    audit.record(
        "summary.export", actor=actor, obj_type="period", obj_id=period.code, obj_label=chosen.title,
        unit_id=unit.pk, unit_label=unit.name, detail=payload,
    )  # fmt: skip
    return enqueue(
        KIND, key=f"{period.code} {actor.user.pk} {digest}", payload=payload | {"name": chosen.filename},
        unit_id=unit.pk, period_code=period.code, user=actor.user,
    )  # fmt: skip


def run(job: RunningJob) -> None:
    """Write the file in the scope of the person who asked, as it is now: who has lost the right gets nothing."""
    actor = Actor.of(job.job.created_by)
    if not actor.can("summary.export"):
        raise JobFailed("您现在没有导出汇总表的权限。怎样改：请安全管理员核对授权。")
    payload = {name: value for name, value in job.payload.items() if name != "name"}
    with use(actor.scope):
        try:
            made = summary.load(choice.find(**payload), str(actor))
        except (Http404, summary.NothingToSum) as error:
            raise JobFailed(str(error)) from error
        size = _write(made, path_of(job.job.pk), job)
    with job.commit():
        job.result(
            text=f"{made.choice.filename}：{len(made.plan.entries)} 家，{len(made.names)} 张工作表。",
            url=reverse("summary_download", args=(job.job.pk,)), label="下载 xlsx",
            name=made.choice.filename, size=size, snapshot=made.snapshot,
        )  # fmt: skip


def _write(made: summary.Summary, path: Path, job: RunningJob) -> int:
    """Under another name first, so that nobody ever gets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        made.write(Path(name), job.progress)
        size = os.path.getsize(name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return size


def earlier(user: Any) -> list[Export]:
    """The user's own exports, the newest first."""
    jobs = Job.objects.filter(kind=KIND, created_by=user).order_by("-pk")[:LISTED]
    return [Export(job, choice.describe(job.payload), path_of(job.pk).exists()) for job in jobs]


def find(user: Any, pk: int) -> Job | None:
    """A finished export of this user; None for anything else."""
    return Job.objects.filter(pk=pk, kind=KIND, created_by=user, state=State.DONE).first()


def drop_old() -> int:
    """Delete files older than KEEP; returns how many. Whoever needs one again exports it again."""
    if not folder().exists():
        return 0
    limit = (timezone.now() - KEEP).timestamp()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
