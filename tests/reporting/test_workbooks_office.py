"""LibreOffice recalculates the summary from nothing and comes to the portal's figures."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from .workbook_world import Workbooks, make_workbooks, read

pytestmark = [pytest.mark.django_db, pytest.mark.office]

RESULT = re.compile(rb'( t="str")?><f>([^<]*)</f><v>[^<]*</v>')
# What LibreOffice keeps of a number when it writes a file.
DIGITS = 1e-14


def without_results(source: Path, target: Path) -> int:
    """A copy whose formulas have no results, so that every number in it must be computed; returns how many."""
    count = 0
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bare:
        for name in package.namelist():
            content = package.read(name)
            if name.startswith("xl/worksheets/"):
                content, found = RESULT.subn(rb"><f>\2</f>", content)
                count += found
            bare.writestr(name, content)
    return count


def convert(soffice: str, source: Path, kind: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, "--headless", profile, "--convert-to", kind, "--outdir", str(folder / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "out" / f"{source.stem}.{kind}"


def differences(ours: Any, theirs: Any) -> list[str]:
    """Cells that differ: whole numbers, amounts and texts at all, quotients beyond the digits of the file."""
    found = []
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                other = theirs[sheet.title][cell.coordinate].value
                if cell.value != other and not _same_quotient(cell, other):
                    found.append(f"{sheet.title}!{cell.coordinate}: {cell.value!r} != {other!r}")
    return found


def _same_quotient(cell: Any, other: Any) -> bool:
    if not isinstance(cell.value, float) or not isinstance(other, int | float):
        return False
    return abs(cell.value - other) <= DIGITS * abs(cell.value)


@pytest.fixture
def world() -> Workbooks:
    return make_workbooks()


@pytest.mark.parametrize(("unit", "view"), [("prov", "reporting"), ("prov", "territory")])
def test_every_number_is_the_same_after_recalculation(
    world: Workbooks, tmp_path: Path, soffice_path: str, unit: str, view: str
) -> None:
    path = world.write(tmp_path / "summary.xlsx", unit, view)
    bare = tmp_path / "bare.xlsx"
    assert without_results(path, bare) > 300
    formulas = [c for sheet in read(bare, values=True) for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert not formulas
    again = read(convert(soffice_path, bare, "xlsx", tmp_path), values=True)
    ours = read(path, values=True)
    assert again.sheetnames == ours.sheetnames
    assert differences(ours, again) == []


def test_a_changed_cell_moves_its_sums(world: Workbooks, tmp_path: Path, soffice_path: str) -> None:
    """The formulas are alive: what is changed in one unit's row arrives in 小计 and 合计."""
    path = world.write(tmp_path / "summary.xlsx", formulas=True, indicators=[], forms=[2])
    book = read(path)
    sheet = book.worksheets[0]
    column = next(n for n in range(6, sheet.max_column) if str(sheet.cell(6, n).value).startswith("0405"))
    row = next(n for n in range(7, 30) if sheet.cell(n, 2).value == world.units["unit"].name)
    before = read(path, values=True).worksheets[0].cell(7, column).value
    sheet.cell(row, column).value += 1000.01
    book.save(tmp_path / "changed.xlsx")
    changed = read(convert(soffice_path, tmp_path / "changed.xlsx", "xlsx", tmp_path), values=True).worksheets[0]
    assert changed.cell(7, column).value == round(before + 1000.01, 2)


def test_it_prints(world: Workbooks, tmp_path: Path, soffice_path: str) -> None:
    pdf = convert(soffice_path, world.write(tmp_path / "summary.xlsx"), "pdf", tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF") and pdf.stat().st_size > 20_000
