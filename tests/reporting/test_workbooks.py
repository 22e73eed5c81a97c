"""The summary workbook as it is read back: structure, formulas with results, marks, scope and the quarter's tree."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from openpyxl.utils import get_column_letter

from portal.organisations.scope import system, use
from portal.reporting.indicators import results
from portal.reporting.models import PeriodAncestry, Return
from portal.reporting.workbooks import choice, summary
from portal.reporting.workbooks.book import FIRST, Book, is_risky
from portal.reporting.workbooks.cells import FIXED, Adder, boxes
from portal.reporting.workbooks.choice import Choice
from portal.reporting.workbooks.tree import Aggregate, Part, Plan
from tests.factories import make_unit

from .workbook_world import PERIOD, Workbooks, make_workbooks, read

pytestmark = pytest.mark.django_db

HEAD = FIRST + 1  # the row of 合计, as Excel counts


@pytest.fixture
def world() -> Workbooks:
    return make_workbooks()


def column_of(sheet: Any, code: str, low: str = "") -> int:
    """The column whose code row holds the item's code; for indicators the part `low` below the title."""
    for column in range(len(FIXED) + 1, sheet.max_column + 1):
        if not low and str(sheet.cell(FIRST, column).value).split("\n")[0] == code:
            return column
        if low and str(sheet.cell(4, column).value).split(" ")[0] == code:
            heads = [sheet.cell(5, column + n).value for n in range(5)]
            return column + heads.index(low)
    raise AssertionError(f"no column for {code}")


def row_of(sheet: Any, name: str) -> int:
    rows = [row for row in range(HEAD, sheet.max_row + 1) if sheet.cell(row, 2).value == name]
    assert len(rows) == 1, (name, rows)
    return rows[0]


def test_a_table_has_title_merged_heads_frozen_panes_and_print_set_up(world: Workbooks, tmp_path: Path) -> None:
    sheet = read(world.write(tmp_path / "a.xlsx", forms=[2], indicators=[])).worksheets[0]
    assert sheet["A1"].value == "2026年第三季度国有企业产业工人队伍建设改革情况汇总表"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert any(area.startswith("A1:") for area in merged) and {"A3:A6", "B3:B6"} <= merged
    funds = column_of(sheet, "0404")
    assert sheet.cell(4, funds).value == "职工教育培训经费累计支出" and sheet.cell(5, funds).value == "计"
    assert sheet.cell(5, column_of(sheet, "0405")).value == "一线职工培训支出"
    letters = [get_column_letter(column) for column in (funds, funds + 2)]
    assert f"{letters[0]}4:{letters[1]}4" in merged
    assert sheet.freeze_panes == f"C{HEAD}"
    assert sheet.print_title_rows == f"$1:${FIRST}" and sheet.print_title_cols == "$A:$B"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and "&P" in sheet.oddFooter.center.text
    assert "填报单位" in sheet["A2"].value and "快报数" in sheet["A2"].value
    assert any("制表日期" in str(cell.value) for cell in sheet[sheet.max_row])
    assert sheet.cell(HEAD, 2).border.left.style == "thin"


def test_codes_are_texts_and_units_stand_in_official_order_below_their_subtotal(
    world: Workbooks, tmp_path: Path
) -> None:
    sheet = read(world.write(tmp_path / "a.xlsx", forms=[0], indicators=[])).worksheets[0]
    names = [sheet.cell(row, 2).value for row in range(HEAD, HEAD + 12)]
    units = world.units
    assert names == [
        "合计", f"{units['city'].name} 小计", units["soe"].name,
        f"{units['group'].name} 小计", units["group"].name, units["unit"].name, units["sibling"].name,
        units["hostile"].name, units["idle"].name,
        f"{units['other'].name} 小计", units["other"].name, units["foreign"].name,
    ]  # fmt: skip
    row = row_of(sheet, units["unit"].name)
    assert sheet.cell(row, 3).value == units["unit"].code and sheet.cell(row, 3).data_type == "s"
    assert sheet.cell(row, 4).value == units["unit"].uscc and sheet.cell(row, 4).number_format == "@"


