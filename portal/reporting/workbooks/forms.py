"""What may be chosen for a summary, and whether it may be had."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import Http404

from portal.organisations.models import Industry, ReportingArea
from portal.organisations.scope import current
from portal.reporting.indicators import place
from portal.reporting.models import Period, PeriodAncestry, View
from portal.reporting.models.scoping import rooted
from portal.reporting.schema import Schema

from . import choice
from .choice import ALL, GROUPS, JUDGED, NONE, PAPERS, Choice

USUAL = "常用口径"
FORMULAS = (("formulas", "合计、小计和比率用公式"), ("values", "只要数值"))


class SummaryForm(forms.Form):
    """The choice; after `is_valid()`, `choice` holds it."""

    period = forms.ChoiceField(label="报告期")
    unit = forms.CharField(label="范围", max_length=20, widget=forms.Select)
    view = forms.ChoiceField(label="口径", required=False, choices=[("", USUAL), *View.choices])
    forms_wanted = forms.TypedMultipleChoiceField(
        label="表单", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    group = forms.ChoiceField(label="指标", choices=list(GROUPS.items()), widget=forms.RadioSelect, initial=JUDGED)
    codes = forms.MultipleChoiceField(
        label="只要这几项指标", required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="选了就不看上面的整组选择；按住 Ctrl 可选多项。",
    )  # fmt: skip
    area = forms.ChoiceField(label="只看报送区", required=False)
    industry = forms.ChoiceField(label="只看行业", required=False, choices=[("", "全部行业"), *Industry.choices])
    accepted = forms.BooleanField(label="只列已审核的单位", required=False)
    cells = forms.ChoiceField(label="单元格", choices=FORMULAS, widget=forms.RadioSelect, initial="formulas")
    paper = forms.ChoiceField(label="纸张", choices=list(PAPERS.items()), initial="auto")

    def __init__(self, data: Any = None, *, actor: Any, period: Period, **options: Any) -> None:
        super().__init__(data, **options)
        self.choice: Choice | None = None
        opened = Period.objects.opened().order_by("-code").only("code", "year", "quarter")
        self._offer("period", [(one.code, one.name) for one in opened])
        self.fields["unit"].widget.choices = offered_units(period, actor)
        self._offer("forms_wanted", [(f.no, f"{f.table_no} {f.title}") for f in Schema.of(period).forms])
        self.computed = choice.computed(period)
        self._offer("codes", [(one.code, f"{one.code} {one.title}") for one in self.computed.definitions])
        areas = ReportingArea.objects.order_by("sort_order").values_list("code", "name")
        self._offer("area", [("", "全部报送区"), *areas])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        codes = data["codes"] or self.computed.codes(data["group"])
        if not data["forms_wanted"] and not codes:
            raise forms.ValidationError(self._nothing(data["group"]))
        try:
            at = place.find(data["period"], data["unit"], data["view"])
            self.choice = choice.at_place(
                at, self.computed, data["forms_wanted"], codes,
                area=data["area"], industry=data["industry"], accepted=data["accepted"],
                formulas=data["cells"] == "formulas", paper=data["paper"],
            )  # fmt: skip
        except Http404 as error:
            raise forms.ValidationError(f"{error}怎样改：从“范围”和“口径”里另选。") from error
        return data

    def _nothing(self, group: str) -> str:
        missing = "" if self.computed.definitions or group not in (ALL, JUDGED) else "这一期还没有计算指标。"
        return f"{missing}没有选内容。应有：至少一张表或一项指标。收到：都没有选。怎样改：在“表单”或“指标”里勾选。"


def offered_units(period: Period, actor: Any) -> list[tuple[str, str]]:
    """Units the actor may sum up: everything in scope that has units below it, and the actor's own. One query."""
    scope = current()
    below = PeriodAncestry.objects.filter(period=period, ancestor=OuterRef("descendant"), depth__gt=0)
    own = [membership.unit_id for membership in actor.memberships if membership.unit_id in scope.own]
    inside = PeriodAncestry.objects.filter(period=period)
    fields = ("descendant__sort_order", "descendant__code", "descendant__name")
    reached = inside.filter(rooted(scope.roots)).filter(Exists(below)).values_list(*fields)
    mine = inside.filter(descendant__in=own, depth=0).values_list(*fields)
    found = sorted(set(reached.union(mine)))
    return [(code, f"{name.removesuffix('（本级）')}（{code}）") for _, code, name in found]


def start(actor: Any, period: Period) -> dict[str, Any]:
    """What the page proposes: the actor's own unit, its usual view, the form on skills, the judged indicators."""
    unit = next((m.unit for m in actor.memberships if "summary.export" in m.definition.permissions), None)
    form = next((form.no for form in Schema.of(period).forms if form.no), 0)
    return {
        "period": period.code, "unit": unit.code if unit else "", "view": "", "forms_wanted": [form],
        "group": JUDGED if period.computed_at else NONE, "cells": "formulas", "paper": "auto",
        "codes": [], "area": "", "industry": "", "accepted": "",
    }  # fmt: skip


def period_of(data: Any) -> Period | None:
    """The period asked for, else the newest computed; None when none is open. Http404 for an unknown code."""
    code = data.get("period", "")
    return place.find_period(code) if code else place.latest_computed()
