"""One quarter, end to end, as the demo's people live through it: browser, Celery worker, LibreOffice."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import expect

from portal.demo.cast import CAST, PASSWORD
from tests.jobs.processes import CELERY, RELAY

from . import book, sheet
from .province import make_demo_province

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.office, pytest.mark.django_db(transaction=True)]
WAIT = 60_000
BY_HAND = ("0401", "0402", "0403", "0404", "0405", "0406")
REASON = "计提基数按财务决算口径，扣除了上年补发工资 1 万元。"
QUESTION = "一线分摊的依据是什么？请核对后附凭证号。"
ANSWER = "漏记一笔脱产培训费 1 万元，凭证 0928-14，已补入。"


@pytest.fixture
def world(transactional_db, settings):
    settings.DEBUG = True  # the demo's accounts exist only then
    return make_demo_province()


@pytest.fixture
def cast(visitor):
    """The demo's people by user name, each in a window of their own, signed in when first called for."""
    windows = {}

    def called(name):
        if name not in windows:
            windows[name] = visitor(name, permissions=["clipboard-read", "clipboard-write"]).sign_in(PASSWORD)
        return windows[name]

    return called


def test_a_quarter_from_its_opening_to_the_summary(world, cast, celery, tmp_path, soffice_path):
    the_province_opens_the_quarter(cast("province"), world)
    the_officer_fills_the_forms(cast("officer"), world)
    a_hard_rule_stops_the_officer(cast("officer"), world)
    the_officer_explains(cast("officer"), world)
    the_officer_submits(cast("officer"), world)
    passes(cast("checker"), world, "审核通过，送负责人签批")
    passes(cast("head"), world, "签批报出")
    the_group_asks_about_one_cell(cast("group"), world)
    the_officer_answers_in_the_cell(cast("officer"), world)
    the_head_signs_what_changed(cast("head"), world)
    passes(cast("group"), world, "通过，送上一级")
    passes(cast("industry"), world, "通过，送上一级")
    passes(cast("province"), world, "审核通过")
    the_sasac_gives_its_opinion(cast("sasac"), world)
    the_worker_computes_what_was_accepted(cast, world, celery)
    the_province_has_it_computed_again(cast("province"), world, celery)
    path = the_sasac_exports_the_summary(cast("sasac"), tmp_path)
    the_book_says_what_the_page_says(cast("sasac"), world, book.open_in_office(soffice_path, path))
    everybody_looks_round(cast)


# --- opening --------------------------------------------------------------------------------------------------------


def the_province_opens_the_quarter(province, world):
    page = province.page
    province.examine()
    province.go("/periods/")
    province.follow("建立报告期")
    assert page.get_by_label("季度").input_value() == str(world.quarter), "the next quarter is proposed"
    page.get_by_label("通知文号").fill("陕工办发〔2026〕9号")
    province.press("建立报告期")
    for place, field in enumerate(page.locator("form[action$='/dates/'] input[type=date]").all()):
        field.fill(str(timezone.localdate() + timedelta(days=7 + 4 * place)))
    province.press("保存截止日期")
    province.press(f"开放{world.name}")
    assert "已开放填报" in province.says()
    assert "应报" in page.locator("dl.figs").inner_text()


# --- filling --------------------------------------------------------------------------------------------------------


def the_officer_fills_the_forms(officer, world):
    officer.examine()
    for no in (0, 1, 3, 4):
        officer.page.goto(world.form(no))
        sheet.paste_block(officer.page, world.block(no))
        officer.examine()
    officer.page.goto(world.form(2))
    type_the_fund(officer.page, world)
    sheet.cell(officer.page, "0407").focus()
    sheet.paste_block(officer.page, world.block(2, leave=BY_HAND), at="0407")
    sheet.attach(officer.page, world.proven(2))


def type_the_fund(page, world):
    """The training fund by hand, walking by Enter, Tab and arrow; one line more for the frontline than in all."""
    sheet.ready(page)
    amounts = {code: world.figures[code] for code in BY_HAND}
    amounts["0401"] -= 1
    amounts["0405"] = amounts["0404"] + 1
    sheet.cell(page, "0401").focus()
    keys = ("Enter", "Tab", "ArrowDown", "Enter", "Tab", "Enter")
    sheet.type_on(page, *((str(amounts[code]), key) for code, key in zip(BY_HAND, keys, strict=True)))
    for code in BY_HAND:
        expect(sheet.cell(page, code)).to_have_value(f"{amounts[code]:,.2f}")
    sheet.settled(page)


def a_hard_rule_stops_the_officer(officer, world):
    page = officer.page
    expect(page.locator("tr[data-key='rule:H17a']")).to_contain_text("必改")
    officer.go(world.address)
    submit = page.get_by_role("button", name="提交", exact=True)
    expect(submit).to_be_disabled()
    officer.follow("到 0405 去改（H17a）")
    expect(sheet.cell(page, "0405")).to_be_in_viewport()
    sheet.ready(page)
    sheet.retype(page, "0405", str(world.figures["0405"]))
    expect(page.locator("tr[data-key='rule:H17a']")).to_have_count(0)


def the_officer_explains(officer, world):
    page = officer.page
    officer.go(world.address)
    asked = [link.get_attribute("href") for link in page.get_by_role("link", name="去说明").all()]
    assert f"{world.form(2)}?check=1#r0401" in asked
    for address in asked:
        page.goto(address)
        sheet.ready(page)
        sheet.explain_all(page, REASON)


