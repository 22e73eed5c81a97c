"""A unit's return for a period and its numbered versions.

One version at most is the working copy; filing makes it immutable; sending back opens the next as a copy. Nothing
filed is ever updated. `counted` is the version that indicators read: the accepted one, or before acceptance the
latest that the unit's head has signed.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.organisations.models import Unit
from portal.organisations.scope import ScopedModel, ScopedQuerySet

from .periods import Period
from .scoping import ReturnScopedManager


class ReturnState(models.TextChoices):
    NOT_STARTED = "not_started", "未开始"
    DRAFTING = "drafting", "填报中"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "已审核"
    EXEMPT = "exempt", "免报"


def state_word(state: str, *, reported: bool) -> str:
    """A state as pages name it: in review before it was reported, a return has not left its unit yet."""
    return "单位内审核" if state == ReturnState.IN_REVIEW and not reported else str(ReturnState(state).label)


class DeskRole(models.TextChoices):
    """Whose turn it is at the desk unit; the values are role codes."""

    FILLER = "filler", "填表人"
    CHECKER = "checker", "审核人"
    HEAD = "head", "单位负责人"
    REVIEWER = "reviewer", "上级审核人"
    PROVINCE = "province_reviewer", "省总审核人"


class Nature(models.TextChoices):
    NORMAL = "normal", "正常填报"
    NIL = "nil", "零报送"


class Purpose(models.TextChoices):
    ORIGINAL = "original", "首次填报"
    WITHDRAWN = "withdrawn", "撤回修改"
    SENT_BACK = "sent_back", "退回修改"
    REOPENED = "reopened", "退回补报"


class ReturnQuerySet(ScopedQuerySet):
    def of(self, period: Period) -> ReturnQuerySet:
        return self.filter(period=period)

    def due(self) -> ReturnQuerySet:
        """应报: every return but the exempt."""
        return self.exclude(state=ReturnState.EXEMPT)

    def filed_ones(self) -> ReturnQuerySet:
        """已报: signed by the unit's head and out of its hands at least once."""
        return self.due().filter(reported_at__isnull=False)

    def missing(self) -> ReturnQuerySet:
        return self.due().filter(reported_at__isnull=True)

    def at_desk(self, unit_id: int, role: str) -> ReturnQuerySet:
        return self.filter(desk_id=unit_id, desk_role=role)

    def late(self, today: dt.date) -> ReturnQuerySet:
        return self.missing().filter(Q(extended_to__lt=today) | Q(extended_to__isnull=True, due_on__lt=today))

    def official(self) -> ReturnQuerySet:
        """Official order (排序号), never alphabet."""
        return self.order_by("unit__sort_order", "unit__code", "-period__year", "-period__quarter")


