"""What kinds of enterprise the fictional province has, and how their workforces differ."""

from __future__ import annotations

import random
from dataclasses import dataclass

from portal.demo.history import Profile


@dataclass(frozen=True)
class Industry:
    """Shares of the workforce typical for the industry, and words for names."""

    letter: str
    union: str
    words: tuple[str, ...]
    median: int
    industrial: float
    frontline: float
    women: float
    migrants: float
    dispatched: float
    skilled: float
    wage: float
    growth: float
    danger: float


# Industrial unions by their serial (see tree.INDUSTRIAL_UNIONS).
INDUSTRIES = (
    Industry("C", "machinery", ("重工", "精机", "传动", "机床", "锻造"), 900, .66, .70, .24, .22, .08, .58, .82, .01, .35),
    Industry("B", "energy", ("煤业", "矿业", "能源", "油气"), 1500, .72, .74, .14, .34, .10, .52, .98, -.005, .62),
    Industry("C", "energy", ("化工", "新材料", "焦化"), 850, .68, .70, .22, .24, .07, .55, .86, .012, .52),
    Industry("D", "energy", ("电力", "燃气", "热力"), 650, .60, .66, .26, .12, .09, .56, .96, .018, .40),
    Industry("E", "construction", ("建工", "路桥", "安装", "市政"), 1000, .63, .69, .13, .46, .14, .44, .80, .004, .55),
    Industry("G", "transport", ("高速", "航空港", "物流", "铁建"), 800, .58, .70, .32, .20, .10, .42, .84, .01, .30),
    Industry("N", "water", ("水务", "林产", "农垦"), 420, .55, .64, .28, .30, .06, .38, .66, .006, .22),
    Industry("F", "finance_trade", ("商贸", "轻纺", "食品"), 380, .46, .62, .47, .26, .07, .34, .62, .002, .12),
    Industry("R", "culture", ("医药", "文化", "体育产业"), 360, .44, .58, .49, .12, .05, .36, .72, .02, .14),
    Industry("C", "defence", ("航电", "精密仪器", "光电"), 950, .62, .64, .30, .10, .06, .66, .94, .022, .28),
)
HEADQUARTERS_MEDIAN = 190


def profile(industry: Industry, rng: random.Random, *, headquarters: bool, subsidiaries: int, name: str) -> Profile:
    """One enterprise of the industry: its size is log-normal, its shares lie around the industry's."""
    median = HEADQUARTERS_MEDIAN if headquarters else industry.median
    employees = int(min(max(rng.lognormvariate(0, 0.55 if headquarters else 0.8) * median, 40), 14000))

    def near(share: float, spread: float = 0.05) -> float:
        return min(max(rng.gauss(share, spread), 0.03), 0.95)

    return Profile(
        employees=employees,
        growth=rng.gauss(industry.growth, 0.015),
        industrial=near(industry.industrial * (0.55 if headquarters else 1)),
        frontline=near(industry.frontline * (0.6 if headquarters else 1)),
        women=near(industry.women),
        migrants=near(industry.migrants * (0.3 if headquarters else 1)),
        dispatched=near(industry.dispatched, 0.02),
        skilled=near(industry.skilled),
        wage=max(0.4, rng.gauss(industry.wage * (1.3 if headquarters else 1), 0.08)),
        danger=near(industry.danger * (0.2 if headquarters else 1)),
        name=name,
        subsidiaries=subsidiaries,
    )
