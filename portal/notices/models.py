"""Notices to people, one row each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

KINDS = {"return": "报表", "urge": "催报", "due": "截止提醒", "job": "后台任务", "system": "系统"}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: Any) -> NoticeQuerySet:
        """A user's own notices; nobody reads another's."""
        return self.filter(user_id=user.pk)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def mark_read(self) -> int:
        """Mark those still unread; returns how many there were."""
        return self.unread().update(read_at=timezone.now())


class Notice(models.Model):
    """A notice to one user. `url` is a path of this portal or empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人")
    kind = models.CharField("类别", max_length=20)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True)
    emailed_at = models.DateTimeField("邮件发出时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("user", "-created_at"), name="notice_inbox"),
            models.Index(fields=("user",), condition=Q(read_at__isnull=True), name="notice_unread"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//")), name="notice_url_is_ours"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return KINDS.get(self.kind, "通知")


def unread_count(user: Any) -> int:
    """How many notices wait for the user; one indexed count, asked on every page."""
    return Notice.objects.of(user).unread().count()
