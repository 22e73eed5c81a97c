"""Entry point of the workers: ``celery -A portal worker``."""

import os

# Before the application is made: Celery sets Django up only when it finds this variable.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from portal.jobs.broker import app

__all__ = ["app"]
