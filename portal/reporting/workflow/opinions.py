"""The co-review opinion of 国资委, beside the line: it is logged and shown, and moves nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from portal import audit
from portal.organisations.models import Line
from portal.organisations.scope import system
from portal.ui.words import seen

from ..models import Opinion, PeriodAncestry, Return
from .refusals import MoveRefused, NotYours

MOST = 1000
LEAST = 4


def writing_membership(ret: Return, actor: Any) -> Any:
    """The membership by which the actor may give an opinion: the quarter's SASAC line counts. None without one."""
    writing = {m.unit_id: m for m in actor.memberships if "opinion.write" in m.definition.permissions}
    above = PeriodAncestry.objects.filter(
        period_id=ret.period_id, line=Line.SASAC, descendant_id=ret.unit_id, ancestor_id__in=writing
    ).order_by("depth")
    nearest = above.values_list("ancestor_id", flat=True).first()
    return writing.get(nearest) if nearest else None


def write_opinion(ret: Return, stance: str, text: str, *, actor: Any) -> Opinion:
    """Store an opinion; the same words from the same person again are the same opinion (double click).

    Raises NotYours or MoveRefused (unknown stance, text not 4 to 1000 characters, nothing reported yet).
    """
    membership, text = writing_membership(ret, actor), seen(text)
    if membership is None:
        raise NotYours("会审意见由国资委会审人填写，您没有这个权限。")
    if stance not in Opinion.Stance.values:
        raise MoveRefused("请选择“同意”或“有意见”。")
    if not LEAST <= len(text) <= MOST:
        raise MoveRefused(f"会审意见应有 {LEAST} 至 {MOST} 字，收到 {len(text)} 字。")
    with transaction.atomic():
        ret = Return.objects.select_related("unit", "period").select_for_update(of=("self",)).get(pk=ret.pk)
        if ret.reported_at is None:
            raise MoveRefused("本单位还没有报出，报出后才能会审。")
        with system("latest opinion on a return"):
            return _latest_same(ret, stance, text, actor) or _store(ret, stance, text, actor, membership)


def _latest_same(ret: Return, stance: str, text: str, actor: Any) -> Opinion | None:
    latest = Opinion.objects.filter(ret=ret, by_id=actor.user.pk).first()
    return latest if latest and (latest.stance, latest.text) == (stance, text) else None


def _store(ret: Return, stance: str, text: str, actor: Any, membership: Any) -> Opinion:
    opinion = Opinion.objects.create(
        ret=ret, stance=stance, text=text, by_id=actor.user.pk, by=actor.user.full_name,
        by_unit=membership.unit, by_role=membership.role,
    )  # fmt: skip
    audit.record(
        "return.opinion",
        actor=actor,
        obj_type="return",
        obj_id=str(ret.pk),
        obj_label=f"{ret.unit.label} {ret.period.code}",
        unit_id=ret.unit_id,
        detail={"stance": stance, "text": text},
    )
    return opinion
