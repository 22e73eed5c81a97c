"""The Excel reading, recalculated by LibreOffice, gives what the Python reading gives."""

import random
import subprocess
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from portal.reporting.formula import FormulaError, Sheet, evaluate, excel, parse
from portal.reporting.schema import Schema

CODES = ("0405", "0404", "0403", "0001", "0009", "1701n", "1702n", "0601", "0016", "0111", "0601d")
FORMULAS = [
    "0405 / 0404",
    "0405 / 0404 >= 60%",
    "(0405 + 0403) * 2 - 0404",
    "0404 >= 0405 and 0403 > 0",
    "0404 >= 0405 or 0403 > 0",
    "not (0404 > 0) or 0001 = 0009",
    "min(0001, 0009) + max(0405, 0404, 0403)",
    "abs(0403) + -0404",
    "sum(0001, 0009, 1701n)",
    "sum(1701n, 1702n)",
    "if 0601 = 是 then 0404 / 0403 else 0405",
    "if 0601 = 是 then 0405 <= 0404 else 0403 > 0",
    "if 0404 > 0 then 0405 > 0",
    "(if 0601 = 是 then 0404) + 1",
    "count(0601 = 是, 0016 = 否)",
    "blank(0404) or filled(0601d)",
    "length(0111) > 2",
    '0111 = "做法"',
    "0001 != 0009",
    "0403 <= 0404 <= 0405",
]
COLUMNS = {code: openpyxl.utils.get_column_letter(n) for n, code in enumerate(CODES, 1)}


def cell_in(row):
    return lambda code, when: f"{COLUMNS[code]}{row}" if when == "now" else None


def test_a_share_gives_a_dash_where_the_denominator_is_zero_or_a_cell_blank():
    text = excel(parse("0405 / 0404"), cell_in(5), Schema.current())
    assert text == 'IF(ISNUMBER(A5),IF(ISNUMBER(B5),IF(B5<>0,(A5/B5),"—"),"—"),"—")'


def test_a_figure_the_sheet_has_not_is_named():
    with pytest.raises(FormulaError, match="prev 0405"):
        excel(parse("prev(0405)"), cell_in(5), Schema.current())


def figures(schema, pick):
    values = {}
    for code in CODES:
        kind = schema.by_code[code].type
        choices = {
            "yesno": [True, False],
            "narrative": ["做法", "做法，较长"],
            "date": [date(2026, 9, 30)],
            "count": [0, 1, 60, 60],
            "money": [Decimal(0), Decimal("60"), Decimal("100"), Decimal("59.99"), Decimal("-3.5")],
        }
        values[code] = None if pick.random() < 0.2 else pick.choice(choices[kind])
    return values


@pytest.mark.office
def test_libreoffice_computes_what_the_portal_computes(tmp_path, soffice_path):
    schema, pick = Schema.current(), random.Random(3)
    rows = [figures(schema, pick) for _ in range(60)]
    book = openpyxl.Workbook()
    for n, values in enumerate(rows, 1):
        shown = [{True: "是", False: "否"}[v] if isinstance(v, bool) else v for v in values.values()]
        formulas = [f"={excel(parse(text), cell_in(n), schema)}" for text in FORMULAS]
        book.active.append([*shown, *formulas])
    book.save(tmp_path / "formulas.xlsx")
    command = [soffice_path, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "out", tmp_path / "formulas.xlsx"], check=True, timeout=120)
    computed = openpyxl.load_workbook(tmp_path / "out" / "formulas.xlsx", data_only=True).active
    for values, row in zip(rows, computed.iter_rows(values_only=True), strict=True):
        sheet = Sheet(schema, 3, values)
        for text, found in zip(FORMULAS, row[len(CODES) :], strict=True):
            assert found == _as_excel(evaluate(parse(text), sheet)), (text, values)


def _as_excel(value):
    if value is None:
        return "—"
    return pytest.approx(float(value)) if isinstance(value, Fraction) else value
