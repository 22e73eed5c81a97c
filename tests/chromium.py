"""The one way tests start Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

# Nothing but the portal is asked for anything.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--no-pings",
)  # fmt: skip


@contextmanager
def started(path: str) -> Iterator[Browser]:
    """Chromium at the path, for the length of the block.

    Playwright keeps an event loop in this thread; the ORM is used between its calls, never inside. While the loop is
    there Django keeps connections apart from the thread's own: they are closed here, as nothing reaches them later and
    one left open keeps PostgreSQL from dropping the test database.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = play.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield found
        finally:
            found.close()
            connections.close_all()
