"""A small province of returns with chosen or random figures, and its indicators computed the slow, plain way."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from django.utils import timezone

from portal.organisations.models import Line, Unit
from portal.organisations.scope import system
from portal.reporting.formula import Sheet, evaluate, parse
from portal.reporting.indicators.frozen import Definition
from portal.reporting.models import Period, PeriodAncestry, Return, ReturnVersion
from portal.reporting.schema import Schema, section_models
from tests.factories import make_unit

Figures = dict[str, Any]
Cell = tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None, str, int, int]


class IndicatorWorld:
    """Units in trees that may differ from quarter to quarter, and what they filed (`figures[period][unit]`)."""

    def __init__(self) -> None:
        self.schema = Schema.current()
        self.figures: dict[str, dict[int, Figures]] = defaultdict(dict)
        self.exempt: dict[str, set[int]] = defaultdict(set)
        self.unfiled: dict[str, set[int]] = defaultdict(set)
        self.trees: dict[str, dict[str, dict[int, list[int]]]] = {}

    def period(self, code: str) -> Period:
        """An open period; its schema is frozen as opening does it."""
        year, quarter = Period.parse_code(code)
        found = Period.objects.filter(code=code).first()
        return found or Period.objects.create(
            year=year, quarter=quarter, code=code, state="open", opens_on=dt.date(year, 1, 1),
            opened_at=timezone.now(), schema=self.schema.to_json(), schema_hash=self.schema.hash,
        )  # fmt: skip

    def tree(self, code: str, line: str, parents: dict[int, int | None]) -> None:
        """The tree of a line in a period, from each unit's parent there (None at the top)."""
        rows = []
        chains: dict[int, list[int]] = {}
        for unit in parents:
            chain = [unit]
            while (above := parents[chain[-1]]) is not None:
                chain.append(above)
            chains[unit] = chain
            rows += [
                PeriodAncestry(period=self.period(code), line=line, ancestor_id=above, descendant_id=unit, depth=depth)
                for depth, above in enumerate(chain)
            ]
        PeriodAncestry.objects.bulk_create(rows)
        self.trees.setdefault(code, {})[line] = chains

    def file(self, code: str, unit: Unit, figures: Figures | None, *, exempt: bool = False, **fields: Any) -> Return:
        """A return of a unit: filed and reported with these figures, not filed at all (None), or exempt."""
        period = self.period(code)
        links = {"previous": period.previous_code, "last_year": period.last_year_code}
        earlier = {name: Return.objects.filter(unit=unit, period__code=other).first() for name, other in links.items()}
        state = {"state": "exempt", "exempt_reason": "停产"} if exempt else {"state": "not_started"}
        values = {"due_on": dt.date(2030, 1, 1)} | state | fields
        ret = Return.objects.create(unit=unit, period=period, **earlier, **values)
        if exempt:
            self.exempt[code].add(unit.pk)
        elif figures is None:
            self.unfiled[code].add(unit.pk)
        else:
            self.figures[code][unit.pk] = figures
            self._version(ret, figures)
        return ret

    def _version(self, ret: Return, figures: Figures) -> None:
        now = timezone.now()
        version = ReturnVersion.objects.create(ret=ret, number=1, filed_at=now, content_hash="x", receipt="x")
        ret.counted = ret.filed = ret.working = version
        ret.state, ret.reported_at = "drafting", now
        ret.save()
        for model in section_models():
            items = self.schema.form_items(model.form_no)
            model.objects.create(version=version, **{item.column: figures.get(item.code) for item in items})

    # --- the plain way -----------------------------------------------------------------------------------------

    def sheet(self, code: str, unit: int) -> Sheet:
        """What the Python reading of formulas needs of a filed return."""
        year, quarter = Period.parse_code(code)
        period = self.period(code)
        now = self.figures[code][unit]
        return Sheet(
            schema=self.schema,
            quarter=quarter,
            now=now,
            earlier=[self._row(place, unit) for place in _before(year, quarter)],
            last_year=self._row((year - 1, quarter), unit),
            before_last_year=[self._row(place, unit) for place in _before(year - 1, quarter)],
            last_term=None,
            period_end=period.ends_on,
        )

    def _row(self, place: tuple[int, int], unit: int) -> Figures | None:
        """A quarter's figures: None when no return was due, blanks when it was not filed."""
        code = Period.make_code(*place)
        return {} if unit in self.unfiled[code] else self.figures[code].get(unit)

    def value(self, code: str, unit: int, text: str) -> Any:
        """A formula's value; `lastterm` looks for the latest earlier filed return with an earlier 届次."""
        if unit not in self.figures[code]:
            return None
        sheet = self.sheet(code, unit)
        if "lastterm" in text:
            sheet = self._with_term(sheet, code, unit, text)
        return evaluate(parse(text), sheet)

    def _with_term(self, sheet: Sheet, code: str, unit: int, text: str) -> Sheet:
        item = self.schema.by_code[text.removeprefix("lastterm(")[:4]]
        now = sheet.now.get(item.term)
        former: Figures = {}
        for place in _before(*Period.parse_code(code), steps=40):
            row = self.figures[Period.make_code(*place)].get(unit)
            then = row.get(item.term) if row else None
            if row is not None and now is not None and then is not None and then < now:
                former = row
                break
        return Sheet(**{**vars(sheet), "last_term": former})


