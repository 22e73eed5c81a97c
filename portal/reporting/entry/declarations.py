"""Declarations: a recorded circumstance that lifts a rule from one cell (红字冲销, 超支 …), seen by reviewers first."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction

from portal.ui.words import WordsField

from ..boilerplate import EXPLANATION_LENGTH as SHORTEST
from ..models import Declaration, ReturnVersion
from ..parsing import MOST_WHOLE_DIGITS
from ..rules import declared
from ..schema import Schema
from .explanations import working_copy
from .refusals import EntryRefused

NEEDS_AMOUNT = frozenset({Declaration.Kind.RED_LETTER, Declaration.Kind.OVERSPEND})


class DeclarationForm(forms.ModelForm):
    """What a declaration must say: its document, for money the amount, and a reason worth reading."""

    amount = forms.DecimalField(
        label="金额（万元）", required=False, min_value=Decimal("0.01"),
        max_digits=MOST_WHOLE_DIGITS + 2, decimal_places=2,
        error_messages={
            "invalid": "应有：一个数（万元）。怎样改：只填阿拉伯数字，如 12.50。",
            "max_digits": f"应有：最多 {MOST_WHOLE_DIGITS} 位整数、两位小数。怎样改：检查计量单位，看是否多打了数字。",
            "max_whole_digits": f"应有：最多 {MOST_WHOLE_DIGITS} 位整数。怎样改：检查计量单位，看是否多打了数字。",
            "min_value": "应有：大于 0 的金额。怎样改：填冲减或超支的绝对数，不带负号。",
        },
    )  # fmt: skip
    voucher = WordsField(
        label="凭证号或文号", max_length=80,
        error_messages={"required": "应有：凭证号或文号。怎样改：填写能查到原件的编号。"},
    )  # fmt: skip
    reason = WordsField(
        label="原因", min_length=SHORTEST, max_length=300,
        error_messages={
            "required": f"应有：至少 {SHORTEST} 个字的原因。怎样改：写明发生了什么、依据是什么。",
            "min_length": f"应有：至少 {SHORTEST} 个字的原因。怎样改：写明发生了什么、依据是什么。",
        },
    )  # fmt: skip

    class Meta:
        model = Declaration
        fields = ("kind", "voucher", "amount", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") in NEEDS_AMOUNT and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", "应有：金额（万元）。怎样改：填冲减或超支的金额。")
        return cleaned


def kinds_for(code: str, quarter: int) -> tuple[str, ...]:
    """Kinds of declaration that lift some rule from this cell in this quarter."""
    rules = (rule for rule in declared() if rule.anchor == code and rule.applies_in(quarter))
    return tuple(dict.fromkeys(kind for rule in rules for kind in rule.unless))


@transaction.atomic
def declare(ret_id: int, code: str, data: Any, *, actor: Any) -> Declaration:
    """Record a declaration on a cell of the working copy (a second one of the kind replaces the first).

    Raises EntryRefused with the form's words, or Closed.
    """
    version = working_copy(ret_id, actor)
    _check_place(version, code, str(data.get("kind", "")))
    form = DeclarationForm(data)
    if not form.is_valid():
        raise EntryRefused("".join(str(message) for messages in form.errors.values() for message in messages))
    author = {"by_id": actor.user.pk, "by": actor.user.full_name or actor.user.username}
    kept = {name: form.cleaned_data[name] for name in ("voucher", "amount", "reason")}
    return Declaration.objects.update_or_create(
        version=version, code=code, kind=form.cleaned_data["kind"], defaults=kept | author
    )[0]


def _check_place(version: ReturnVersion, code: str, kind: str) -> None:
    period = version.ret.period
    if code not in Schema.of(period).by_code or kind not in kinds_for(code, period.quarter):
        raise EntryRefused(f"{code} 没有可以用这种申明解除的审核关系。怎样改：按提示改数，或写说明。")
    if not version.may_edit(code):
        raise EntryRefused(f"{code} 没有被退回，不能申明。怎样改：在答复中说明。")


@transaction.atomic
def withdraw_declaration(ret_id: int, declaration_id: int, *, actor: Any) -> str:
    """Take a declaration back from the working copy; returns its cell's code."""
    version = working_copy(ret_id, actor)
    row = Declaration.objects.filter(version=version, pk=declaration_id).first()
    if row is None:
        raise EntryRefused("这条申明已不在正在填报的版本里。怎样改：刷新页面。", status=409)
    if not version.may_edit(row.code):
        raise EntryRefused(f"{row.code} 没有被退回，申明不能撤销。怎样改：在答复中说明。")
    row.delete()
    return row.code
