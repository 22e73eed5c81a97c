"""Which days are worked. Exceptions to Monday–Friday are rows; a year counts once its notice is entered."""

from django.db import models


class CalendarYear(models.Model):
    """A year whose State Council holiday notice has been entered; other years fall back to Monday–Friday."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=120)
    confirmed_by = models.CharField("确认人", max_length=60, blank=True)
    confirmed_at = models.DateTimeField("确认时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "已录入年份"
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.year}年"


class Holiday(models.Model):
    """A day that differs from Monday–Friday: a holiday, or a weekend day worked in exchange (调休)."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "节假日"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