class Return(ScopedModel):
    """One unit, one period: the state, whose desk it is on, and pointers into its versions."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="returns")
    period = models.ForeignKey(Period, models.PROTECT, related_name="returns")
    state = models.CharField("状态", max_length=12, choices=ReturnState, default=ReturnState.NOT_STARTED)
    desk = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    desk_role = models.CharField("轮到", max_length=20, choices=DeskRole, blank=True)
    # Where an answered question goes back to once the head has signed the changed figure.
    asking_desk = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    asking_role = models.CharField("提问方", max_length=20, choices=DeskRole, blank=True)
    due_on = models.DateField("截止日期")
    extended_to = models.DateField("展期至", null=True, blank=True)
    extension_reason = models.CharField("展期理由", max_length=200, blank=True)
    exempt_reason = models.CharField("免报理由", max_length=200, blank=True)
    reported_at = models.DateTimeField("报出时间", null=True, blank=True, help_text="首次由单位负责人签批报出")
    late_reason = models.CharField("逾期原因", max_length=500, blank=True, help_text="提交时未逾期、签批时已逾期的")
    accepted_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    reminded_on = models.DateField("最近提醒日期", null=True, blank=True)
    marked_late_at = models.DateTimeField("标记逾期时间", null=True, blank=True)
    send_backs = models.PositiveSmallIntegerField("被退回次数", default=0)
    moves_count = models.PositiveIntegerField("流转次数", default=0, help_text="页面据此识别过时的操作")
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    last_year = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    working = models.ForeignKey("ReturnVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    filed = models.ForeignKey("ReturnVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    accepted = models.ForeignKey("ReturnVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    counted = models.ForeignKey("ReturnVersion", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReturnScopedManager.from_queryset(ReturnQuerySet)("")

    class Meta:
        verbose_name = verbose_name_plural = "报表"
        base_manager_name = "objects"
        constraints = (
            models.UniqueConstraint(fields=("period", "unit"), name="return_once_a_period"),
            models.CheckConstraint(
                condition=Q(state="in_review", desk__isnull=False, filed__isnull=False)
                | Q(state="returned", desk__isnull=False, working__isnull=False)
                | (~Q(state__in=("in_review", "returned")) & Q(desk__isnull=True, desk_role="")),
                name="return_desk_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted__isnull=False, accepted_at__isnull=False) | ~Q(state="accepted"),
                name="return_accepted_has_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="exempt") | ~Q(exempt_reason=""), name="return_exempt_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | ~Q(extension_reason=""),
                name="return_extension_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_started") | Q(working__isnull=True), name="return_not_started_is_empty"
            ),
            models.CheckConstraint(
                condition=Q(late_reason="") | Q(reported_at__isnull=False), name="return_late_reason_is_reported"
            ),
        )
        indexes = (
            models.Index(fields=("period", "state"), name="return_period_state"),
            models.Index(fields=("desk", "desk_role"), name="return_desk"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"

    @property
    def state_word(self) -> str:
        """The state in the words of every page and list."""
        return state_word(self.state, reported=self.reported_at is not None)

    @property
    def effective_due(self) -> dt.date:
        return self.extended_to or self.due_on

    def is_overdue(self, today: dt.date) -> bool:
        return self.reported_at is None and self.state != ReturnState.EXEMPT and self.effective_due < today


class ReturnVersion(ScopedModel):
    """A numbered version. The five form rows, explanations, evidence and declarations hang on it."""

    ret = models.ForeignKey(Return, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本号")
    purpose = models.CharField("缘由", max_length=12, choices=Purpose, default=Purpose.ORIGINAL)
    nature = models.CharField("报送性质", max_length=8, choices=Nature, default=Nature.NORMAL)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # None: every cell may be edited; a list: only those codes (single cells were sent back).
    editable = models.JSONField("可改的格", null=True, blank=True)
    extra = models.JSONField("补充项目", default=dict, blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)
    filed_at = models.DateTimeField("提交时间", null=True, blank=True)
    filed_by_id = models.PositiveBigIntegerField("提交人号", null=True, blank=True)
    filed_by = models.CharField("提交人", max_length=60, blank=True)
    checked_by = models.CharField("审核人", max_length=60, blank=True)
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    signed_by_id = models.PositiveBigIntegerField("签批人号", null=True, blank=True)
    signed_by = models.CharField("单位负责人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签批时间", null=True, blank=True)
    content_hash = models.CharField("内容校验值", max_length=64, blank=True)
    receipt = models.CharField("回执号", max_length=32, blank=True, db_index=True)
    # Codes of the rules that had something against the version when it was filed; None: not judged yet. Lets a
    # board of thousands tell clean returns without judging them again.
    hits = models.JSONField("提示", null=True, blank=True)

    objects = ReturnScopedManager("ret__")

    class Meta:
        verbose_name = verbose_name_plural = "报表版本"
        base_manager_name = "objects"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("ret", "number"), name="version_number_once"),
            models.UniqueConstraint(
                fields=("ret",), condition=Q(filed_at__isnull=True), name="version_one_working_copy"
            ),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True, content_hash="", receipt="")
                | (Q(filed_at__isnull=False) & ~Q(content_hash="") & ~Q(receipt="")),
                name="version_filed_has_receipt",
            ),
            models.CheckConstraint(
                condition=Q(signed_by_id__isnull=True)
                | Q(filed_by_id__isnull=True)
                | ~Q(signed_by_id=F("filed_by_id")),
                name="version_signer_is_another",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.number}版"

    @property
    def is_filed(self) -> bool:
        return self.filed_at is not None

    def may_edit(self, code: str) -> bool:
        """Whether a cell of this version may still be changed (whether the person may is asked elsewhere)."""
        return not self.is_filed and (self.editable is None or code in self.editable)
