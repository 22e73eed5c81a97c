"""Which period, unit and view a page is about, and whether the active scope may read it (`rulings.md` 3–4).

本级 may be read by whoever reads the unit. An aggregate along a line may be read only by someone standing on that line
at or above the unit: an aggregate along another line could hold units beyond the reader's scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from portal.organisations.models import Line, Unit, UnitKind
from portal.organisations.scope import current, system
from portal.reporting.models import Period, PeriodAncestry, View
from portal.reporting.models.scoping import rooted

LAST_QUARTER = 4
HOME_VIEWS = {
    UnitKind.CITY_UNION: View.TERRITORY,
    UnitKind.COUNTY_UNION: View.TERRITORY,
    UnitKind.INDUSTRIAL_UNION: View.INDUSTRY,
    UnitKind.PROV_SASAC: View.SASAC,
    UnitKind.CITY_SASAC: View.SASAC,
}


def may_read(period: Period, unit_id: int, view: str) -> bool:
    """Whether the active scope may read this unit's figures of the period in this view."""
    return bool(readable_periods([period], unit_id, view))


def lines_above(period: Period, unit_id: int) -> frozenset[str]:
    """Lines on which one of the scope's roots stands at or above the unit in the period's tree; one query."""
    roots = current().roots
    if not roots:
        return frozenset()
    above = PeriodAncestry.objects.filter(rooted(roots), period=period, descendant_id=unit_id)
    return frozenset(above.values_list("line", flat=True))


def readable_periods(periods: Iterable[Period], unit_id: int, view: str) -> set[int]:
    """Ids of the periods in whose tree the active scope may read this unit in this view; one query."""
    scope, ids = current(), [period.pk for period in periods]
    if scope.everything or (view == View.OWN and unit_id in scope.own):
        return set(ids)
    roots = scope.roots if view == View.OWN else frozenset(root for root in scope.roots if root[0] == view)
    if not roots:
        return set()
    above = PeriodAncestry.objects.filter(rooted(roots), period__in=ids, descendant_id=unit_id)
    return set(above.values_list("period_id", flat=True))


@dataclass(frozen=True)
class Place:
    """A page's period and unit, the view shown, and the views that can be switched to."""

    period: Period
    unit: Unit
    view: View
    views: tuple[View, ...]

    @property
    def line(self) -> str:
        """The line the unit's dependants are listed by; the reporting line for 本级."""
        return Line.REPORTING if self.view == View.OWN else self.view

    @property
    def met_word(self) -> str:
        """What the units that meet a bound are called: 达标 is said of a year that has ended."""
        return "达标" if self.period.quarter == LAST_QUARTER else "现状达线"

    @property
    def is_aggregate(self) -> bool:
        return self.view != View.OWN

    @cached_property
    def newer(self) -> Period | None:
        return min((one for one in self._opened if one.code > self.period.code), key=_code, default=None)

    @cached_property
    def older(self) -> Period | None:
        return max((one for one in self._opened if one.code < self.period.code), key=_code, default=None)

    @cached_property
    def _opened(self) -> list[Period]:
        """Opened periods in which the unit may be read in this view, so that the switcher leads nowhere else."""
        opened = list(Period.objects.opened().only("code"))
        readable = readable_periods(opened, self.unit.pk, self.view)
        return [period for period in opened if period.pk in readable]


def _code(period: Period) -> str:
    return period.code


def find(period_code: str, unit_code: str, view: str = "") -> Place:
    """The place an address names; Http404 for an unknown period, unit or view, and for one out of scope.

    A view the reader may see but the unit did not have in that period gives way to the unit's usual one."""
    period = find_period(period_code)
    with system("the unit an address names, before its scope is checked"):
        unit = Unit.objects.filter(code=unit_code).first()
    views = readable_views(period, unit) if unit else ()
    if unit is None or not views:
        raise Http404("没有这个单位，或不在您的范围内。")
    if view and view not in views and not (view in View.values and may_read(period, unit.pk, view)):
        raise Http404("这个单位没有这种口径，或不在您的范围内。")
    return Place(period, unit, View(view) if view in views else _usual_view(unit, views), views)


def find_period(code: str) -> Period:
    """An opened period by its code; Http404 otherwise."""
    period = Period.objects.opened().filter(code=code).first()
    if period is None:
        raise Http404("没有这一期，或还没有开放。")
    return period


def readable_views(period: Period, unit: Unit) -> tuple[View, ...]:
    """本级 where the unit files itself, and each line on which it has units below it, as far as may be read."""
    scope = current()
    lines = frozenset(Line.values) if scope.everything else lines_above(period, unit.pk)
    if not lines and unit.pk not in scope.own:
        return ()
    tree = PeriodAncestry.objects.filter(period=period, ancestor=unit, depth__gt=0)
    below = set(tree.values_list("line", flat=True).distinct())
    own = [View.OWN] if not below or _files(period, unit) else []
    return (*own, *(view for view in View if view in below & lines))


def _files(period: Period, unit: Unit) -> bool:
    with system("whether a unit files itself"):
        return unit.returns.filter(period=period).exists()


def _usual_view(unit: Unit, views: tuple[View, ...]) -> View:
    usual = HOME_VIEWS.get(UnitKind(unit.kind), View.REPORTING)
    return usual if usual in views else views[-1] if View.REPORTING not in views else View.REPORTING


def latest_computed() -> Period | None:
    """The newest opened period that has been computed, else the newest opened."""
    return Period.objects.opened().filter(computed_at__isnull=False).order_by("-code").first() or (
        Period.objects.newest()
    )
