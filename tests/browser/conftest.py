"""Browser, people and a real worker for the tests that go through the portal as its users do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.chromium import started
from tests.jobs.processes import Crew

from .people import Person


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium, for the module's tests. The module's pages are windows of it that share nothing."""
    with started(chromium_path) as found:
        yield found


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Callable[..., Person]]:
    """Opens windows on the portal; at the end none of them may have met an error."""
    people: list[Person] = []

    def arrive(name: str = "", **options: Any) -> Person:
        people.append(Person(browser, live_server.url, name, **options))
        return people[-1]

    yield arrive
    for person in people:
        person.close()


@pytest.fixture
def celery(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[Crew]:
    """Starts Celery workers and the relay on this test's database, with a queue of their own, and ends them."""
    crew = Crew(redis_url, tmp_path / "workers.log")
    crew.environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.browser.worker_settings",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    yield crew
    crew.end()
