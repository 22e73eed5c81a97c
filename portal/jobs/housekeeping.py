"""Old jobs and ended sessions are dropped so that their tables stay small."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from portal.jobs.dispatch import SCHEDULED_KEY
from portal.jobs.models import ACTIVE, Job, State

KEEP_SCHEDULED = timedelta(days=7)
KEEP = timedelta(days=400)


def drop_old() -> int:
    """Delete ended sessions, and ended jobs: those of the clock that went well after a week, all others after
    400 days. Returns the number of jobs."""
    SessionStore.clear_expired()
    now = timezone.now()
    ended = Job.objects.exclude(state__in=ACTIVE)
    routine = ended.filter(key=SCHEDULED_KEY, state=State.DONE, finished_at__lt=now - KEEP_SCHEDULED)
    return routine.delete()[0] + ended.filter(finished_at__lt=now - KEEP).delete()[0]
