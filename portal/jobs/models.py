"""Jobs and schedules, remembered in the database.

A Job row is the only memory of work to be done: brokers, workers and messages may vanish at any moment. `attempt` is
its fencing token. Claiming a job raises it, and whoever holds an older one can neither report progress nor finish.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class State(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


TONES = {
    State.QUEUED: "info",
    State.RUNNING: "info",
    State.DONE: "ok",
    State.FAILED: "bad",
    State.CANCELLED: "",
}
ACTIVE = (State.QUEUED, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> JobQuerySet:
        return self.filter(state__in=ACTIVE)

    def held(self, attempt: int) -> JobQuerySet:
        """Jobs still held by that attempt: running and not given to a later one."""
        return self.filter(state=State.RUNNING, attempt=attempt)

    def waiting(self) -> JobQuerySet:
        """Jobs to be begun, oldest first."""
        return self.filter(state=State.QUEUED).order_by("queued_at", "pk")

    def stale(self) -> JobQuerySet:
        """Running jobs whose process has not been heard of for JOB_STALE."""
        return self.filter(state=State.RUNNING, heartbeat__lt=timezone.now() - settings.JOB_STALE)

    def seen_by(self, user: Any, everything: bool) -> JobQuerySet:
        """The user's own jobs, or all of them for those who look after the system."""
        return self.all() if everything else self.filter(created_by_id=user.pk)


class Job(models.Model):
    """One piece of work. `total` 0 means that the amount is not known yet."""

    kind = models.CharField("类别", max_length=60)
    key = models.CharField("键", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    payload = models.JSONField("参数", default=dict, blank=True, encoder=DjangoJSONEncoder)
    unit_id = models.BigIntegerField("单位号", null=True, blank=True)
    period_code = models.CharField("报表期", max_length=10, blank=True)
    attempt = models.PositiveIntegerField("第几次执行", default=0)
    crashes = models.PositiveSmallIntegerField("中断次数", default=0)
    rerun = models.BooleanField("完成后再执行", default=False)
    done = models.PositiveBigIntegerField("已完成", default=0)
    total = models.PositiveBigIntegerField("总数", default=0)
    message = models.CharField("进度说明", max_length=200, blank=True)
    error = models.CharField("错误", max_length=500, blank=True)
    trace = models.TextField("技术细节", blank=True)
    result = models.JSONField("结果", default=dict, blank=True, encoder=DjangoJSONEncoder)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发起人",
    )
    queued_at = models.DateTimeField("排队时间", default=timezone.now)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat = models.DateTimeField("最近心跳", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = (
            models.Index(fields=("state", "queued_at"), name="job_state_queued"),
            models.Index(fields=("created_by", "-queued_at"), name="job_creator"),
            models.Index(fields=("kind", "key", "-id"), name="job_kind_key"),
        )
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), condition=Q(state__in=ACTIVE), name="job_one_active"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(heartbeat__isnull=False, attempt__gte=1),
                name="job_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, finished_at__isnull=True)
                | (~Q(state__in=ACTIVE) & Q(finished_at__isnull=False)),
                name="job_finished",
            ),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_total"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.key}".strip()

    @property
    def label(self) -> str:
        """The Chinese name of the kind; the kind itself when no code handles it any more."""
        from portal.jobs.registry import label_of

        return label_of(self.kind)

    @property
    def tone(self) -> str:
        """The tone of the state's badge."""
        return TONES[State(self.state)]

    @property
    def percent(self) -> int:
        """How much is done, in whole percent; 0 while the amount is unknown."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def remark(self) -> str:
        """What a list says of it: how far it is, what came of it, or what went wrong."""
        return self.message if self.is_active else self.error or self.result.get("text", "")

    @property
    def can_retry(self) -> bool:
        return self.state in (State.FAILED, State.CANCELLED)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class ScheduleState(models.Model):
    """Up to which moment a schedule's ticks have been turned into jobs."""

    kind = models.CharField("类别", max_length=60, unique=True)
    last_tick = models.DateTimeField("上次触发", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.kind
