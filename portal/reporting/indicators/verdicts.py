"""Standing and verdict of an indicator: one letter each, stored as text in the order of the definitions.

Two things are told apart (`rulings.md` 18). The *standing* says on which side of its bound a value is now, in any
quarter. The *verdict* is the legal one: 达标 or 未达标 in the fourth quarter, or in every quarter for a rule that binds
each quarter; until then a judged value is 进展中. What cannot be judged has the same letter in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

MET = "M"
SHORT = "S"
GOING = "G"
NOT_APPLICABLE = "N"
NO_BASE = "B"
UNCHECKED = "U"
NOT_FILED = "F"
WATCHED = "W"

JUDGED = (MET, SHORT)
WITHOUT_VERDICT = (NOT_APPLICABLE, NO_BASE, UNCHECKED, NOT_FILED, WATCHED)


@dataclass(frozen=True)
class Letter:
    """How a letter reads: the word, the badge's tone, and what it means (the legend of every page)."""

    letter: str
    word: str
    tone: str
    meaning: str


VERDICTS = {
    found.letter: found
    for found in (
        Letter(MET, "达标", "ok", "数值符合界限"),
        Letter(SHORT, "未达标", "bad", "数值不符合界限；按未四舍五入的数比较"),
        Letter(GOING, "进展中", "warn", "年度结论以第四季度为准，此前只看现状"),
        Letter(NOT_APPLICABLE, "不适用", "", "分母为 0 或不在适用范围，不参加排名"),
        Letter(NO_BASE, "不适用（无上年）", "", "没有可比的基期数"),
        Letter(UNCHECKED, "待核实", "back", "已经报出，但所需的格空着"),
        Letter(NOT_FILED, "未报", "", "还没有报出，报出后再计算"),
        Letter(WATCHED, "监测", "", "不设界限，只看变化"),
    )
}

STANDINGS = VERDICTS | {
    MET: Letter(MET, "现状达线", "ok", "到本季为止在界限上或好于界限"),
    SHORT: Letter(SHORT, "现状未达线", "bad", "到本季为止还不到界限"),
}

NO_LAST_TERM = Letter(NO_BASE, "不适用（无上届）", "", "没有上一届的数可比")


def verdict_of(standing: str, *, quarter: int, every_quarter: bool) -> str:
    """The verdict that belongs to a standing in a quarter (1–4); see the module text."""
    if standing in JUDGED and quarter < 4 and not every_quarter:
        return GOING
    return standing


def as_filed(letter: str, reported: int) -> str:
    """The letter a reader is shown. What is stored tells only that a figure is blank: where nobody has reported,
    that is no question to anybody but 未报."""
    return NOT_FILED if letter == UNCHECKED and not reported else letter


def is_warning(standing: str, verdict: str) -> bool:
    """预警: still in progress, and at present on the wrong side of the bound. A badge, not a verdict."""
    return verdict == GOING and standing == SHORT


def is_problem(standing: str, verdict: str) -> bool:
    """What the filter 只看问题 keeps: 未达标, 预警 and 待核实."""
    return verdict in (SHORT, UNCHECKED) or is_warning(standing, verdict)


def year_end_forecast(values: list[Fraction | None], quarter: int) -> Fraction | None:
    """The fourth quarter's ratio as last year's movement suggests: this value plus what was added last year.

    `values` are last year's same quarter, last year's fourth quarter, this quarter. None when one of them is missing
    or the year is over. A guide for the reader, never used in a verdict.
    """
    if quarter == 4 or any(value is None for value in values):
        return None
    same, last, now = (value for value in values if value is not None)
    return now + last - same
