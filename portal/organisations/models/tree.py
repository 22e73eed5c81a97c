"""The trees: dated relations by line, their closure, and the acts that change them (rulings 2–3).

All dates are half open: valid from `valid_from` up to, but not on, `valid_to` (null: still in force).
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.organisations.models.units import Unit
from portal.organisations.scope import DirectoryManager, ScopedModel, ScopedQuerySet


class Line(models.TextChoices):
    REPORTING = "reporting", "报送隶属"
    TERRITORY = "territory", "属地工会"
    INDUSTRY = "industry", "产业工会"
    SASAC = "sasac", "国资监管"


class DatedQuerySet(ScopedQuerySet):
    def in_force(self, on: date | None = None) -> DatedQuerySet:
        """Rows in force on a day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def after(self, on: date) -> DatedQuerySet:
        """Rows in force on a day or at any time after it."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


DatedManager = DirectoryManager.from_queryset(DatedQuerySet)


class Relation(ScopedModel):
    """A unit's parent on one line for a time. Written by `organisations.changes` and by bulk loaders only."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="relations", verbose_name="单位")
    line = models.CharField("关系", max_length=10, choices=Line.choices)
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="child_relations", verbose_name="上级")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    objects = DatedManager("unit")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "隶属关系"
        indexes = [models.Index(fields=["parent", "line"])]
        constraints = [
            models.UniqueConstraint(fields=["unit", "line", "valid_from"], name="relation_one_start"),
            models.UniqueConstraint(
                fields=["unit", "line"], condition=Q(valid_to__isnull=True), name="relation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="relation_dates"
            ),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="relation_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.get_line_display()} {self.unit_id} → {self.parent_id}"


class Ancestry(ScopedModel):
    """Closure of `Relation`: who stands above whom, how far, and when. Derived by `organisations.ancestry` alone.

    Depth 0 rows stand for the unit itself, on every line it is on and always on the reporting line.
    """

    line = models.CharField("关系", max_length=10, choices=Line.choices)
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="downward", verbose_name="上级", db_index=False)
    descendant = models.ForeignKey(Unit, models.CASCADE, related_name="upward", verbose_name="下级", db_index=False)
    depth = models.PositiveSmallIntegerField("层数")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    objects = DatedManager("descendant")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "隶属层级"
        # These two serve the foreign keys as well; a rebuild writes every index a million times.
        indexes = [models.Index(fields=["ancestor", "line", "descendant"])]
        constraints = [
            models.UniqueConstraint(
                fields=["descendant", "line", "ancestor", "depth", "valid_from"], name="ancestry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.ancestor_id} ⊇ {self.descendant_id} ({self.depth})"


NAMED = ("from", "to", "into")


class ChangeKind(models.TextChoices):
    OPEN = "open", "设立"
    MOVE = "move", "调整隶属"
    MERGE = "merge", "合并"
    SPLIT = "split", "分立"
    CLOSE = "close", "撤销"


class UnitChange(ScopedModel):
    """One act on a unit: what, from which day, why, by whom. The person is kept as id and name, as in the audit log."""

    kind = models.CharField("事项", max_length=6, choices=ChangeKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes", verbose_name="单位")
    effective_on = models.DateField("生效日期")
    reason = models.CharField("原因", max_length=400)
    by = models.CharField("经办人", max_length=80)
    by_user_id = models.BigIntegerField("经办人编号", null=True)
    detail = models.JSONField("明细", default=dict)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = DirectoryManager("unit")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "单位变更"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit_id} {self.effective_on}"

    @property
    def sentence(self) -> str:
        """What happened, in Chinese, from the names kept at the time."""
        name = {key: (value or {}).get("name", "无") for key, value in self.detail.items() if key in NAMED}
        match ChangeKind(self.kind):
            case ChangeKind.MOVE:
                because = f"（{self.detail['because']}）" if "because" in self.detail else ""
                return f"{Line(self.detail['line']).label}由“{name['from']}”改为“{name['to']}”{because}"
            case ChangeKind.MERGE:
                return f"并入“{name['into']}”" if "into" in name else f"“{name['from']}”并入本单位"
            case ChangeKind.SPLIT:
                return f"分立出“{name['to']}”" if "to" in name else f"由“{name['from']}”分立"
            case ChangeKind.OPEN:
                return "设立"
            case ChangeKind.CLOSE:
                return "撤销"
