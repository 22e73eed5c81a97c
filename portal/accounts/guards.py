"""The door of every view: exactly one of `needs`, `signed_in`, `public` (house rule; middleware refuses the unmarked).

The marks themselves live in `portal.ui.guards`, for the apps below; what they mean is decided here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from portal.accounts.roles import PERMISSIONS
from portal.accounts.sessions import ask_to_sign_in
from portal.ui import guards as marks
from portal.ui.guards import Guard, View, guard_of, signed_in

__all__ = ["Guard", "guard_of", "needs", "public", "refusal", "signed_in", "signed_in_even_with_old_password"]


def public(view: View) -> View:
    """Anyone may call this view. It runs without a scope unless the caller is signed in."""
    if guard_of(view) is not None:
        raise ImproperlyConfigured(f"{view.__name__} carries two guards; keep one")
    view.guard = Guard(public=True)  # type: ignore[attr-defined]
    return view


def signed_in_even_with_old_password(view: View) -> View:
    """Like `signed_in`, and open to users who must change their password first: for that page and sign-out."""
    return marks._guarded(view, Guard(before_password_change=True))


def needs(permission: str) -> Callable[[View], View]:
    """Users who hold the permission somewhere may call this view; others get the 403 page."""
    known(permission)
    return marks.needs(permission)


def known(permission: str) -> None:
    """Raise ImproperlyConfigured for a permission no role can hold: a typing error would lock a page for good."""
    if permission and permission not in PERMISSIONS:
        raise ImproperlyConfigured(f"unknown permission {permission!r}: declare it in portal.accounts.roles")


def refusal(request: HttpRequest, guard: Guard) -> HttpResponseBase | None:
    """The answer to a caller whom the guard keeps out, or None; raises PermissionDenied for a missing permission."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.user is None:
        return ask_to_sign_in(request)
    if actor.user.must_change_password and not guard.before_password_change:
        return redirect("password_change")
    if guard.permission and not actor.can(guard.permission):
        raise PermissionDenied(f"您的角色没有“{PERMISSIONS[guard.permission]}”权限。怎样改：请联系安全管理员授权。")
    return None
