"""The shell in a real browser: accessible, narrow, and telling what went wrong in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from portal import notices
from portal.policy import loading
from tests.chromium import started
from tests.factories import make_member, make_province

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD_BUTTON = """() => {
  document.body.insertAdjacentHTML('beforeend', '<button id=bad hx-get="/no-such-page/" hx-target="#kept">x</button>'
    + '<p id=kept>typed</p>');
  htmx.process(document.body);
}"""


@pytest.fixture
def page(live_server: Any, client: Any, chromium_path: str) -> Iterator[Page]:
    """A browser tab of a signed-in province manager with one notice."""
    loading.load_all()
    user = make_member(make_province()["prov"], "province_manager")
    notices.send([user], "return", "报表被退回", "0405 有一个问题", reverse("parameter_list"))
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    with started(chromium_path) as browser:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        yield context.new_page()


def test_own_pages_pass_axe_and_fit_a_phone(page: Page) -> None:
    addresses = [
        reverse("parameter_list"),
        reverse("parameter_edit", args=["accrual_rate"]),
        reverse("holiday_calendar", args=[2027]),
        reverse("inbox"),
    ]
    for address in addresses:
        for width in (1366, 375):
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(address)
            found = [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page).response["violations"]]
            assert found == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)


def test_a_failed_call_is_told_in_words_and_loses_nothing(page: Page) -> None:
    page.goto(reverse("inbox"))
    page.evaluate(ADD_BUTTON)
    page.click("#bad")
    page.wait_for_selector("#messages .n-bad")
    assert "不在您的范围内" in page.inner_text("#messages")
    assert page.inner_text("#kept") == "typed"
    page.context.set_offline(True)
    page.click("#bad")
    page.wait_for_selector("#messages :text('没有连上服务器')")


def test_signing_out_forgets_the_drafts_of_this_browser(page: Page) -> None:
    page.goto(reverse("inbox"))
    page.evaluate("localStorage.setItem('draft:1:2', 'x')")
    page.click("text=退出")
    page.wait_for_url("**/login/**")
    assert page.evaluate("localStorage.length") == 0