def _before(year: int, quarter: int, steps: int = 7) -> list[tuple[int, int]]:
    places = []
    for _ in range(steps):
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        places.append((year, quarter))
    return places


class Naive:
    """Indicators with plain Python fractions, unit by unit and sum by sum, straight from the texts of the rules."""

    def __init__(self, world: IndicatorWorld, code: str, definitions: tuple[Definition, ...]) -> None:
        self.world = world
        self.code = code
        self.year, self.quarter = Period.parse_code(code)
        self.definitions = definitions
        self.last_year = Period.make_code(self.year - 1, self.quarter)
        # Each unit's own cells are needed once for every ancestor.
        self._own = cache(self._own)  # type: ignore[method-assign]
        self._pair = cache(self._pair)  # type: ignore[method-assign]

    def own(self, unit: int) -> list[Cell]:
        return self._as_filed([self._own(unit, k) for k in range(len(self.definitions))], [unit])

    def _as_filed(self, cells: list[Cell], units: list[int]) -> list[Cell]:
        """What is blank because nobody has filed is told apart from a blank in what was filed."""
        if any(unit in self.world.figures[self.code] for unit in units):
            return cells
        return [(*cell[:4], "F" if cell[4] == "U" else cell[4], *cell[5:]) for cell in cells]

    def _pair(self, code: str, unit: int, k: int) -> tuple[bool | None, Fraction | None, Fraction | None]:
        value, one = self.world.value, self.definitions[k]
        applies = value(code, unit, one.applies) if one.applies else True
        n = value(code, unit, one.share)
        d = value(code, unit, one.of) if one.of else None
        whole = n is not None and (d is not None or not one.of) and applies is True
        return applies, n if whole else None, d if whole else None

    def _base(self, unit: int, k: int) -> tuple[Fraction | None, Fraction | None]:
        one = self.definitions[k]
        if one.base == "last_year":
            return self._pair(self.last_year, unit, k)[1:]
        if one.base == "last_term":
            n = self.world.value(self.code, unit, f"lastterm({one.share})")
            d = self.world.value(self.code, unit, f"lastterm({one.of})") if one.of else None
            return (n, d) if n is not None and d is not None else (None, None)
        return None, None

    def _own(self, unit: int, k: int) -> Cell:
        one = self.definitions[k]
        applies, n, d = self._pair(self.code, unit, k)
        p, q = self._base(unit, k)
        letter = "N" if applies is False else self.letter(one, n, d, p, q, str(unit))
        counts = (int(letter in "MS"), int(letter == "M"))
        return n, d, p, q, letter, *counts

    @staticmethod
    def letter(one: Definition, n: Any, d: Any, p: Any, q: Any, unit: str = "") -> str:
        if n is None:
            return "U"
        d, q = (Fraction(1), Fraction(1)) if one.plain else (d, q)
        if d <= 0:
            return "N" if d == 0 else "U"
        judging = one.judging
        if judging in ("not_falling", "not_rising"):
            if p is None or q <= 0:
                return "B"
            difference = n / d - p / q
            return "M" if (difference >= 0 if judging == "not_falling" else difference <= 0) else "S"
        if judging == "watch" or one.bound is None:
            return "W"
        bound = Fraction(one.bound.overrides.get(unit, one.bound.value))
        return "M" if n / d >= bound else "S"

    def above(self, line: str, top: int) -> list[Cell]:
        """The aggregate of a unit along a line."""
        below = [unit for unit, chain in self.world.trees[self.code][line].items() if top in chain and self.due(unit)]
        then = self.world.trees.get(self.last_year, {}).get(line, {})
        before = [unit for unit, chain in then.items() if top in chain]
        return self._as_filed([self._above(k, below, before) for k in range(len(self.definitions))], below)

    def due(self, unit: int) -> bool:
        return unit in self.world.figures[self.code] or unit in self.world.unfiled[self.code]

    def _above(self, k: int, below: list[int], before: list[int]) -> Cell:
        one = self.definitions[k]
        cells = [self._own(unit, k) for unit in below]
        judged, met = sum(cell[5] for cell in cells), sum(cell[6] for cell in cells)
        unchecked = "U" if any(cell[4] == "U" for cell in cells) else "N"
        if one.upward == "nothing":
            return None, None, None, None, "W", judged, met
        if one.upward == "units":
            letter = ("M" if judged == met else "S") if judged else unchecked
            return (Fraction(met), Fraction(judged), None, None, letter, judged, met) if judged else (
                None, None, None, None, letter, judged, met)  # fmt: skip
        n, d = (_total(cell[part] for cell in cells) for part in (0, 1))
        p, q = (_total(cell[part] for cell in cells) for part in (2, 3))
        if one.base == "last_year":
            pairs = [self._pair(self.last_year, unit, k) for unit in before]
            p, q = (_total(pair[part] for pair in pairs) for part in (1, 2))
        return n, d, p, q, unchecked if n is None else self.letter(one, n, d, p, q), judged, met


