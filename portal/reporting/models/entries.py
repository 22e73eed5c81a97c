"""What people put beside the figures of a version: edits, explanations, evidence, declarations."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from portal.files.models import StoredFile
from portal.organisations.scope import ScopedModel

from .returns import ReturnVersion
from .scoping import ReturnScopedManager


class OnVersion(ScopedModel):
    """Common to all: the version, who and when. Names are stored as they were, so that history stays readable."""

    version = models.ForeignKey(ReturnVersion, models.CASCADE, related_name="%(class)ss")
    by_id = models.PositiveBigIntegerField("人员号", null=True, blank=True)
    by = models.CharField("人员", max_length=60, blank=True)
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    objects = ReturnScopedManager("version__ret__")

    class Meta:
        abstract = True
        base_manager_name = "objects"


class CellEdit(OnVersion):
    """One change of one cell; `old` and `new` are JSON values as `Item.to_json` writes them."""

    code = models.CharField("代码", max_length=8)
    old = models.JSONField("原值", null=True)
    new = models.JSONField("新值", null=True)

    class Meta(OnVersion.Meta):
        verbose_name = verbose_name_plural = "单元格修改"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("version", "code"), name="cell_edit_cell"),)


class Explanation(OnVersion):
    """Why a soft rule does not hold. A carried one (沿用) counts once somebody has confirmed it."""

    rule = models.CharField("规则", max_length=8)
    text = models.CharField("说明", max_length=500)
    carried = models.BooleanField("沿用上季", default=False)

    class Meta(OnVersion.Meta):
        verbose_name = verbose_name_plural = "说明"
        constraints = (models.UniqueConstraint(fields=("version", "rule"), name="explanation_once_a_rule"),)


class Evidence(OnVersion):
    """A file behind an item; carried to the next version by reference, never copied."""

    code = models.CharField("代码", max_length=8)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(OnVersion.Meta):
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("version", "code", "file"), name="evidence_once_a_cell"),)


class Declaration(OnVersion):
    """A recorded circumstance that lets a rule pass: see the rules' `unless`."""

    class Kind(models.TextChoices):
        RED_LETTER = "red_letter", "红字冲销"
        OVERSPEND = "overspend", "超支"
        CATALOGUE_CHANGE = "catalogue_change", "主要工种目录经批准变更"
        BY_ELECTION = "by_election", "届中增补代表"

    code = models.CharField("代码", max_length=8)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    voucher = models.CharField("凭证号或文号", max_length=80, blank=True)
    amount = models.DecimalField("金额（万元）", max_digits=16, decimal_places=2, null=True, blank=True)
    reason = models.CharField("原因", max_length=300)

    class Meta(OnVersion.Meta):
        verbose_name = verbose_name_plural = "申明"
        constraints = (models.UniqueConstraint(fields=("version", "code", "kind"), name="declaration_once_a_cell"),)
