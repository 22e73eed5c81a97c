"""The background job that computes a period; many acceptances ask for it, one run answers them."""

from __future__ import annotations

from django.urls import reverse

from portal.jobs import JobFailed, RunningJob, enqueue, handler
from portal.jobs.models import Job
from portal.reporting.models import Period

from .compute import NotOpened, compute

KIND = "indicators.compute"


@handler(KIND, label="计算指标")
def compute_indicators(job: RunningJob) -> None:
    """Idempotent: a run replaces all results of its period, together with the job's end."""
    period = Period.objects.filter(code=job.payload["period"]).first()
    if period is None:
        raise JobFailed(f"没有报告期 {job.payload['period']}。")
    with job.commit():
        try:
            done = compute(period, progress=job.progress)
        except NotOpened as error:
            raise JobFailed(str(error)) from error
        job.result(
            text=f"{period.name}：{done.indicators} 项指标，{done.rows} 行结果，快照 {done.snapshot}。",
            url=reverse("indicator_home") + f"?period={period.code}",
            label="查看指标",
        )


def ask(period: Period, user: object) -> Job:
    """Queue a computation of the period for a person; joins the one that already waits."""
    return enqueue(KIND, key=period.code, payload={"period": period.code}, period_code=period.code, user=user)
