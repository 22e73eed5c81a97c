"""Reading an exported summary as a person finds a number in it: by the unit's name and the heads of the columns."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

HEADS, PARTS, FIRST = range(3, 7), 5, 7
NAMES = 2


def open_in_office(soffice: str, path: Path) -> Path:
    """What LibreOffice makes of the file when it opens it and saves it anew."""
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [soffice, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(path.parent / "opened"), path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return path.parent / "opened" / path.name


def number(sheet: Any, unit: str, head: str, part: str = "") -> float:
    """The number in the row of a unit (or of 合计) under a head, or under one of the parts of that head."""
    heads = (cell for row in sheet.iter_rows(min_row=HEADS[0], max_row=HEADS[-1]) for cell in row)
    column = next(cell.column for cell in heads if str(cell.value or "").startswith(head))
    while part and sheet.cell(PARTS, column).value != part:
        column += 1
    row = next(row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, NAMES).value == unit)
    return sheet.cell(row, column).value
