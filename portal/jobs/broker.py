"""The Celery application. It knows one task: run the job with this id."""

from celery import Celery

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task(name="portal.run_job")
def run_job(job_id: int) -> None:
    """Run a job unless another process has begun it. Lost and doubled messages are harmless (see `dispatch.py`)."""
    from portal.jobs.queue import claim
    from portal.jobs.running import run

    if job := claim(job_id):
        run(job)


def publish(job_id: int) -> None:
    """Tell a worker about a waiting job; raises at once when the broker does not answer."""
    run_job.apply_async((job_id,), retry=False)
