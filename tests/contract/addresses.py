"""The addresses the portal serves, as the tests see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from portal.ui.guards import Guard, guard_of


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from patterns(entry)


def names() -> set[str]:
    return {str(pattern.name) for pattern in patterns()}


def with_objects() -> set[str]:
    return {str(pattern.name) for pattern in patterns() if pattern.pattern.converters}


def view_of(name: str) -> Any:
    return next(pattern.callback for pattern in patterns() if pattern.name == name)


def guard(name: str) -> Guard:
    found = guard_of(view_of(name))
    assert found is not None, f"{name} has no guard"
    return found