def _total(values: Any) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if known else None


def random_figures(schema: Schema, pick: random.Random) -> Figures:
    """Every item with a small, zero, blank or very large value; yes/no, dates and texts as fits."""
    return {item.code: _random_value(item, pick) for item in schema.items}


def _random_value(item: Any, pick: random.Random) -> Any:
    if pick.random() < 0.08:
        return None
    if item.type == "yesno":
        return pick.random() < 0.6
    if item.type == "date":
        return dt.date(pick.choice([2024, 2025]), 1, 1)
    if item.type == "year":
        return 2024
    if item.type in ("text", "narrative"):
        return "说明"
    if item.code.endswith("t"):
        return pick.choice([3, 4, 5])
    if item.type == "percent":
        return Decimal(pick.randrange(10**4)).scaleb(-2)
    if item.scale:
        return Decimal(pick.choice([0, 1, 5999, 6000, 10**9, 10**13, pick.randrange(10**5)])).scaleb(-2)
    return pick.choice([0, 0, 1, 3, 60, 100, 250, pick.randrange(1000), 9_999_999])


def random_world(seed: int) -> IndicatorWorld:
    """Up to a dozen units in random trees along all four lines, some moving between the years, over five quarters."""
    pick = random.Random(seed)
    world = IndicatorWorld()
    with system("test data"):
        first = {make_unit(): pick.choice([0, 0, 0, 2, 4]) for _ in range(pick.randrange(3, 8))}
        for n, code in enumerate(("2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3")):
            for line in Line.values:
                world.tree(code, line, _random_tree([unit.pk for unit in first], pick))
            for unit in (unit for unit in first if first[unit] <= n):
                _file_something(world, code, unit, pick)
    return world


def _random_tree(units: list[int], pick: random.Random) -> dict[int, int | None]:
    """A forest: every unit below an earlier one or at the top; some units are not on the line at all."""
    parents: dict[int, int | None] = {}
    for unit in units:
        if pick.random() < 0.9:
            parents[unit] = pick.choice([None, *parents]) if parents else None
    return parents


def _file_something(world: IndicatorWorld, code: str, unit: Unit, pick: random.Random) -> None:
    chance = pick.random()
    if chance < 0.15:
        world.file(code, unit, None, exempt=chance < 0.08)
    else:
        world.file(code, unit, random_figures(world.schema, pick))