def the_officer_submits(officer, world):
    page = officer.page
    officer.go(world.address)
    officer.press("提交")
    assert "“提交”已办理" in officer.says()
    officer.follow(f"{world.code}-{world.unit.code}-1-", exact=False)
    assert "核验一致" in page.locator("#main").inner_text()
    officer.go(page.locator("dd a[href*='/receipts/']").get_attribute("href"))
    assert "核验一致" in page.locator("#main").inner_text()


# --- the way up -----------------------------------------------------------------------------------------------------


def passes(person, world, label):
    """From the home page to the review, and on with one press."""
    person.go("/")
    person.page.locator(f"a[href='{world.review}']").first.click()
    person.page.wait_for_url(f"**{world.review}")
    person.examine()
    person.press(label)
    assert f"“{label}”已办理" in person.says()


def the_group_asks_about_one_cell(group, world):
    page = group.page
    page.goto(f"{world.review}?view=all")
    row = page.locator("#c0405")
    row.get_by_text("退回此格").click()
    row.locator("textarea").fill(QUESTION)
    group.press("退回并提问")
    assert "“退回”已办理" in group.says()


def the_officer_answers_in_the_cell(officer, world):
    page = officer.page
    officer.go("/")
    assert QUESTION in page.locator("#main").inner_text()
    page.goto(world.form(2))
    sheet.ready(page)
    open_cells = page.locator("#sheet [data-cell]").evaluate_all("cells => cells.map((cell) => cell.dataset.cell)")
    assert open_cells == ["0405"]
    sheet.retype(page, "0405", str(world.final["0405"]))
    answer = page.get_by_label("答复（必填")
    answer.fill(ANSWER)
    with page.expect_response(lambda response: "/notes/" in response.url) as saved:
        answer.press("Tab")
    assert saved.value.ok
    officer.examine()
    officer.follow("去交回")
    officer.press("答复并交回")
    assert "答复已交回" in officer.says()


def the_head_signs_what_changed(head, world):
    page = head.page
    head.go(world.review)
    compared = page.locator("[aria-labelledby=cmp-h]")
    assert compared.locator("del").all_inner_texts() == [f"{world.figures['0405']:,.2f}"]
    assert compared.locator("ins").all_inner_texts() == [f"{world.final['0405']:,.2f}"]
    assert ANSWER in page.locator("#c0405").inner_text()
    head.press("签批报出")
    assert "“签批报出”已办理" in head.says()


def the_sasac_gives_its_opinion(sasac, world):
    page = sasac.page
    sasac.go(world.address)
    page.locator("[aria-labelledby=opinion-h] input[type=radio]").first.check()
    page.get_by_label("意见", exact=True).fill("一线培训投入与监管台账一致，同意。")
    sasac.press("记入会审意见")
    sasac.examine()
    assert "一线培训投入与监管台账一致" in page.locator("[aria-labelledby=opinion-h]").inner_text()


# --- indicators -----------------------------------------------------------------------------------------------------


def the_worker_computes_what_was_accepted(cast, world, celery):
    """Acceptance alone asks for the computation; Celery does it."""
    celery.start(CELERY)
    celery.start(RELAY)
    world.wait_until_computed(celery.log)
    for name, view in (("officer", ""), ("group", "reporting")):
        page = cast(name).go(f"/indicators/{world.code}/{world.unit.code}/I-0402/?view={view}")
        assert share(world) in page.locator("ol.chain").inner_text()


def share(world):
    exact = 100 * world.final["0405"] / world.final["0404"]
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def the_province_has_it_computed_again(province, world, celery):
    page = province.page
    celery.kill(RELAY)
    page.goto(f"/indicators/{world.code}/{world.units['province'].code}/")
    province.press(f"重新计算 {world.name}")
    province.examine()
    expect(page.locator("[id^=job-]")).to_contain_text("正在排队")
    celery.start(RELAY)
    page.get_by_role("link", name="查看指标").wait_for(timeout=WAIT)
    province.examine()
    province.follow("查看指标")
    assert "I-0402" in page.locator("#main").inner_text()


# --- the summary ----------------------------------------------------------------------------------------------------


def the_sasac_exports_the_summary(sasac, folder):
    page = sasac.go("/summary/")
    for box in page.locator("[type=checkbox][name=forms_wanted]").all():
        box.set_checked(box.get_attribute("value") == "2")
    sasac.press("更新预览")
    sasac.press("导出 xlsx")
    link = page.get_by_role("link", name="下载 xlsx")
    link.wait_for(timeout=WAIT)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(folder / "summary.xlsx")
    return folder / "summary.xlsx"


def the_book_says_what_the_page_says(sasac, world, path):
    """After LibreOffice has opened it: the cell the group asked about, and the share of all that SASAC watches."""
    sheets = openpyxl.load_workbook(path, data_only=True)
    asked = book.number(sheets["产改基2表 技能形成体系"], world.unit.name, "0405")
    assert asked == pytest.approx(float(world.final["0405"]))
    page = sasac.go(f"/indicators/{world.code}/{world.units['sasac'].code}/I-0402/?view=sasac")
    total = book.number(sheets["指标"], "合计", "I-0402", "比率")
    assert f"{100 * total:.2f}%" in page.locator("ol.chain").inner_text()


# --- looking round --------------------------------------------------------------------------------------------------


def everybody_looks_round(cast):
    """What each person's menu leads to fits a laptop and a phone, and each kind of page is accessible."""
    examined = set()
    for name, *_ in CAST:
        page = cast(name).page
        page.goto("/")
        links = page.locator("nav.menu a, .me a").evaluate_all("links => links.map((link) => link.href)")
        assert len(links) > 2, name
        for address in links:
            assert page.goto(address).ok, (name, address)
            kind = resolve(urlsplit(page.url).path).url_name
            cast(name).examine(axe=kind not in examined)
            examined.add(kind)
