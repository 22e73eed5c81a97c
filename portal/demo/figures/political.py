"""产改基1表: Party work, guidance, the workers as masters (measures 1–3)."""

from __future__ import annotations

import datetime as dt

from portal.demo.history import UnitHistory


def fill(h: UnitHistory) -> None:
    _party(h)
    _union(h)
    _guidance(h)
    _deputies(h)
    _offices(h)


def _party(h: UnitHistory) -> None:
    h.part("0101", "0006", 0.15, 0.03, 0.0008)
    h.part("0102", "0101", 0.66, 0.05)
    h.put(i0102=min(h["0102"], h["0008"]))
    h.flow("0103", "0002", 0.009)
    h.portion("0104", "0103", 0.58)
    h.portion("0105", "0104", 0.7)
    h.part("0106", "0011", 0.88, 0.06, 0.004)
    h.part("0107n", "0011", 0.52, 0.1, 0.006)
    teams = h["0011"]
    for code, mean in (("0107a", 0.22), ("0107b", 0.28), ("0107c", 0.08), ("0107d", 0.06)):
        h.part(code, teams, mean, 0.03, 0.002)


def pioneers(h: UnitHistory) -> None:
    """One ledger of 工人先锋号 stands behind measures 1 and 13 (H57)."""
    h.put(i0107e=sum(h[f"1302{letter}"] for letter in "abcde"))


def _union(h: UnitHistory) -> None:
    h.part("0108", min(h["0006"], h["0013"]), 0.965, 0.012, 0.0015)
    h.part("0109", min(h["0004"], h["0013"]), 0.84, 0.05, 0.004)
    h.part("0110", min(h["0005"], h["0013"]), 0.8, 0.06, 0.004)
    if h.before:
        _never_below_last_share(h)


def _never_below_last_share(h: UnitHistory) -> None:
    """Most unions keep their density; a fall needs an explanation (S11), so it stays rare."""
    kept = -(-h.before["0108"] * h["0006"] // max(h.before["0006"], 1))
    h.put(i0108=min(max(h["0108"], kept), h["0006"], h["0013"]))


def _guidance(h: UnitHistory) -> None:
    h.flow("0201", "0011", 1.6)
    h.put(i0201=max(h["0201"], 1))
    h.put(i0202=h["0201"] * h.rng.randint(24, 46))
    h.portion("0203", "0201", 0.6)
    h.flow("0204", "0011", 0.7)
    h.few("0205", 1 + h["0011"] / 12)
    room = h["0006"] - h.so_far("0206")
    h.cumulate("0206", max(0, min(room, round(h["0006"] * h.share("0206", 0.2, 0.05)))))
    h.yes("0207", 0.9, "企工宣")


def _deputies(h: UnitHistory) -> None:
    """Terms of four years; figures stay put within a term and a little more workers come with the next."""
    elected = h.before.get("0301d") or dt.date(h.year - h.rng.randint(1, 3), h.rng.randint(3, 6), 12)
    renewed = bool(h.before) and (h.ends_on - elected).days > 4 * 365
    if h.before and not renewed:
        keep = ("0301t", "0301d", "0301", "0302", "0303", "0301m", *PARTY_LEAGUE)
        h.now.update({code: h.before[code] for code in keep})
        return
    term = h.before.get("0301t", h.rng.randint(2, 6)) + renewed
    h.put(i0301t=term, i0301d=dt.date(h.year, 4, 18) if renewed else elected)
    h.put(i0301=max(35, round(h["0002"] * 0.055)))
    h.part("0302", "0301", 0.5, 0.05, 0.01)
    h.part("0303", "0302", 0.7, 0.05, 0.01)
    h.part("0301m", "0301", 0.16, 0.015)
    _party_and_league(h)


PARTY_LEAGUE = ("0304t", "0304d", "0304", "0305", "0306t", "0306d", "0306", "0307")


def _party_and_league(h: UnitHistory) -> None:
    large = h["0002"] > 400
    h.put(i0304t=h.rng.randint(1, 4) if large else None, i0306t=h.rng.randint(1, 4) if large else None)
    h.put(i0304d=dt.date(h.year - 2, 5, 20) if large else None, i0306d=dt.date(h.year - 1, 9, 8) if large else None)
    h.put(i0304=max(40, h["0101"] // 6) if large else 0, i0306=max(30, h["0002"] // 60) if large else 0)
    h.part("0305", "0304", 0.36, 0.04)
    h.part("0307", "0306", 0.55, 0.06)


def _offices(h: UnitHistory) -> None:
    size = h["0006"] / 1500
    for code, mean in (("0308a", 1.6), ("0308b", 0.7), ("0308c", 0.4), ("0308d", 2.4)):
        h.few(code, mean * size, 0.02)
    total = sum(h[f"0308{letter}"] for letter in "abcd")
    h.spread(total, {"0308e": 0.02, "0308f": 0.08, "0308g": 0.2, "0308h": 0.2, "0308i": 0.5})
    h.few("0309", 3 + size * 2, 0.02)
    h.part("0310", "0309", 0.38, 0.08, 0.006)
    h.cumulate(
        "0311", int(h.quarter in (1, 3) and h.rng.random() < 0.8) or int(h.quarter == 4 and not h.so_far("0311"))
    )
    h.few("0312", 1.2, 0.01)
