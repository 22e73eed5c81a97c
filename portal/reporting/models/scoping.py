"""Who may see a quarter's data: the quarter's own tree, and for drafts still being written today's tree too.

A unit that moved keeps its closed quarters with the old group, which also goes on seeing the open quarter it has
to consolidate; the new group sees the unit's unfiled draft from the move on.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.organisations.models import Ancestry
from portal.organisations.scope import Scope, ScopedManager

from .periods import FILLABLE, PeriodAncestry

DRAFT_STATES = ("not_started", "drafting", "returned")


def rooted(roots: frozenset[tuple[str, int]]) -> Q:
    """(line, unit) pairs as a condition on an ancestry row; matches nothing when there are none."""
    condition = Q(pk__in=())
    for line in sorted({line for line, _ in roots}):
        condition |= Q(line=line, ancestor__in=sorted(unit for at, unit in roots if at == line))
    return condition


def valid_on(day: dt.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class PeriodScopedManager(ScopedManager):
    """Scopes rows that belong to a unit's period. The path leads to the row that has `unit` and `period`."""

    drafts_by_todays_tree = False

    @property
    def prefix(self) -> str:
        """The path, "" for the row itself. Django makes related managers without arguments: they ask the model's."""
        path = self._path if self._path is not None else self.model._default_manager._path  # type: ignore[attr-defined]
        return path or ""

    def scope_q(self, scope: Scope) -> Q | None:
        if scope.everything:
            return None
        unit, period = self.prefix + "unit", self.prefix + "period"
        in_period_tree = PeriodAncestry.objects.filter(
            rooted(scope.roots), period=OuterRef(period), descendant=OuterRef(unit)
        )
        condition = Q(**{f"{unit}__in": sorted(scope.own)}) | Q(Exists(in_period_tree))
        if self.drafts_by_todays_tree:
            condition |= self.drafts(scope, unit, period)
        return condition

    def drafts(self, scope: Scope, unit: str, period: str) -> Q:
        today = Ancestry.objects.filter(rooted(scope.roots), valid_on(timezone.localdate()), descendant=OuterRef(unit))
        is_draft = {f"{self.prefix}state__in": DRAFT_STATES, f"{period}__state__in": FILLABLE}
        return Q(**is_draft) & Q(Exists(today))


class ReturnScopedManager(PeriodScopedManager):
    """For returns and what hangs on them; the path leads to the return ("" for the return itself)."""

    drafts_by_todays_tree = True
