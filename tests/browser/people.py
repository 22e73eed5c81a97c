"""A person at a browser: signs in, opens pages, has each of them examined, and tolerates no error in the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

PATIENCE = 20_000
WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 375, "height": 812}
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return '';
  const clipped = (e) => e && (getComputedStyle(e).overflowX !== 'visible' || clipped(e.parentElement));
  const wide = [...document.querySelectorAll('main *, .top, .where, .foot')].filter(
    (e) => e.getBoundingClientRect().right > width + 1 && !clipped(e.parentElement));
  return wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' | ') || 'the document itself';
}"""
# What the browser says by itself about an answer with an error status; which ones are due is counted from answers.
STATUS_WORDS = "Failed to load resource: the server responded with a status of"


class Person:
    """One signed-in browser window. `close` fails when the console, a script or a request had an error."""

    def __init__(self, browser: Browser, base_url: str, name: str = "", **options: Any) -> None:
        self.name = name
        self.context = browser.new_context(base_url=base_url, viewport=WIDE, locale="zh-CN", **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.has_script = options.get("java_script_enabled", True)
        self.troubles: list[str] = []
        self.expected: set[int] = set()
        self._watch()

    def _watch(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("console", self._heard)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(STATUS_WORDS):
            self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A download, and what is under way when one leaves the page, ends as "aborted" by the browser itself.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"request: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"answer {response.status}: {response.request.method} {response.url}")

    @contextmanager
    def refused_with(self, status: int) -> Iterator[None]:
        """Within the block answers of this status are what the test wants."""
        self.expected.add(status)
        try:
            yield
        finally:
            self.expected.discard(status)

    def close(self) -> None:
        self.context.close()
        assert not self.troubles, f"{self.name}: {self.troubles}"

    # --- doing ------------------------------------------------------------------------------------------------------

    def sign_in(self, password: str) -> Person:
        self.page.goto("/login/")
        self.page.get_by_label("账号").fill(self.name)
        self.page.get_by_label("密码").fill(password)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="登录").click()
        return self

    def go(self, address: str) -> Page:
        """Open an address and examine the page."""
        answer = self.page.goto(address)
        assert answer is not None and answer.ok, f"{self.name}: {address} {answer and answer.status}"
        self.examine()
        return self.page

    def press(self, button: str) -> None:
        """Press the button that leads to another page, and examine that."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
        self.examine()

    def follow(self, link: str, *, exact: bool = True) -> None:
        """Follow a link of the page's content, and examine the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator("#main").get_by_role("link", name=link, exact=exact).click()
        self.examine()

    def says(self) -> str:
        """The messages at the top of the page."""
        return self.page.locator("#messages").inner_text()

    # --- looking ----------------------------------------------------------------------------------------------------

    def examine(self, *, axe: bool = True) -> None:
        """No accessibility rule broken, and nothing to scroll sideways, on a laptop and on a phone."""
        if not self.has_script:
            return  # axe itself is script
        if axe:
            check_axe(self.page)
        check_width(self.page)
        self.page.set_viewport_size(PHONE)
        check_width(self.page)
        self.page.set_viewport_size(WIDE)


def check_axe(page: Page) -> None:
    """axe finds no violation on the page as it is now."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    shown = [(rule["id"], rule["help"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]
    assert not shown, f"{page.url}: {shown}"


def check_width(page: Page) -> None:
    """The page as a whole does not scroll sideways."""
    wide = page.evaluate(OVERFLOW)
    assert not wide, f"{page.url} at {page.viewport_size}: {wide}"
