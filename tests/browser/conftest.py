"""Browser, people and a real worker for the tests that go through the portal as its users do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.jobs.processes import Crew

from .people import Person

# Nothing but the portal is asked for anything.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--no-pings",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium, for the module's tests. The module's pages are windows of it that share nothing."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright keeps an event loop in this thread; the ORM is used between its calls, never inside.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = play.chromium.launch(executable_path=chromium_path, args=list(QUIET))
        yield found
        found.close()


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
