"""Writes a whole quarter's returns by bulk statements, ending in the same rows as the services would leave.

A quarter is written as drafts, judged by the period-wide check, given its explanations, then filed, signed and
moved up its route. `Outcome` says how far each return has come.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from portal.organisations.models import Unit
from portal.reporting import checking, versions
from portal.reporting.general import LATE_RULE
from portal.reporting.models import (
    DeskRole,
    Explanation,
    Nature,
    Period,
    Purpose,
    Return,
    ReturnMove,
    ReturnState,
    ReturnVersion,
)
from portal.reporting.rules import declared
from portal.reporting.schema import Schema, section_models
from portal.reporting.workflow.stages import Desk, inner_desks, routes

from .names import staff

BATCH = 1000
MOVE_AT = {
    DeskRole.CHECKER: "check_pass", DeskRole.HEAD: "sign", DeskRole.REVIEWER: "pass_on", DeskRole.PROVINCE: "accept",
}  # fmt: skip
DRAFT, NOT_STARTED, EXEMPT = "draft", "not_started", "exempt"


@dataclass
class Outcome:
    """How far a return has come: `steps` desks have acted after submission (None: all, it is accepted)."""

    stage: str = "filed"
    steps: int | None = None
    nature: str = Nature.NORMAL
    filed_on: dt.date | None = None
    reason: str = ""


class HardBreach(RuntimeError):
    """The generator made figures that a hard rule refuses; it must be mended, not hidden."""


@dataclass
class QuarterWriter:
    """One period's returns: figures by unit code in, rows out."""

    period: Period
    figures: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, Outcome]
    rng: random.Random
    returns: list[Return] = field(default_factory=list)
    pairs: list[tuple[Return, ReturnVersion]] = field(default_factory=list)

    def write(self) -> int:
        """Write all returns of the period that have an outcome; returns how many have figures."""
        self._load()
        self._drafts()
        self._explain()
        self._file()
        self._settle()
        return len(self.pairs)

    def _load(self) -> None:
        rows = Return.objects.of(self.period).select_related("unit", "period").order_by("unit__sort_order")
        self.returns = [ret for ret in rows if ret.unit.code in self.outcomes]
        for ret in self.returns:
            ret.period = self.period

    def outcome(self, ret: Return) -> Outcome:
        return self.outcomes[ret.unit.code]

    def _drafts(self) -> None:
        started = [ret for ret in self.returns if self.outcome(ret).stage in ("filed", DRAFT)]
        made = [
            ReturnVersion(
                ret=ret, number=1, purpose=Purpose.ORIGINAL, nature=self.outcome(ret).nature,
                created_at=self._moment(ret, -3),
            )
            for ret in started
        ]  # fmt: skip
        ReturnVersion.objects.bulk_create(made, batch_size=BATCH)
        self.pairs = list(zip(started, made, strict=True))
        schema = Schema.of(self.period)
        forms: list[Any] = list(section_models())
        for model in forms:
            items = [item for item in schema.form_items(model.form_no) if not item.extra]
            rows = [self._row(model, items, ret, version) for ret, version in self.pairs]
            model.objects.bulk_create(rows, batch_size=BATCH)
        for ret, version in self.pairs:
            ret.working, ret.state = version, ReturnState.DRAFTING
        Return.objects.bulk_create(
            [ret for ret, _ in self.pairs], batch_size=BATCH, update_conflicts=True, unique_fields=["id"],
            update_fields=["working", "state"],
        )  # fmt: skip

    def _row(self, model: Any, items: list[Any], ret: Return, version: ReturnVersion) -> Any:
        values = self.figures[ret.unit.code]
        cells = {item.column: values.get(item.code) for item in items}
        cells |= {item.ref_column: values.get(f"{item.code}_ref", "") for item in items if item.ref_column}
        return model(version=version, **cells)

    def _explain(self) -> None:
        """Explanations for what the soft rules found; a hard breach is a fault of the generator."""
        how = {rule.code: rule for rule in declared()}
        by_return = {ret.pk: (ret, version) for ret, version in self.pairs}
        rows = []
        for pk, codes in checking.check_period(self.period, among=list(by_return)).items():
            ret, version = by_return[pk]
            if self.outcome(ret).stage == DRAFT:
                continue
            if hard := [code for code in codes if how[code].hard]:
                raise HardBreach(f"{ret.unit.code} {self.period.code}: {', '.join(hard)}")
            if not self._is_late(ret):
                # The check runs today; the return was in time on the day it was filed.
                codes = [code for code in codes if code != LATE_RULE]
            version.hits = sorted(codes)
            rows += [
                Explanation(
                    version=version, rule=code, text=explanation(ret, code, self.rng),
                    by=staff(ret.unit, "filler"), at=self._moment(ret, -1),
                )
                for code in codes
            ]  # fmt: skip
        Explanation.objects.bulk_create(rows, batch_size=BATCH)

    def _is_late(self, ret: Return) -> bool:
        signed_on = (self.outcome(ret).filed_on or ret.due_on) + dt.timedelta(days=2)
        return signed_on > ret.effective_due

    def _file(self) -> None:
        self.pairs = [(ret, version) for ret, version in self.pairs if self.outcome(ret).stage == "filed"]
        hashes = versions.content_hashes([version for _, version in self.pairs])
        for ret, version in self.pairs:
            version.hits = version.hits or []
            version.filed_at, version.filed_by = self._moment(ret, 0), staff(ret.unit, "filler")
            version.content_hash = hashes[version.pk]
            version.receipt = versions.receipt_number(version)
            ret.filed = version
            ret.working = None

    def _settle(self) -> None:
        """Walk each filed return up its route as far as its outcome says; then write everything at once."""
        ways = routes(self.period.pk, [ret.unit_id for ret, _ in self.pairs])
        log: list[ReturnMove] = []
        for ret in self.returns:
            stage = self.outcome(ret).stage
            if stage == "filed":
                log += self._walk(ret, ways[ret.unit_id])
            elif stage == DRAFT:
                log.append(self._log(ret, "start", 0, ret.unit, DeskRole.FILLER, ReturnState.NOT_STARTED, None, None))
            elif stage == EXEMPT:
                ret.state, ret.exempt_reason = ReturnState.EXEMPT, self.outcome(ret).reason
            ret.moves_count = sum(1 for row in log if row.ret is ret) if stage == DRAFT else ret.moves_count
        self._save(log)

    def _save(self, log: list[ReturnMove]) -> None:
        ReturnVersion.objects.bulk_create(
            [version for _, version in self.pairs], batch_size=BATCH, update_conflicts=True, unique_fields=["id"],
            update_fields=[
                "filed_at",
                "hits", "filed_by", "content_hash", "receipt", "checked_by", "checked_at", "signed_by", "signed_at",
            ],
        )  # fmt: skip
        Return.objects.bulk_create(
            self.returns, batch_size=BATCH, update_conflicts=True, unique_fields=["id"],
            update_fields=[
                "state", "desk", "desk_role", "reported_at", "accepted_at", "moves_count", "working", "filed",
                "accepted", "counted", "exempt_reason",
            ],
        )  # fmt: skip
        ReturnMove.objects.bulk_create(log, batch_size=BATCH)

    def _walk(self, ret: Return, route: list[Desk]) -> Iterable[ReturnMove]:
        version = ret.filed
        assert version is not None
        desks = [*inner_desks(ret.unit), *route]
        taken = len(desks) if (steps := self.outcome(ret).steps) is None else min(steps, len(desks) - 1)
        log = [
            self._log(ret, "start", -3, ret.unit, DeskRole.FILLER, ReturnState.NOT_STARTED, None, None),
            self._log(ret, "submit", 0, ret.unit, DeskRole.FILLER, ReturnState.DRAFTING, None, desks[0]),
        ]
        for number in range(taken):
            desk, onward = desks[number], desks[number + 1] if number + 1 < len(desks) else None
            move = self._log(
                ret, MOVE_AT[DeskRole(desk.role)], number + 1, desk.unit, desk.role, ReturnState.IN_REVIEW, desk, onward
            )
            log.append(move)
            self._stamp(ret, version, desk, move)
        standing = desks[taken] if taken < len(desks) else None
        ret.desk, ret.desk_role = (standing.unit, standing.role) if standing else (None, "")
        ret.state = ReturnState.IN_REVIEW if standing else ReturnState.ACCEPTED
        ret.moves_count = len(log)
        return log

    def _stamp(self, ret: Return, version: ReturnVersion, desk: Desk, move: ReturnMove) -> None:
        if desk.role == DeskRole.CHECKER:
            version.checked_by, version.checked_at = move.by, move.at
        elif desk.role == DeskRole.HEAD:
            version.signed_by, version.signed_at = move.by, move.at
            ret.reported_at, ret.counted = move.at, version
        elif desk.role == DeskRole.PROVINCE:
            ret.accepted, ret.accepted_at = version, move.at

    def _log(
        self,
        ret: Return,
        move: str,
        step: int,
        by_unit: Unit,
        role: str,
        state: str,
        desk: Desk | None,
        onward: Desk | None,
    ) -> ReturnMove:
        accepted = move == "accept"
        reviewing = move not in ("start", "accept")
        return ReturnMove(
            ret=ret, version=ret.filed or ret.working, move=move, from_state=state,
            to_state=ReturnState.ACCEPTED if accepted else ReturnState.IN_REVIEW if reviewing else ReturnState.DRAFTING,
            from_desk=desk.unit if desk else None, from_role=desk.role if desk else "",
            to_desk=onward.unit if onward else None, to_role=onward.role if onward else "",
            by=staff(by_unit, role), by_unit=by_unit, by_role=role, at=self._moment(ret, step),
            key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
        )  # fmt: skip

    def _moment(self, ret: Return, step: int) -> dt.datetime:
        """When a step happened: days apart from the filing day, at office hours that differ from unit to unit."""
        day = self.outcome(ret).filed_on or ret.due_on
        minute = (ret.unit.sort_order * 37 + step * 61) % 540
        moment = dt.datetime.combine(day + dt.timedelta(days=step), dt.time(8, 30)) + dt.timedelta(minutes=minute)
        return min(timezone.make_aware(moment), timezone.now())


REASONS = (
    "{unit}本季有{n}名人员随业务划转，基数随之变动，下季恢复正常水平。",
    "因检修和项目集中安排在本季，{unit}活动和支出比平常多出{n}项，已核对凭证。",
    "{unit}本季新增{n}个项目部，相关数据首次计入，名册和文件已留存备查。",
    "受生产计划调整影响，{unit}将其中{n}场安排到下季度，全年任务不变。",
)


def explanation(ret: Return, rule: str, rng: random.Random) -> str:
    """A unit's reason for a soft hit, with something of its own in it."""
    return rng.choice(REASONS).format(unit=ret.unit.short_name, n=rng.randint(2, 38))
