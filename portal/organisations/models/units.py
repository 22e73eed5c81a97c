"""Units: an enterprise and its union on one node, with two legal identities (`domain.md` §6, rulings 14 on H51)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.organisations.identifiers import validate_enterprise_code, validate_union_code
from portal.organisations.models.areas import Area
from portal.organisations.pinyin import initials
from portal.organisations.scope import DirectoryManager, ScopedModel, ScopedQuerySet


class UnitKind(models.TextChoices):
    PROV_UNION = "prov_union", "省总工会"
    PROV_SASAC = "prov_sasac", "省国资委"
    CITY_UNION = "city_union", "市（区）总工会"
    CITY_SASAC = "city_sasac", "市（区）国资委"
    INDUSTRIAL_UNION = "industrial_union", "省级产业工会"
    GROUP = "group", "省属企业集团"
    SUBSIDIARY = "subsidiary", "所属子公司"
    COUNTY_UNION = "county_union", "县（市、区）总工会"
    CITY_SOE = "city_soe", "市属国有企业"
    CENTRAL_SOE = "central_soe", "中央驻陕企业"


class EconomicType(models.TextChoices):
    SOLE = "sole", "国有独资"
    CONTROLLED = "controlled", "国有控股"
    MINORITY = "minority", "国有参股"


class Industry(models.TextChoices):
    """Sections of GB/T 4754-2017."""

    A = "A", "农、林、牧、渔业"
    B = "B", "采矿业"
    C = "C", "制造业"
    D = "D", "电力、热力、燃气及水生产和供应业"
    E = "E", "建筑业"
    F = "F", "批发和零售业"
    G = "G", "交通运输、仓储和邮政业"
    H = "H", "住宿和餐饮业"
    I = "I", "信息传输、软件和信息技术服务业"  # noqa: E741 - the letter of the standard
    J = "J", "金融业"
    K = "K", "房地产业"
    L = "L", "租赁和商务服务业"
    M = "M", "科学研究和技术服务业"
    N = "N", "水利、环境和公共设施管理业"
    O = "O", "居民服务、修理和其他服务业"  # noqa: E741 - the letter of the standard
    P = "P", "教育"
    Q = "Q", "卫生和社会工作"
    R = "R", "文化、体育和娱乐业"
    S = "S", "公共管理、社会保障和社会组织"
    T = "T", "国际组织"


class UnitQuerySet(ScopedQuerySet):
    def official(self) -> UnitQuerySet:
        """In the official order, the code breaking ties."""
        return self.order_by("sort_order", "code")

    def open_on(self, day: date | None = None) -> UnitQuerySet:
        """Units that exist on a day (today)."""
        day = day or timezone.localdate()
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=day), Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        )

    def due(self) -> UnitQuerySet:
        """Units that file returns; observers never do."""
        return self.filter(is_due=True, is_observer=False)

    def search(self, text: str) -> UnitQuerySet:
        """By part of the name, org code, credit code or pinyin initials."""
        text = text.strip()
        if not text:
            return self
        found = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__icontains=text)
        found |= Q(uscc__istartswith=text) | Q(union_uscc__istartswith=text)
        if text.isascii():
            found |= Q(initials__contains=text.lower())
        return self.filter(found)

    def below(self, unit: Unit | int, line: str = "reporting", on: date | None = None) -> UnitQuerySet:
        """The unit and everything below it on a line, by the tree of a day (today)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(upward__valid_to__isnull=True) | Q(upward__valid_to__gt=day),
            upward__line=line,
            upward__ancestor_id=unit if isinstance(unit, int) else unit.pk,
            upward__valid_from__lte=day,
        )


UnitManager = DirectoryManager.from_queryset(UnitQuerySet)


class Unit(ScopedModel):
    """A node of the organisation. Its place in the trees is in `Relation`, its history in `UnitChange`."""

    code = models.CharField("单位代码", max_length=20, unique=True)
    name = models.CharField("单位名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("单位类别", max_length=20, choices=UnitKind.choices)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=[validate_enterprise_code])
    union_uscc = models.CharField("工会统一社会信用代码", max_length=18, blank=True, validators=[validate_union_code])
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="行政区划")
    reporting_area = models.CharField("报送区代码", max_length=2, blank=True)
    industry = models.CharField("行业门类", max_length=1, choices=Industry.choices, blank=True)
    economic_type = models.CharField("经济类型", max_length=10, choices=EconomicType.choices, blank=True)
    regulator = models.CharField("监管机构", max_length=60, blank=True)
    sort_order = models.IntegerField("官方排序", default=0)
    initials = models.CharField("拼音首字母", max_length=64, blank=True, editable=False)
    is_due = models.BooleanField("应报单位", default=False)
    is_observer = models.BooleanField("观察单位", default=False)
    checker_waived = models.BooleanField("免设审核人", default=False)
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = UnitManager("self")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "单位"
        indexes = [models.Index(fields=["sort_order", "code"]), models.Index(fields=["kind"])]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"], condition=~Q(uscc=""), name="unit_uscc_once",
                violation_error_message="该统一社会信用代码已登记在另一单位名下，请核对",
            ),
            models.UniqueConstraint(
                fields=["union_uscc"], condition=~Q(union_uscc=""), name="unit_union_uscc_once",
                violation_error_message="该工会统一社会信用代码已登记在另一单位名下，请核对",
            ),
            models.CheckConstraint(
                condition=Q(is_due=False) | Q(is_observer=False), name="unit_observer_never_due",
                violation_error_message="观察单位不列入应报单位",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="unit_closed_after_opened",
                violation_error_message="撤销日期不能早于设立日期",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The short name where there is one, for narrow columns."""
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.initials = initials(self.name)
        super().save(*args, **kwargs)
