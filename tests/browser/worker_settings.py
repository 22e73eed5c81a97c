"""The portal's settings for the Celery worker of a browser test: a queue of its own on the shared Redis server."""

import os

from portal.settings import *  # noqa: F403

CELERY_TASK_DEFAULT_QUEUE = os.environ["PROBE_QUEUE"]
