"""What is dropped, and what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.jobs import Job
from portal.jobs.dispatch import SCHEDULED_KEY
from portal.jobs.housekeeping import KEEP, KEEP_SCHEDULED, drop_old
from portal.jobs.models import State

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _ended(key: str, state: str, age: timedelta) -> int:
    return Job.objects.create(kind="x", key=key, state=state, finished_at=timezone.now() - age).pk


def test_only_old_and_ended_jobs_go() -> None:
    _ended(SCHEDULED_KEY, State.DONE, KEEP_SCHEDULED + DAY)
    _ended("1", State.FAILED, KEEP + DAY)
    kept = {
        _ended(SCHEDULED_KEY, State.DONE, KEEP_SCHEDULED - DAY),
        _ended(SCHEDULED_KEY, State.FAILED, KEEP_SCHEDULED + DAY),
        _ended("2", State.DONE, KEEP - DAY),
        Job.objects.create(kind="x", key="3", queued_at=timezone.now() - KEEP - DAY).pk,
    }
    assert drop_old() == 2
    assert set(Job.objects.values_list("pk", flat=True)) == kept