def test_totals_are_live_formulas_with_their_results(world: Workbooks, tmp_path: Path) -> None:
    path = world.write(tmp_path / "a.xlsx", forms=[0, 2], indicators=[])
    books = [read(path, values=values) for values in (False, True)]
    live, done = (book["产改基2表 技能形成体系"] for book in books)
    column = column_of(live, "0405")
    letter = get_column_letter(column)
    group = row_of(live, f"{world.units['group'].name} 小计")
    rows = f"{letter}{group + 1}:{letter}{group + 5}"
    assert live.cell(group, column).value == f'=IF(COUNT({rows})=0,"—",ROUND(SUM({rows}),2))'
    assert done.cell(group, column).value == 15069.2
    assert f"{letter}{group}" in live.cell(HEAD, column).value and done.cell(HEAD, column).value == 15219.2
    sheets = [book["产改基0表 单位基本情况"] for book in books]
    yes = column_of(sheets[0], "0015")
    assert "COUNTIFS(" in sheets[0].cell(group, yes).value
    details = [sheets[1].cell(row, yes).value for row in range(group + 1, group + 6)]
    assert sheets[1].cell(group, yes).value == details.count("是") > 0
    assert sheets[1].cell(HEAD, column_of(sheets[0], "0012")).value == "—", "not summed up the tree"


def test_figures_of_the_indicators_are_those_of_the_pages(world: Workbooks, tmp_path: Path) -> None:
    path = world.write(tmp_path / "a.xlsx", forms=[])
    live, done = (read(path, values=values)["指标"] for values in (False, True))
    with system("test"):
        for name, label in (("prov", "合计"), ("group", f"{world.units['group'].name} 小计")):
            page = results.for_unit(world.period, world.units[name], "reporting")
            assert page is not None
            row = row_of(done, label)
            checked = sum(same_as_page(done, live, row, figure) for figure in page.figures)
            assert checked == len(page.figures)


def same_as_page(done: Any, live: Any, row: int, figure: results.Figure) -> bool:
    """Whether the workbook's cells of one indicator hold exactly the page's figure."""
    code = figure.definition.code
    word = done.cell(row, column_of(done, code, "结论")).value
    assert word.startswith(figure.verdict_word.word), (code, word)
    if figure.definition.upward == "nothing":
        return True
    parts = ("达标家数", "应算家数", "达标占比") if figure.counts_units else ("分子", "分母", "比率")
    if figure.definition.plain and not figure.counts_units:
        parts = ("数值",)
    exact = [figure.numerator, figure.denominator, figure.value]
    if figure.counts_units:
        exact = [Fraction(figure.met or 0), Fraction(figure.judged or 0), figure.value]
    for part, value in zip(parts, exact, strict=False):
        column = column_of(done, code, part)
        shown = done.cell(row, column).value
        scale = Fraction(figure.definition.factor) if part == "比率" and not figure.definition.is_percent else 1
        wanted = "—" if value is None else float(value * scale)
        assert shown == (pytest.approx(wanted, rel=1e-14) if part == "比率" and value else wanted), (code, part)
        assert str(live.cell(row, column).value).startswith("="), (code, part)
    return True


def test_a_ratio_is_never_shown_on_the_other_side_of_its_bound(world: Workbooks, tmp_path: Path) -> None:
    sheet = read(world.write(tmp_path / "a.xlsx", forms=[], indicators=["I-0402"]))["指标"]
    column = column_of(sheet, "I-0402", "比率")
    assert sheet.cell(row_of(sheet, world.units["unit"].name), column).number_format == "0.000%"
    assert sheet.cell(row_of(sheet, world.units["other"].name), column).number_format == "0.00%"
    verdict = sheet.cell(row_of(sheet, world.units["unit"].name), column + 1)
    assert verdict.value == "进展中（现状未达线）"


def test_not_applicable_not_due_and_not_reported_are_told_apart(world: Workbooks, tmp_path: Path) -> None:
    book = read(world.write(tmp_path / "a.xlsx", forms=[2], indicators=["I-0402"]), values=True)
    form, indicators = book.worksheets[:2]
    fund, ratio = column_of(form, "0404"), column_of(indicators, "I-0402", "比率")
    expected = {"sibling": (0, "—"), "idle": ("/", "/"), "foreign": (None, None), "soe": ("—", "—")}
    for name, (cell, share) in expected.items():
        row = row_of(form, world.units[name].name)
        assert (form.cell(row, fund).value, indicators.cell(row, ratio).value) == (cell, share), name
    row = row_of(form, world.units["foreign"].name)
    assert form.cell(row, 5).value == "未报" and form.cell(row, fund).fill.fgColor.rgb != "00000000"


