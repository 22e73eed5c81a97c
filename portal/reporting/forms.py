"""Forms of the period's acts: they validate what was typed; `periods` acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from portal.ui.words import WordsField

from . import periods
from .models import Layer, Period, Return

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(forms.Form):
    """A new quarter: which, when it opens, and the notice it is based on."""

    year = forms.IntegerField(label="年份", min_value=2023, max_value=2100)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(n, f"第{name}季度") for n, name in enumerate("一二三四", 1)]
    )
    opens_on = forms.DateField(
        label="计划开放日期", required=False, widget=DATE, help_text="不填为季末次日，到日自动开放"
    )
    notice = forms.CharField(label="通知文号", required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"year", "quarter"} <= data.keys():
            code = Period.make_code(data["year"], data["quarter"])
            if Period.objects.filter(code=code).exists():
                raise forms.ValidationError(f"{code} 已经建立。怎样改：在列表中打开它，或另选季度。")
        return data


class DueDatesForm(forms.Form):
    """One date a layer; their order is judged by `periods.set_due_dates`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for layer in Layer:
            self.fields[layer.value] = forms.DateField(label=f"{layer.label}截止", widget=DATE)


class ReasonForm(forms.Form):
    reason = WordsField(
        label="理由", min_length=4, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"min_length": "请写明理由，至少 4 个字。"},
    )  # fmt: skip


class LockForm(forms.Form):
    """The person confirms the number of returns that are not accepted yet."""

    expect_missing = forms.IntegerField(widget=forms.HiddenInput)
    confirm = forms.BooleanField(label="我已看过未审核名单，确认锁定")


class ExtensionForm(forms.Form):
    """A later due date for one unit, named by its code."""

    unit = forms.CharField(label="单位代码", max_length=20)
    to = forms.DateField(label="展期至", widget=DATE)
    reason = WordsField(label="理由", min_length=4, max_length=200)

    def __init__(self, *args: Any, period: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period = period
        self.ret: Return | None = None

    def clean_unit(self) -> str:
        code = self.cleaned_data["unit"].strip()
        self.ret = Return.objects.of(self.period).filter(unit__code=code).select_related("unit", "period").first()
        if self.ret is None:
            raise forms.ValidationError(f"本期应报单位中没有代码 {code}。怎样改：在报送进度中查单位代码。")
        if why := periods.why_not_extended(self.ret):
            raise forms.ValidationError(why)
        return code

    def clean_to(self) -> Any:
        day = self.cleaned_data["to"]
        if day < timezone.localdate():
            raise forms.ValidationError("展期日不能早于今天。怎样改：另选日期。")
        if self.ret is not None and (why := periods.why_no_extension_to(self.ret, day)):
            raise forms.ValidationError(why)
        return day
