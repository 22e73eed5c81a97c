"""Which code runs which kind of job. Apps declare their handlers in `jobs.py`, found at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from portal.jobs.running import RunningJob

Body = Callable[["RunningJob"], None]
EPOCH = datetime(2020, 1, 1)


@dataclass(frozen=True)
class Schedule:
    """A tick every so often, counted from midnight, or once a day at a local time."""

    every: timedelta = timedelta(days=1)
    at: time = time(0)

    def latest(self, now: datetime) -> datetime:
        """The last tick not after `now` (aware; so is the result)."""
        zone = timezone.get_current_timezone()
        start = datetime.combine(EPOCH, self.at)
        passed = (timezone.make_naive(now, zone) - start) // self.every
        return timezone.make_aware(start + passed * self.every, zone)


@dataclass(frozen=True)
class Handler:
    """One kind of job: its Chinese name, what runs it, and its schedule when it runs by the clock."""

    kind: str
    label: str
    body: Body
    schedule: Schedule | None = None


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, label: str) -> Callable[[Body], Body]:
    """Register a function as what runs jobs of `kind`; `label` is the kind's Chinese name."""
    return lambda body: _register(Handler(kind, label, body))


def scheduled(
    kind: str, *, label: str, every: timedelta | None = None, daily: time | None = None
) -> Callable[[Body], Body]:
    """Register a function that also runs by the clock: `every` so often, or `daily` at a local time.

    Each tick makes one job, however many processes watch the clock; ticks missed while none did are made up for by
    one job. A tick that falls while the last one's job still waits or runs lets that one run once more."""
    if (every is None) == (daily is None):
        raise ValueError("scheduled() takes either every= or daily=")
    schedule = Schedule(every) if every else Schedule(at=daily or time(0))
    return lambda body: _register(Handler(kind, label, body, schedule))


def _register(entry: Handler) -> Body:
    known = _handlers.get(entry.kind)
    if known and known.body.__qualname__ != entry.body.__qualname__:
        raise ValueError(f"two handlers for jobs of kind {entry.kind!r}")
    _handlers[entry.kind] = entry
    return entry.body


def find(kind: str) -> Handler | None:
    return _handlers.get(kind)


def schedules() -> list[Handler]:
    return [entry for entry in _handlers.values() if entry.schedule]


def kinds() -> dict[str, str]:
    """Kind → Chinese name, for filters."""
    return {kind: entry.label for kind, entry in sorted(_handlers.items())}


def label_of(kind: str) -> str:
    entry = _handlers.get(kind)
    return entry.label if entry else kind
