"""Every address with an object × every person × own, child, sibling, foreign and unknown object, read and written."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.demo.cast import CAST
from tests.world import ANONYMOUS, World

from .addresses import guard, with_objects
from .crawling import undone, writes
from .eyes import Eyes
from .objects import PROVIDERS, Case

pytestmark = pytest.mark.django_db
RELATIONS = ("own", "child", "sibling", "foreign")
SHOWN = {200, 302, 303}
# Whoever may read gets further than the object; what a POST without fields is then answered is not the scope's matter.
REACHED = {200, 302, 303, 400, 403, 405, 409, 422}
HIDDEN = {404}
REFUSED = {403}
WRONG_METHOD = {405}
# A refusal may be recorded; nothing else may change.
RECORDS = ("audit_event",)


def test_every_address_with_an_object_has_a_provider() -> None:
    assert set(PROVIDERS) == with_objects()


@pytest.mark.parametrize("username", [row[0] for row in CAST])
def test_an_object_is_there_for_those_who_may_see_it_and_for_nobody_else(world: World, username: str) -> None:
    eyes, faults = Eyes(world), []
    actor, client = Actor.of(world.users[username]), world.client(username)
    for name, provider in PROVIDERS.items():
        permission = guard(name).permission
        allowed = not permission or actor.can(permission)
        for relation, kwargs, visible in cases(world, eyes, username, provider, all_of_them=allowed):
            for method in ("get", "post"):
                status, changed = ask(client, method, reverse(name, kwargs=kwargs))
                expected = answer(method, allowed=allowed, visible=visible)
                if status not in expected:
                    faults.append(f"{method} {name} {relation} {kwargs}: {status}, expected {sorted(expected)}")
                if changed and not (allowed and visible and method == "post"):
                    faults.append(f"{method} {name} {relation} {kwargs} wrote: {changed[0]}")
    assert not faults, "\n".join(faults)


def cases(world: World, eyes: Eyes, username: str, provider: Any, *, all_of_them: bool) -> Any:
    """(relation, arguments, whether the person sees it). Without the permission one known object is enough."""
    period = world.periods[-2]
    for relation in RELATIONS if all_of_them else RELATIONS[:1]:
        unit = eyes.relative(username, relation)
        if unit is not None:
            case = Case(world, eyes, username, unit, period)
            kwargs = provider.make(case)
            if kwargs is not None:
                yield relation, kwargs, provider.sees(case)
    yield "unknown", provider.unknown, False


def answer(method: str, *, allowed: bool, visible: bool) -> set[int]:
    """What the rules allow as an answer. A page that is only read, or only written to, may say so before all else."""
    if not allowed:
        return REFUSED | WRONG_METHOD
    if not visible:
        return HIDDEN | WRONG_METHOD
    return (SHOWN | WRONG_METHOD) if method == "get" else REACHED


def ask(client: Any, method: str, address: str) -> tuple[int, list[str]]:
    def run() -> int:
        with undone():
            response = getattr(client, method)(address)
            if response.streaming:
                list(response.streaming_content)  # the client closes the file at its end
            return int(response.status_code)

    status, changed = writes(run)
    return status, [sql for sql in changed if not any(table in sql[:60] for table in RECORDS)]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_visitor_who_is_not_signed_in_is_asked_to(world: World, name: str) -> None:
    eyes = Eyes(world)
    unit, period = world.place_of("officer"), world.periods[-2]
    provider, client = PROVIDERS[name], world.client(ANONYMOUS)
    known = provider.make(Case(world, eyes, "officer", unit, period))
    for kwargs in (known, provider.unknown):
        for method in ("get", "post"):
            response = getattr(client, method)(reverse(name, kwargs=kwargs or provider.unknown))
            # A page leads to the sign-in page; a write keeps what was typed on its page and says so there.
            led = response.status_code == 302 and response["Location"].startswith("/login/")
            told = response.status_code == 401 and response["X-Login-Url"].startswith("/login/")
            assert led or told or response.status_code == 405, (method, kwargs, response.status_code)
