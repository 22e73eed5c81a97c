"""The pages of the background jobs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.models import Event
from portal.jobs import Job, RunningJob, enqueue
from portal.jobs.dispatch import run_waiting
from portal.jobs.models import State
from portal.jobs.queue import claim
from portal.organisations.models import UnitKind
from tests.factories import make_area, make_member, make_unit
from tests.jobs.probe import jobs as probe

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_member(make_unit(), "filler")


@pytest.fixture
def sysadmin() -> User:
    return make_member(make_unit(UnitKind.PROV_UNION, area=make_area("610000")), "sysadmin")


@pytest.fixture
def job(officer: User) -> Job:
    assert probe.STEPS
    return enqueue("probe.effect", key="1", payload={"number": 1, "seconds": 0}, user=officer)


def _url(name: str, job: Job) -> str:
    return reverse(name, args=[job.pk])


def test_who_sees_a_job(client: Client, job: Job, officer: User, sysadmin: User) -> None:
    stranger = make_member(make_unit(), "filler")
    for user, status in ((officer, 200), (sysadmin, 200), (stranger, 404)):
        client.force_login(user)
        for name in ("job_detail", "job_progress"):
            assert client.get(_url(name, job)).status_code == status, (user, name)
        rows = client.get(reverse("job_list")).context["page"].object_list
        assert [row.pk for row in rows] == ([job.pk] if status == 200 else [])
    assert client.get(reverse("job_detail", args=[job.pk + 999])).status_code == 404


def test_progress_asks_for_itself_until_the_end(client: Client, job: Job, officer: User) -> None:
    client.force_login(officer)
    url = _url("job_progress", job)
    assert "hx-get" in client.get(url).content.decode()
    begun = claim(job.pk)
    assert begun
    RunningJob(begun).progress(1, 4, "正在核对")
    running = client.get(url).content.decode()
    for text in ("正在核对", "25%", 'max="4"', "hx-get"):
        assert text in running
    RunningJob(begun).finish()
    ended = client.get(url).content.decode()
    assert "完成" in ended
    assert "hx-get" not in ended


def test_result_is_a_link(client: Client, job: Job, officer: User) -> None:
    begun = claim(job.pk)
    assert begun
    running = RunningJob(begun)
    running.result(url="/files/1/", label="下载汇总表")
    running.finish()
    client.force_login(officer)
    page = client.get(_url("job_detail", job)).content.decode()
    assert 'href="/files/1/"' in page
    assert "下载汇总表" in page


def test_the_list_says_what_came_of_a_job_not_its_last_step(client: Client, job: Job, officer: User) -> None:
    client.force_login(officer)
    running = claim(job.pk)
    assert running is not None
    step = RunningJob(running)
    step.progress(1, 2, "写 指标")
    assert "写 指标" in client.get(reverse("job_list")).content.decode()
    step.result(text="28 家，9 张表。")
    step.finish()
    page = client.get(reverse("job_list")).content.decode()
    assert "写 指标" not in page and "28 家，9 张表。" in page


def test_technical_detail_is_for_the_sysadmin(client: Client, officer: User, sysadmin: User) -> None:
    job = enqueue("probe.break", key="1", user=officer)
    run_waiting(pulse=False)
    for user, shown in ((officer, False), (sysadmin, True)):
        client.force_login(user)
        page = client.get(_url("job_detail", job)).content.decode()
        assert ("ZeroDivisionError" in page) is shown
        assert ("重新执行" in page) is shown


def test_retry_is_for_the_sysadmin(client: Client, officer: User, sysadmin: User) -> None:
    job = enqueue("probe.refuse", key="1", user=officer)
    run_waiting(pulse=False)
    client.force_login(officer)
    assert client.post(_url("retry_job", job)).status_code == 403
    client.force_login(sysadmin)
    page = client.post(_url("retry_job", job), follow=True).content.decode()
    assert "已重新排队" in page
    assert Job.objects.get().state == State.QUEUED
    assert Event.objects.filter(action="job.retry", object_id=str(job.pk)).count() == 1
    assert "只有失败或已取消的任务可以重试" in client.post(_url("retry_job", job), follow=True).content.decode()


def test_owner_cancels(client: Client, job: Job, officer: User) -> None:
    client.force_login(make_member(make_unit(), "filler"))
    assert client.post(_url("cancel_job", job)).status_code == 404
    client.force_login(officer)
    assert "已取消" in client.post(_url("cancel_job", job), follow=True).content.decode()
    assert Job.objects.get().state == State.CANCELLED


def test_acts_are_posts(client: Client, job: Job, officer: User) -> None:
    client.force_login(officer)
    assert client.get(_url("cancel_job", job)).status_code == 405


@pytest.mark.parametrize(
    ("query", "count"),
    [({"state": "queued"}, 1), ({"state": "done"}, 0), ({"kind": "probe.effect"}, 1), ({"state": "no"}, 1)],
)
def test_filters(client: Client, job: Job, officer: User, query: dict[str, str], count: int) -> None:
    client.force_login(officer)
    assert len(client.get(reverse("job_list"), query).context["page"].object_list) == count


def test_list_is_cheap(client: Client, sysadmin: User, django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    Job.objects.bulk_create(
        Job(kind="probe.effect", key=str(n), state=State.DONE, finished_at=now, created_by=sysadmin) for n in range(150)
    )
    client.force_login(sysadmin)
    client.get(reverse("job_list"))
    with django_assert_max_num_queries(8):
        assert len(client.get(reverse("job_list")).context["page"].object_list) == 100
