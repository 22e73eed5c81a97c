"""What was done, by whom, and the seals that show it has not been touched since.

Everything above writes here in its own transaction, so people, units and objects are plain ids and labels
without foreign keys (ruling 1). Events come in unchained; the sealer chains committed ones later (ruling 6).
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from portal.audit.actions import label_of, roles_of


class AppendOnly(TypeError):
    """Somebody tried to change or delete a row of the audit trail: a programming error, never a user's."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows may be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit trail is never updated.")

    def delete(self) -> NoReturn:
        raise AppendOnly("The audit trail is never deleted.")

    # bulk_update() ends in update() and bulk_create(update_conflicts=True) has its own way around it.
    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise AppendOnly("The audit trail is never updated.")
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyModel(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("The audit trail is never updated.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit trail is never deleted.")


class Result(models.TextChoices):
    OK = "ok", "成功"
    REFUSED = "refused", "拒绝"
    FAILED = "failed", "失败"


class Event(AppendOnlyModel):
    """One thing that was done or refused."""

    time = models.DateTimeField("时间", default=timezone.now, editable=False)
    user_id = models.BigIntegerField("人员号", null=True, blank=True)
    user_label = models.CharField("人员", max_length=120, blank=True)
    role = models.CharField("角色", max_length=60, blank=True)
    unit_id = models.BigIntegerField("单位号", null=True, blank=True)
    unit_label = models.CharField("单位", max_length=120, blank=True)
    action = models.CharField("行为", max_length=60)
    object_type = models.CharField("对象类别", max_length=60, blank=True)
    object_id = models.CharField("对象号", max_length=60, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    result = models.CharField("结果", max_length=8, choices=Result, default=Result.OK)
    ip = models.GenericIPAddressField("地址", null=True, blank=True)
    detail = models.JSONField("内容", default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = verbose_name_plural = "审计记录"
        indexes = (
            models.Index(fields=("-time", "-id"), name="event_time"),
            models.Index(fields=("action", "-id"), name="event_action"),
            models.Index(fields=("user_label", "-id"), name="event_user"),
            models.Index(fields=("object_type", "object_id"), name="event_object"),
        )

    def __str__(self) -> str:
        return f"{self.time:%Y-%m-%d %H:%M:%S} {self.user_label} {self.action} {self.object_label}".strip()

    @property
    def action_label(self) -> str:
        """The Chinese name of the action."""
        return label_of(self.action)

    @property
    def role_labels(self) -> str:
        """The Chinese names of the roles the person acted in."""
        return roles_of(self.role)

    def content(self) -> dict[str, Any]:
        """What the seal covers: every column, in JSON's own types."""
        fields = self._meta.concrete_fields
        values = {field.attname: getattr(self, field.attname) for field in fields}
        return values | {"time": self.time.timestamp()}


class Seal(AppendOnlyModel):
    """A batch of events chained together; ``head`` depends on every event sealed so far."""

    time = models.DateTimeField("时间", default=timezone.now, editable=False)
    first = models.BigIntegerField("首个链号")
    last = models.BigIntegerField("末个链号", unique=True)
    head = models.CharField("链首摘要", max_length=64)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = verbose_name_plural = "封存"
        constraints = (models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="seal_range"),)

    def __str__(self) -> str:
        return f"封存 {self.first}–{self.last}"


class Link(AppendOnlyModel):
    """An event's place in the chain. It is kept apart so that sealing does not touch the event."""

    number = models.BigIntegerField("链号", primary_key=True)
    event_id = models.BigIntegerField("记录号", unique=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = verbose_name_plural = "链节"

    def __str__(self) -> str:
        return f"{self.number} → {self.event_id}"


def unsealed() -> models.QuerySet[Event]:
    """Committed events that have no place in the chain yet, in order of arrival."""
    linked = Link.objects.filter(event_id=models.OuterRef("pk"))
    return Event.objects.filter(~models.Exists(linked)).order_by("pk")
