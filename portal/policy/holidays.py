"""Editing the holiday calendar, each act audited."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from portal.audit import record
from portal.policy.calendar import worked_by_weekday
from portal.policy.models import CalendarYear, Holiday

LONGEST_SPAN = 31


@transaction.atomic
def set_days(first: date, last: date, is_working: bool, name: str, actor: Any) -> int:
    """Make every day from `first` to `last` a holiday or a working day; returns how many days changed.

    Days for which Monday–Friday already says the same lose their row: the table holds exceptions only."""
    days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    before = set(Holiday.objects.filter(day__in=days).values_list("day", "is_working", "name"))
    wanted = {(day, is_working, name) for day in days if worked_by_weekday(day) != is_working}
    Holiday.objects.filter(day__in=days).delete()
    Holiday.objects.bulk_create(Holiday(day=d, is_working=w, name=n) for d, w, n in sorted(wanted))
    changed = len({day for day, _, _ in before ^ wanted})
    if changed:
        detail = {"from": first.isoformat(), "to": last.isoformat(), "working": is_working, "name": name}
        _note("calendar.set", f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}", detail, actor)
    return changed


@transaction.atomic
def remove_day(day: date, actor: Any) -> bool:
    """Let Monday–Friday decide about a day again; False when there was no exception (a second click)."""
    removed = Holiday.objects.filter(day=day)
    kept = removed.first()
    if kept is None:
        return False
    removed.delete()
    _note("calendar.remove", str(kept), {"day": day.isoformat(), "name": kept.name}, actor)
    return True


@transaction.atomic
def confirm_year(year: int, source: str, actor: Any) -> bool:
    """State that a year's notice has been entered completely; False when it was before."""
    facts = {"source": source, "confirmed_by": actor.user.full_name}
    _, created = CalendarYear.objects.get_or_create(year=year, defaults=facts)
    if created:
        _note("calendar.confirm", f"{year}年", {"source": source}, actor)
    return created


def _note(action: str, label: str, detail: dict[str, Any], actor: Any) -> None:
    record(action, actor=actor, obj_type="Holiday", obj_label=label, detail=detail)
