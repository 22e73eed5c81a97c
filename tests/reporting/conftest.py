"""A page in Chromium, for the tests that run a page's script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.chromium import started

PATIENCE = 15_000


@pytest.fixture
def page(chromium_path: str, live_server: Any) -> Iterator[Page]:
    """An empty page that tolerates no error of a script."""
    with started(chromium_path) as browser:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url)
        context.set_default_timeout(PATIENCE)
        found = context.new_page()
        errors: list[str] = []
        found.on("pageerror", lambda error: errors.append(str(error)))
        yield found
    assert not errors, errors
