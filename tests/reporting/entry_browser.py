"""Working in the grid with keyboard and clipboard, for the tests that run it in Chromium."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from .entry_world import World, address, as_


def sign_in(page: Page, world: World, who: str = "filler") -> None:
    """Give the browser the session of an actor."""
    cookie = as_(world.actors[who]).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "domain": "localhost", "path": "/"}])


def open_form(page: Page, world: World, no: int = 2, who: str = "filler") -> None:
    sign_in(page, world, who)
    page.goto(address(world, no))
    page.wait_for_selector("[data-ready]")


def state(page: Page, code: str) -> Any:
    return page.locator(f"tr[data-row='{code}'] .st")


def type_into(page: Page, code: str, text: str, key: str = "Enter") -> None:
    page.focus(f"#c{code}")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press(key)


def paste(page: Page, code: str, text: str) -> None:
    """What the browser does on Ctrl+V with a block from a spreadsheet on the clipboard."""
    page.focus(f"#c{code}")
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const options = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.dataset.cell ?? document.activeElement.closest('[data-cell]')?.dataset.cell ?? ''"
    )
