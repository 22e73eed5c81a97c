"""Background work: ``from portal.jobs import enqueue, handler, scheduled, Fenced, JobFailed, RunningJob``.

Handlers stand in each app's ``jobs.py``. See ``queue.py`` for the states, ``dispatch.py`` for who runs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.jobs.models import Job
    from portal.jobs.queue import enqueue
    from portal.jobs.registry import handler, scheduled
    from portal.jobs.running import Fenced, JobFailed, RunningJob

__all__ = ["Fenced", "Job", "JobFailed", "RunningJob", "enqueue", "handler", "scheduled"]

_HOMES = {
    "Job": "models",
    "enqueue": "queue",
    "handler": "registry",
    "scheduled": "registry",
    "Fenced": "running",
    "JobFailed": "running",
    "RunningJob": "running",
}


def __getattr__(name: str) -> Any:
    """The names above, imported late: models must not be imported before the apps are loaded."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(name)
