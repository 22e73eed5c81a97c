"""Pages of the background jobs: everybody's own ones; all of them for those who look after the system."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal import audit
from portal.jobs.forms import JobFilter
from portal.jobs.jobs import VERIFY
from portal.jobs.models import Job
from portal.jobs.queue import NotAllowed, cancel, enqueue, retry
from portal.ui.guards import needs, signed_in
from portal.ui.paging import page

SEE_ALL = "system.view"


def _visible(request: Any) -> Any:
    return Job.objects.seen_by(request.actor.user, request.actor.can(SEE_ALL))


def _find(request: HttpRequest, pk: int) -> Job:
    job = _visible(request).select_related("created_by").filter(pk=pk).first()
    if job is None:
        raise Http404("没有这项任务，或它不是您发起的")
    return job


@require_safe
@signed_in
def job_list(request: HttpRequest) -> HttpResponse:
    form = JobFilter(request.GET)
    rows = form.narrow(_visible(request)).select_related("created_by").order_by("-queued_at", "-pk")
    sees_all = request.actor.can(SEE_ALL)  # type: ignore[attr-defined]
    return render(request, "jobs/job_list.html", {"form": form, "page": page(request, rows), "sees_all": sees_all})


def _detail(request: HttpRequest, job: Job, template: str) -> HttpResponse:
    sees_all = request.actor.can(SEE_ALL)  # type: ignore[attr-defined]
    return render(request, template, {"job": job, "sees_all": sees_all})


@require_safe
@never_cache
@signed_in
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _find(request, pk), "jobs/job_detail.html")


@require_safe
@never_cache
@signed_in
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes; it asks for itself again until the job has ended."""
    return _detail(request, _find(request, pk), "jobs/progress.html")


@require_POST
@needs(SEE_ALL)
def retry_job(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, retry, "job.retry", "已重新排队。")


@require_POST
@signed_in
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, cancel, "job.cancel", "已取消。")


def _act(request: HttpRequest, pk: int, act: Any, action: str, said: str) -> HttpResponse:
    job = _find(request, pk)
    try:
        act(job)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        audit.record(action, obj_type="job", obj_id=job.pk, obj_label=str(job), unit_id=job.unit_id)
        messages.success(request, said)
    return redirect("job_detail", pk=job.pk)


@require_POST
@needs("audit.view")
def verify_events(request: HttpRequest) -> HttpResponse:
    """Start a verification of the audit trail; its page shows the outcome."""
    user = request.actor.user  # type: ignore[attr-defined]
    audit.record("audit.verify", obj_type="audit")
    return redirect("job_detail", pk=enqueue(VERIFY, key=f"user {user.pk}", user=user).pk)
