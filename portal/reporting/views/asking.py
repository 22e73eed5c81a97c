"""Who asks: the middleware puts the actor on every request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def actor_of(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]
