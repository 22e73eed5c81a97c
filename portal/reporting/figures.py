"""The figures of one return with its unit's history, as the formula language reads them.

Two queries, and two more for the last term's row when a formula asks.
The history is read in system scope: rules compare a unit with itself, whoever is allowed to look at the return. What
is shown of it to a person is `shown`: a unit's new group does not read the quarters before the move (rulings 3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property

from portal.organisations.scope import current, system

from .formula.figures import LAST_TERM, LAST_YEAR, NOW, Value
from .models import Return, ReturnState, ReturnVersion
from .parsing import from_json
from .schema import Item, Schema

QUARTERS_BACK = 4
HISTORY_REASON = "a unit's own history for rules and comparison"

Row = Mapping[str, Value]
# Which line of quarters (this year's way back, or last year's) and how many quarters back.
Place = tuple[str, int]


class ReturnFigures:
    """Implements `formula.Figures` for a version of a return; `set` changes a value in memory, as typed."""

    def __init__(
        self,
        version: ReturnVersion,
        schema: Schema,
        rows: dict[Place, dict[str, Value] | None],
        returns: Mapping[Place, int] | None = None,
    ) -> None:
        self.version = version
        self.schema = schema
        self.quarter: int = version.ret.period.quarter
        self.period_end: dt.date | None = version.ret.period.ends_on
        self._rows = rows
        self._returns = returns or {}
        self._last_terms: dict[str, Row] = {}

    @classmethod
    def load(cls, version: ReturnVersion) -> ReturnFigures:
        """Figures of the version and of the quarters its rules look back to."""
        schema = Schema.of(version.ret.period)
        with system(HISTORY_REASON):
            places, returns = _history(version)
            found = read_rows(schema, [version.pk, *(pk for pk in places.values() if pk)])
        rows: dict[Place, dict[str, Value] | None] = {(NOW, 0): found.get(version.pk, {})}
        for place, pk in places.items():
            rows[place] = None if pk is None else found.get(pk, {})
        return cls(version, schema, rows, returns)

    def get(self, code: str, when: str = NOW, back: int = 0) -> Value:
        """The stored value; None when blank, when there was no return, or beyond the history."""
        row = self._term(code) if when == LAST_TERM else self._rows.get((when, back))
        return None if row is None else row.get(code)

    def shown(self, code: str, when: str = NOW, back: int = 0) -> Value:
        """The stored value as far as the reader may see the quarter it stands in; None otherwise."""
        return self.get(code, when, back) if self._returns.get((when, back)) in self._visible else None

    @cached_property
    def _visible(self) -> set[int]:
        """Ids of the earlier returns in the active scope; a unit's own people see all of them."""
        scope = current()
        if scope.everything or self.version.ret.unit_id in scope.own:
            return set(self._returns.values())
        return set(Return.objects.filter(pk__in=self._returns.values()).values_list("pk", flat=True))

    def has(self, when: str = NOW, back: int = 0) -> bool:
        """Whether the unit was due in that quarter (免报 is not)."""
        return self._rows.get((when, back)) is not None

    def was_filed(self, when: str = NOW, back: int = 0) -> bool:
        """Whether figures of that quarter were filed."""
        return bool(self._rows.get((when, back)))

    def set(self, code: str, value: Value) -> None:
        """Put a value that is being typed in place of the stored one."""
        row = self._rows[NOW, 0]
        assert row is not None
        row[code] = value

    def now(self) -> Row:
        """All values of the version by code."""
        return self._rows[NOW, 0] or {}

    def _term(self, code: str) -> Row:
        term = self.schema.by_code[code].term
        if term not in self._last_terms:
            with system(HISTORY_REASON):
                self._last_terms[term] = _last_term(self.version, self.schema, term, self.get(term))
        return self._last_terms[term]


def _history(version: ReturnVersion) -> tuple[dict[Place, int | None], dict[Place, int]]:
    """Place -> id of the version counted then (None when the unit was not due, 0 when not filed), and of the return."""
    paths = {(NOW, back): "__".join(["previous"] * back) for back in range(1, QUARTERS_BACK + 1)}
    paths |= {(LAST_YEAR, back): "__".join(["last_year", *["previous"] * back]) for back in range(QUARTERS_BACK)}
    names = [f"{path}__{column}" for path in paths.values() for column in ("pk", "state", "counted_id")]
    row = Return.objects.filter(pk=version.ret_id).values(*names).get()
    places: dict[Place, int | None] = {}
    returns: dict[Place, int] = {}
    for place, path in paths.items():
        state = row[f"{path}__state"]
        due = state is not None and state != ReturnState.EXEMPT
        places[place] = (row[f"{path}__counted_id"] or 0) if due else None
        if state is not None:
            returns[place] = row[f"{path}__pk"]
    return places, returns


def read_rows(schema: Schema, version_ids: list[int]) -> dict[int, dict[str, Value]]:
    """{version id: {code: value}} for many versions: one query, which joins the section forms."""
    paths = {"extra": "extra"} | {key: path for item in schema.items for key, path in _paths(schema, item)}
    names, extras = list(paths), [item for item in schema.items if item.extra]
    found: dict[int, dict[str, Value]] = {pk: {} for pk in version_ids}
    for pk, extra, *values in ReturnVersion.objects.filter(pk__in=version_ids).values_list("pk", *paths.values()):
        found[pk] = dict(zip(names[1:], values, strict=True))
        found[pk].update({item.code: from_json(item, extra.get(item.code)) for item in extras})
    return found


def _paths(schema: Schema, item: Item) -> Iterator[tuple[str, str]]:
    """(key, lookup path from the version) of an item's column and of the document number beside it."""
    if item.extra:
        return
    yield item.code, schema.path(item.code)
    if item.ref_column:
        yield ref_code(item.code), f"{item.relation}__{item.ref_column}"


def ref_code(code: str) -> str:
    """The key under which a yes/no item's document number is held beside its value."""
    return f"{code}_ref"


def _last_term(version: ReturnVersion, schema: Schema, term: str, current: Value) -> Row:
    """The unit's latest earlier counted figures whose 届次 is lower than the current one; {} when there are none."""
    if not isinstance(current, int):
        return {}
    item = schema.by_code[term]
    ret = version.ret
    earlier = (
        Return.objects.filter(
            unit=ret.unit_id, counted__isnull=False, **{f"counted__{schema.path(item.code)}__lt": current}
        )
        .exclude(period__year__gt=ret.period.year)
        .exclude(period__year=ret.period.year, period__quarter__gte=ret.period.quarter)
        .order_by("-period__year", "-period__quarter")
        .values_list("counted_id", flat=True)
        .first()
    )
    return read_rows(schema, [earlier])[earlier] if earlier else {}
