"""Stored indicator values: one row per period, unit and view, arrays in the order of a definition set."""

from __future__ import annotations

from django.db import models

from portal.organisations.models import Unit
from portal.organisations.scope import ScopedModel

from .periods import Period
from .scoping import PeriodScopedManager


class View(models.TextChoices):
    """本级, or 合计 by a line (the values of the last four are the lines')."""

    OWN = "own", "本级"
    REPORTING = "reporting", "合计（隶属）"
    TERRITORY = "territory", "合计（属地）"
    INDUSTRY = "industry", "合计（产业）"
    SASAC = "sasac", "合计（国资监管）"


class DefinitionSet(models.Model):
    """The indicator definitions a computation used, in array order; its hash is the formula version."""

    hash = models.CharField("公式版本", max_length=64, unique=True)
    definitions = models.JSONField("指标定义")
    created_at = models.DateTimeField("首次使用", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标定义版本"


class IndicatorResult(ScopedModel):
    """All indicators of one unit in one view.

    The arrays hold, per indicator, whole numbers (null: blank) that the definition's factors make exact: numerator,
    denominator, and the same of the base a trend compares with. `standings` and `verdicts` hold one letter per
    indicator (see indicators.verdicts); `judged` and `met` count the units behind an aggregate that have a verdict,
    and that meet the bound.
    """

    period = models.ForeignKey(Period, models.CASCADE, related_name="results")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    view = models.CharField("口径", max_length=12, choices=View)
    definition_set = models.ForeignKey(DefinitionSet, models.PROTECT, related_name="+")
    due = models.PositiveIntegerField("应报")
    reported = models.PositiveIntegerField("已报")
    numerators = models.JSONField("分子")
    denominators = models.JSONField("分母")
    base_numerators = models.JSONField("基期分子")
    base_denominators = models.JSONField("基期分母")
    standings = models.CharField("现状", max_length=400)
    verdicts = models.CharField("结论", max_length=400)
    judged = models.JSONField("应算家数")
    met = models.JSONField("达标家数")

    objects = PeriodScopedManager("")

    class Meta:
        verbose_name = verbose_name_plural = "指标结果"
        base_manager_name = "objects"
        constraints = (models.UniqueConstraint(fields=("period", "view", "unit"), name="result_once_a_view"),)
