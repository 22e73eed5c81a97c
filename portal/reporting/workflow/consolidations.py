"""汇总确认 by a group: the total is computed, the group confirms it and who is missing is recorded (H54)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal import audit
from portal.organisations.models import Line, Unit
from portal.organisations.scope import system
from portal.ui.words import seen

from ..models import Consolidation, Period, PeriodAncestry, Return, ReturnState
from .refusals import MoveRefused, NotYours, StalePage
from .stages import held_at


@dataclass(frozen=True)
class Standing:
    """What a confirmation would record now."""

    due: int
    reported: int
    accepted: int
    missing: list[dict[str, str]]

    @property
    def unsettled(self) -> int:
        """Due returns that are not accepted yet."""
        return self.due - self.accepted


def below(period: Period, unit: Unit) -> Any:
    """The returns of a unit and everything below it in the quarter's reporting tree."""
    inside = PeriodAncestry.objects.filter(period=period, line=Line.REPORTING, ancestor=unit)
    return Return.objects.of(period).filter(unit_id__in=inside.values("descendant_id"))


def standing(period: Period, unit: Unit) -> Standing:
    """Counts and the missing ones in official order; two queries."""
    rets = list(below(period, unit).due().select_related("unit").official())
    missing = [
        {"code": ret.unit.code, "name": ret.unit.name, "state": ret.state_word}
        for ret in rets
        if ret.reported_at is None
    ]
    accepted = sum(ret.state == ReturnState.ACCEPTED for ret in rets)
    return Standing(len(rets), len(rets) - len(missing), accepted, missing)


def confirm(period: Period, unit: Unit, *, actor: Any, expect_missing: int, note: str = "") -> Consolidation:
    """The group confirms its total, naming how many are missing; may be repeated until the period is locked.

    Raises NotYours, StalePage (the number of missing units changed) or MoveRefused (period closed).
    """
    if held_at(actor, "return.review", unit.pk) is None:
        raise NotYours("汇总由本单位的上级审核人确认，您没有这个权限。")
    with transaction.atomic():
        period = Period.objects.select_for_update().get(pk=period.pk)
        if not period.is_fillable:
            raise MoveRefused(f"{period.name}现为“{period.get_state_display()}”，不能再确认汇总。")
        with system("what a confirmation records"):
            now = standing(period, unit)
            _refuse_changed(now, expect_missing)
            return _store(period, unit, now, actor, seen(note)[:500])


def _refuse_changed(now: Standing, expect_missing: int) -> None:
    if len(now.missing) != expect_missing:
        raise StalePage(
            f"您看到的未报单位有 {expect_missing} 家，现在是 {len(now.missing)} 家。怎样改：看过新名单再确认。"
        )


def _store(period: Period, unit: Unit, now: Standing, actor: Any, note: str) -> Consolidation:
    values = {
        "by_id": actor.user.pk, "by": actor.user.full_name, "due": now.due, "reported": now.reported,
        "missing": now.missing, "note": note,
    }  # fmt: skip
    found, _ = Consolidation.objects.update_or_create(unit=unit, period=period, defaults=values)
    audit.record(
        "period.consolidate", actor=actor, obj_type="period", obj_id=period.code, obj_label=period.name,
        unit_id=unit.pk,
        detail={"due": now.due, "reported": now.reported, "missing": [row["code"] for row in now.missing]},
    )  # fmt: skip
    return found
