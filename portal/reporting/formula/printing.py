"""A formula's text as it is printed for people: official signs and the Chinese names of functions and words.

The printed text is in the language itself (`grammar.py`): read again, it gives the same tree.
"""

from __future__ import annotations

import re

from .grammar import NAMES

SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "<>": "≠", "==": "=", "*": "×", " / ": " ÷ ", "..": "～"}
WORDS = {name: chinese for chinese, name in NAMES.items()} | {
    "if": "若", "then": "则", "else": "否则", "and": "且", "or": "或", "not": "非",
}  # fmt: skip
WORD = re.compile(r"(?<![0-9a-z_\"“])[a-z_]+(?![0-9a-z_\"”])")
QUOTED = re.compile(r"(\"[^\"]*\"|“[^”\"]*”)")


def printed(text: str) -> str:
    """The formula's text in official signs and Chinese words; what stands in quotes stays as it is."""
    parts = QUOTED.split(text)
    return "".join(part if place % 2 else _printed(part) for place, part in enumerate(parts))


def _printed(text: str) -> str:
    for sign, official in SIGNS.items():
        text = text.replace(sign, official)
    return WORD.sub(lambda found: WORDS.get(found[0], found[0]), text)
