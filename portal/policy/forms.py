"""Forms of the parameter and calendar pages."""

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.policy.changing import Change
from portal.policy.holidays import LONGEST_SPAN
from portal.policy.models import Authority, PolicyParameter
from portal.policy.units import find_unit
from portal.ui.words import WordsField

LARGEST = Decimal(10) ** 12
MOST_DECIMALS = 6
SHORTEST_REASON = 6
WRITE_SHARE = "应有：比例，写成 60%、0.6 或 1/3。"
WRITE_NUMBER = "应有：数字，如 24 或 5000。"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A date picked in the browser or typed as 2026-10-16."""

    widget = DayInput
    default_error_messages = {
        "invalid": "应有：日期，如 2026-10-16。怎样改：按“年-月-日”填写，并核对这一天是否存在。",
        "required": "应有：日期。怎样改：填写后再提交。",
    }


def parse_value(text: str, is_share: bool) -> tuple[Decimal, Decimal]:
    """Numerator and denominator of `60%`, `0.6`, `1/3`, `5,000` (full-width too). Raises ValidationError."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    hint = WRITE_SHARE if is_share else WRITE_NUMBER
    numerator_text, slash, denominator_text = plain.partition("/")
    percent = numerator_text.endswith("%") and not slash
    try:
        numerator = Decimal(numerator_text.removesuffix("%") if percent else numerator_text)
        denominator = Decimal(denominator_text) if slash else Decimal(1)
    except InvalidOperation:
        raise ValidationError(f"{hint}收到：{text}。怎样改：去掉文字和单位后重填。") from None
    if not (numerator.is_finite() and denominator.is_finite() and denominator > 0 and 0 <= numerator < LARGEST):
        raise ValidationError(f"{hint}收到：{text}。怎样改：填不小于 0 的数，分母大于 0。")
    return _scaled(numerator / 100 if percent else numerator, denominator, text, hint, is_share)


def _scaled(numerator: Decimal, denominator: Decimal, text: str, hint: str, is_share: bool) -> tuple[Decimal, Decimal]:
    places = max(-int(part.normalize().as_tuple().exponent) for part in (numerator, denominator))
    if places > MOST_DECIMALS or denominator >= LARGEST:
        raise ValidationError(f"{hint}收到：{text}。怎样改：小数最多 {MOST_DECIMALS} 位，除不尽的写成分数。")
    if is_share and numerator > denominator:
        raise ValidationError(f"{hint}收到：{text}，超过 100%。怎样改：百分数请带上 % 号。")
    return numerator, denominator


class ParameterForm(forms.Form):
    """A new value of one parameter from a day on."""

    value = forms.CharField(label="新值", max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    valid_from = DayField(label="从哪天起", help_text="这一天及以后按新值，之前仍按原值")
    document_text = WordsField(label="依据文件", max_length=200)
    article = forms.CharField(label="条款", max_length=80, required=False)
    authority = forms.ChoiceField(label="依据性质", choices=Authority.choices)
    unit_code = forms.CharField(
        label="只用于单位",
        max_length=20,
        required=False,
        help_text="填单位代码则只改这一家；不填对全部单位生效",
    )
    reason = WordsField(
        label="变更理由", max_length=300, widget=forms.Textarea({"rows": 3}), help_text="写清为什么改，会留在变更记录里"
    )

    def __init__(self, *args: Any, current: PolicyParameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        self.fields["value"].help_text = WRITE_SHARE if current.is_share else WRITE_NUMBER + f"单位：{current.unit}"

    def clean_value(self) -> tuple[Decimal, Decimal]:
        return parse_value(self.cleaned_data["value"], self.current.is_share)

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < SHORTEST_REASON:
            raise ValidationError(
                f"应有：至少 {SHORTEST_REASON} 个字。收到：{len(reason)} 个字。怎样改：写明文件、会议或事由。"
            )
        return reason

    def clean_unit_code(self) -> int | None:
        code = self.cleaned_data["unit_code"].strip()
        if not code:
            return None
        unit = find_unit(code)
        if unit is None:
            raise ValidationError(f"应有：您范围内的单位代码。收到：{code}。怎样改：到单位列表里复制代码。")
        return int(unit.pk)

    def change(self) -> Change:
        """What the valid form asks for."""
        data = self.cleaned_data
        numerator, denominator = data["value"]
        return Change(
            numerator=numerator,
            denominator=denominator,
            valid_from=data["valid_from"],
            document_text=data["document_text"],
            article=data["article"],
            authority=Authority(data["authority"]),
            reason=data["reason"],
            unit_id=data["unit_code"],
        )


class DaysForm(forms.Form):
    """A run of days that are holidays, or worked in exchange."""

    first = DayField(label="从")
    last = DayField(label="到", required=False, help_text="只有一天可不填")
    kind = forms.ChoiceField(label="安排", choices=[("off", "放假"), ("work", "调休上班")])
    name = forms.CharField(label="名称", max_length=40, help_text="如 国庆节、国庆节调休上班")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first: date | None = data.get("first")
        last = data.get("last") or first
        if first and last and not 0 <= (last - first).days < LONGEST_SPAN:
            self.add_error(
                "last",
                f"应有：不早于开始日，一次不超过 {LONGEST_SPAN} 天。收到：{last:%Y-%m-%d}。怎样改：改日期或分次录入。",
            )
        return data | {"last": last}


class YearForm(forms.Form):
    """The statement that a year's notice has been entered."""

    source = forms.CharField(label="依据（通知名称、文号）", max_length=120)
