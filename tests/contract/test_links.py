"""Every link, form and address on every page leads somewhere, for every person of the demo cast."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.demo.cast import CAST
from portal.organisations.scope import system
from portal.reporting.models import Evidence
from tests.world import ANONYMOUS, World

from .addresses import names
from .crawling import crawl

pytestmark = pytest.mark.django_db
PEOPLE = [ANONYMOUS, *(row[0] for row in CAST)]

# One person of the cast who gets to each address by following links and pressing buttons from the home page.
OPENED_BY: dict[str, str] = {
    **dict.fromkeys(
        (
            "board", "cell_page", "form_page", "home", "inbox", "indicator_home", "indicator_list", "indicator_path",
            "measure_detail", "measure_list", "move_return", "my_return", "open_notice", "password_change",
            "read_all_notices", "receipt_detail", "return_detail", "save_form", "sign_out", "unit_detail", "unit_list",
        ),
        "officer",
    ),
    "review_page": "checker",
    **dict.fromkeys(
        (
            "board_now", "confirm_consolidation", "consolidation", "indicator_ranking", "read_sample",
            "sample_list", "urge_missing", "urge_return",
        ),
        "group",
    ),
    **dict.fromkeys(
        (
            "accept_clean", "add_days", "compute_indicators", "download_file", "holiday_calendar", "parameter_detail",
            "parameter_edit",
            "parameter_list", "period_dates", "period_detail", "period_extend", "period_list", "period_lock",
            "period_plan", "period_reopen", "phrase_add", "phrase_remove", "remove_day", "rule_list",
            "summary_download", "summary_export", "summary_page", "unit_act", "unit_open",
        ),
        "province",
    ),
    "write_opinion": "sasac",
    **dict.fromkeys(("cancel_job", "job_detail", "job_list", "job_progress"), "sysadmin"),
    **dict.fromkeys(
        (
            "account_create", "account_detail", "account_grant", "account_list", "account_reset", "account_switch",
            "membership_revoke", "unit_waive_checker",
        ),
        "secadmin",
    ),
    **dict.fromkeys(("event_detail", "event_list", "verify_events"), "auditor"),
    "login": ANONYMOUS,
}  # fmt: skip
# What nobody of the cast is led to in the province as it is seeded, each with its reason and the test that opens it.
NOT_SHOWN = {
    "save_cells": "called by the grid's script: tests/reporting/test_entry_saving.py",
    "save_note": "called by the grid's script: tests/reporting/test_entry_saving.py",
    "attach_evidence": "called by the grid's script: tests/contract/test_bad_input.py",
    "act_on_form": "called by the grid's script: tests/reporting/test_entry_saving.py",
    "save_answers": "shown on a return that was sent back; none of the cast's: tests/reporting/test_workflow_pages.py",
    "retry_job": "shown on a failed job; none failed: tests/jobs/test_pages.py",
    "confirm_year": "shown in a year whose holidays are not confirmed: tests/policy/test_pages.py",
    "period_open": "shown in a planned period; all are open: tests/reporting/test_periods.py",
}


def test_every_address_is_opened_by_somebody() -> None:
    assert set(OPENED_BY) | set(NOT_SHOWN) == names()
    assert not set(OPENED_BY) & set(NOT_SHOWN)


def with_evidence() -> str:
    """The page of a return with a file to fetch."""
    with system("a return with evidence"):
        ret = Evidence.objects.select_related("version__ret__unit", "version__ret__period").get().version.ret
    return reverse("return_detail", args=[ret.period.code, ret.unit.code])


@pytest.mark.parametrize("username", PEOPLE)
def test_everything_a_page_shows_leads_somewhere(world: World, username: str) -> None:
    walk = crawl(world, username, *([with_evidence()] if username == "province" else []))
    assert not walk.faults, "\n".join(f"{rule}: {one}" for rule, found in walk.faults.items() for one in found)
    expected = {name for name, who in OPENED_BY.items() if who == username}
    assert expected - walk.reached == set(), "no link leads there any more"
