"""Pinyin initials for search: 秦岳重工 is found by typing qyzg."""

from collections.abc import Iterable
from typing import Any

from pypinyin import Style, lazy_pinyin

MAX_LENGTH = 64


def _each(chars: str) -> Any:
    """Letters and digits stay as they are, one by one; the stubs know of one string only."""
    return list(chars)


def initials(text: str) -> str:
    """First letters of each character's reading in lower case; letters and digits stay, punctuation goes."""
    letters = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_each))
    return "".join(c for c in letters.lower() if c.isascii() and c.isalnum())[:MAX_LENGTH]


def fill_initials(units: Iterable[Any]) -> None:
    """Set `initials` on unsaved units before a bulk_create, which does not call save()."""
    for unit in units:
        unit.initials = initials(unit.name)
