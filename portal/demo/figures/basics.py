"""产改基0表: people, teams, members, wages."""

from __future__ import annotations

from portal.demo.history import UnitHistory

WAGE_SEASON = {1: 0.9, 2: 0.96, 3: 0.98, 4: 1.2}
LEVELS = {"0605b": 0.20, "0605c": 0.33, "0605d": 0.31, "0605e": 0.11, "0605f": 0.035}


def fill(h: UnitHistory) -> None:
    _people(h)
    _skills(h)
    _unit(h)


def _people(h: UnitHistory) -> None:
    profile = h.profile
    grown = profile.employees * (1 + profile.growth) ** (h.index / 4)
    h.put(i0001=max(12, round(grown * h.rng.uniform(0.993, 1.007))))
    h.part("0002", "0001", 0.965, 0.01)
    h.part("0003", "0001", profile.women)
    h.part("0004", "0001", profile.migrants)
    h.part("0005", "0001", profile.dispatched, 0.02)
    h.part("0006", "0002", profile.industrial)
    h.part("0007", "0002", profile.frontline)
    h.part("0008", "0006", 0.82)
    h.put(i0008=min(h["0008"], h["0007"]))


def _skills(h: UnitHistory) -> None:
    """Holders by level first; skilled and highly skilled are their sums (H07)."""
    base, level = h["0006"], h.profile.skilled
    for code, weight in LEVELS.items():
        h.part(code, base, level * weight, 0.012, 0.0012)
    special = base > 800
    for code, mean in (("0605g", 0.8), ("0605h", 0.4)):
        h.few(code, mean * base / 4000 if special else 0, 0.02)
    h.part("0605a", base, 0.012, 0.004)
    skilled = sum(h[f"0605{letter}"] for letter in "bcdefgh")
    h.put(i0009=skilled, i0010=sum(h[f"0605{letter}"] for letter in "defgh"))
    h.part("0009a", skilled, 0.93, 0.02)
    h.put(i0009a=min(h["0009a"], h["0006"]))


def _unit(h: UnitHistory) -> None:
    h.put(i0011=max(2, round(h["0006"] / 17)), i0012=h.profile.subsidiaries)
    h.put(i0012a=min(h.profile.subsidiaries, h.before.get("0012a", h.rng.choice((0, 0, 0, 1, 2)))))
    h.part("0013", "0001", 0.955, 0.012, 0.001)
    monthly = h.profile.wage * (1 + 0.05 * h.index / 4)
    h.spend("0014", h["0002"] * monthly * 3 * WAGE_SEASON[h.quarter] * h.rng.uniform(0.985, 1.015))
    h.yes("0015", 1.0, "陕工组")
    h.yes("0016", 0.97, "企工字")
