"""A stored file: its content lies under MEDIA_ROOT by hash, the row says whose it is and what it is called."""

from pathlib import Path

from django.conf import settings
from django.db import models

from portal.files.kinds import BY_SUFFIX


class StoredFile(models.Model):
    """One upload of one unit. Rows never change: a better file is another row.

    Reached through the rows that cite it (which are scoped) or through `portal.files.access.find`."""

    unit_id = models.BigIntegerField("单位")
    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("内容摘要", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    kind = models.CharField("类型", max_length=8)
    uploaded_by_id = models.BigIntegerField("上传人编号", null=True)
    uploaded_by = models.CharField("上传人", max_length=60)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["unit_id", "sha256", "name"], name="file_once_a_unit"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the content lies; equal contents share one place."""
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256[2:4] / f"{self.sha256}.{self.kind}"

    @property
    def content_type(self) -> str:
        return BY_SUFFIX[self.kind].content_type
