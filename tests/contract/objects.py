"""For every address with an object in it: the object to ask for, and who should see it.

A new address without an entry fails `test_scope.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import Membership, User
from portal.audit.models import Event
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.notices.models import Notice
from portal.organisations.models import Unit, UnitKind
from portal.organisations.scope import system
from portal.policy.models import Holiday
from portal.reporting.models import BoilerplatePhrase, Period, ReturnVersion, SampleReading
from portal.reporting.workbooks import exports
from tests.world import World

from .eyes import Eyes

UNKNOWN_PK = 987_654_321
UNKNOWN = {"unit": "ZZZ999", "period": "2031Q1", "number": "2031Q1-ZZZ999-1-ABCDEF", "pk": UNKNOWN_PK, "code": "ZZZ"}


@dataclass
class Case:
    """A person asks for something of a unit in a period."""

    world: World
    eyes: Eyes
    username: str
    unit: Unit
    period: Period


Make = Callable[[Case], dict[str, Any] | None]
Sees = Callable[[Case], bool]


@dataclass(frozen=True)
class Provider:
    """`make` gives the address's arguments (None: this unit has no such object); `sees` who gets further than 404."""

    make: Make
    sees: Sees
    unknown: dict[str, Any]


def _first(rows: Any, field: str = "pk") -> Any:
    with system("an object to ask for"):
        return rows.values_list(field, flat=True).first()


def _pk(rows: Callable[[Case], Any]) -> Make:
    def make(case: Case) -> dict[str, Any] | None:
        with system("an object to ask for"):
            found = rows(case).values_list("pk", flat=True).first()
        return None if found is None else {"pk": found}

    return make


def anybody(case: Case) -> bool:
    """What belongs to no unit: the permission alone decides."""
    return True


def sees_return(case: Case) -> bool:
    return case.eyes.sees_return(case.username, case.unit, case.period)


def sees_figures(case: Case) -> bool:
    """Indicators: the unit's own figures, or a total along a line on which the person stands above."""
    return case.eyes.sees_data(case.username, case.unit, case.period)


def sees_unit(case: Case) -> bool:
    return case.eyes.sees_unit(case.username, case.unit)


def sees_group(case: Case) -> bool:
    return case.unit.kind == UnitKind.GROUP and sees_unit(case)


def sees_file(case: Case) -> bool:
    return case.eyes.below(case.username, case.unit, case.period.ends_on)


def is_own(case: Case) -> bool:
    """Things of a person: in `own` cases they are the person's, else somebody else's."""
    return case.unit.pk == case.world.place_of(case.username).pk


def is_own_job(case: Case) -> bool:
    return case.username in ("province", "sysadmin")


def of(**extra: Any) -> Make:
    """Period and unit, with further arguments."""
    return lambda case: {"period": case.period.code, "unit": case.unit.code, **extra}


def _receipt(case: Case) -> dict[str, Any] | None:
    with system("a receipt to ask for"):
        filed = ReturnVersion.objects.filter(ret__unit=case.unit, ret__period=case.period, filed_at__isnull=False)
        number = filed.values_list("receipt", flat=True).first()
    return {"number": number} if number else None


def _sample(case: Case) -> dict[str, Any] | None:
    with system("a sample to ask for"):
        row = SampleReading.objects.select_related("bulk__period").first()
    return {"period": row.bulk.period.code, "pk": row.pk} if row else None


def sees_sample(case: Case) -> bool:
    with system("whose sample it is"):
        row = SampleReading.objects.select_related("ret__unit", "ret__period").first()
    assert row is not None
    return case.eyes.sees_return(case.username, row.ret.unit, row.ret.period)


def _notice(case: Case) -> dict[str, Any] | None:
    mine = Notice.objects.filter(user__username=case.username)
    others = Notice.objects.exclude(user__username=case.username)
    return {"pk": _first(mine if is_own(case) else others)}


def unit_period(sees: Sees = sees_return, **extra: Any) -> Provider:
    return Provider(of(**extra), sees, {"period": UNKNOWN["period"], "unit": UNKNOWN["unit"], **extra})


