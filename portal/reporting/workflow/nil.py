"""零报送 (ruling 24): flows are zero; stocks, terms and yes/no are those of the quarter before.

Cumulative figures stand where they stood, or at zero in the first quarter. Where the quarter before has nothing, the
cell stays as it is and is filled by hand.
"""

from __future__ import annotations

from typing import Any, cast

from ..items import ANNUAL, FLOW, NARRATIVE, YEAR_TO_DATE
from ..models import Return, ReturnVersion, SectionReturn
from ..schema import Item, Schema, section_models


def fill(ret: Return, version: ReturnVersion) -> None:
    """Write the nil return's figures into the working copy; five reads and five writes."""
    schema, source = Schema.of(ret.period), ret.previous.counted if ret.previous else None
    for model in cast("list[type[SectionReturn]]", section_models()):
        row = model.objects.get(version=version)
        old = model.objects.filter(version=source).first() if source else None
        for item in schema.form_items(model.form_no):
            if not item.extra:
                _fill_cell(item, row, old, ret.period.quarter)
        row.save()


def _fill_cell(item: Item, row: Any, old: Any, quarter: int) -> None:
    if item.kind == FLOW or (item.kind == YEAR_TO_DATE and quarter == 1):
        setattr(row, item.column, 0)
    elif _carried(item, quarter) and old is not None:
        for column in filter(None, (item.column, item.ref_column)):
            setattr(row, column, getattr(old, column))


def _carried(item: Item, quarter: int) -> bool:
    """The opening balance of a year is new in its first quarter; words are never carried."""
    return item.kind != NARRATIVE and not (item.kind == ANNUAL and quarter == 1)
