"""The buttons of the grid beside the cells: carry figures, remove a file, declare, take a declaration back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..schema import FormSpec
from . import carrying, declarations, evidence, explanations
from .access import Place
from .dossier import load
from .refusals import EntryRefused

Act = Callable[[Place, FormSpec, list[str], Mapping[str, Any]], str]


def act(place: Place, form: FormSpec, button: str, data: Mapping[str, Any]) -> str:
    """Do what a button `name:argument:…` says and return what to tell the person. EntryRefused when it cannot be."""
    name, *arguments = button.split(":")
    if name not in ACTS:
        raise EntryRefused("没有这种操作。怎样改：刷新页面后重试。")
    return ACTS[name](place, form, arguments, data)


def _carry_blank(place: Place, form: FormSpec, arguments: list[str], data: Mapping[str, Any]) -> str:
    dossier = load(place)
    done = carrying.carry(dossier, carrying.candidates(dossier, form), actor=place.actor)
    return f"已沿用上季 {len(done)} 格，请逐格核对"


def _carry(place: Place, form: FormSpec, arguments: list[str], data: Mapping[str, Any]) -> str:
    dossier = load(place)
    items = [item for item in dossier.schema.form_items(form.no) if item.code in arguments]
    carrying.carry(dossier, [item for item in items if carrying.can_carry(dossier, item)], actor=place.actor)
    return f"{'、'.join(arguments)} 已沿用上季数"


def _carry_note(place: Place, form: FormSpec, arguments: list[str], data: Mapping[str, Any]) -> str:
    rule = arguments[0] if arguments else ""
    text = explanations.earlier(place.ret).get(rule)
    if not text:
        raise EntryRefused(f"上季没有 {rule} 的说明可以沿用。怎样改：写明本季的原因。")
    explanations.save_explanation(place.ret.pk, rule, text, actor=place.actor)
    return f"{rule} 已确认沿用上季说明"


def _remove_file(place: Place, form: FormSpec, arguments: list[str], data: Mapping[str, Any]) -> str:
    code = evidence.remove(place.ret.pk, _number(arguments), actor=place.actor)
    return f"{code} 的附件已移除"


def _declare(place: Place, form: FormSpec, arguments: list[str], data: Mapping[str, Any]) -> str:
    code, kind = (*arguments, "", "")[:2]
    prefix = f"d.{code}.{kind}."
    fields = {name: data.get(prefix + name, "") for name in ("voucher", "amount", "reason")}
    declarations.declare(place.ret.pk, code, {"kind": kind, **fields}, actor=place.actor)
    return f"{code} 已申明"


def _undeclare(place: Place, form: FormSpec, arguments: list[str], data: Mapping[str, Any]) -> str:
    code = declarations.withdraw_declaration(place.ret.pk, _number(arguments), actor=place.actor)
    return f"{code} 的申明已撤销"


def _number(arguments: list[str]) -> int:
    text = arguments[0] if arguments else ""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise EntryRefused("没有这种操作。怎样改：刷新页面后重试。")
    return int(text)


ACTS: dict[str, Act] = {
    "carry-blank": _carry_blank,
    "carry": _carry,
    "carry-note": _carry_note,
    "remove-file": _remove_file,
    "declare": _declare,
    "undeclare": _undeclare,
}
