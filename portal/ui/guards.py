"""The door of views in the apps below the accounts (files, policy, audit): the same marks, the same refusals.

The accounts know people and permissions but stand above these apps, so they hand their refusal in at start
(`hang_door`). Without it every marked view refuses to run: a missing door is a closed one. Apps above the accounts
take the marks from `portal.accounts.guards`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
Door = Callable[[HttpRequest, "Guard"], HttpResponseBase | None]


@dataclass(frozen=True)
class Guard:
    """What a view asks for: a permission, a sign-in ("") or nothing (public). Read by tests and the permission list."""

    permission: str = ""
    public: bool = False
    before_password_change: bool = False


_doors: list[Door] = []


def hang_door(door: Door) -> None:
    """Set what decides: `door(request, guard)` returns a response instead of the view's, raises, or lets pass."""
    _doors[:] = [door]


def guard_of(view: Any) -> Guard | None:
    """The guard a view is marked with, or None."""
    return getattr(view, "guard", None)


def signed_in(view: View) -> View:
    """Any signed-in user may call this view."""
    return _guarded(view, Guard())


def needs(permission: str) -> Callable[[View], View]:
    """Users who hold the permission somewhere may call this view; others get the 403 page."""
    return lambda view: _guarded(view, Guard(permission))


def _guarded(view: View, guard: Guard) -> View:
    if guard_of(view) is not None:
        raise ImproperlyConfigured(f"{view.__name__} carries two guards; keep one")

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _doors:
            raise ImproperlyConfigured("no door hung: the accounts app must call portal.ui.guards.hang_door")
        return _doors[0](request, guard) or view(request, *args, **kwargs)

    guarded.guard = guard  # type: ignore[attr-defined]
    return guarded
