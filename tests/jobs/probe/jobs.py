"""Jobs whose effect can be counted: each leaves one audit event, in the transaction that ends the job."""

import time

from portal import audit
from portal.jobs import JobFailed, RunningJob, handler

STEPS = 4


@handler("probe.effect", label="试验：留下一条记录")
def leave_record(job: RunningJob) -> None:
    for step in range(STEPS):
        job.progress(step, STEPS, "试验")
        time.sleep(job.payload["seconds"] / STEPS)
    with job.commit():
        audit.record("probe.effect", obj_type="probe", obj_id=job.payload["number"])


@handler("probe.refuse", label="试验：不能完成")
def refuse(job: RunningJob) -> None:
    raise JobFailed("应有：可以完成的任务。")


@handler("probe.break", label="试验：程序出错")
def break_down(job: RunningJob) -> None:
    raise ZeroDivisionError("secret detail")
