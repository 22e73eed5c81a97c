"""Reads a date as people write it: 2026-3-31, 2026/3/31, 2026.3.31, 20260331, 2026年3月31日, 二〇二六年三月三十一日."""

from __future__ import annotations

import datetime as dt
import re

DIGITS = {char: str(n) for n, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
NUMERIC = re.compile(r"([0-9]{4})(?:[-/.]|年)\s?([0-9]{1,2})(?:[-/.]|月)\s?([0-9]{1,2})日?(?:\s+0{1,2}:00(?::00)?)?")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
CHINESE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
SERIAL = re.compile(r"[1-9][0-9]{4}")
EXCEL_EPOCH = dt.date(1899, 12, 30)
EARLIEST, LATEST = 1949, 2100


class DateProblem(ValueError):
    """Why a text is no date, as advice in Chinese."""


def read_date(text: str) -> dt.date:
    """The date a text writes; DateProblem otherwise. Full-width digits must have been converted."""
    year, month, day = _fields(text)
    if not EARLIEST <= year <= LATEST:
        raise DateProblem(f"年份应在 {EARLIEST} 至 {LATEST} 之间")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise DateProblem(f"没有 {year} 年 {month} 月 {day} 日这一天，请核对") from None


def _fields(text: str) -> tuple[int, int, int]:
    found = NUMERIC.fullmatch(text) or COMPACT.fullmatch(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    if found := CHINESE.fullmatch(text):
        year = int("".join(DIGITS[char] for char in found[1]))
        return year, _small(found[2]), _small(found[3])
    raise DateProblem(_advice(text))


def _small(numeral: str) -> int:
    """A Chinese numeral below a hundred (0 when it is none, which no calendar has)."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(DIGITS[numeral]) if numeral in DIGITS else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(ones, "0"))


def _advice(text: str) -> str:
    if SERIAL.fullmatch(text):
        day = EXCEL_EPOCH + dt.timedelta(days=int(text))
        return f"这是 Excel 的日期序号，如指 {day.isoformat()}，请照此填写"
    if re.fullmatch(r"[0-9]{4}(年|[-/.])[0-9]{1,2}月?", text):
        return "缺少日，请写到某一天，如 2026-03-31"
    if re.fullmatch(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}", text):
        return "年份写在最前，如 2026-03-31"
    return "写成 2026-03-31 或 2026年3月31日"
