"""A small population of returns with awkward figures, in the database and beside it in memory, and random formulas."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from portal.organisations.scope import system
from portal.reporting.formula import Sheet
from portal.reporting.formula.tree import (
    And,
    Binary,
    Call,
    Compare,
    Context,
    If,
    Negate,
    Node,
    Not,
    Number,
    Operand,
    Or,
    Span,
    Text,
    Truth,
    is_logical,
)
from portal.reporting.models import Period, Return, ReturnVersion
from portal.reporting.schema import Schema, section_models
from tests.factories import make_unit

PERIODS = [(2024, 1), (2024, 2), (2024, 3), (2024, 4), (2025, 1), (2025, 2), (2025, 3), (2025, 4)]
COUNTS = ("0001", "0009", "0605a", "0605b", "1701n", "1702n", "1703n", "1704n")
FLOWS = ("0104", "0908", "0416")
MONEY = ("0404", "0405", "0403")
TERMS = ("0301", "0302")
OTHERS = ("0301t", "0601", "1502", "0601d", "0301d", "0111", "0208")
TOTALS = ("0605", "1302")
CODES = (*COUNTS, *FLOWS, *MONEY, *TERMS, *OTHERS, *(f"0605{x}" for x in "cdefgh"), *(f"1302{x}" for x in "abcde"))
# 0.57 and 16.08 times 100 are no whole numbers in binary; 59.99 and 60.00 stand on both sides of a bound.
AMOUNTS = ("0", "0.01", "0.57", "16.08", "59.99", "60.00", "100.00", "-60.00", "-0.01")

Rows = dict[tuple[int, int], dict[str, Any] | None]


class World:
    """Units with eight quarters each; ``rows[unit][year, quarter]`` are the figures, None where not due."""

    def __init__(self, units: int, seed: int) -> None:
        self.schema = Schema.current()
        self.random = random.Random(seed)
        self.rows: dict[int, Rows] = {}
        self.returns: dict[tuple[int, tuple[int, int]], Return] = {}
        with system("test data"):
            self.periods = [_period(*place) for place in PERIODS]
            for _ in range(units):
                self._unit(make_unit())
            self._forms()

    def sheet(self, ret: Return) -> Sheet:
        """The same figures for the Python reading."""
        rows, (year, quarter) = self.rows[ret.unit_id], (ret.period.year, ret.period.quarter)
        row = rows[year, quarter]
        assert row is not None
        return Sheet(
            schema=self.schema,
            quarter=quarter,
            now=row,
            earlier=[rows.get(place) for place in _before(year, quarter)],
            last_year=rows.get((year - 1, quarter)),
            before_last_year=[rows.get(place) for place in _before(year - 1, quarter)],
            last_term=self._last_term(rows, (year, quarter)),
            period_end=ret.period.ends_on,
        )

    def _last_term(self, rows: Rows, now: tuple[int, int]) -> dict[str, Any]:
        current = (rows[now] or {}).get("0301t")
        for place in _before(*now):
            row = rows.get(place)
            then = row.get("0301t") if row else None
            if row is not None and current is not None and then is not None and then < current:
                return row
        return {}

    def _unit(self, unit: Any) -> None:
        self.rows[unit.pk] = rows = {}
        first, exempt = self.random.choice([0, 0, 0, 1, 2, 5]), self.random.choice([None, None, 1, 3, 6])
        for n, (place, period) in enumerate(zip(PERIODS, self.periods, strict=True)):
            if n < first:
                continue
            rows[place] = None if n == exempt else {code: self._value(code) for code in CODES}
            links = {"previous": (place[0], place[1] - 1), "last_year": (place[0] - 1, place[1])}
            if place[1] == 1:
                links["previous"] = (place[0] - 1, 4)
            self._return(unit, place, period, {k: self.returns.get((unit.pk, v)) for k, v in links.items()})

    def _return(self, unit: Any, place: Any, period: Period, links: dict[str, Any]) -> None:
        exempt = self.rows[unit.pk][place] is None
        state = {"state": "exempt", "exempt_reason": "试验"} if exempt else {"state": "drafting"}
        ret = Return.objects.create(unit=unit, period=period, due_on=period.ends_on, **state, **links)
        self.returns[unit.pk, place] = ret
        if exempt:
            return
        now = timezone.now()
        ret.counted = ReturnVersion.objects.create(ret=ret, number=1, filed_at=now, content_hash="x", receipt="x")
        ret.working = ret.counted
        ret.save()

    def _forms(self) -> None:
        for model in section_models():
            items = [item for item in self.schema.form_items(model.form_no) if item.code in CODES]
            forms = []
            for (unit, place), ret in self.returns.items():
                if (row := self.rows[unit][place]) is not None and (items or self.random.random() < 0.9):
                    forms.append(model(version=ret.counted, **{item.column: row[item.code] for item in items}))
            model.objects.bulk_create(forms)

    def _value(self, code: str) -> Any:
        item, pick = self.schema.by_code[code], self.random
        if pick.random() < 0.15:
            return None
        if item.type == "yesno":
            return pick.random() < 0.5
        if item.type == "date":
            return dt.date(pick.choice([2024, 2025]), pick.choice([3, 6, 9]), pick.choice([1, 30]))
        if item.type == "narrative":
            return pick.choice(["", "做法一", "做法二，较长的一段话"])
        if code == "0301t":
            return pick.choice([3, 4, 5])
        if item.scale:
            return pick.choice([Decimal(text) for text in AMOUNTS] + self._amounts())
        return pick.choice([0, 0, 1, 3, 60, 100, pick.randrange(100), 9_999_999_999])

    def _amounts(self) -> list[Decimal]:
        pick = self.random
        small, large = pick.randrange(-5000, 200_000), pick.randrange(10**14, 10**15)
        return [Decimal(small).scaleb(-2), Decimal(large).scaleb(-2)]


def _period(year: int, quarter: int) -> Period:
    code = Period.make_code(year, quarter)
    found = Period.objects.filter(code=code).first()
    return found or Period.objects.create(year=year, quarter=quarter, code=code, opens_on=dt.date(year, 1, 1))


def _before(year: int, quarter: int) -> list[tuple[int, int]]:
    places = []
    for _ in range(7):
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        places.append((year, quarter))
    return places


# --- random formulas ------------------------------------------------------------------------------------------------

SHIFTED = [(), (), ("prev",), ("before",), ("lastyear",), ("opening",), ("lastyear", "prev"), ("before", "before")]
SUMMED = [*SHIFTED, ("ytd",), ("ytd",), ("lastyear", "ytd"), ("prev", "ytd"), ("before", "ytd"), ("opening", "ytd")]


def _operands(codes: tuple[str, ...], shifts: list[tuple[str, ...]]) -> st.SearchStrategy[Node]:
    return st.builds(Operand, st.sampled_from(codes), st.sampled_from(shifts))


NUMBERS = st.builds(
    Number, st.decimals(0, 10**7, places=2, allow_nan=False).map(Fraction), st.booleans()
) | st.sampled_from([Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(3, 5), True), Number(Fraction(10**30))])
LEAVES = (
    _operands(COUNTS + MONEY + TOTALS, SHIFTED)
    | _operands(FLOWS, SUMMED)
    | _operands(TERMS, [*SHIFTED, ("lastterm",)])
    | NUMBERS
    | st.builds(Context, st.sampled_from(["quarter", "months"]), st.sampled_from([(), ("prev",), ("opening",)]))
)
SPANS = st.builds(
    lambda ends, when: Span(*ends, when),
    st.sampled_from([("0605b", "0605h"), ("0605b", "0605d"), ("1302a", "1302e")]),
    st.sampled_from(SHIFTED),
)
OPTIONAL = st.lists(_operands(("1701n", "1702n", "1703n", "1704n"), SHIFTED), min_size=1, max_size=4)


def _bigger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    args = st.lists(inner, min_size=1, max_size=3)
    return (
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner)
        | st.builds(Negate, inner)
        | st.builds(lambda name, parts: Call(name, tuple(parts)), st.sampled_from(["min", "max"]), args)
        | st.builds(lambda parts: Call("sum", tuple(parts)), st.lists(inner | SPANS, min_size=1, max_size=3))
        | st.builds(lambda parts: Call("sum", tuple(parts)), OPTIONAL)
        | st.builds(lambda part: Call("abs", (part,)), inner)
        | st.builds(If, _comparisons(inner), inner, st.none() | inner)
        | st.builds(lambda parts: Call("count", tuple(parts)), st.lists(_comparisons(inner), min_size=1, max_size=2))
    )


def _comparisons(numbers: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    ops = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    single = st.builds(lambda a, op, b: Compare((a, b), (op,)), numbers, ops, numbers)
    chain = st.builds(lambda a, o, b, p, c: Compare((a, b, c), (o, p)), numbers, ops, numbers, ops, numbers)
    return single | single | chain


def _plain_conditions() -> st.SearchStrategy[Node]:
    same = st.sampled_from(["=", "!="])
    flags = _operands(("0601", "1502"), SHIFTED)
    texts, dates = _operands(("0111", "0208"), SHIFTED), _operands(("0601d", "0301d"), SHIFTED)
    order = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return (
        st.builds(lambda a, op, b: Compare((a, Truth(b)), (op,)), flags, same, st.booleans())
        | st.builds(lambda a, op, b: Compare((a, b), (op,)), flags, same, flags)
        | st.builds(lambda a, op, b: Compare((a, b), (op,)), texts, same, texts | st.just(Text("做法一")))
        | st.builds(lambda a, op, b: Compare((a, b), (op,)), dates, order, dates | st.just(Context("periodend")))
        | st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(["blank", "filled"]), flags | texts | dates)
        | st.builds(lambda a: Compare((Call("length", (a,)), Number(Fraction(4))), (">",)), texts)
    )


RATIOS = st.builds(lambda a, b: Binary("/", a, b), _operands(MONEY + COUNTS, SHIFTED), _operands(MONEY, SHIFTED))
TREES = st.recursive(LEAVES, _bigger, max_leaves=5)
BASIC = (
    _comparisons(TREES)
    | _comparisons(RATIOS | NUMBERS)
    | _plain_conditions()
    | st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(["blank", "filled"]), TREES)
    | _operands(("0601",), SHIFTED)
)


def _compound(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    implied = st.builds(If, inner, inner.filter(is_logical), st.none() | inner.filter(is_logical))
    return st.builds(And, parts) | st.builds(Or, parts) | st.builds(Not, inner) | implied


CONDITIONS = st.recursive(BASIC, _compound, max_leaves=3)
