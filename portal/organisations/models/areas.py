"""Areas: GB/T 2260 codes of Shaanxi, and the areas that report on their own (`domain.md` §6)."""

from django.db import models


class AreaLevel(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（市、区）"


class Area(models.Model):
    """One administrative division. Retired codes stay, because old documents and birth places use them."""

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    level = models.CharField("级别", max_length=8, choices=AreaLevel.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", verbose_name="上级区划")
    retired_on = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"

    def __str__(self) -> str:
        return self.name


class ReportingArea(models.Model):
    """A 市（区） as the unions count them: ten cities and 杨凌示范区, which has no GB/T 2260 code of its own."""

    code = models.CharField("报送区代码", max_length=2, primary_key=True)
    name = models.CharField("名称", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="对应区划")
    sort_order = models.PositiveSmallIntegerField("顺序")
    opened_on = models.DateField("启用日期", null=True)
    closed_on = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送区"

    def __str__(self) -> str:
        return self.name
