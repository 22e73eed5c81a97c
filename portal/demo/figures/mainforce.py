"""产改基3表: innovation, studios, contests, teams, safety (measures 9–14)."""

from __future__ import annotations

from portal.demo.history import UnitHistory

STUDIOS = {"1001a": 0.02, "1001b": 0.12, "1001c": 0.35, "1001d": 0.25, "1001e": 1.6}
PIONEERS = {"1302a": 0.03, "1302b": 0.18, "1302c": 0.4, "1302d": 0.3, "1302e": 2.2}
CONTEST_LEVELS = dict(
    zip((f"1103{x}" for x in "abcdefgh"), (0.004, 0.006, 0.02, 0.03, 0.08, 0.09, 0.27, 0.5), strict=True)
)
AWARD_LEVELS = dict(
    zip((f"1106{x}" for x in "abcdefghij"), (0.002, 0.008, 0.02, 0.05, 0.06, 0.1, 0.05, 0.09, 0.24, 0.38), strict=True)
)


def fill(h: UnitHistory) -> None:
    _innovation(h)
    _studios(h)
    _contests(h)
    _emulation(h)
    _teams(h)
    _hazards(h)
    _safety(h)


def _innovation(h: UnitHistory) -> None:
    h.flow("0901", "0006", 0.012)
    started = h.before.get("started", 0) if h.quarter > 1 else 0
    finished = h.before.get("finished", 0) if h.quarter > 1 else 0
    h.put(istarted=started + h["0901"])
    h.put(i0902=max(0, min(h["started"] - finished, round(h["0901"] * h.share("0902", 0.78, 0.08)))))
    h.put(ifinished=finished + h["0902"])
    h.flow("0903", "0006", 0.02)
    h.flow("0904", "0006", 0.003)
    h.flow("0905", "0006", 0.002)
    h.portion("0906", "0905", 0.22)
    h.portion("0907", "0902", 0.5)
    h.put(i0908=h.money(sum(h.rng.lognormvariate(2.6, 0.9) for _ in range(h["0907"]))))
    h.part("0909", "0006", 0.035, 0.012, 0.001)
    h.flow("0910", h["0006"] / 1500, 0.8)
    h.put(i0911=h.money(h["0903"] * h.rng.uniform(0.05, 0.2)))
    h.flow("0912", "0006", 0.0025)


def _studios(h: UnitHistory) -> None:
    size = h["0006"] / 1500
    for code, mean in STUDIOS.items():
        h.few(code, mean * size, 0.03)
    h.put(i1002=sum(h[code] - h.before.get(code, h[code]) for code in STUDIOS))
    studios = sum(h[code] for code in STUDIOS)
    h.flow("1003", studios, 1.6)
    h.flow("1004", studios, 1.2)
    h.few("1005", studios * 6, 0.03)
    for code, mean in (("1006a", 0.1), ("1006b", 0.15), ("1006c", 0.25)):
        h.few(code, mean * size, 0.02)
    h.put(i1007=h.money(studios * h.rng.uniform(0.6, 2.4)))
    h.put(i1008=h.money(float(h["1007"]) * h.share("1008", 0.2, 0.06)))
    h.few("1009", studios * 0.8, 0.02)


def _contests(h: UnitHistory) -> None:
    """The catalogue is frozen for the year (H33); by the fourth quarter nearly every main trade has had its contest."""
    if h.quarter == 1 or not h.before:
        h.put(i1101=h.before.get("1101") or max(3, round(5 + h["0006"] / 260)))
    else:
        h.put(i1101=h.before["1101"])
    goal = {1: 0.18, 2: 0.5, 3: 0.8, 4: 1.0}[h.quarter]
    zeal = min(1.0, h.share("1102", 0.985, 0.05))
    h.put(i1102=min(h["1101"], max(h.so_far("1102"), round(h["1101"] * goal * zeal))))
    h.flow("1103", "0011", 0.28)
    h.spread(h["1103"], CONTEST_LEVELS)
    h.flow("1104", "0006", 0.42)
    h.portion("1105", "1104", 0.025, 0.01)
    h.spread(round(h["1104"] * h.share("1106", 0.09, 0.02)), AWARD_LEVELS)
    awards = sum(h[code] for code in AWARD_LEVELS)
    h.put(i1107=round(awards * h.share("1107", 0.12, 0.04)))
    h.flow("1108", "0006", 1.1)


