"""A quarter, its due dates by layer, and the tree it was opened with."""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection, models
from django.db.models import Q

from portal.organisations.models import Line, Unit

CODE = re.compile(r"(\d{4})Q([1-4])")
QUARTER_NAMES = ("一", "二", "三", "四")


class PeriodState(models.TextChoices):
    PLANNED = "planned", "未开放"
    OPEN = "open", "填报中"
    REVIEWING = "reviewing", "审核中"
    LOCKED = "locked", "汇总锁定"


class Layer(models.TextChoices):
    """Who has to be done by a due date; the lower the layer, the earlier its date."""

    BASE = "base", "基层单位"
    GROUP = "group", "集团"
    CITY_INDUSTRY = "city_industry", "市（区）和产业工会"
    PROVINCE = "province", "省总工会"


class PeriodQuerySet(models.QuerySet["Period"]):
    def opened(self) -> PeriodQuerySet:
        return self.exclude(state=PeriodState.PLANNED)

    def fillable(self) -> PeriodQuerySet:
        """Those whose returns may still move: filing stays open, marked late, until the lock."""
        return self.filter(state__in=FILLABLE)

    def hold(self, pk: int) -> str:
        """The period's state, which then cannot be locked until this transaction ends.

        Moves share this hold with each other and with a running computation; 汇总锁定 (FOR UPDATE) waits for them. On
        SQLite transactions that write exclude each other anyway.
        """
        table = connection.ops.quote_name(self.model._meta.db_table)
        shared = "FOR KEY SHARE" if connection.features.has_select_for_update else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT state FROM {table} WHERE id = %s {shared}", [pk])
            return str(cursor.fetchone()[0])

    def newest(self) -> Period | None:
        return self.opened().order_by("-year", "-quarter").first()


FILLABLE = (PeriodState.OPEN, PeriodState.REVIEWING)


class Period(models.Model):
    """A calendar quarter. `schema` and `schema_hash` are frozen when it opens."""

    year = models.PositiveSmallIntegerField("年份")
    quarter = models.PositiveSmallIntegerField("季度")
    code = models.CharField("期别", max_length=6, unique=True, help_text="如 2026Q3")
    state = models.CharField("状态", max_length=12, choices=PeriodState, default=PeriodState.PLANNED)
    opens_on = models.DateField("计划开放日期")
    opened_at = models.DateTimeField("开放时间", null=True, blank=True)
    opened_by = models.CharField("开放人", max_length=60, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.CharField("锁定人", max_length=60, blank=True)
    schema = models.JSONField("表式", default=dict, blank=True)
    schema_hash = models.CharField("表式校验值", max_length=64, blank=True)
    notice = models.CharField("通知文号", max_length=80, blank=True)
    computed_at = models.DateTimeField("指标计算时间", null=True, blank=True)
    snapshot = models.PositiveIntegerField("快照号", default=0, help_text="每计算一次加一")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告期"
        ordering = ("-year", "-quarter")
        constraints = (
            models.UniqueConstraint(fields=("year", "quarter"), name="period_year_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="period_quarter_is_one_to_four"),
            models.CheckConstraint(
                condition=Q(state="planned", opened_at__isnull=True)
                | (~Q(state="planned") & Q(opened_at__isnull=False) & ~Q(schema_hash="")),
                name="period_open_has_time_and_schema",
            ),
            models.CheckConstraint(
                condition=Q(state="locked", locked_at__isnull=False) | (~Q(state="locked") & Q(locked_at__isnull=True)),
                name="period_locked_has_time",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def parse_code(code: str) -> tuple[int, int]:
        """`2026Q3` -> (2026, 3); raises ValueError on anything else."""
        found = CODE.fullmatch(code)
        if not found:
            raise ValueError(f"not a period code: {code!r}")
        return int(found[1]), int(found[2])

    @staticmethod
    def make_code(year: int, quarter: int) -> str:
        return f"{year}Q{quarter}"

    @property
    def name(self) -> str:
        return f"{self.year}年第{QUARTER_NAMES[self.quarter - 1]}季度"

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.year, 3 * self.quarter - 2, 1)

    @property
    def ends_on(self) -> dt.date:
        following = dt.date(self.year + self.quarter // 4, 3 * self.quarter % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def months(self) -> int:
        """Months of the year that have passed at the period's end."""
        return 3 * self.quarter

    @property
    def is_fillable(self) -> bool:
        return self.state in FILLABLE

    @property
    def previous_code(self) -> str:
        """The quarter before, in any year."""
        return self.make_code(self.year - (self.quarter == 1), (self.quarter - 2) % 4 + 1)

    @property
    def last_year_code(self) -> str:
        return self.make_code(self.year - 1, self.quarter)


class DueDate(models.Model):
    """When a layer has to be done. The date is data: it is proposed from working days and may be edited."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="due_dates")
    layer = models.CharField("层级", max_length=16, choices=Layer)
    working_days = models.PositiveSmallIntegerField("季后工作日数")
    due_on = models.DateField("截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "截止日期"
        ordering = ("due_on",)
        constraints = (models.UniqueConstraint(fields=("period", "layer"), name="due_date_once_a_layer"),)


class PeriodAncestry(models.Model):
    """The closure of each line as it stood when the period opened (a copy of `organisations.Ancestry`)."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="ancestry")
    line = models.CharField("条线", max_length=12, choices=Line)
    ancestor = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    descendant = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    depth = models.PositiveSmallIntegerField("层数")

    class Meta:
        verbose_name = verbose_name_plural = "期内隶属"
        constraints = (
            models.UniqueConstraint(fields=("period", "line", "descendant", "ancestor"), name="period_ancestry_once"),
        )
        indexes = (models.Index(fields=("period", "line", "ancestor", "descendant"), name="period_anc_down"),)
