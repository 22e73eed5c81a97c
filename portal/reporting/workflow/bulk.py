"""Clean returns passed together, with a random sample of at least a tenth drawn for reading (ruling 17).

The same row of the table judges each return and the same writer stores them; only reading and writing are done for
the whole set at once, so that three hundred returns cost a bounded number of queries.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from portal import audit, notices
from portal.organisations.scope import system
from portal.ui.words import seen

from ..models import (
    BulkAcceptance,
    Declaration,
    DeskRole,
    Period,
    Question,
    Return,
    ReturnState,
    SampleReading,
)
from ..periods import on_time
from . import stages
from .perform import Step, plan, write
from .refusals import MoveRefused, StalePage
from .situation import Situation
from .telling import KIND

SAMPLE_SHARE = 10  # one in so many, at least one
MOVE_OF_ROLE = {stages.REVIEWER: "pass_on", stages.PROVINCE: "accept"}


def desk_memberships(actor: Any) -> list[Any]:
    """The memberships by which this person may pass returns on or accept them."""
    return [m for m in actor.memberships if m.role in MOVE_OF_ROLE]


def waiting(period: Period, membership: Any) -> Any:
    """The returns of a period that lie on this desk."""
    return Return.objects.of(period).at_desk(membership.unit_id, membership.role).filter(state=ReturnState.IN_REVIEW)


def clean(rows: Any) -> Any:
    """Of some returns in review those reported in time, with no hit, no declaration that lifts a rule, and no open
    question. What is late is a hit (S29); the date itself is asked as well, for it is judged after the filing."""
    asked = Question.objects.filter(ret=OuterRef("pk"), closed_at__isnull=True)
    declared = Declaration.objects.filter(version=OuterRef("filed"))
    return rows.filter(on_time(), ~Exists(asked), ~Exists(declared), filed__hits=[])


def sample_size(count: int) -> int:
    """At least ten per cent, rounded up, and at least one."""
    return max(1, -(-count // SAMPLE_SHARE))


def accept_clean(period: Period, ret_ids: Sequence[int], *, actor: Any, membership: Any, key: UUID) -> BulkAcceptance:
    """Pass the chosen returns on from the desk (accept them, at 省总工会) and draw the sample.

    All or nothing: raises StalePage when one has left the desk meanwhile, MoveRefused when one is not clean or the
    list is empty. A replay of the same key returns the first outcome.
    """
    if membership.role not in MOVE_OF_ROLE or not ret_ids:
        raise MoveRefused("没有选取单位。怎样改：先在表中勾选要一并通过的单位。")
    with transaction.atomic():
        period.state = Period.objects.hold(period.pk)
        rets = _locked(period, membership, ret_ids)
        with system(f"bulk move of {len(rets)} returns of {period.code}"):
            if done := replayed(key, period, actor):
                return done
            _refuse_unfit(period, rets, ret_ids)
            return _carry_out(period, rets, actor, membership, key)


def _locked(period: Period, membership: Any, ret_ids: Sequence[int]) -> list[Return]:
    """The chosen ones still on the desk, locked. They share the one period: its schema is large."""
    chosen = waiting(period, membership).filter(pk__in=ret_ids)
    rets = list(chosen.select_related("unit", "desk", "filed").select_for_update(of=("self",)).order_by("pk"))
    for ret in rets:
        ret.period = period
    return rets


def replayed(key: UUID, period: Period, actor: Any) -> BulkAcceptance | None:
    """What this very request brought about before; MoveRefused (409) when its key served another person or period."""
    with system("whether the key of a bulk act was used"):
        done = BulkAcceptance.objects.filter(key=key).first()
    if done is not None and (done.by_id, done.period_id) != (actor.user.pk, period.pk):
        raise MoveRefused("这个操作号已经用于另一次操作。怎样改：刷新页面后重新办理。", 409)
    return done


def _refuse_unfit(period: Period, rets: list[Return], ret_ids: Sequence[int]) -> None:
    gone = len(set(ret_ids)) - len(rets)
    if gone:
        raise StalePage(f"所选单位中有 {gone} 家已不在您这里（别人已办理或已撤回）。怎样改：刷新页面后重新勾选。")
    fit = set(clean(Return.objects.filter(pk__in=[ret.pk for ret in rets])).values_list("pk", flat=True))
    unclean = [ret.unit.label for ret in rets if ret.pk not in fit]
    if unclean:
        shown = "、".join(unclean[:5]) + (f" 等 {len(unclean)} 家" if len(unclean) > 5 else "")
        raise MoveRefused(
            f"{shown}逾期，或有提示、申明、未办结的提问，不能一并通过。怎样改：逐家审核，或从勾选中去掉。"
        )


def _carry_out(period: Period, rets: list[Return], actor: Any, membership: Any, key: UUID) -> BulkAcceptance:
    move = MOVE_OF_ROLE[membership.role]
    routes = stages.routes(period.pk, [ret.unit_id for ret in rets])
    steps = []
    for ret in rets:
        situation = Situation(ret, actor, note="批量通过")
        situation.route = routes.get(ret.unit_id, [])
        steps.append(plan(situation, move, uuid5(key, str(ret.pk))))
    write(steps, actor)
    bulk = BulkAcceptance.objects.create(
        unit=membership.unit,
        period=period,
        by_id=actor.user.pk,
        by=actor.user.full_name,
        count=len(steps),
        key=key,
    )
    sample = random.SystemRandom().sample(rets, sample_size(len(rets)))
    SampleReading.objects.bulk_create(SampleReading(bulk=bulk, ret=ret) for ret in sample)
    audit.record(
        f"return.bulk_{move}", actor=actor, obj_type="period", obj_id=period.code, obj_label=period.name,
        unit_id=membership.unit_id, detail={"count": len(steps), "sample": [ret.unit.code for ret in sample]},
    )  # fmt: skip
    _tell(period, steps)
    return bulk


def _tell(period: Period, steps: list[Step]) -> None:
    """One notice for each next desk; accepted units are told together."""
    board = reverse("board", args=[period.code])
    counts: dict[tuple[int, str], int] = {}
    for step in steps:
        if step.ret.desk_id is not None:
            place = (step.ret.desk_id, step.ret.desk_role)
            counts[place] = counts.get(place, 0) + 1
    for (unit_id, role), count in counts.items():
        notices.send_to_role(unit_id, role, KIND, f"{period.name}有 {count} 家报表轮到您审核", "", board)
    accepted = [step.ret.unit_id for step in steps if step.ret.state == ReturnState.ACCEPTED]
    if accepted:
        notices.send(
            members_of(accepted, (DeskRole.FILLER, DeskRole.HEAD)), KIND, f"{period.name}报表已审核通过", "",
            reverse("home"),
        )  # fmt: skip


def members_of(unit_ids: Iterable[int], roles: Iterable[str]) -> list[Any]:
    """Memberships in force of these roles at these units; for notices, inside `system()`."""
    from portal.accounts.models import Membership

    rows = Membership.objects.in_force().filter(unit_id__in=list(unit_ids), role__in=list(roles))
    return list(rows.select_related("user", "unit"))


def record_reading(reading: SampleReading, note: str, *, actor: Any) -> SampleReading:
    """Note that a person has read a return of the sample; once read it stays read. Raises MoveRefused."""
    note = seen(note)
    with transaction.atomic():
        rows = SampleReading.objects.select_related("bulk", "ret__unit", "ret__period")
        reading = rows.select_for_update(of=("self",)).get(pk=reading.pk)
        if stages.held_at(actor, "return.review", reading.bulk.unit_id) is None:
            raise MoveRefused("抽样阅看由批量通过的一级办理，您没有这个权限。", 403)
        if reading.read_at is not None:
            raise StalePage(f"{reading.read_by} 已经阅看过这一家，您的意见没有记入。怎样改：刷新页面。")
        if not 2 <= len(note) <= 300:
            raise MoveRefused(f"请写明阅看意见：应有 2 至 300 字，收到 {len(note)} 字。")
        reading.read_by, reading.note = actor.user.full_name, note
        reading.read_at = timezone.now()
        reading.save(update_fields=["read_by", "read_at", "note"])
        audit.record(
            "return.sample_read", actor=actor, obj_type="return", obj_id=str(reading.ret_id),
            obj_label=f"{reading.ret.unit.label} {reading.ret.period.code}", unit_id=reading.ret.unit_id,
            detail={"note": note},
        )  # fmt: skip
    return reading
