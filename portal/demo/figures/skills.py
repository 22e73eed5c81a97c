"""产改基2表: training funds, schools, assessment, careers, craftsmen (measures 4–8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from portal.demo.history import SEASON, UnitHistory

ACCRUED = ("0402", "0404")


def fill(h: UnitHistory) -> None:
    _funds(h)
    _courses(h)
    _schools(h)
    _assessment(h)
    _careers(h)
    _craftsmen(h)


def _funds(h: UnitHistory) -> None:
    """Accrual of 1.5–2.5 % of wages; spending follows the year; the opening balance is last year's closing."""
    quarter_wages = float(h["0014"] - h.so_far("0014", Decimal(0)))
    h.put(i0401=h["0014"])
    rate = h.before.get("rate") or h.rng.choice((0.0152, 0.0155, 0.0168, 0.02, 0.0251))
    h.put(rate=rate, irate=rate)
    accrued = h.spend("0402", quarter_wages * rate)
    h.put(i0402=max(accrued, h.money(float(h["0014"]) * 0.015) + Decimal("0.01")))
    h.put(i0403=_opening(h, quarter_wages * rate))
    spent = quarter_wages * rate * h.share("0404", 0.84, 0.07) * SEASON[h.quarter]
    h.spend("0404", spent)
    h.put(i0404=min(h["0404"], h["0402"] + h["0403"]))
    share = h.share("0405", 0.665, 0.035, 0.002) + h.rng.gauss(0, 0.008)
    _part_of_spending(h, "0405", min(share, 0.97))
    _part_of_spending(h, "0406", h.share("0406", 0.24, 0.05))


def _opening(h: UnitHistory, accrual: float) -> Decimal:
    if not h.before:
        return h.money(accrual * h.rng.uniform(0.3, 0.9))
    if h.quarter > 1:
        return h.before["0403"]
    return h.before["0403"] + h.before["0402"] - h.before["0404"]


def _part_of_spending(h: UnitHistory, code: str, share: float) -> None:
    """A part of the year's spending; the year-to-date figure never falls (H19) and never exceeds the whole."""
    floor = h.so_far(code, Decimal(0))
    h.put(**{f"i{code}": min(max(h.money(float(h["0404"]) * share), floor), h["0404"])})


def _courses(h: UnitHistory) -> None:
    h.flow("0407", "0002", 0.035)
    h.flow("0408", "0002", 1.5)
    h.portion("0409", "0408", 0.7)
    h.put(i0408=max(h["0408"], 1))
    room = h["0001"] - h.so_far("0410")
    frontline_share = h["0409"] / h["0408"]
    new = max(0, min(room, round(h["0408"] * h.share("0410", 0.55, 0.06))))
    h.cumulate("0410", new)
    h.cumulate("0411", min(round(new * frontline_share), h["0409"]))
    h.few("0412", h["0006"] / 130, 0.03)
    h.few("0413", h["0006"] / 260, 0.02)
    h.few("0414", h["0006"] / 28, 0.05)
    h.part("0415", "0001", 0.62, 0.09, 0.012)
    h.put(i0416=Decimal(h.flow("0416", "0415", 9.0)).quantize(Decimal("0.1")))
    h.flow("0417", "0001", 0.004)
    h.yes("0418", 0.85, "企人字")


def _schools(h: UnitHistory) -> None:
    size = h["0006"] / 1500
    h.few("0501", 1.6 + size, 0.03)
    for letter, chance in zip("abcdef", (0.02, 0.03, 0.02, 0.06, 0.08, 0.05), strict=True):
        h.yes(f"0502{letter}", chance * min(size, 2), "陕发改社会")
    h.few("0503", 0.5 + size / 2, 0.02)
    h.few("0504", 0.8 + size, 0.03)
    hours = h.flow("0505", "0504", 26.0) if h["0504"] else 0
    h.put(i0505=Decimal(hours).quantize(Decimal("0.1")))
    h.flow("0506", "0006", 0.03)
    h.put(i0506=h["0506"] if h["0501"] else 0)
    h.flow("0507", 1 + size, 2.0)
    h.few("0508", 0.4 + size / 2, 0.02)


def _assessment(h: UnitHistory) -> None:
    h.yes("0601", 0.7 if h["0006"] > 600 else 0.3, "陕技评备")
    h.put(i0601d=h.before.get("0601d") or dt.date(h.year + 3, 12, 31) if h["0601"] else None)
    h.few("0602", 6.0 if h["0601"] else 0.0, 0.02 if h["0601"] else 0.0)
    h.flow("0603", "0006", 0.12)
    passed = round(h["0603"] * h.share("0604", 0.72, 0.06))
    h.spread(
        passed, dict(zip((f"0604{x}" for x in "habcdefg"), (0, 0.02, 0.3, 0.34, 0.24, 0.08, 0.02, 0), strict=True))
    )
    h.cumulate("0606", h.flow("new standards", h["0006"] / 4000, 1.0))
    h.cumulate("0607", int(h["0606"] > h.so_far("0607") and h.rng.random() < 0.08))


def _careers(h: UnitHistory) -> None:
    titled = h.part("titled", "0010", 0.17, 0.03, 0.002)
    h.spread(titled, {"0701a": 0.12, "0701b": 0.46, "0701c": 0.32, "0701d": 0.08, "0701e": 0.02})
    h.flow("0702", titled, 0.05)
    h.put(i0702=min(h["0702"], titled))
    h.part("0703", "0009", 0.05, 0.01)
    h.few("0704", h["0010"] / 160, 0.02)
    h.flow("0705", h["0010"], 0.02)
    h.yes("0706", 0.6, "企人字")
    h.put(i0707=h["0605g"], i0708=h["0605h"])


def _craftsmen(h: UnitHistory) -> None:
    size = h["0006"] / 1500
    means = {"0801a": 0.01, "0801b": 0.1, "0801c": 0.12, "0801d": 0.5, "0802": 0.8}
    people = {"0803a": 0.02, "0803b": 0.15, "0803c": 0.9, "0803d": 1.1, "0803e": 5.0}
    for code, mean in (means | people).items():
        h.few(code, mean * size, 0.02)
    gained = sum(h[code] - h.before.get(code, h[code]) for code in people)
    h.put(i0804=max(gained, 0))
    h.yes("0805", 0.75, "企工字")
    h.few("0806", 8 * size, 0.03)
