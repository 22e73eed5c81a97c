"""零报送 (ruling 24): flows are zero; stocks, terms and yes/no are those of the quarter before.

Cumulative figures stand where they stood, or at zero in the first quarter. Where the quarter before has nothing, the
cell stays as it is and is filled by hand.
"""

from __future__ import annotations

from typing import Any, cast

from ..items import ANNUAL, FLOW, NARRATIVE, YEAR_TO_DATE
from ..models import CellEdit, Return, ReturnVersion, SectionReturn
from ..parsing import from_json, to_json
from ..schema import Item, Schema, section_models

MARK = "（零报送）"
Cells = dict[str, tuple[str, Any]]


def fill(ret: Return, version: ReturnVersion, actor: Any) -> None:
    """Write the nil return's figures into the working copy; what they replace is kept in the cells' history."""
    schema, source = Schema.of(ret.period), ret.previous.counted if ret.previous else None
    edits: list[CellEdit] = []
    for model in _forms():
        row = model.objects.get(version=version)
        old = model.objects.filter(version=source).first() if source else None
        for item in _items(schema, model):
            before = _cells(item, row)
            _fill_cell(item, row, old, ret.period.quarter)
            edits += _changes(version, before, _cells(item, row), actor, MARK)
        row.save()
    CellEdit.objects.bulk_create(edits)


def take_back(version: ReturnVersion, actor: Any) -> None:
    """Put back what the declaration replaced, wherever nobody has typed something else since."""
    schema, edits = Schema.of(version.ret.period), []
    by_declaration = CellEdit.objects.filter(version=version, by__endswith=MARK).order_by("pk")
    replaced = {edit.code: edit for edit in by_declaration}
    for model in _forms():
        row = model.objects.get(version=version)
        for item in _items(schema, model):
            before = _cells(item, row)
            for code, (column, value) in before.items():
                edit = replaced.get(code)
                if edit is not None and to_json(value) == edit.new:
                    setattr(row, column, from_json(item, edit.old) if column == item.column else edit.old)
            edits += _changes(version, before, _cells(item, row), actor)
        row.save()
    CellEdit.objects.bulk_create(edits)


def _forms() -> list[type[SectionReturn]]:
    return cast("list[type[SectionReturn]]", section_models())


def _items(schema: Schema, model: type[SectionReturn]) -> list[Item]:
    return [item for item in schema.form_items(model.form_no) if not item.extra]


def _cells(item: Item, row: Any) -> Cells:
    """{code of the cell: (column, value)}: the item's own and that of its document number."""
    cells = {item.code: (item.column, getattr(row, item.column))}
    if item.ref_column:
        cells[f"{item.code}.no"] = (item.ref_column, getattr(row, item.ref_column))
    return cells


def _changes(version: ReturnVersion, before: Cells, after: Cells, actor: Any, mark: str = "") -> list[CellEdit]:
    return [
        CellEdit(
            version=version, code=code, old=to_json(value), new=to_json(after[code][1]),
            by=actor.user.full_name + mark, by_id=actor.user.pk,
        )
        for code, (_, value) in before.items()
        if after[code][1] != value
    ]  # fmt: skip


def _fill_cell(item: Item, row: Any, old: Any, quarter: int) -> None:
    if item.kind == FLOW or (item.kind == YEAR_TO_DATE and quarter == 1):
        setattr(row, item.column, 0)
    elif _carried(item, quarter) and old is not None:
        for column in filter(None, (item.column, item.ref_column)):
            setattr(row, column, getattr(old, column))


def _carried(item: Item, quarter: int) -> bool:
    """The opening balance of a year is new in its first quarter; words are never carried."""
    return item.kind != NARRATIVE and not (item.kind == ANNUAL and quarter == 1)
