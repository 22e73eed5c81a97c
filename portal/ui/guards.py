"""The mark every view carries: who may call it. The accounts' middleware reads the mark and enforces it.

The marks stand in this bottom layer because the apps below the accounts have views too; the accounts re-export
them. A mark only states the rule, so it survives further decorators (`functools.wraps` copies it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Guard:
    """`public` = anybody, `signed_in` = any account, `needs` = one of the permissions."""

    kind: Literal["public", "signed_in", "needs"]
    permissions: tuple[str, ...] = ()

    def open_to(self, actor: Any) -> bool:
        """Whether a signed-in actor passes."""
        return self.kind != "needs" or any(actor.can(permission) for permission in self.permissions)


def guard_of(view: Any) -> Guard | None:
    """The mark of a view; None means it was forgotten and must not run."""
    return getattr(view, "guard", None)


def needs(*permissions: str) -> Callable[[View], View]:
    """Only for actors that have (at least) one of these permissions somewhere."""
    if not permissions:
        raise ValueError("needs() takes at least one permission")
    return _marker(Guard("needs", permissions))


def signed_in(view: View) -> View:
    """For everybody with an account, e.g. the inbox."""
    return _marker(Guard("signed_in"))(view)


def public(view: View) -> View:
    """For everybody, e.g. the sign-in page."""
    return _marker(Guard("public"))(view)


def _marker(guard: Guard) -> Callable[[View], View]:
    def mark(view: View) -> View:
        if guard_of(view) is not None:
            raise ValueError(f"{view!r} is already marked")
        view.guard = guard  # type: ignore[attr-defined]
        return view

    return mark
