"""The running quarter's planted cases, brought about as people would: through the services, cell by cell."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.accounts.actor import Actor
from portal.organisations.models import Unit
from portal.organisations.scope import system
from portal.reporting import checking
from portal.reporting.entry import cells
from portal.reporting.entry.explanations import save_explanation
from portal.reporting.figures import read_rows, ref_code
from portal.reporting.models import Period, Return, ReturnVersion
from portal.reporting.schema import Schema
from portal.reporting.workflow import questions, stages
from portal.reporting.workflow.perform import perform

from .personas import persona
from .writer import explanation


class CaseFailed(RuntimeError):
    """The services refused what the demo wants to show; the demo's figures must be mended."""


@dataclass
class Desk:
    """One unit's return with the people who work on it."""

    period: Period
    unit: Unit
    figures: Mapping[str, Any]
    rng: random.Random

    def __post_init__(self) -> None:
        self.ret_id = Return.objects.get(period=self.period, unit=self.unit).pk
        self.people: dict[tuple[int, str], Actor] = {}

    @property
    def ret(self) -> Return:
        return Return.objects.select_related("unit", "period", "desk", "working", "filed").get(pk=self.ret_id)

    def who(self, unit: Unit, role: str) -> Actor:
        return self.people.setdefault((unit.pk, role), persona(unit, role))

    def move(self, name: str, actor: Actor, note: str = "", **data: Any) -> None:
        perform(self.ret_id, name, actor=actor, key=uuid.uuid4(), expect=self.ret.moves_count, note=note, **data)

    # --- what people do ---------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Type every cell of the five forms, then explain what the soft rules ask."""
        filler = self.who(self.unit, "filler")
        self.move("start", filler)
        version = self.ret.working
        assert version is not None
        refused = [
            one for one in cells.save_cells(self.ret_id, self._entries(version), actor=filler) if one.state != "saved"
        ]
        if refused:
            raise CaseFailed(f"{self.unit.code}: {refused[0].title} {refused[0].detail}")

    def _entries(self, version: ReturnVersion) -> list[cells.Entry]:
        schema, entries = Schema.of(self.period), []
        stored = read_rows(schema, [version.pk])[version.pk]
        for item in schema.items:
            pairs = [(item.code, item.code)]
            if item.ref_column:
                pairs.append((item.code + cells.REFERENCE, ref_code(item.code)))
            for code, key in pairs:
                shown = _text(item, code, self.figures.get(key))
                entries.append(cells.Entry(code, shown, _text(item, code, stored.get(key))))
        return entries

    def explain(self) -> None:
        filler = self.who(self.unit, "filler")
        for hit in checking.check(self._working()):
            if hit.hard:
                raise CaseFailed(f"{self.unit.code}: {hit.rule} {hit.sentence}")
            save_explanation(self.ret_id, hit.rule, explanation(self.ret, hit.rule, self.rng), actor=filler)

    def _working(self) -> ReturnVersion:
        version = self.ret.working
        assert version is not None
        return version

    def submit(self) -> None:
        self.fill()
        self.explain()
        self.move("submit", self.who(self.unit, "filler"))

    def report(self) -> None:
        """Submitted, checked and signed: out of the unit's hands."""
        self.submit()
        self.move("check_pass", self.who(self.unit, "checker"))
        self.move("sign", self.who(self.unit, "head"))

    def climb(self, steps: int | None = None) -> None:
        """Up the route; all the way to acceptance when `steps` is None."""
        self.report()
        for _ in range(steps if steps is not None else len(stages.route(self.ret))):
            ret = self.ret
            desk = ret.desk
            assert desk is not None
            move = "accept" if ret.desk_role == stages.PROVINCE else "pass_on"
            self.move(move, self.who(desk, ret.desk_role))

    def declare_nil(self) -> None:
        """零报送 through the services, and accepted."""
        filler = self.who(self.unit, "filler")
        self.move("declare_nil", filler)
        self._fill_gaps(filler)
        self.explain()
        self.move("submit", filler)
        self.move("check_pass", self.who(self.unit, "checker"))
        self.move("sign", self.who(self.unit, "head"))

    def _fill_gaps(self, filler: Actor) -> None:
        """What a nil return does not carry is typed as in any other."""
        version = self._working()
        wanted = {entry.code: entry for entry in self._entries(version) if entry.text != entry.seen}
        cells.save_cells(self.ret_id, wanted.values(), actor=filler)

    def send_back(self, asked: Mapping[str, str] | None = None, note: str = "请核对所列各格") -> None:
        """Back to the filler from the desk it lies on: single cells with a question each, or the whole return."""
        ret = self.ret
        assert ret.desk is not None
        data = {"questions": dict(asked)} if asked else {}
        self.move("send_back", self.who(ret.desk, ret.desk_role), note=note, **data)

    def answer(self, text: str) -> None:
        filler = self.who(self.unit, "filler")
        for question in questions.open_ones(self.ret):
            questions.save_answer(question, text, actor=filler)
        self.move("answer", filler)


def _text(item: Any, code: str, value: Any) -> str:
    if code.endswith(cells.REFERENCE):
        return value or ""
    return "" if value is None else cells.show(item, value)


def bring_about(
    period: Period, units: Mapping[str, Unit], figures: Mapping[str, Mapping[str, Any]], rng: random.Random
) -> int:
    """Play the cases for the units named in `units` (by case name); returns how many returns were worked on."""
    with system("the demo's planted cases"):
        desks = {name: Desk(period, unit, figures[unit.code], rng) for name, unit in units.items()}
        for name, desk in desks.items():
            SCRIPTS[name](desk)
    return len(desks)


QUESTION = {"0405": "比上季增加较多，请说明一线分摊依据并附凭证号。"}

SCRIPTS: dict[str, Any] = {
    "share_55": lambda desk: desk.climb(),
    "share_59_996": lambda desk: desk.climb(),
    "no_trades": lambda desk: desk.climb(),
    "hazard": lambda desk: desk.climb(2),
    "nil_one": lambda desk: desk.declare_nil(),
    "nil_two": lambda desk: desk.declare_nil(),
    "asked": lambda desk: (desk.climb(0), desk.send_back(QUESTION)),
    "asked_two": lambda desk: (desk.climb(1), desk.send_back(QUESTION | {"0001": "与社保缴费人数相差较大，请核对。"})),
    "answered": lambda desk: (
        desk.climb(0), desk.send_back(QUESTION), desk.answer("混合班按参训人数分摊，凭证号 0928-14，附分摊表。"),
    ),
    "whole_back": lambda desk: (desk.climb(0), desk.send_back(note="三张表的口径与上季不同，请统一后重报。")),
    "at_group": lambda desk: desk.climb(0),
    "at_head": lambda desk: (desk.submit(), desk.move("check_pass", desk.who(desk.unit, "checker"))),
    "at_checker": lambda desk: desk.submit(),
    "withdrawn": lambda desk: (desk.submit(), desk.move("withdraw", desk.who(desk.unit, "filler"))),
}  # fmt: skip
