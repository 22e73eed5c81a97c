"""Dates as they are written in Chinese official mail; moments are shown in the portal's time zone."""

from datetime import date, datetime

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


def local(moment: date) -> date:
    """An aware moment in local time; plain dates and naive moments as they are."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def month_day(day: date) -> str:
    """10月16日"""
    day = local(day)
    return f"{day.month}月{day.day}日"


def with_weekday(day: date) -> str:
    """10月16日（周五）"""
    day = local(day)
    return f"{month_day(day)}（周{WEEKDAYS[day.weekday()]}）"


def full(day: date) -> str:
    """2026年10月16日"""
    day = local(day)
    return f"{day.year}年{month_day(day)}"


def moment(at: datetime) -> str:
    """2026年10月16日 09:41"""
    at_local = local(at)
    return f"{full(at_local)} {at_local:%H:%M}"


def clock(at: datetime) -> str:
    """09:41:26"""
    return f"{local(at):%H:%M:%S}"
