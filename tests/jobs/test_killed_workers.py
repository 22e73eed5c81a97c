"""Workers are killed in the middle of their jobs: nothing is lost, nothing doubled."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.audit.models import Event
from portal.jobs import Job, enqueue
from portal.jobs.models import State
from tests.jobs.probe import jobs as probe
from tests.jobs.processes import CELERY, RELAY, WORKER, Crew, wait_until

JOBS = 24
LONG = 90.0
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "workers.log"


@pytest.fixture
def celery_crew(redis_url: str, log: Path) -> Iterator[Crew]:
    crew = Crew(redis_url, log)
    yield crew
    crew.end()


@pytest.fixture
def local_crew(log: Path) -> Iterator[Crew]:
    crew = Crew("", log)
    yield crew
    crew.end()


def _enqueue(seconds: float) -> None:
    assert probe.STEPS
    for number in range(JOBS):
        enqueue("probe.effect", key=str(number), payload={"number": number, "seconds": seconds})


def _done() -> int:
    return Job.objects.filter(kind="probe.effect", state=State.DONE).count()


def _kill_while_busy(crew: Crew, command: tuple[str, ...], log: Path) -> None:
    """Wait until a job is in the middle of its work, kill the process, start another."""
    busy = Job.objects.filter(kind="probe.effect", state=State.RUNNING, done__gte=1)
    wait_until(busy.exists, LONG, log)
    crew.kill(command)
    crew.start(command)


def _assert_each_once() -> None:
    effects = Counter(Event.objects.filter(action="probe.effect").values_list("object_id", flat=True))
    assert effects == {str(number): 1 for number in range(JOBS)}
    jobs = Job.objects.filter(kind="probe.effect")
    assert not jobs.exclude(state=State.DONE).exists()
    assert sum(jobs.values_list("crashes", flat=True)) >= 1, "no job was ever interrupted: the test killed nothing"


@pytest.mark.worker
def test_celery_workers_and_relay_killed(celery_crew: Crew, log: Path) -> None:
    _enqueue(seconds=0.6)
    for command in (RELAY, CELERY):
        celery_crew.start(command)
    for round_ in range(3):
        _kill_while_busy(celery_crew, CELERY, log)
        if round_ == 1:
            celery_crew.kill(RELAY)
            celery_crew.start(RELAY)
    wait_until(lambda: _done() == JOBS, LONG, log)
    _assert_each_once()


def test_worker_without_redis_killed(local_crew: Crew, log: Path) -> None:
    _enqueue(seconds=0.2)
    local_crew.start(WORKER)
    for _ in range(3):
        _kill_while_busy(local_crew, WORKER, log)
    local_crew.start(("manage.py", "worker", "--once"))  # two at the same time
    wait_until(lambda: _done() == JOBS, LONG, log)
    _assert_each_once()
