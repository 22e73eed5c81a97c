"""Puts the actor on the request and opens the actor's scope for as long as the response takes, streams included."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from portal.accounts.actor import Actor
from portal.accounts.guards import guard_of
from portal.accounts.sessions import touch
from portal.organisations.scope import Scope, use

# Views of Django itself that read no portal data and carry no guard of ours.
FRAMEWORK_VIEWS = ("django.views.static", "django.contrib.staticfiles", "django.views.i18n", "django.views.defaults")


class ActorMiddleware:
    """After AuthenticationMiddleware. Nobody signed in means no scope at all: scoped queries then raise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.actor = actor = Actor.of(request.user)
        if actor.user is None:
            return self.get_response(request)
        touch(request)
        with use(actor.scope):
            response = self.get_response(request)
        return _keep_scope(response, actor.scope)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse a view without a guard: forgetting one must not open a page."""
        if guard_of(view) is None and not _framework(view):
            raise ImproperlyConfigured(
                f"{view.__module__}.{view.__qualname__} has no guard: needs, signed_in or public"
            )


def _framework(view: Any) -> bool:
    return getattr(view, "__module__", "").startswith(FRAMEWORK_VIEWS)


def _keep_scope(response: HttpResponseBase, scope: Scope) -> HttpResponseBase:
    """A stream is read after the middleware has returned; each of its steps runs in the scope again."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        steps: Any = _async_steps if response.is_async else _steps
        response.streaming_content = steps(response.streaming_content, scope)
    return response


def _steps(chunks: Iterable[bytes], scope: Scope) -> Iterator[bytes]:
    source = iter(chunks)
    while True:
        with use(scope):
            chunk = next(source, None)
        if chunk is None:
            return
        yield chunk


async def _async_steps(chunks: Any, scope: Scope) -> AsyncIterator[bytes]:
    source = aiter(chunks)
    while True:
        with use(scope):
            chunk = await anext(source, None)
        if chunk is None:
            return
        yield chunk
