"""A comparison of two versions in words, for who reviews or signs the later one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import ReturnVersion
from .changes import said
from .compare import Aside, Difference, differences

NOTHING = "无"


@dataclass(frozen=True)
class Row:
    """One thing that differs: what it is called, old and new as printed, whether they are figures."""

    name: str
    old: str
    new: str
    is_figure: bool = False


@dataclass(frozen=True)
class Comparison:
    """What became of an older version."""

    older: ReturnVersion
    newer: ReturnVersion
    rows: list[Row]


def in_words(
    older: ReturnVersion, newer: ReturnVersion, found: tuple[Iterable[Difference], Iterable[Aside]]
) -> Comparison:
    """Differences that were read already: 报送性质, then cells, then what stands beside them."""
    cells, asides = found
    natures = (older.get_nature_display(), newer.get_nature_display())
    rows = [Row("报送性质", *natures)] if older.nature != newer.nature else []
    rows += [
        Row(f"{one.item.code} {one.item.name}", said(one.item, one.old), said(one.item, one.new), one.item.is_number)
        for one in cells
    ]
    rows += [Row(one.name, one.old or NOTHING, one.new or NOTHING) for one in asides]
    return Comparison(older, newer, rows)


def before_signing(version: ReturnVersion, among: Iterable[ReturnVersion]) -> Comparison | None:
    """What the head would sign anew: compared with the version signed last, else with the one filed before this."""
    earlier = [each for each in among if each.number < version.number and each.filed_at]
    older = _latest(each for each in earlier if each.signed_at) or _latest(earlier)
    return None if older is None else in_words(older, version, differences(older, version))


def _latest(versions: Iterable[ReturnVersion]) -> ReturnVersion | None:
    return max(versions, key=lambda version: version.number, default=None)