def by_pk(rows: Callable[[Case], Any], sees: Sees = anybody, **extra: Any) -> Provider:
    make = _pk(rows)

    def full(case: Case) -> dict[str, Any] | None:
        found = make(case)
        return None if found is None else found | extra

    return Provider(full, sees, {"pk": UNKNOWN_PK, **extra})


def by_period(name: str = "period") -> Provider:
    return Provider(lambda case: {name: case.period.code}, anybody, {name: UNKNOWN["period"]})


def by_code(code: str) -> Provider:
    return Provider(lambda case: {"code": code}, anybody, {"code": "nothing-of-the-kind"})


def year(**extra: Any) -> Provider:
    """A year of the calendar, which ends with this century."""
    return Provider(lambda case: {"year": case.period.year, **extra}, anybody, {"year": 2150, **extra})


def _unit(case: Case) -> Any:
    return Unit.objects.filter(pk=case.unit.pk)


def _users(case: Case) -> Any:
    return User.objects.filter(username="officer")


def _jobs(case: Case) -> Any:
    return Job.objects.filter(created_by__username="province")


PROVIDERS: dict[str, Provider] = {
    # accounts
    **{name: by_pk(_users) for name in ("account_detail", "account_grant", "account_switch", "account_reset")},
    "membership_revoke": by_pk(lambda case: Membership.objects.filter(user__username="officer")),
    # organisations
    "unit_detail": by_pk(_unit, sees_unit),
    "unit_waive_checker": by_pk(_unit, sees_unit),
    "unit_act": by_pk(_unit, sees_unit, kind="move"),
    # policy
    "parameter_detail": by_code("training_frontline_share"),
    "parameter_edit": by_code("training_frontline_share"),
    "holiday_calendar": year(),
    "add_days": year(),
    "confirm_year": year(),
    "remove_day": Provider(
        lambda case: {"year": case.period.year, "pk": _first(Holiday.objects.filter(day__year=case.period.year))},
        anybody,
        {"year": 2031, "pk": UNKNOWN_PK},
    ),
    # files, jobs, notices, audit
    "download_file": by_pk(lambda case: StoredFile.objects.filter(unit_id=case.unit.pk), sees_file),
    **{name: by_pk(_jobs, is_own_job) for name in ("job_detail", "job_progress", "retry_job", "cancel_job")},
    "open_notice": Provider(_notice, is_own, {"pk": UNKNOWN_PK}),
    "event_detail": by_pk(lambda case: Event.objects.all()),
    # periods and rules
    **{
        name: by_period("code")
        for name in ("period_detail", "period_dates", "period_open", "period_extend", "period_lock", "period_reopen")
    },
    "phrase_remove": by_pk(lambda case: BoilerplatePhrase.objects.all()),
    # the way
    **{name: by_period() for name in ("board", "urge_missing", "accept_clean", "sample_list")},
    "read_sample": Provider(_sample, sees_sample, {"period": UNKNOWN["period"], "pk": UNKNOWN_PK}),
    **{
        name: unit_period() for name in ("return_detail", "review_page", "save_answers", "write_opinion", "urge_return")
    },
    "move_return": unit_period(move="submit"),
    "consolidation": unit_period(sees_group),
    "confirm_consolidation": unit_period(sees_group),
    "receipt_detail": Provider(_receipt, sees_return, {"number": UNKNOWN["number"]}),
    # entry
    **{
        name: unit_period(no=2)
        for name in ("form_page", "save_form", "save_cells", "save_note", "attach_evidence", "act_on_form")
    },
    "cell_page": unit_period(code="0405"),
    # indicators
    "compute_indicators": by_period(),
    "indicator_list": unit_period(sees_figures),
    "indicator_path": unit_period(sees_figures, code="I-0402"),
    "indicator_ranking": unit_period(sees_figures, code="I-0402"),
    # the summary: an export goes to the person who asked for it
    "summary_download": by_pk(
        lambda case: Job.objects.filter(kind=exports.KIND, created_by__username="province"),
        lambda case: case.username == "province",
    ),
    "measure_detail": Provider(lambda case: {"number": 4}, anybody, {"number": 999}),
}
