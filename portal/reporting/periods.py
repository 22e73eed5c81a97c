"""Acts on a period: plan, open, extend, lock, reopen; and what the calendar does by itself.

Opening freezes the schema and the tree and makes one return for every unit due. The lock is a person's act;
opening on the planned day, reminders and late marks are the calendar's (`run_calendar`, a scheduled job).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from portal import audit
from portal.organisations.models import Ancestry, Unit, UnitKind
from portal.policy import calendar
from portal.ui.words import seen

from . import reminders
from .bulk import insert_select
from .models import DueDate, Layer, Period, PeriodAncestry, PeriodState, Return, ReturnState
from .models.scoping import valid_on
from .schema import Schema

# 国企报表惯例的错峰天数（季后工作日）; proposed when a quarter is planned, editable there.
WORKING_DAYS = {Layer.BASE: 8, Layer.GROUP: 12, Layer.CITY_INDUSTRY: 15, Layer.PROVINCE: 20}
LATEST = dt.timedelta(days=366)


class PeriodRefused(Exception):
    """The act is not possible now; the message is for the person who asked."""


def current() -> Period | None:
    """The period people work on: the newest that is open, else the newest there was."""
    return Period.objects.fillable().order_by("-year", "-quarter").first() or Period.objects.newest()


def propose_due_dates(period: Period) -> dict[str, dt.date]:
    """Due date of each layer: so many working days after the quarter's end."""
    return {layer: calendar.add_working_days(period.ends_on, days) for layer, days in WORKING_DAYS.items()}


@transaction.atomic
def plan_period(
    year: int,
    quarter: int,
    *,
    actor: Any,
    due_on: dict[str, dt.date] | None = None,
    opens_on: dt.date | None = None,
    notice: str = "",
) -> Period:
    """A period with its due dates, not open yet; raises PeriodRefused when it exists already."""
    code = Period.make_code(year, quarter)
    if Period.objects.filter(code=code).exists():
        raise PeriodRefused(f"{code} 已经建立。怎样改：在报告期列表中打开它。")
    period = Period(year=year, quarter=quarter, code=code, notice=notice)
    period.opens_on = opens_on or period.ends_on + dt.timedelta(days=1)
    period.save()
    dates = propose_due_dates(period) | (due_on or {})
    set_due_dates(period, dates)
    audit.record("period.plan", actor=actor, obj_type="period", obj_id=code, obj_label=period.name)
    return period


def set_due_dates(period: Period, dates: dict[str, dt.date]) -> None:
    """Store the dates; they must follow each other from the base upwards, after the quarter's end."""
    ordered = [dates[layer] for layer in Layer.values]
    if ordered != sorted(ordered) or ordered[0] <= period.ends_on:
        raise PeriodRefused("截止日期应逐层后推，且晚于季末。怎样改：基层最早，其后集团、市和产业、省总。")
    if ordered[-1] > period.ends_on + LATEST:
        raise PeriodRefused(f"截止日期应在季末后一年以内，收到 {ordered[-1]}。怎样改：核对年份。")
    for layer, day in dates.items():
        days = calendar.working_days_between(period.ends_on, day)
        DueDate.objects.update_or_create(period=period, layer=layer, defaults={"due_on": day, "working_days": days})


