"""Changing a parameter: the running row gets an end, a new row begins; both stay."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from portal.audit import record
from portal.policy.models import Authority, PolicyParameter
from portal.policy.parameters import unset


class ChangeRefused(ValueError):
    """The change cannot be made; `str()` is the complete Chinese message."""


@dataclass(frozen=True)
class Change:
    """A new value from a day on, with the document it rests on and why it is made."""

    numerator: Decimal
    denominator: Decimal
    valid_from: date
    document_text: str
    article: str
    authority: Authority
    reason: str
    unit_id: int | None = None


@transaction.atomic
def change_parameter(code: str, change: Change, actor: Any) -> PolicyParameter:
    """Let `change` hold from its day on; returns the new row.

    A unit's first own value takes label and unit from the general row, a parameter's very first one from its
    declaration. Raises ChangeRefused when the day is not after the last change's, or when nothing changes, LookupError
    for a parameter nobody declared."""
    rows = list(PolicyParameter.objects.select_for_update().filter(code=code).order_by("valid_from"))
    general = next((row for row in reversed(rows) if row.unit_id is None), None) or unset(code)
    if general is None:
        raise LookupError(f"no parameter {code!r}")
    last = next((row for row in reversed(rows) if row.unit_id == change.unit_id), None)
    if last is not None:
        _check(last, change)
        last.valid_to = change.valid_from
        last.save(update_fields=["valid_to"])
    row = PolicyParameter.objects.create(**_columns(general, change), **_who(actor))
    _note(row, last or general, actor)
    return row


def _check(last: PolicyParameter, change: Change) -> None:
    if change.valid_from <= last.valid_from:
        raise ChangeRefused(
            f"应有：晚于 {last.valid_from:%Y-%m-%d}（现行值的起始日）的日期。"
            f"收到：{change.valid_from:%Y-%m-%d}。怎样改：把生效日期改晚；历史值不能改写。"
        )
    fields = ("numerator", "denominator", "document_text", "article", "authority")
    if all(getattr(last, field) == getattr(change, field) for field in fields):
        raise ChangeRefused(f"新值与现行值相同（{last.shown}），来源也没有变。怎样改：没有变化就不必保存。")


def _columns(general: PolicyParameter, change: Change) -> dict[str, Any]:
    return {
        "code": general.code,
        "label": general.label,
        "unit": general.unit,
        "note": general.note if change.unit_id is None else "",
        "numerator": change.numerator,
        "denominator": change.denominator,
        "valid_from": change.valid_from,
        "document_text": change.document_text,
        "article": change.article,
        "authority": change.authority,
        "reason": change.reason,
        "unit_id": change.unit_id,
    }


def _who(actor: Any) -> dict[str, Any]:
    return {"set_by_id": actor.user.pk, "set_by": actor.user.full_name}


def _note(row: PolicyParameter, before: PolicyParameter, actor: Any) -> None:
    detail = {
        "old": before.plain,
        "new": row.plain,
        "valid_from": row.valid_from.isoformat(),
        "reason": row.reason,
        "document": row.document_text,
    }
    record(
        "parameter.change",
        actor=actor,
        obj_type="PolicyParameter",
        obj_id=row.code,
        obj_label=row.label,
        unit_id=row.unit_id,
        detail=detail,
    )
