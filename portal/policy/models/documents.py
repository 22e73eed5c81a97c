"""Policy documents, their sections and measures: a second document is more rows, not more code."""

from django.db import models


class PolicyDocument(models.Model):
    """A document the portal works for, by its number, e.g. 陕工发〔2023〕21号."""

    number = models.CharField("文号", max_length=60, unique=True)
    title = models.CharField("标题", max_length=200)
    short_name = models.CharField("简称", max_length=40)
    issuer = models.CharField("发文机关", max_length=120)
    issued_on = models.DateField("印发日期")

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ("issued_on", "number")

    def __str__(self) -> str:
        return self.number


class Section(models.Model):
    """A part of a document; `app_label` names the section app whose items, ledgers and pages belong to it."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="sections", verbose_name="文件")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("标题", max_length=80)
    app_label = models.CharField("应用", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部分"
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="section_once_a_document"),)

    def __str__(self) -> str:
        return f"{self.chinese_number}、{self.title}"

    @property
    def chinese_number(self) -> str:
        return chinese(self.number)


class Measure(models.Model):
    """One measure: the document's own short title, and what it asks for in our own words."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="measures", verbose_name="文件")
    section = models.ForeignKey(Section, models.PROTECT, related_name="measures", verbose_name="部分")
    number = models.PositiveSmallIntegerField("条")
    title = models.CharField("标题", max_length=80)
    summary = models.TextField("要点（门户归纳）")
    actors = models.CharField("由谁做", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "措施"
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="measure_once_a_document"),)

    def __str__(self) -> str:
        return f"（{self.chinese_number}）{self.title}"

    @property
    def chinese_number(self) -> str:
        return chinese(self.number)


def chinese(number: int) -> str:
    """1 to 99 as official documents count: 十一, 二十."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