@transaction.atomic
def change_due_dates(period: Period, dates: dict[str, dt.date], *, actor: Any) -> None:
    """Edit the dates; returns that have not been reported and have no extension follow. Raises PeriodRefused."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.state == PeriodState.LOCKED:
        raise PeriodRefused(f"{period.name}已锁定，不能再改截止日期。")
    set_due_dates(period, dates)
    pending = Return.objects.of(period).missing().filter(extended_to__isnull=True)
    headquarters = Q(unit__kind=UnitKind.GROUP)
    pending.filter(headquarters).update(due_on=dates[Layer.GROUP], marked_late_at=None)
    pending.exclude(headquarters).update(due_on=dates[Layer.BASE], marked_late_at=None)
    audit.record(
        "period.dates",
        actor=actor,
        obj_type="period",
        obj_id=period.code,
        obj_label=period.name,
        detail={layer: str(day) for layer, day in dates.items()},
    )


@transaction.atomic
def open_period(period: Period, *, actor: Any) -> Period:
    """Freeze schema and tree, make the returns, tell the fillers. Raises PeriodRefused unless it is planned."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.state != PeriodState.PLANNED:
        raise PeriodRefused(f"{period.name}已经开放，不能重复开放。")
    if timezone.localdate() <= period.ends_on:
        raise PeriodRefused(
            f"{period.name}到 {period.ends_on:%Y-%m-%d} 才结束，还没有完整的数可报。怎样改：季末次日起再开放。"
        )
    if not period.due_dates.exists():
        raise PeriodRefused(f"{period.name}还没有截止日期。怎样改：先填写各层截止日期。")
    schema = Schema.current().at(period.code)
    period.schema, period.schema_hash = schema.to_json(), schema.hash
    period.state, period.opened_at, period.opened_by = PeriodState.OPEN, timezone.now(), _name(actor)
    period.save()
    freeze_tree(period)
    made = create_returns(period)
    audit.record(
        "period.open",
        actor=actor,
        obj_type="period",
        obj_id=period.code,
        obj_label=period.name,
        detail={"returns": made, "schema": period.schema_hash},
    )
    reminders.tell_opened(period)
    return period


def freeze_tree(period: Period, on: dt.date | None = None) -> int:
    """Copy the closure in force on a day (today) to the period; returns the number of rows."""
    rows = Ancestry.objects.filter(valid_on(on or timezone.localdate())).values_list(
        Value(period.pk), "line", "ancestor_id", "descendant_id", "depth"
    )
    return insert_select(PeriodAncestry, ("period", "line", "ancestor", "descendant", "depth"), rows)


def units_due(period: Period) -> Any:
    """应报单位: every enterprise that is due, in being at the quarter's end, and on the frozen reporting line."""
    placed = PeriodAncestry.objects.filter(period=period, line="reporting", depth=1).values("descendant")
    return Unit.objects.due().open_on(period.ends_on).filter(pk__in=placed)


def create_returns(period: Period) -> int:
    """One return for every unit due, linked to the unit's earlier ones; returns how many."""
    dates = dict(period.due_dates.values_list("layer", "due_on"))
    with_date = units_due(period).annotate(
        due=Case(When(kind=UnitKind.GROUP, then=Value(dates[Layer.GROUP])), default=Value(dates[Layer.BASE]))
    )
    Return.objects.bulk_create(
        [Return(period=period, unit_id=pk, due_on=due) for pk, due in with_date.values_list("pk", "due")],
        batch_size=2000,
    )
    link_history(period)
    return Return.objects.of(period).count()


def link_history(period: Period) -> None:
    """Point each return of the period at the same unit's return one quarter and one year before."""

    def earlier(code: str) -> Subquery:
        return Subquery(Return.objects.filter(unit=OuterRef("unit"), period__code=code).values("pk")[:1])

    Return.objects.of(period).update(previous=earlier(period.previous_code), last_year=earlier(period.last_year_code))


@transaction.atomic
def extend(ret: Return, to: dt.date, reason: str, *, actor: Any) -> Return:
    """A later due date for one unit, with a reason. Raises PeriodRefused.

    Whether a return is late follows the new date; that it had been marked late before stays on record.
    """
    ret = Return.objects.select_for_update().get(pk=ret.pk)
    if not ret.period.is_fillable:
        raise PeriodRefused(f"{ret.period.name}{ret.period.get_state_display()}，不能再展期。")
    if why := why_not_extended(ret) or why_no_extension_to(ret, to):
        raise PeriodRefused(why)
    if len(seen(reason)) < 4:
        raise PeriodRefused("请写明展期理由，至少 4 个字。")
    ret.extended_to, ret.extension_reason = to, seen(reason)
    ret.save(update_fields=["extended_to", "extension_reason"])
    audit.record(
        "return.extend", actor=actor, obj_type="return", obj_id=str(ret.pk), obj_label=str(ret), unit_id=ret.unit_id,
        detail={"to": str(to), "reason": seen(reason)},
    )  # fmt: skip
    return ret


def why_not_extended(ret: Return) -> str:
    """Why a return takes no other due date, whichever; "" when it does: it is due and not reported yet."""
    if ret.state == ReturnState.EXEMPT:
        return "应有：应报而未报出的单位。收到：该单位本季免报。怎样改：不用展期。"
    if ret.reported_at is not None or ret.state == ReturnState.ACCEPTED:
        return "应有：还没有报出的单位。收到：该单位已经报出。怎样改：不用展期，是否逾期已经确定。"
    return ""