def test_hostile_texts_stay_texts(world: Workbooks, tmp_path: Path) -> None:
    path = world.write(tmp_path / "a.xlsx")
    book = read(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.value.startswith(("=IF(", "=COUNTIFS(", "=SUM(")), cell.value
    cell = book["产改基0表 单位基本情况"].cell(row_of(book["产改基0表 单位基本情况"], "=cmd|' /C calc'!A0"), 2)
    assert cell.data_type == "s" and cell.quotePrefix
    narrative = book["产改基1表 思想政治建设"]
    told = narrative.cell(row_of(narrative, world.units["sibling"].name), column_of(narrative, "0111"))
    assert told.value == '=HYPERLINK("http://x")' and told.data_type == "s" and told.quotePrefix


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n+1"])
def test_what_a_spreadsheet_might_take_for_a_formula_is_marked(text: str) -> None:
    assert is_risky(text) and not is_risky("陕西" + text)


def test_sheet_names_are_legal_and_differ(tmp_path: Path) -> None:
    with Book(tmp_path / "a.xlsx") as book:
        names = [book._name(name) for name in ("a/b:c*?[d]", "'表'", "长" * 40, "长" * 40, "")]
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert len(set(names)) == 5 and names[1] == "表"


def test_the_last_sheets_say_what_is_meant_who_is_missing_and_where_it_comes_from(
    world: Workbooks, tmp_path: Path
) -> None:
    book = read(world.write(tmp_path / "a.xlsx", forms=[2], indicators=["I-0402"]))
    assert book.sheetnames[-3:] == ["指标解释", "未报名单", "说明"]
    terms = {row[0].value: row for row in book["指标解释"].iter_rows(min_row=3)}
    assert terms["0405"][2].value == "万元" and "60" in terms["I-0402"][4].value
    missing = [[cell.value for cell in row] for row in book["未报名单"].iter_rows(min_row=3)]
    assert [row[1] for row in missing] == [world.units["foreign"].name, "停产单位"] and missing[1][7] == "停产"
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    made = world.load()
    assert about["快照编号"] == made.snapshot and about["表式校验值"] == world.period.schema_hash
    assert about["指标公式版本"] == made.version and about["导出人"] == "测试人" and about["筛选"] == "无"


def test_values_only_has_no_formula(world: Workbooks, tmp_path: Path) -> None:
    book = read(world.write(tmp_path / "a.xlsx", formulas=False, forms=[2], indicators=["I-0402", "I-0201"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    sheet = book["产改基2表 技能形成体系"]
    assert sheet.cell(HEAD, column_of(sheet, "0405")).value == 15219.2


def test_filters_narrow_the_rows_and_leave_sums_unjudged(world: Workbooks, tmp_path: Path) -> None:
    with system("test data"):
        world.units["unit"].industry = "C"
        world.units["unit"].save()
    made = world.load(industry="C")
    assert made.choice.filters == "行业为制造业" and [entry.code for entry in made.plan.entries] == [
        world.units["unit"].code
    ]
    sheet = read(world.write(tmp_path / "a.xlsx", industry="C", forms=[], indicators=["I-0402"]), values=True)["指标"]
    column = column_of(sheet, "I-0402", "比率")
    assert sheet.cell(HEAD, column).value == 14999 / 25000 and sheet.cell(HEAD, column + 1).value == "—（有筛选）"


def test_a_moved_unit_counts_where_the_quarters_tree_has_it(world: Workbooks) -> None:
    moved, old = world.units["unit"], world.units["group"]
    assert moved.code in [entry.code for entry in world.load("group").plan.entries]
    with system("test data"):
        rows = PeriodAncestry.objects.filter(line="reporting", descendant=moved, depth__gt=0)
        rows.filter(ancestor=old).delete()
        PeriodAncestry.objects.create(
            period=world.period, line="reporting", ancestor=world.units["other"], descendant=moved, depth=1
        )
    assert moved.code not in [entry.code for entry in world.load("group").plan.entries]
    assert moved.code in [entry.code for entry in world.load("other").plan.entries]


def test_a_group_sums_its_own_tree_only(world: Workbooks) -> None:
    actor = world.actor("group", "reviewer")
    with use(actor.scope):
        made = summary.load(choice.find(PERIOD, world.units["group"].code, forms=[0], indicators=[]), "集团")
        assert len(made.plan.entries) == 5
        for name in ("other", "foreign", "prov", "city"):
            with pytest.raises(Http404):
                choice.find(PERIOD, world.units[name].code, forms=[0], indicators=[])
        with pytest.raises(Http404):
            choice.find(PERIOD, world.units["group"].code, "sasac", forms=[0], indicators=[])


@pytest.mark.parametrize(("unit", "view", "label"), [("prov", "territory", "city"), ("prov", "industry", "industrial")])
def test_each_line_has_its_own_subtotals(world: Workbooks, unit: str, view: str, label: str) -> None:
    plan = world.load(unit, view).plan
    assert f"{world.units[label].name} 小计" in [row.label for row in plan.aggregates]


def test_queries_do_not_grow_with_the_units(world: Workbooks, tmp_path: Path) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            world.write(tmp_path / "a.xlsx")
        return len(queries)

    before = count()
    with system("test data"):
        for n in range(20):
            unit = make_unit(parent=world.units["group"], name=f"新单位{n}")
            world.world.file(PERIOD, unit, {"0404": 1})
            for above, depth in ((unit, 0), (world.units["group"], 1), (world.units["prov"], 3)):
                PeriodAncestry.objects.create(
                    period=world.period, line="reporting", ancestor=above, descendant=unit, depth=depth
                )
    assert len(world.load().plan.entries) >= 27
    assert count() == before <= 22


def test_the_snapshot_number_follows_the_data(world: Workbooks) -> None:
    first = world.load().snapshot
    assert first == world.load().snapshot and first.startswith("2026Q3-0001-")
    with system("test data"):
        Return.objects.filter(unit=world.units["soe"]).update(counted=None)
    assert world.load().snapshot != first


def test_stale_and_missing_indicators_are_said(world: Workbooks) -> None:
    assert world.load().fresh.warning == ""
    with system("test data"):
        period = world.period
        Return.objects.filter(unit=world.units["unit"]).update(reported_at=period.computed_at.replace(year=2090))
    assert "又有 1 家" in world.load().fresh.warning
    period.computed_at = None
    period.save()
    assert "还没有计算" in world.load().fresh.warning


def test_a_scope_without_units_says_so(world: Workbooks) -> None:
    with pytest.raises(summary.NothingToSum, match="没有可以汇总的单位"):
        world.load(area="99")


def test_the_command_writes_the_file_and_refuses_what_is_unknown(world: Workbooks, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    call_command("export_summary", PERIOD, unit=world.units["group"].code, output=path, forms="0,2", no_indicators=True)
    assert read(path).sheetnames[:2] == ["产改基0表 单位基本情况", "产改基2表 技能形成体系"]
    for options in ({"unit": "没有"}, {"unit": world.units["group"].code, "forms": "9"}):
        with pytest.raises(CommandError):
            call_command("export_summary", PERIOD, output=path, **options)
    with pytest.raises(CommandError, match="没有这一期"):
        call_command("export_summary", "2031Q1", unit=world.units["group"].code, output=path)


def test_many_subtotals_fall_back_to_one_condition() -> None:
    """A formula of a thousand references would not fit into a cell."""
    parts = [Part(7 + 2 * n, 7 + 2 * n, is_sum=True) for n in range(1000)]
    total = Aggregate(6, "合计", 1, True, range(0), parts)
    plan: Any = Plan(6, [total] * 2001, [])
    formula = Adder(plan, total, 5).sum(2)
    assert formula == (
        '=IF(SUMPRODUCT(ISNUMBER($A$8:$A$2007)*ISNUMBER(F8:F2007))=0,"—",ROUND(SUMIF($A$8:$A$2007,">0",F8:F2007),2))'
    )
    assert Adder(plan, total, 5).count("是") == '=COUNTIFS($A$8:$A$2007,">0",F8:F2007,"是")'


def test_heads_cover_every_column_once(world: Workbooks) -> None:
    made: Any = world.load()
    with system("test"):
        for n in range(made.table_count):
            columns = made.table(n).columns
            covered = [
                (row, column)
                for box in boxes(columns)
                for row in range(box.top, box.bottom + 1)
                for column in range(box.left, box.right + 1)
            ]
            assert len(covered) == len(set(covered)) == 4 * len(columns)


def test_no_text_survives_that_xml_forbids(world: Workbooks, tmp_path: Path) -> None:
    with system("test data"):
        world.units["unit"].name = "甲\x02乙\x0b_x000D_<b>&\"'"
        world.units["unit"].save()
    path = world.write(tmp_path / "a.xlsx", forms=[0], indicators=[])
    with zipfile.ZipFile(path) as package:
        content = package.read("xl/worksheets/sheet1.xml").decode()
    assert not set(content) & set("\x00\x0b\x0d")
    assert ">甲乙_x005F_x000D_&lt;b&gt;&amp;\"'<" in content, "what looks like an escape is escaped"
    assert "甲乙" in str([row[1].value for row in read(path)["产改基0表 单位基本情况"].iter_rows()])


def test_choice_describes_itself(world: Workbooks) -> None:
    made = world.load("group", forms=[0, 2])
    assert isinstance(made.choice, Choice)
    told = choice.describe(made.choice.payload())
    assert "产改基0表、产改基2表" in told and "项指标" in told
