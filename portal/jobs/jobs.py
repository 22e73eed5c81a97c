"""The jobs of this layer, and those of the audit trail below it, which may not import upwards."""

from datetime import time, timedelta

from portal.audit.sealing import seal
from portal.audit.verifying import verify
from portal.jobs.housekeeping import drop_old
from portal.jobs.registry import handler, scheduled
from portal.jobs.running import JobFailed, RunningJob

VERIFY = "audit.verify"


@scheduled("audit.seal", label="封存审计记录", every=timedelta(minutes=5))
def seal_audit(job: RunningJob) -> None:
    job.progress(seal(), message="已封存")


@scheduled("jobs.tidy", label="清理过期任务记录", daily=time(3, 30))
def tidy_jobs(job: RunningJob) -> None:
    job.progress(drop_old(), message="已清理")


@handler(VERIFY, label="核验审计记录")
def verify_audit(job: RunningJob) -> None:
    """Ends as failed when a record is missing or altered, so that nobody takes the end of the job for a good one."""
    report = verify(lambda done, total: job.progress(done, total, "已核对"))
    text = "；".join(report.lines())
    if not report.intact:
        raise JobFailed(text)
    job.result(text=text)
