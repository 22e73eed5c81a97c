"""The page 汇总导出: choosing, preview, export as a job, download by the person who asked only."""

from __future__ import annotations

import datetime as dt
import os
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.jobs.models import Job
from portal.jobs.queue import claim
from portal.jobs.running import run
from portal.organisations.scope import system
from portal.reporting.models import PeriodAncestry
from portal.reporting.workbooks import exports
from tests.factories import make_member, make_unit

from .workbook_world import PERIOD, Workbooks, make_workbooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Workbooks:
    return make_workbooks()


def signed_in(world: Workbooks, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(make_member(world.units[unit], role), backend="portal.accounts.backends.PortalBackend")
    return client


def choice_of(world: Workbooks, unit: str, **changes: Any) -> dict[str, Any]:
    given = {"period": PERIOD, "unit": world.units[unit].code, "forms_wanted": ["0", "2"], "group": "all"}
    return given | {"cells": "formulas", "paper": "auto"} | changes


def exported(client: Client, data: dict[str, Any]) -> Job:
    response = client.post(reverse("summary_export"), data)
    assert response.status_code == 303
    job = Job.objects.filter(kind=exports.KIND).latest("pk")
    assert response["Location"] == reverse("job_detail", args=(job.pk,))
    return job


def finish(job: Job) -> Job:
    claimed = claim(job.pk)
    assert claimed is not None
    run(claimed, pulse=False)
    job.refresh_from_db()
    return job


def test_the_page_opens_with_a_preview_of_ones_own_unit(world: Workbooks) -> None:
    cast = {
        "prov": "province_manager", "group": "reviewer", "city": "reviewer", "sasac": "sasac_reviewer",
        "unit": "head", "industrial": "reviewer",
    }  # fmt: skip
    for unit, role in cast.items():
        response = signed_in(world, unit, role).get(reverse("summary_page"))
        assert response.status_code == 200, role
        text = response.content.decode()
        assert "国有企业产业工人队伍建设改革情况汇总表" in text and "导出 xlsx" in text
        assert f"填报单位：{world.units[unit].name}" in text


def test_the_preview_shows_what_the_file_will_hold(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    text = client.get(reverse("summary_page"), choice_of(world, "group", sheet="1")).content.decode()
    assert "15,069.20" in text and "一线职工培训支出" in text and "未报名单" in text
    shares = client.get(reverse("summary_page"), choice_of(world, "group", codes=["I-0402"], sheet="2"))
    assert "59.996%" in shares.content.decode() and "进展中（现状未达线）" in shares.content.decode()


def test_without_the_permission_there_is_no_page(world: Workbooks) -> None:
    for role in ("filler", "checker"):
        client = signed_in(world, "unit", role)
        assert client.get(reverse("summary_page")).status_code == 403
        assert client.post(reverse("summary_export"), choice_of(world, "unit")).status_code == 403


def test_a_foreign_unit_is_refused_without_a_word_about_it(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    for unit in ("other", "foreign", "prov", "city"):
        data = choice_of(world, unit)
        for response in (client.get(reverse("summary_page"), data), client.post(reverse("summary_export"), data)):
            text = response.content.decode()
            assert response.status_code == 422 and "不在您的范围内" in text
            assert world.units[unit].name not in text
    assert not Job.objects.filter(kind=exports.KIND).exists()


def test_bad_choices_are_answered_in_chinese(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    bad = (
        ({"forms_wanted": [], "group": "none"}, "没有选内容"),
        ({"forms_wanted": ["9"]}, "选择一个有效的选项"),
        ({"view": "sasac"}, "没有这种口径"),
        ({"view": "diagonal"}, "选择一个有效的选项"),
        ({"area": "11"}, "没有可以汇总的单位"),
        ({"unit": ""}, "必填"),
    )
    for changes, said in bad:
        response = client.get(reverse("summary_page"), choice_of(world, "group") | changes)
        assert response.status_code == 422 and said in response.content.decode(), changes


def test_an_unknown_period_is_not_found(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    assert client.get(reverse("summary_page"), {"period": "2031Q1"}).status_code == 404


def test_an_export_is_a_job_whose_file_only_the_person_who_asked_gets(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    job = finish(exported(client, choice_of(world, "group")))
    assert job.state == "done" and job.result["name"].startswith("2026Q3汇总表_")
    response = client.get(job.result["url"])
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    tables = ["产改基0表 单位基本情况", "产改基2表 技能形成体系", "指标"]
    assert book.sheetnames == [*tables, "指标解释", "未报名单", "说明"]
    assert response["X-Content-Type-Options"] == "nosniff" and "attachment" in response["Content-Disposition"]
    for unit, role in (("prov", "province_manager"), ("group", "reviewer")):
        assert signed_in(world, unit, role).get(job.result["url"]).status_code == 404
    page = client.get(reverse("summary_page")).content.decode()
    assert job.result["url"] in page and job.result["snapshot"] in page


def test_an_export_is_recorded(world: Workbooks) -> None:
    exported(signed_in(world, "group", "reviewer"), choice_of(world, "group"))
    event = Event.objects.get(action="summary.export")
    assert event.object_id == PERIOD and event.unit_id == world.units["group"].pk
    assert event.detail["forms"] == [0, 2] and event.detail["view"] == "reporting"


def test_asking_twice_makes_one_job(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    assert exported(client, choice_of(world, "group")) == exported(client, choice_of(world, "group"))


def test_who_has_lost_the_right_meanwhile_gets_nothing(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    job = exported(client, choice_of(world, "group"))
    with system("test"):
        Membership.objects.filter(user=job.created_by).delete()
    job = finish(job)
    assert job.state == "failed" and "权限" in job.error and not exports.path_of(job.pk).exists()


def test_files_go_after_a_while_and_the_page_says_so(world: Workbooks) -> None:
    client = signed_in(world, "group", "reviewer")
    job = finish(exported(client, choice_of(world, "group")))
    assert exports.drop_old() == 0
    old = (timezone.now() - exports.KEEP - dt.timedelta(days=1)).timestamp()
    os.utime(exports.path_of(job.pk), (old, old))
    assert exports.drop_old() == 1
    assert client.get(job.result["url"]).status_code == 404
    assert "文件已过期" in client.get(reverse("summary_page")).content.decode()


def test_stale_indicators_are_said_and_recomputing_is_offered_to_those_who_may(world: Workbooks) -> None:
    world.period.computed_at = timezone.now() - dt.timedelta(days=1)
    world.period.save()
    province = signed_in(world, "prov", "province_manager").get(reverse("summary_page")).content.decode()
    assert "重新计算" in province and reverse("compute_indicators", args=(PERIOD,)) in province
    group = signed_in(world, "group", "reviewer").get(reverse("summary_page")).content.decode()
    assert "重新计算指标" in group and reverse("compute_indicators", args=(PERIOD,)) not in group


def test_the_page_keeps_its_query_budget(world: Workbooks) -> None:
    client = signed_in(world, "prov", "province_manager")
    client.get(reverse("summary_page"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("summary_page")).status_code == 200
        return len(queries)

    before = count()
    with system("test data"):
        for n in range(10):
            unit = make_unit(parent=world.units["group"], name=f"新单位{n}")
            world.world.file(PERIOD, unit, {"0404": 1})
            for above, depth in ((unit, 0), (world.units["group"], 1), (world.units["prov"], 3)):
                PeriodAncestry.objects.create(
                    period=world.period, line="reporting", ancestor=above, descendant=unit, depth=depth
                )
    assert count() == before <= 26
