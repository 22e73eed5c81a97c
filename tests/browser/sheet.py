"""Working in the entry grid with keyboard and clipboard."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, Page, expect

PDF: FilePayload = {"name": "教育培训制度.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def ready(page: Page) -> None:
    """The script has taken the sheet over."""
    page.wait_for_selector("[data-ready]")


def state(page: Page, code: str) -> Locator:
    return page.locator(f"tr[data-row='{code}'] .st")


def cell(page: Page, code: str) -> Locator:
    return page.locator(f"#c{code}")


def type_on(page: Page, *steps: tuple[str, str]) -> None:
    """Type texts one after another from where the cursor stands, each followed by a key."""
    for text, key in steps:
        page.keyboard.type(text)
        page.keyboard.press(key)


def retype(page: Page, code: str, text: str) -> None:
    """Put the cursor into a cell, which selects what it holds, and type over it."""
    cell(page, code).focus()
    type_on(page, (text, "Tab"))
    settled(page)


def paste(page: Page, text: str) -> None:
    """Put a block on the clipboard, press Ctrl+V in the cell one stands in, and wait until it is stored."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    with page.expect_response(lambda answer: "/cells/" in answer.url) as answer:
        page.keyboard.press("Control+V")
    assert answer.value.ok


def settled(page: Page) -> None:
    """Everything typed has been answered: no cell is being saved or waits for it."""
    expect(page.locator("tr.is-saving, tr.is-unsaved")).to_have_count(0)


def paste_block(page: Page, block: str, at: str = "") -> None:
    """Paste a block with codes in a cell of the open form (the first one unless `at` names it)."""
    ready(page)
    (cell(page, at) if at else page.locator("input[data-cell]").first).focus()
    paste(page, block)
    settled(page)
    expect(page.locator("#grid-note")).to_contain_text("已保存")


def attach(page: Page, code: str) -> None:
    """Attach a file to an item that was answered 是."""
    page.locator(f"[data-evidence='{code}']").set_input_files(PDF)
    expect(page.locator(f"#files-{code}")).to_contain_text(PDF["name"])


def explain_all(page: Page, reason: str) -> None:
    """Write the reason under every soft rule of the open form that asks for one."""
    unexplained = page.locator("tr.soft.open textarea")
    while unexplained.count():
        rule = unexplained.first.get_attribute("id")
        unexplained.first.fill(reason)
        page.keyboard.press("Tab")
        expect(page.locator(f"tr.soft:not(.open):has(#{rule})")).to_contain_text("已说明")
