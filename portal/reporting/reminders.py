"""Notices the calendar sends: a quarter has opened, a due date is near."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse

from portal import notices
from portal.accounts.models import Membership
from portal.policy import calendar

from .models import Period, Return

WORKING_DAYS_BEFORE = (3, 1)
KIND = "due"


def tell_opened(period: Period) -> None:
    """Every filler of a unit due learns that the quarter is open and until when."""
    due = dict(Return.objects.of(period).due().values_list("unit_id", "due_on"))
    members = Membership.objects.in_force().filter(role="filler", unit_id__in=list(due)).select_related("user", "unit")
    for day in sorted(set(due.values())):
        notices.send(
            [member for member in members if due[member.unit_id] == day], KIND, f"{period.name}报表已开放填报",
            f"请于 {day.month}月{day.day}日 前完成填报、审核和签批。", reverse("board", args=[period.code]),
        )  # fmt: skip


def remind(today: dt.date) -> int:
    """Remind fillers whose return is due in three or one working days; once a day and unit. Returns how many units."""
    days = [calendar.add_working_days(today, number) for number in WORKING_DAYS_BEFORE]
    near = (
        Return.objects.filter(period__in=Period.objects.fillable())
        .missing()
        .filter(Q(extended_to__in=days) | Q(extended_to__isnull=True, due_on__in=days))
        .filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=today))
        .select_related("period")
    )
    returns = {ret.unit_id: ret for ret in near}
    members = (
        Membership.objects.in_force().filter(role="filler", unit_id__in=list(returns)).select_related("user", "unit")
    )
    for member in members:
        ret = returns[member.unit_id]
        day = ret.effective_due
        notices.send(
            [member], KIND, f"{ret.period.name}报表将于 {day.month}月{day.day}日 截止",
            f"还有 {calendar.working_days_between(today, day)} 个工作日，当前状态：{ret.state_word}。",
            reverse("return_detail", args=[ret.period.code, member.unit.code]),
        )  # fmt: skip
    return Return.objects.filter(pk__in=[ret.pk for ret in returns.values()]).update(reminded_on=today)
