"""What happened to a return on its way: moves, questions, urgings, opinions, consolidations, samples."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.organisations.models import Unit
from portal.organisations.scope import ScopedModel

from .periods import Period
from .returns import DeskRole, Return, ReturnState, ReturnVersion
from .scoping import PeriodScopedManager, ReturnScopedManager


class OnReturn(ScopedModel):
    """An act on a return: person, unit and role as they were, and when."""

    ret = models.ForeignKey(Return, models.PROTECT, related_name="%(class)ss")
    by_id = models.PositiveBigIntegerField("人员号", null=True, blank=True)
    by = models.CharField("人员", max_length=60)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    by_role = models.CharField("角色", max_length=20, blank=True)
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    objects = ReturnScopedManager("ret__")

    class Meta:
        abstract = True
        base_manager_name = "objects"


class ReturnMove(OnReturn):
    """The log of moves; `key` makes each exactly once (the form that asked for it carries it)."""

    version = models.ForeignKey(ReturnVersion, models.PROTECT, null=True, related_name="moves")
    move = models.CharField("操作", max_length=20)
    from_state = models.CharField("原状态", max_length=12, choices=ReturnState)
    to_state = models.CharField("新状态", max_length=12, choices=ReturnState)
    from_desk = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_role = models.CharField(max_length=20, choices=DeskRole, blank=True)
    to_desk = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    to_role = models.CharField(max_length=20, choices=DeskRole, blank=True)
    note = models.CharField("意见", max_length=500, blank=True)
    key = models.UUIDField("操作号", unique=True)

    class Meta(OnReturn.Meta):
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ("-pk",)


class Question(OnReturn):
    """A question on one cell (`code`) or on the whole return (blank); open until answered and sent."""

    version = models.ForeignKey(ReturnVersion, models.PROTECT, related_name="questions")
    code = models.CharField("代码", max_length=8, blank=True)
    text = models.CharField("问题", max_length=500)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta(OnReturn.Meta):
        verbose_name = verbose_name_plural = "提问"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="question_answer_has_text"
            ),
        )


class Urge(OnReturn):
    """A 催报: who was urged, by whom, when."""

    class Meta(OnReturn.Meta):
        verbose_name = verbose_name_plural = "催报"
        ordering = ("-pk",)


class Opinion(OnReturn):
    """The co-review opinion of SASAC, beside the line: it moves nothing."""

    class Stance(models.TextChoices):
        AGREE = "agree", "同意"
        CONCERN = "concern", "有意见"

    stance = models.CharField("态度", max_length=8, choices=Stance)
    text = models.CharField("会审意见", max_length=1000)

    class Meta(OnReturn.Meta):
        verbose_name = verbose_name_plural = "会审意见"
        ordering = ("-pk",)


class OnUnitPeriod(ScopedModel):
    """An act of an aggregating unit on a whole period."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    by_id = models.PositiveBigIntegerField("人员号", null=True)
    by = models.CharField("人员", max_length=60)
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    objects = PeriodScopedManager("")

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Consolidation(OnUnitPeriod):
    """A group's confirmation of its computed total; records who was missing at that moment."""

    due = models.PositiveIntegerField("应报")
    reported = models.PositiveIntegerField("已报")
    missing = models.JSONField("未报单位", default=list)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta(OnUnitPeriod.Meta):
        verbose_name = verbose_name_plural = "汇总确认"
        constraints = (models.UniqueConstraint(fields=("unit", "period"), name="consolidation_once"),)


class BulkAcceptance(OnUnitPeriod):
    """Clean returns accepted together; a sample of at least a tenth is drawn for reading."""

    count = models.PositiveIntegerField("家数")
    key = models.UUIDField("操作号", unique=True)

    class Meta(OnUnitPeriod.Meta):
        verbose_name = verbose_name_plural = "批量通过"
        ordering = ("-pk",)


class SampleReading(ScopedModel):
    """One return drawn from a bulk acceptance, to be read by a person."""

    bulk = models.ForeignKey(BulkAcceptance, models.CASCADE, related_name="sample")
    ret = models.ForeignKey(Return, models.PROTECT, related_name="sample_readings")
    read_by = models.CharField("阅看人", max_length=60, blank=True)
    read_at = models.DateTimeField("阅看时间", null=True, blank=True)
    note = models.CharField("阅看意见", max_length=300, blank=True)

    objects = ReturnScopedManager("ret__")

    class Meta:
        verbose_name = verbose_name_plural = "抽样阅看"
        base_manager_name = "objects"
        constraints = (models.UniqueConstraint(fields=("bulk", "ret"), name="sample_once"),)