def why_no_extension_to(ret: Return, to: dt.date) -> str:
    """Why a day is no date to extend to: not after the original one, or too far off; "" when it is."""
    if to <= ret.due_on:
        return f"展期日应晚于原截止日 {ret.due_on}，收到 {to}。怎样改：另选更晚的日期。"
    if to > ret.period.ends_on + LATEST:
        return f"展期日应在季末后一年以内，收到 {to}。怎样改：核对年份。"
    return ""


@transaction.atomic
def lock_period(period: Period, *, actor: Any, expect_missing: int) -> Period:
    """汇总锁定. The person confirms how many returns are missing; a changed number means the page was stale."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if not period.is_fillable:
        raise PeriodRefused(f"{period.name}现为{period.get_state_display()}，不能锁定。")
    open_ones = unsettled(period)
    if open_ones["missing"] != expect_missing:
        raise PeriodRefused(
            f"您确认时未审核的有 {expect_missing} 家，现在是 {open_ones['missing']} 家。怎样改：看过新名单后再锁定。"
        )
    period.state, period.locked_at, period.locked_by = PeriodState.LOCKED, timezone.now(), _name(actor)
    period.save()
    audit.record(
        "period.lock",
        actor=actor,
        obj_type="period",
        obj_id=period.code,
        obj_label=period.name,
        detail=open_ones,
    )
    return period


def unsettled(period: Period) -> dict[str, int]:
    """Due, accepted, and the rest (`missing`): what a lock would leave out of the accepted figures."""
    counts = Return.objects.of(period).aggregate(
        due=Count("pk", filter=~Q(state=ReturnState.EXEMPT)),
        accepted=Count("pk", filter=Q(state=ReturnState.ACCEPTED)),
    )
    return counts | {"missing": counts["due"] - counts["accepted"]}


@transaction.atomic
def reopen_period(period: Period, reason: str, *, actor: Any) -> Period:
    """Undo a lock, with a reason that is kept in the audit log."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.state != PeriodState.LOCKED:
        raise PeriodRefused(f"{period.name}现为{period.get_state_display()}，没有锁定，不需要重开。")
    if len(seen(reason)) < 4:
        raise PeriodRefused("请写明重新开放的理由，至少 4 个字。")
    period.state, period.locked_at, period.locked_by = PeriodState.REVIEWING, None, ""
    period.save()
    audit.record(
        "period.reopen",
        actor=actor,
        obj_type="period",
        obj_id=period.code,
        obj_label=period.name,
        detail={"reason": seen(reason)},
    )
    return period


def _name(actor: Any) -> str:
    return actor.user.full_name if actor is not None else "系统"


def mark_late(today: dt.date) -> int:
    """Stamp what is overdue and not stamped yet; the stamp shows as 逾期 and stays when the return is filed later."""
    return (
        Return.objects.filter(period__state__in=(PeriodState.OPEN, PeriodState.REVIEWING))
        .late(today)
        .filter(marked_late_at__isnull=True)
        .update(marked_late_at=timezone.now())
    )


def begin_review(today: dt.date) -> int:
    """填报中 becomes 审核中 once the base layer's date has passed; filing stays possible until the lock."""
    passed = DueDate.objects.filter(layer=Layer.BASE, due_on__lt=today).values("period")
    return Period.objects.filter(state=PeriodState.OPEN, pk__in=passed).update(state=PeriodState.REVIEWING)


def run_calendar(today: dt.date) -> dict[str, int]:
    """What the date alone brings about, safe to repeat: open planned quarters, remind, mark late, begin review."""
    opened = 0
    planned = Period.objects.filter(state=PeriodState.PLANNED, opens_on__lte=today).order_by("year", "quarter")
    for period in (one for one in planned if one.ends_on < today):
        open_period(period, actor=None)
        opened += 1
    return {
        "opened": opened,
        "reminded": reminders.remind(today),
        "late": mark_late(today),
        "reviewing": begin_review(today),
    }


def on_time() -> Q:
    """Condition on a return: signed and out by its due date (extended or not)."""
    return Q(reported_at__date__lte=F("extended_to")) | Q(extended_to__isnull=True, reported_at__date__lte=F("due_on"))
