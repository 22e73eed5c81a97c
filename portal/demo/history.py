"""A fictional unit's figures, quarter after quarter.

Figures move as real ones do: every unit has its own shares, drawn once around its industry's and drifting slowly;
flows have seasons; cumulative figures grow within the year and restart. The same seed gives the same province.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# What part of a year's activity falls into each quarter: a slow start, a strong end.
SEASON = {1: 0.82, 2: 1.06, 3: 1.0, 4: 1.12}


@dataclass(frozen=True)
class Profile:
    """What kind of enterprise it is. Shares are of its workforce; `wage` is 万元 a head and month."""

    employees: int
    growth: float
    industrial: float
    frontline: float
    women: float
    migrants: float
    dispatched: float
    skilled: float
    wage: float
    danger: float
    name: str = ""
    subsidiaries: int = 0


@dataclass
class UnitHistory:
    """The running state of one unit: this quarter's values so far, and last quarter's."""

    profile: Profile
    seed: str
    now: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    index: int = 0
    year: int = 0
    quarter: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self._shares: dict[str, float] = {}
        self._drift: dict[str, float] = {}

    def begin(self, year: int, quarter: int) -> None:
        """Start a quarter; what was this quarter becomes the one before."""
        self.before, self.now = self.now, {}
        self.index += 1 if self.year else 0
        self.year, self.quarter = year, quarter

    @property
    def ends_on(self) -> dt.date:
        following = dt.date(self.year + self.quarter // 4, 3 * self.quarter % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    def __getitem__(self, code: str) -> Any:
        return self.now[code]

    def put(self, **values: Any) -> None:
        """Set values; keyword names carry a leading `i` because codes start with a digit."""
        self.now.update({name[1:]: value for name, value in values.items()})

    def share(self, key: str, mean: float, spread: float, trend: float = 0.0) -> float:
        """The unit's own share for a key, within 0…1: drawn once, then drifting by about `trend` a quarter."""
        if key not in self._shares:
            self._shares[key] = self.rng.gauss(mean, spread)
            self._drift[key] = trend * self.rng.uniform(0.4, 1.6)
        self._shares[key] += self._drift[key]
        return min(max(self._shares[key], 0.0), 1.0)

    def part(self, code: str, of: str | int, mean: float, spread: float = 0.04, trend: float = 0.0) -> int:
        """A stock that is a share of another figure; never above it."""
        whole = self.now[of] if isinstance(of, str) else of
        self.now[code] = min(int(whole * self.share(code, mean, spread, trend)), whole)
        return self.now[code]

    def few(self, code: str, mean: float, growth: float = 0.04) -> int:
        """A small stock (posts, bases, titles): starts around `mean` and sometimes gains one."""
        old = self.before.get(code)
        value = self.poisson(mean) if old is None else old + (self.rng.random() < growth * (1 + mean))
        self.now[code] = value
        return value

    def flow(self, code: str, base: str | float, rate: float, spread: float = 0.15) -> int:
        """What happened in the quarter: `rate` per unit of base and year, by season and the unit's own zeal."""
        size = self.now[base] if isinstance(base, str) else base
        zeal = self.share(f"zeal{code}", 0.5, spread) * 2
        expected = size * rate / 4 * SEASON[self.quarter] * max(zeal, 0.1)
        value = self.poisson(expected) if expected < 30 else round(expected * self.rng.uniform(0.93, 1.07))
        self.now[code] = value
        return value

    def portion(self, code: str, of: str, mean: float, spread: float = 0.05) -> int:
        """That part of a flow; never above it."""
        share = min(max(self.share(code, mean, spread) + self.rng.gauss(0, 0.015), 0.0), 1.0)
        self.now[code] = min(round(self.now[of] * share), self.now[of])
        return self.now[code]

    def cumulate(self, code: str, added: int) -> int:
        """A year-to-date count: the year's earlier value plus what the quarter added."""
        self.now[code] = self.so_far(code) + added
        return self.now[code]

    def spend(self, code: str, added: float) -> Decimal:
        """A year-to-date sum of money in 万元, to the cent of 万元."""
        self.now[code] = self.so_far(code, Decimal("0.00")) + self.money(added)
        return self.now[code]

    def so_far(self, code: str, nothing: Any = 0) -> Any:
        """The value at the end of the previous quarter of the same year."""
        value = None if self.quarter == 1 else self.before.get(code)
        return nothing if value is None else value

    @staticmethod
    def money(amount: float) -> Decimal:
        return Decimal(str(round(amount, 2))).quantize(Decimal("0.01"))

    def spread(self, total: int, weights: Mapping[str, float]) -> None:
        """Split a total over lettered columns so that they add up to it exactly."""
        left, weight_left = total, sum(weights.values())
        codes = list(weights)
        for code in codes[:-1]:
            value = min(left, round(left * weights[code] / weight_left)) if weight_left else 0
            self.now[code], left, weight_left = value, left - value, weight_left - weights[code]
        self.now[codes[-1]] = left

    def yes(self, code: str, chance: float, reference: str = "") -> bool:
        """A yes/no fact: once yes it stays; may turn yes later. The reference is its document number."""
        if code in self.before:
            value = bool(self.before[code]) or self.rng.random() < chance / 20
        else:
            value = self.rng.random() < chance
        self.now[code] = value
        old = self.before.get(f"{code}_ref", "")
        self.now[f"{code}_ref"] = (old or self._document(reference)) if value else ""
        return value

    def _document(self, kind: str) -> str:
        number = self.rng.randint(3, 88)
        return f"{kind or '企发'}〔{self.year - self.rng.randint(0, 1)}〕{number}号"

    def poisson(self, mean: float) -> int:
        if mean > 30:
            return max(0, round(self.rng.gauss(mean, mean**0.5)))
        limit, product, count = 2.718281828459045**-mean, self.rng.random(), 0
        while product > limit:
            product *= self.rng.random()
            count += 1
        return count
