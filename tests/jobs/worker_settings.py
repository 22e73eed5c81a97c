"""The portal's settings for worker processes under test: the probe's jobs, short waits, a queue of their own."""

import os
from datetime import timedelta

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS as PORTAL_APPS

INSTALLED_APPS = [*PORTAL_APPS, "tests.jobs.probe"]
JOB_HEARTBEAT = timedelta(seconds=0.3)
JOB_STALE = timedelta(seconds=2)
JOB_RESEND = timedelta(seconds=2)
JOB_CRASHES = 20
CELERY_TASK_DEFAULT_QUEUE = os.environ["PROBE_QUEUE"]