def _emulation(h: UnitHistory) -> None:
    base = 1.2 + h["0011"] / 30
    for code, rate in (("1201a", 0.9), ("1201b", 0.6), ("1201c", 0.25)):
        h.flow(code, base, rate)
    total = h["1201a"] + h["1201b"] + h["1201c"]
    h.flow("1202", "0002", 1.3)
    h.put(i1202=h["1202"] if total else 0)
    h.put(i1203=1 + h["0012a"])
    h.put(i1204=round(total * h.share("1204", 0.4, 0.12)))
    h.flow("1205", base, 1.0)
    h.flow("1206", "0002", 0.02)
    h.put(i1207=h.money(h["1202"] * h.rng.uniform(0.006, 0.014)))
    h.flow("1208", base, 0.4)
    h.yes("1209", 0.93, "企工字")


def _teams(h: UnitHistory) -> None:
    h.part("1301", "0011", 0.82, 0.08, 0.004)
    for code, mean in PIONEERS.items():
        h.few(code, mean * h["0006"] / 1500, 0.015)
    h.put(i1303=h["0011"])
    goal = {1: 0.12, 2: 0.4, 3: 0.62, 4: 0.86}[h.quarter]
    trained = round(h["1303"] * goal * min(1.0, h.share("1304", 0.95, 0.08)))
    h.put(i1304=min(max(trained, h.so_far("1304")), max(h["1303"], h.so_far("1304"))))
    h.put(i1305=min(h["1304"], max(h.so_far("1305"), round(h["1304"] * h.share("1305", 0.06, 0.02)))))
    h.part("1306", "0011", 0.79, 0.07, 0.005)


def _hazards(h: UnitHistory) -> None:
    """Major hazards are rare; those on file are reported to both sides, or an explanation is owed (H40, H41)."""
    h.put(i1407=h.before.get("1410", 0))
    risk = h.profile.danger * h["0006"] / 2500
    h.put(i1408=int(h.rng.random() < min(risk, 0.3)) + int(h.rng.random() < min(risk / 3, 0.1)))
    open_ones = h["1407"] + h["1408"]
    h.put(i1409=sum(h.rng.random() < 0.6 for _ in range(h["1407"])))
    h.put(i1410=open_ones - h["1409"])
    at_opening = h["1407"] if h.quarter == 1 else h.before.get("on_file_opening", h["1407"])
    on_file = at_opening + h["1408"] + (0 if h.quarter == 1 else h.before.get("new_this_year", 0))
    h.put(ion_file_opening=at_opening, inew_this_year=on_file - at_opening, ion_file=on_file)
    h.put(i1411=max(on_file, h.so_far("1411")), i1412=max(on_file, h.so_far("1412")))
    h.put(i1412a=min(h["1411"], h["1412"]))


def _safety(h: UnitHistory) -> None:
    h.part("1401", "0011", 0.86, 0.07, 0.004)
    h.part("1402", "0002", 0.88, 0.06, 0.004)
    h.flow("1403", "0002", 2.4)
    h.flow("1404", "0002", 0.9)
    h.flow("1405", "0006", 0.3)
    h.portion("1406", "1405", 0.955, 0.02)
    h.put(i1413=1 + h["0012a"])
    signed = h.before.get("1414") or (h["1413"] if h.rng.random() < 0.86 else h["1413"] - 1)
    if signed < h["1413"] and h.rng.random() < 0.12:
        signed += 1
    h.put(i1414=min(signed, h["1413"]))
    h.part("1415", "0002", 0.9, 0.03, 0.004)
    h.put(i1415=_kept_share(h) if h["1414"] else 0)
    accident = h.rng.random() < h.profile.danger * h["0006"] / 20000
    h.put(
        i1416=int(accident), i1417=int(accident and h.rng.random() < 0.15), i1418=int(accident and h.rng.random() < 0.4)
    )
    h.put(i1419=int(h.rng.random() < h.profile.danger * h["0006"] / 60000))
    h.part("1420", "0002", 0.985, 0.012, 0.001)
    h.part("1421", "0006", h.profile.danger, 0.05)
    goal = {1: 0.2, 2: 0.5, 3: 0.75, 4: 0.98}[h.quarter]
    h.put(i1422=max(h.so_far("1422"), min(round(h["1421"] * goal), h["1421"])))
    h.yes("1423", 0.92, "企安字")


def _kept_share(h: UnitHistory) -> int:
    """Coverage by special collective contract is not to fall below last year's; it mostly does not."""
    last_year = h.before.get("cover_history", ())
    share = h["1415"] / max(h["0002"], 1)
    if len(last_year) >= 4:
        share = max(share, last_year[-4])
    h.put(icover_history=(*last_year[-7:], share))
    return min(-int(-(share * h["0002"]) // 1), h["0002"])
