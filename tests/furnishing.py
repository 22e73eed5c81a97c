"""What a province in use has and a freshly seeded one has not: notices, files, jobs, opinions, 催报, samples."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal import files, notices
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.demo.personas import persona
from portal.files.models import StoredFile
from portal.jobs.dispatch import run_waiting
from portal.organisations.models import Unit
from portal.organisations.scope import use
from portal.reporting.entry import evidence
from portal.reporting.indicators import jobs
from portal.reporting.models import Period, Return, ReturnState
from portal.reporting.workbooks import exports
from portal.reporting.workbooks.forms import SummaryForm, start
from portal.reporting.workflow import bulk, consolidations, opinions, urging
from tests.files.test_kinds import PDF_BYTES


def pdf(name: str = "会议纪要.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF_BYTES, "application/pdf")


def furnish(users: dict[str, User], units: list[Unit], places: dict[str, Unit], period: Period) -> None:
    """Let the cast do, through the services, each thing that leaves a row of its own. Runs in the system's scope."""
    actors = {name: Actor.of(user) for name, user in users.items()}
    for user in users.values():
        notices.send([user], "system", f"{user.full_name}的通知", "请查看。", reverse("inbox"))
    _files(users["officer"], units)
    _evidence(period)
    _export(actors["province"], period)
    jobs.ask(period, users["province"])
    with use(actors["group"].scope):
        _group_acts(actors["group"], places["group"], period)
    with use(actors["province"].scope):
        urging.urge(Return.objects.of(period).missing(), "请按时报送。", actor=actors["province"], period=period)
    with use(actors["sasac"].scope):
        ret = Return.objects.of(period).filter(reported_at__isnull=False).official().first()
        opinions.write_opinion(ret, "concern", "请补充一线培训支出的依据。", actor=actors["sasac"])


def _export(actor: Actor, period: Period) -> None:
    """A summary that was exported, and the jobs that waited till then are done."""
    with use(actor.scope):
        form = SummaryForm(start(actor, period), actor=actor, period=period)
        assert form.is_valid() and form.choice is not None, form.errors
        exports.ask(form.choice, actor)
    run_waiting(pulse=False)


def _files(officer: User, units: list[Unit]) -> None:
    """The same document for every unit; its content is stored once."""
    first = files.store(pdf(), user=officer, unit=units[0])
    facts: dict[str, Any] = {"name": first.name, "sha256": first.sha256, "size": first.size, "kind": first.kind}
    StoredFile.objects.bulk_create(StoredFile(unit_id=unit.pk, **facts) for unit in units[1:])


def _evidence(period: Period) -> None:
    ret = Return.objects.of(period).filter(state=ReturnState.DRAFTING).select_related("unit").first()
    assert ret is not None, "the demo has a draft"
    evidence.attach(ret.pk, "0003", pdf("花名册.pdf"), actor=persona(ret.unit, "filler"))


def _group_acts(actor: Actor, group: Unit, period: Period) -> None:
    """The group passes its clean returns on together, and confirms its total."""
    standing = consolidations.standing(period, group)
    consolidations.confirm(period, group, actor=actor, expect_missing=len(standing.missing), note="其余单位在催。")
    membership = actor.memberships[0]
    clean = bulk.clean(bulk.waiting(period, membership)).values_list("pk", flat=True)[:2]
    assert clean, "clean returns wait on the group's desk"
    bulk.accept_clean(period, list(clean), actor=actor, membership=membership, key=uuid4())
