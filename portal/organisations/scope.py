"""Which units the running code may read (`design.md` §4, `rulings.md` 2–4).

A context variable holds the scope. Middleware sets a user's scope for the length of a request; jobs and commands run
inside `system("reason")`, which reads everything and logs why. Managers of scoped models filter by the active scope
when a queryset is made and raise `ScopeMissing` when there is none, so forgetting to scope a query shows at once.

Dates are half open: a row holds from `valid_from` up to, but not on, `valid_to`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

log = logging.getLogger(__name__)


class ScopeMissing(RuntimeError):
    """A scoped model was read outside any scope."""


@dataclass(frozen=True)
class Scope:
    """What may be read: whole trees below `roots`, single units in `own`, with `directory` every Unit row but no data.

    `roots` are pairs (line, unit id). `everything` is set by `system()` only; `reason` says why, for the log.
    """

    roots: frozenset[tuple[str, int]] = frozenset()
    own: frozenset[int] = frozenset()
    directory: bool = False
    reason: str = ""
    everything: bool = False

    def covers(self, unit_id: int, on: date | None = None) -> bool:
        """Whether the data of this unit may be read, by the tree of `on` (today). The directory does not count."""
        if self.everything or unit_id in self.own:
            return True
        return bool(self.roots) and descendants(self, on).filter(descendant_id=unit_id).exists()

    def unit_q(self, path: str, on: date | None = None) -> Q | None:
        """The filter on the unit id found at `path` (e.g. "unit_id"); None when nothing needs filtering out."""
        if self.everything:
            return None
        found = Q(**{f"{path}__in": self.own})
        if self.roots:
            found |= Q(**{f"{path}__in": descendants(self, on).values("descendant_id")})
        return found


_active: ContextVar[Scope | None] = ContextVar("portal_scope", default=None)


def current() -> Scope:
    """The active scope; raises `ScopeMissing` when there is none."""
    scope = _active.get()
    if scope is None:
        raise ScopeMissing("A scoped model was read outside a scope: wrap the code in use(scope) or system(reason).")
    return scope


def active() -> Scope | None:
    """The active scope, or None; for code that must work on both sides of the door (middleware, logging)."""
    return _active.get()


@contextmanager
def use(scope: Scope) -> Iterator[Scope]:
    """Make `scope` the active one inside the block; the former one returns afterwards."""
    token = _active.set(scope)
    try:
        yield scope
    finally:
        _active.reset(token)


@contextmanager
def system(reason: str, *, routine: bool = False) -> Iterator[Scope]:
    """Read everything inside the block, for jobs, commands and look-ups that serve no single user; logs the reason.

    `routine` marks the portal's own look-ups of every request (who acts, is this code taken): logged at debug level.
    """
    if not reason.strip():
        raise ValueError("system() needs a reason")
    outer = _active.get()
    inside = outer is not None and outer.everything
    log.log(logging.DEBUG if routine or inside else logging.INFO, "system scope: %s", reason)
    with use(Scope(everything=True, reason=reason)) as scope:
        yield scope


def descendants(scope: Scope, on: date | None = None) -> models.QuerySet[Any]:
    """Ancestry rows below the scope's roots in force on `on` (today).

    Made without a manager, which would filter by the scope once more: these rows are the filter.
    """
    on = on or timezone.localdate()
    rows: models.QuerySet[Any] = models.QuerySet(model=apps.get_model("organisations", "Ancestry"))
    below = Q(pk__in=[])
    for line in sorted({line for line, _ in scope.roots}):
        below |= Q(line=line, ancestor_id__in=[unit for name, unit in scope.roots if name == line])
    return rows.filter(below, Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class ScopedQuerySet(models.QuerySet):
    """Queryset of a scoped model: refuses raw SQL, which no filter can reach, outside `system()`."""

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        if not current().everything:
            raise ScopeMissing("raw() cannot be scoped: run it inside system(reason).")
        return super().raw(*args, **kwargs)


class ScopedManager(models.Manager):
    """Manager whose querysets hold the active scope's rows only, and which raises `ScopeMissing` without one.

    `ScopedManager("unit")` names the path from the model to its unit ("self" for the unit itself). Use it as
    `objects = ScopedManager.from_queryset(MyQuerySet)("unit")` with `base_manager_name = "objects"`, so that related
    objects and prefetches pass here too. Subclasses may override `scope_q`.
    """

    # What Manager's own methods (raw among them) work on.
    _queryset_class = ScopedQuerySet

    def __init__(self, path: str | None = None) -> None:
        super().__init__()
        self._path = path

    @classmethod
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        if not issubclass(queryset_class, ScopedQuerySet):
            queryset_class = type(queryset_class.__name__, (queryset_class, ScopedQuerySet), {})
        return super().from_queryset(queryset_class, class_name)

    @property
    def path(self) -> str:
        """Path to the unit id. Related managers are built by Django without arguments, so they ask the model's own."""
        path = self._path or getattr(self.model._default_manager, "_path", None) or "unit"
        return "pk" if path == "self" else f"{path}_id"

    def scope_q(self, scope: Scope) -> Q | None:
        """The filter for this model under `scope`; None means no filter. Default: units of today's tree."""
        return scope.unit_q(self.path)

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        found = self.scope_q(current())
        return rows if found is None else rows.filter(found)


class DirectoryManager(ScopedManager):
    """For rows of the unit directory (units, relations, memberships): a scope with `directory` reads all of them."""

    def scope_q(self, scope: Scope) -> Q | None:
        return None if scope.directory else super().scope_q(scope)


class ScopedModel(models.Model):
    """Base of scoped models: uniqueness is checked against all rows, not only those the user may see."""

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Any = None) -> None:
        with system("uniqueness check", routine=True):
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with system("uniqueness check", routine=True):
            super().validate_constraints(exclude)
