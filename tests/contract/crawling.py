"""Walking through the portal as one person: every link, address and form a page shows, each kind of them once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve

from tests.world import ANONYMOUS, World

from .pages import Form, Page

OPENED = (200, 302, 303)
# A form sent as it was shown may be refused for what is missing in it, never for who sends it or where.
ANSWERED = (200, 302, 303, 409, 422)
MOST = 260
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
MAY_CHANGE = ("django_session", "axes_")


@dataclass
class Visit:
    """One page that was opened: its address, what it is, and where it was found."""

    address: str
    name: str
    status: int
    page: Page | None
    source: str
    kind: tuple[str, ...] = ()


@dataclass
class Walk:
    """What one person reached: visits, names of the addresses opened or sent to, and faults by rule."""

    username: str
    visits: list[Visit] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, rule: str, text: str) -> None:
        found = self.faults.setdefault(rule, [])
        if text not in found:
            found.append(text)


def writes(run: Callable[[], Any]) -> tuple[Any, list[str]]:
    """The result of `run` and the statements by which it changed rows, those of sessions and sign-in apart."""
    found: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql).lstrip().upper()
        if text.startswith(WRITES) and not any(f'"{table.upper()}' in text[:80] for table in MAY_CHANGE):
            found.append(str(sql)[:160])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        return run(), found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside the block is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def match(address: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(address).path)
    except Resolver404:
        return None


class Crawler:
    """Breadth first from the home page. Addresses of the same name and kind of object, found on one page, are one."""

    def __init__(self, world: World, username: str) -> None:
        self.world = world
        self.walk = Walk(username)
        self.client = world.client(username)
        self.waiting: deque[tuple[str, str, bool]] = deque()
        self.seen: set[Any] = set()
        self.pressed: set[Any] = set()

    def run(self, *starts: str) -> Walk:
        self.waiting += [(start, "", False) for start in starts]
        while self.waiting and len(self.walk.visits) < MOST:
            self._open(*self.waiting.popleft())
        return self.walk

    # --- opening ----------------------------------------------------------------------------------------------------

    def _open(self, address: str, source: str, fragment: bool) -> None:
        found = match(address)
        if found is None:
            self.walk.fault("dead link", f"{source}: {address} leads nowhere")
            return
        headers = {"HX-Request": "true"} if fragment else {}
        response, changed = writes(
            lambda: self.client.get(urlsplit(address)._replace(fragment="").geturl(), headers=headers)
        )
        name = str(found.url_name)
        if response.status_code not in OPENED:
            self.walk.fault("dead link", f"{source}: {address} answers {response.status_code}")
        self.walk.reached.add(name)
        for sql in changed:
            self.walk.fault("GET writes", f"{name} {address}: {sql}")
        page = self._page(response)
        visit = Visit(address, name, response.status_code, page, source, self._kind(found, address))
        self.walk.visits.append(visit)
        if response.status_code in (302, 303):
            self._follow(response["Location"], visit)
        if page is not None and response.status_code == 200:
            self._read(visit, page)

    def _page(self, response: Any) -> Page | None:
        if response.streaming or not response["Content-Type"].startswith("text/html"):
            list(response.streaming_content) if response.streaming else None
            return None
        return Page(response.content.decode())

    def _read(self, visit: Visit, page: Page) -> None:
        where, kept = visit.name, self.walk
        for fault in page.faults:
            kept.fault("markup", f"{where}: {fault}")
        for one in page.doubled_ids:
            kept.fault("markup", f"{where}: id {one!r} twice")
        anchor = urlsplit(visit.address).fragment
        if anchor and anchor not in page.ids:
            kept.fault("dead anchor", f"{visit.source}: {visit.address}")
        for href in page.links:
            self._link(href, visit, page)
        for call in page.calls:
            self._call(call.method, call.address, visit)
        for form in page.forms:
            self._form(form, visit)

    # --- what a page shows ------------------------------------------------------------------------------------------

    def _link(self, href: str | None, visit: Visit, page: Page) -> None:
        if not href or href == "#":
            self.walk.fault("dead link", f"{visit.name}: a link without address ({visit.address})")
        elif href.startswith("#"):
            if href[1:] not in page.ids:
                self.walk.fault("dead anchor", f"{visit.name}: {href} ({visit.address})")
        elif not href.startswith("mailto:"):
            self._follow(href, visit)

    def _follow(self, href: str, visit: Visit, *, fragment: bool = False) -> None:
        address = urljoin(visit.address, href)
        address = address.removeprefix("http://testserver")
        parts = urlsplit(address)
        if parts.netloc:
            self.walk.fault("dead link", f"{visit.name}: leads out of the portal: {href}")
            return
        found = match(address)
        if found is None:
            self.walk.fault("dead link", f"{visit.name}: {href} leads nowhere")
            return
        here = visit.name if found.kwargs and not parts.query else ""
        key = (here, *self._kind(found, address), bool(parts.fragment), fragment)
        if key not in self.seen:
            self.seen.add(key)
            self.waiting.append((address, f"{visit.name} ({visit.address})", fragment))

    def _kind(self, found: ResolverMatch, address: str) -> tuple[str, ...]:
        """What makes two addresses the same for the walk: the name, the kinds of their objects, names of options."""
        objects = tuple(self._sort_of(str(found.url_name), key, value) for key, value in found.kwargs.items())
        options = tuple(sorted(parse_qs(urlsplit(address).query)))
        return (str(found.url_name), *objects, *options)

    def _sort_of(self, name: str, key: str, value: Any) -> str:
        if name == "unit_detail":
            return next((str(one.kind) for one in self.world.units if one.pk == value), key)
        if key == "unit" and value in self.world.by_code:
            return str(self.world.by_code[value].kind)
        if key in ("period", "code"):
            return next((str(one.state) for one in self.world.periods if one.code == value), key)
        return str(value) if key in ("kind", "move") else key

    def _call(self, method: str, address: str, visit: Visit) -> None:
        if method == "get":
            self._follow(address, visit, fragment=True)
        elif match(address) is None:
            self.walk.fault("dead link", f"{visit.name}: {address} ({method}) leads nowhere")
        elif method == "post":
            self._send(Form("post", address, [("csrfmiddlewaretoken", "")]), None, visit)

    def _form(self, form: Form, visit: Visit) -> None:
        if form.method == "dialog":
            return
        if form.method == "get":
            query = urlencode(form.data(), doseq=True)
            self._follow(f"{urlsplit(urljoin(visit.address, form.action or '')).path}?{query}", visit)
            return
        if not form.has_csrf:
            self.walk.fault("form", f"{visit.name}: a form without CSRF token to {form.action}")
        if form.shown and not form.buttons and not form.grey:
            self.walk.fault("form", f"{visit.name}: fields {form.shown[:3]} without a button to {form.action}")
        for button in form.buttons:
            self._send(form, button, visit)

    def _send(self, form: Form, button: dict[str, str] | None, visit: Visit) -> None:
        """Press a button of a form that was shown, with what stands in it; all is undone afterwards."""
        pressed = button or {}
        target = urljoin(visit.address, pressed.get("formaction") or form.action or "")
        found = match(target)
        if found is None:
            self.walk.fault("form", f"{visit.name}: a form sends to {target}, which leads nowhere")
            return
        key = (*self._kind(found, target), pressed.get("name"), pressed.get("value", "").split(":")[0])
        if key in self.pressed:
            return
        self.pressed.add(key)
        self.walk.reached.add(str(found.url_name))
        browser = Client()
        browser.cookies = self.client.cookies.copy()
        with undone():
            answer = browser.post(target, form.data(button))
            answer.content  # noqa: B018  render it inside the transaction
        if answer.status_code not in ANSWERED:
            self.walk.fault("form", f"{visit.name}: {target} {pressed.get('name', '')} answers {answer.status_code}")


def crawl(world: World, username: str, *also: str) -> Walk:
    """Everything `username` reaches from the home page (a visitor who is not signed in: from the sign-in page).

    `also` are pages that the sampling of equivalent addresses might pass by.
    """
    return Crawler(world, username).run("/login/" if username == ANONYMOUS else "/", *also)
