"""The closure of the relations, computed by the database in one statement a line (`design.md` §4, `rulings.md` 3).

A row says: from `valid_from` up to `valid_to`, `ancestor` stood `depth` steps above `descendant`. Every unit has a
depth 0 row on the reporting line and on each other line it has a place on, for as long as it exists. A chain of
relations holds while all its links hold, so each step upwards intersects the dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection, transaction

from portal.organisations.models import Ancestry, Line, Relation, Unit
from portal.organisations.scope import system

START = "0001-01-01"
END = "9999-12-31"
DEEPEST = 20  # a province has five layers; only a circle goes deeper
FEW = 5_000  # below this many units the rows of these alone are replaced


class CycleFound(ValueError):
    """The relations of a line run in a circle. The text is Chinese and names the unit."""


def rebuild(line: str | None = None, units: Collection[int] | None = None) -> int:
    """Recompute the closure of one line or of all, for all units or for these and what hangs below them.

    Returns the number of rows written. Raises `CycleFound`, and then changes nothing. Reads and writes beyond the
    active scope: the tree belongs to no user.
    """
    lines = [line] if line else [choice.value for choice in Line]
    with system("rebuild of the ancestry"), transaction.atomic():
        return sum(_rebuild_line(name, units) for name in lines)


def _rebuild_line(line: str, units: Collection[int] | None) -> int:
    touched = None if units is None else _below(line, units)
    if touched is not None and len(touched) > FEW:
        touched = None
    old = Ancestry.objects.filter(line=line)
    (old if touched is None else old.filter(descendant_id__in=touched)).delete()
    with connection.cursor() as cursor:
        cursor.execute(_statement(touched), {"line": line, "start": START, "end": END, "deepest": DEEPEST})
        written = cursor.rowcount
    _refuse_cycles(line, touched)
    return written


def _below(line: str, units: Iterable[int]) -> set[int]:
    """The units with all that ever stood below them: a change above reaches exactly these."""
    ids = set(units)
    return ids | set(Ancestry.objects.filter(line=line, ancestor_id__in=ids).values_list("descendant_id", flat=True))


def _refuse_cycles(line: str, touched: Collection[int] | None) -> None:
    """A circle makes chains as long as they are allowed to grow."""
    deep = Ancestry.objects.filter(line=line, depth__gte=DEEPEST).values_list("descendant__name", flat=True).first()
    if deep is not None:
        raise CycleFound(
            f"“{deep}”的{Line(line).label}关系绕成了一圈。应有：逐级向上，止于最高一级。怎样改：改正其上级单位。"
        )


def _statement(touched: Collection[int] | None) -> str:
    """INSERT … SELECT over a recursive walk from each unit upwards. Ids are integers of ours, written into the text."""
    if touched is not None:
        ids = ",".join(str(int(pk)) for pk in sorted(touched)) or "NULL"
        only = f"AND u.id IN ({ids})"
    else:
        only = ""
    later, sooner, cast = _functions()
    names = {
        "ancestry": Ancestry._meta.db_table,
        "relation": Relation._meta.db_table,
        "unit": Unit._meta.db_table,
        "later": later,
        "sooner": sooner,
        "start": cast.format("%(start)s"),
        "end": cast.format("%(end)s"),
        "only": only,
    }
    return _WALK.format(**names)


def _functions() -> tuple[str, str, str]:
    """Names of greatest and least, and how a date parameter is written, in the database at hand."""
    if connection.vendor == "postgresql":
        return "GREATEST", "LEAST", "CAST({} AS date)"
    return "MAX", "MIN", "{}"


_WALK = """
INSERT INTO {ancestry} (line, ancestor_id, descendant_id, depth, valid_from, valid_to)
WITH RECURSIVE walk (ancestor_id, descendant_id, depth, valid_from, valid_to) AS (
    SELECT u.id, u.id, 0, COALESCE(u.opened_on, {start}), COALESCE(u.closed_on, {end})
    FROM {unit} u
    WHERE (%(line)s = 'reporting'
           OR EXISTS (SELECT 1 FROM {relation} r WHERE r.line = %(line)s AND r.unit_id = u.id)
           OR EXISTS (SELECT 1 FROM {relation} r WHERE r.line = %(line)s AND r.parent_id = u.id))
      {only}
    UNION ALL
    SELECT r.parent_id, w.descendant_id, w.depth + 1,
           {later}(w.valid_from, r.valid_from), {sooner}(w.valid_to, COALESCE(r.valid_to, {end}))
    FROM walk w
    JOIN {relation} r ON r.unit_id = w.ancestor_id AND r.line = %(line)s
    WHERE r.valid_from < w.valid_to AND COALESCE(r.valid_to, {end}) > w.valid_from AND w.depth < %(deepest)s
)
SELECT %(line)s, ancestor_id, descendant_id, depth, valid_from, NULLIF(valid_to, {end})
FROM walk
WHERE valid_from < valid_to
"""
