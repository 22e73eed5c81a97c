"""The only writer of a return's state.

One transaction holds the lock on the return, the judgement by the table of moves, the new state, the log row, the
audit record, the notices to the next desk and the follow-up jobs: all of it happens or nothing. Each request carries
a key (a replay returns the same outcome) and the `moves_count` its page was made with (a stale page is refused).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portal import audit, jobs
from portal.organisations.scope import system

from ..models import Period, PeriodState, Return, ReturnMove, ReturnState
from . import telling
from .moves import LABELS, MOVES
from .refusals import MoveRefused, StalePage
from .situation import Situation

# What a move may change on a return; everything else on the row belongs to the period's acts.
STATE_FIELDS = (
    "state", "desk", "desk_role", "asking_desk", "asking_role", "exempt_reason", "reported_at", "late_reason",
    "accepted_at", "send_backs", "moves_count", "working", "filed", "accepted", "counted",
)  # fmt: skip
RELATED = (
    "unit", "period", "desk", "asking_desk", "working", "filed", "accepted", "counted", "previous__counted",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One judged and applied move, ready to be written."""

    ret: Return
    log: ReturnMove
    changed: frozenset[str]


def perform(ret_id: int, move: str, *, actor: Any, key: UUID, expect: int, note: str = "", **data: Any) -> Return:
    """Move a return in the actor's scope and return it.

    `expect` is the `moves_count` the person saw; `data` may carry `questions` ({code: text}) for `send_back`. Raises
    Return.DoesNotExist (out of scope or unknown), StalePage (409), NotYours (403) or MoveRefused (409/422).
    """
    with transaction.atomic():
        Period.objects.hold(Return.objects.values_list("period_id", flat=True).get(pk=ret_id))
        ret = lock(Return.objects.filter(pk=ret_id)).get()
        with system(f"move {move} of return {ret_id}"):
            if _is_replay(ret, move, actor, key):
                return ret
            _refuse_stale(ret, expect)
            step = plan(Situation(ret, actor, note, data), move, key)
            write([step], actor)
            telling.tell_next(step)
    return ret


def lock(rows: Any) -> Any:
    """The returns of a queryset with everything a move reads, locked until the transaction ends."""
    return rows.select_related(*RELATED).select_for_update(of=("self",))


def _is_replay(ret: Return, move: str, actor: Any, key: UUID) -> bool:
    """Whether this very request was carried out already; somebody else's or another act's key is refused."""
    done = ReturnMove.objects.filter(key=key).first()
    if done is None:
        return False
    if (done.ret_id, done.move, done.by_id) != (ret.pk, move, actor.user.pk):
        raise MoveRefused("这个操作号已经用于另一次操作。怎样改：刷新页面后重新办理。", 409)
    return True


def _refuse_stale(ret: Return, expect: int) -> None:
    if ret.moves_count == expect:
        return
    raise StalePage(stale_message(ret))


def stale_message(ret: Return) -> str:
    """Who moved it in the meantime, and when."""
    last = ReturnMove.objects.filter(ret=ret).select_related("by_unit").first()
    if last is None:
        return "页面已经过时。怎样改：刷新页面后再办理。"
    at = timezone.localtime(last.at)
    unit = last.by_unit.label if last.by_unit else ""
    return (
        f"{unit} {last.by} 已于 {at:%m月%d日 %H:%M} 办理“{LABELS.get(last.move, last.move)}”，"
        "您的页面已经过时，这次操作没有生效。怎样改：刷新页面，看过最新情况再办理。"
    )


def plan(s: Situation, move: str, key: UUID) -> Step:
    """Judge a move by the table and apply it in memory (and to the version and the questions)."""
    row = MOVES.get(move)
    if row is None:
        raise MoveRefused(f"没有“{move}”这种操作。")
    membership, ret = row.membership(s), s.ret
    before = _state_of(ret)
    log = ReturnMove(
        ret=ret, move=move, key=key, from_state=ret.state, from_desk=ret.desk, from_role=ret.desk_role,
        by_id=s.user_id, by=s.actor.user.full_name, by_unit=membership.unit, by_role=membership.role,
        note=s.note[:500],
    )  # fmt: skip
    row.effect(s)
    ret.moves_count += 1
    log.version = ret.working or ret.filed
    log.to_state, log.to_desk, log.to_role = ret.state, ret.desk, ret.desk_role
    after = _state_of(ret)
    return Step(ret, log, frozenset(name for name in STATE_FIELDS if before[name] != after[name]))


def _state_of(ret: Return) -> dict[str, Any]:
    return {name: getattr(ret, Return._meta.get_field(name).attname) for name in STATE_FIELDS}  # type: ignore[union-attr]


def write(steps: Sequence[Step], actor: Any) -> None:
    """Store states, log and audit of a set of steps, and have the indicators follow what was accepted."""
    changed = sorted(frozenset[str]().union(*(step.changed for step in steps)))
    Return.objects.bulk_update([step.ret for step in steps], changed, batch_size=500)
    ReturnMove.objects.bulk_create([step.log for step in steps])
    for step in steps:
        _record(step, actor)
    _recompute(steps)


def _record(step: Step, actor: Any) -> None:
    ret, log = step.ret, step.log
    audit.record(
        f"return.{log.move}", actor=actor, obj_type="return", obj_id=str(ret.pk),
        obj_label=f"{ret.unit.label} {ret.period.code}", unit_id=ret.unit_id,
        detail={"from": log.from_state, "to": log.to_state, "note": log.note, "key": str(log.key)},
    )  # fmt: skip


def _recompute(steps: Iterable[Step]) -> None:
    """Follow-ups of the system's own: one run serves all acceptances that wait for it.

    Later quarters look back on this one (累计, 上年同期, 上届 …), so those that are open or closed follow too.
    """
    accepted = {step.ret.period.code for step in steps if step.log.to_state == ReturnState.ACCEPTED}
    if not accepted:
        return
    opened = Period.objects.exclude(state=PeriodState.PLANNED).filter(code__gte=min(accepted))
    for code in opened.order_by("code").values_list("code", flat=True):
        jobs.enqueue("indicators.compute", key=code, payload={"period": code}, period_code=code)
