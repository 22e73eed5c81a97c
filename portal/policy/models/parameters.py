"""Numbers the rules and indicators take from documents, each with its source and its time of validity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.db.models import F, Q


class Authority(models.TextChoices):
    """Whose number it is; shown beside every bound."""

    POLICY_NUMBER = "policy_number", "政策原文"
    POLICY_WORDING = "policy_wording", "政策表述"
    LAW = "law", "法律法规"
    PROVINCE = "province", "省级设定"
    REFERENCE = "reference", "参考"


class ParameterQuerySet(models.QuerySet["PolicyParameter"]):
    def in_force(self, on: date) -> ParameterQuerySet:
        """Rows in force on a day; the day a row ends no longer counts."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def of(self, code: str, unit_id: int | None = None) -> ParameterQuerySet:
        """All rows of a parameter, general ones or those of one unit, newest first."""
        return self.filter(code=code, unit_id=unit_id).order_by("-valid_from")


class PolicyParameter(models.Model):
    """One value of a parameter from a day on. A change is a further row; a row's value is never overwritten.

    Exact: numerator ÷ denominator (1/3 stays a third). A row with `unit_id` holds for that unit only and wins
    over the general one."""

    code = models.SlugField("代码", max_length=60)
    label = models.CharField("名称", max_length=120)
    numerator = models.DecimalField("值", max_digits=20, decimal_places=6)
    denominator = models.DecimalField("分母", max_digits=20, decimal_places=6, default=1)
    unit = models.CharField("单位", max_length=20, help_text="比例、人、天、学时、元……")
    document_text = models.CharField("来源文件", max_length=200)
    article = models.CharField("条款", max_length=80, blank=True)
    authority = models.CharField("依据性质", max_length=16, choices=Authority)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)
    unit_id = models.BigIntegerField("只用于单位", null=True)
    note = models.CharField("备注", max_length=300, blank=True)
    reason = models.CharField("变更理由", max_length=300, blank=True)
    set_by_id = models.BigIntegerField("设定人编号", null=True)
    set_by = models.CharField("设定人", max_length=60, blank=True)
    set_at = models.DateTimeField("设定时间", auto_now_add=True)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策参数"
        ordering = ("code", "unit_id", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "valid_from"], condition=Q(unit_id__isnull=True), name="parameter_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["code", "unit_id", "valid_from"],
                condition=Q(unit_id__isnull=False),
                name="parameter_once_a_unit_and_day",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(unit_id__isnull=True, valid_to__isnull=True),
                name="parameter_one_open",
            ),
            models.UniqueConstraint(
                fields=["code", "unit_id"],
                condition=Q(unit_id__isnull=False, valid_to__isnull=True),
                name="parameter_one_open_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="parameter_dates"
            ),
            models.CheckConstraint(condition=Q(denominator__gt=0), name="parameter_denominator"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.shown}"

    @property
    def value(self) -> Decimal | Fraction:
        """The exact value; a Fraction only where no decimal is exact."""
        if self.denominator == 1:
            return self.numerator.normalize() + 0
        return Fraction(self.numerator) / Fraction(self.denominator)

    @property
    def is_share(self) -> bool:
        return self.unit == "比例"

    @property
    def plain(self) -> str:
        """The bare value as people type it: 60%, 1/3, 24; "" while there is none."""
        if self.numerator is None:
            return ""
        if self.denominator != 1:
            return f"{_digits(self.numerator)}/{_digits(self.denominator)}"
        return f"{_digits(self.numerator * 100)}%" if self.is_share else _digits(self.numerator)

    @property
    def shown(self) -> str:
        if self.numerator is None:
            return "未设定"
        return self.plain if self.is_share else f"{self.plain} {self.unit}"


def _digits(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
