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
    Industry(
        "C",
        "machinery",
        ("重工", "精机", "传动", "机床", "锻造"),
        900,
        0.66,
        0.70,
        0.24,
        0.22,
        0.08,
        0.58,
        0.82,
        0.01,
        0.35,
    ),
    Industry(
        "B", "energy", ("煤业", "矿业", "能源", "油气"), 1500, 0.72, 0.74, 0.14, 0.34, 0.10, 0.52, 0.98, -0.005, 0.62
    ),
    Industry("C", "energy", ("化工", "新材料", "焦化"), 850, 0.68, 0.70, 0.22, 0.24, 0.07, 0.55, 0.86, 0.012, 0.52),
    Industry("D", "energy", ("电力", "燃气", "热力"), 650, 0.60, 0.66, 0.26, 0.12, 0.09, 0.56, 0.96, 0.018, 0.40),
    Industry(
        "E",
        "construction",
        ("建工", "路桥", "安装", "市政"),
        1000,
        0.63,
        0.69,
        0.13,
        0.46,
        0.14,
        0.44,
        0.80,
        0.004,
        0.55,
    ),
    Industry(
        "G", "transport", ("高速", "航空港", "物流", "铁建"), 800, 0.58, 0.70, 0.32, 0.20, 0.10, 0.42, 0.84, 0.01, 0.30
    ),
    Industry("N", "water", ("水务", "林产", "农垦"), 420, 0.55, 0.64, 0.28, 0.30, 0.06, 0.38, 0.66, 0.006, 0.22),
    Industry(
        "F", "finance_trade", ("商贸", "轻纺", "食品"), 380, 0.46, 0.62, 0.47, 0.26, 0.07, 0.34, 0.62, 0.002, 0.12
    ),
    Industry("R", "culture", ("医药", "文化", "体育产业"), 360, 0.44, 0.58, 0.49, 0.12, 0.05, 0.36, 0.72, 0.02, 0.14),
    Industry("C", "defence", ("航电", "精密仪器", "光电"), 950, 0.62, 0.64, 0.30, 0.10, 0.06, 0.66, 0.94, 0.022, 0.28),
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
