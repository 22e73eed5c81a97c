"""产改基4表: task, coordination, position, supervision (measures 15–18)."""

from __future__ import annotations

from decimal import Decimal

from portal.demo.history import UnitHistory

HONOURS = {"1804a": 0.02, "1804b": 0.06, "1804c": 0.12, "1804d": 0.3, "1804e": 0.2, "1804f": 0.5}


def fill(h: UnitHistory) -> None:
    h.cumulate("1501", int(h.rng.random() < 0.75))
    if h.quarter == 4:
        h.put(i1501=max(h["1501"], 1))
    for code, kind in (("1502", "企党发"), ("1503", "企党发"), ("1504", "企工字")):
        h.yes(code, 0.88, kind)
    _coordination(h)
    _position(h)
    _supervision(h)


def _coordination(h: UnitHistory) -> None:
    h.flow("1601", 4.0, 1.0)
    h.put(i1602=sum(h.poisson(1.4) for _ in range(h["1601"])))
    h.portion("1603", "1602", 0.85)
    h.cumulate("1604", int(h.rng.random() < 0.3))
    h.flow("1605", 3.0, 1.0)
    h.flow("1606", 5.0, 1.0)


def _position(h: UnitHistory) -> None:
    """The four documents of measure 17, each with weight, year and the dependent units it covers."""
    for code, chance in (("1701", 0.62), ("1702", 0.85), ("1703", 0.7), ("1704", 0.9)):
        listed = h.yes(code, chance, "企党发")
        old = h.before.get(f"{code}w")
        weight = old or Decimal(h.rng.choice((2, 3, 5, 5, 8))).quantize(Decimal("0.01"))
        h.put(**{f"i{code}w": weight if listed else None, f"i{code}y": h.year if listed else None})
        covered = round(h["0012"] * h.share(f"{code}n", 0.85, 0.12)) if listed else 0
        h.put(**{f"i{code}n": covered})


def _supervision(h: UnitHistory) -> None:
    h.flow("1801", 1.2, 1.0)
    h.put(i1802=sum(h.poisson(1.8) for _ in range(h["1801"])))
    h.portion("1803", "1802", 0.8)
    for code, mean in HONOURS.items():
        h.few(code, mean * h["0006"] / 1500, 0.01)
    total = h.flow("reports", 2 + h["0006"] / 400, 1.5)
    h.spread(total, {"1805a": 0.05, "1805b": 0.25, "1805c": 0.45, "1805d": 0.25})
    h.cumulate("1806", int(h.rng.random() < 0.3))
    h.yes("1807", 0.1, "陕产改办")
