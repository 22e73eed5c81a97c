"""Whatever people do in whatever order, some things always hold. Hypothesis looks for an order that breaks one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.organisations.scope import system, use
from portal.reporting.models import Question, Return, ReturnMove, ReturnVersion
from portal.reporting.versions import content_hash
from portal.reporting.workflow import questions
from portal.reporting.workflow.moves import MOVES, available
from portal.reporting.workflow.refusals import MoveRefused

from .factories import again, fill, move, put_cells
from .workflow_cast import make_world

PEOPLE = ("filler", "checker", "head", "group", "industry", "province", "manager", "city", "sasac")


class Way(RuleBasedStateMachine):
    """One return, everybody pressing anything; `filed` remembers what each filed version held."""

    @initialize()
    def begin(self) -> None:
        self.world = make_world()
        self.ret = self.world.ret
        self.filed: dict[int, str] = {}
        self.count = 0

    @rule(name=st.sampled_from(sorted(MOVES)), who=st.sampled_from(PEOPLE), cells=st.booleans())
    def press(self, name: str, who: str, cells: bool) -> None:
        """Anybody tries anything; either it happens as offered or it is refused and nothing changed."""
        actor = self.world.actors[who]
        with system("offers"):
            offered = {offer.move.code for offer in available(again(self.ret), actor) if offer.enabled}
        data: dict[str, Any] = {"questions": {"0417": "为什么？"}} if name == "send_back" and cells else {}
        try:
            move(self.ret, name, actor, note="理由写得充分", **data)
        except MoveRefused:
            assert name not in offered
        else:
            assert name in offered
            self.count += 1

    @rule(who=st.sampled_from(("filler", "checker", "head", "group", "industry", "province")))
    def press_on(self, who: str) -> None:
        """Somebody does the main work that is offered, so that runs get far."""
        with system("offers"):
            offers = [offer for offer in available(again(self.ret), self.world.actors[who]) if offer.enabled]
        main = [offer.move.code for offer in offers if offer.move.main]
        if main:
            move(self.ret, main[0], self.world.actors[who])
            self.count += 1

    @precondition(lambda self: self.current().working_id is not None)
    @rule(courses=st.integers(0, 3))
    def edit(self, courses: int) -> None:
        working = self.current().working
        assert working is not None
        if working.number == 1:
            fill(working)
        put_cells(working, c0417=courses)

    @rule()
    def answer(self) -> None:
        if self.current().state == "returned":
            with use(self.world.filler.scope):
                for question in questions.open_ones(self.ret):
                    questions.save_answer(question, "已按文件核实。", actor=self.world.filler)

    def current(self) -> Return:
        return again(self.ret)

    @invariant()
    def every_move_is_logged_once(self) -> None:
        with system("check"):
            log = list(ReturnMove.objects.filter(ret=self.ret).order_by("pk"))
            ret = self.current()
        assert len(log) == ret.moves_count == self.count
        for before, after in pairwise(log):
            assert (before.to_state, before.to_desk_id, before.to_role) == (
                after.from_state, after.from_desk_id, after.from_role,
            )  # fmt: skip
        if log:
            assert (log[-1].to_state, log[-1].to_desk_id, log[-1].to_role) == (ret.state, ret.desk_id, ret.desk_role)

    @invariant()
    def filed_versions_never_change(self) -> None:
        with system("check"):
            for version in ReturnVersion.objects.filter(ret=self.ret).select_related("ret__unit", "ret__period"):
                if version.is_filed:
                    computed = content_hash(version)
                    assert computed == version.content_hash == self.filed.setdefault(version.pk, computed)

    @invariant()
    def submitter_checker_and_signer_differ(self) -> None:
        with system("check"):
            for version in ReturnVersion.objects.filter(ret=self.ret, signed_at__isnull=False):
                assert version.signed_by_id != version.filed_by_id and version.signed_by != version.checked_by

    @invariant()
    def pointers_and_state_agree(self) -> None:
        ret = self.current()
        assert (ret.state == "in_review") <= (ret.working_id is None)
        assert (ret.state == "returned") <= (ret.working_id is not None and ret.desk_id == ret.unit_id)
        assert (ret.state == "accepted") <= (ret.counted_id == ret.accepted_id == ret.filed_id is not None)
        above = ret.desk_role in ("reviewer", "province_reviewer")
        assert above <= (ret.reported_at is not None and ret.filed is not None and ret.filed.signed_at is not None)

    @invariant()
    def questions_wait_only_while_sent_back(self) -> None:
        with system("check"):
            waiting = Question.objects.filter(ret=self.ret, closed_at__isnull=True).exists()
        ret = self.current()
        assert waiting == (ret.state == "returned" and ret.asking_desk_id is not None)


@pytest.mark.django_db
def test_invariants_of_the_way() -> None:
    from django.db import transaction

    class Isolated(Way):
        """Each run in a transaction of its own, undone at its end."""

        def __init__(self) -> None:
            super().__init__()
            self.undo = transaction.atomic()
            self.undo.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    options = settings(
        max_examples=6, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Isolated, settings=options)
