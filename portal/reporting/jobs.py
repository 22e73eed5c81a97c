"""The background work of reporting: the calendar of the periods, and the indicators."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.jobs import RunningJob, scheduled
from portal.organisations.scope import system

from . import periods
from .indicators import jobs as _indicator_jobs  # noqa: F401 - registers its handler
from .workbooks import jobs as _workbook_jobs  # noqa: F401 - registers its handlers


@scheduled("periods.calendar", label="报告期日历", every=timedelta(hours=1))
def follow_calendar(job: RunningJob) -> None:
    """Safe to run any number of times: each effect is remembered on the row it concerns."""
    with system("the calendar of the reporting periods"), transaction.atomic():
        done = periods.run_calendar(timezone.localdate())
    job.progress(
        1, 1, "，".join(f"{LABELS[name]} {count}" for name, count in done.items() if count) or "今天没有到期的事"
    )


LABELS = {"opened": "开放报告期", "reminded": "提醒单位", "late": "标记逾期", "reviewing": "转入审核"}
