"""Explanations that explain nothing (ruling 17): listed phrases, one piece repeated, the rule's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .models import BoilerplatePhrase

NOISE = re.compile(r"[\s，。、；：！？,.;:!?（）()“”\"'—\-…]+")
LEFT_OVER = 4
LONGEST_PIECE = 6


def phrases() -> tuple[str, ...]:
    """The list the province keeps (one query)."""
    return tuple(BoilerplatePhrase.objects.values_list("text", flat=True))


def is_boilerplate(text: str, listed: Iterable[str], rule_text: str = "") -> bool:
    """Whether a text only repeats itself or the rule, or nothing is left once the listed phrases are taken out."""
    bare = NOISE.sub("", text)
    if len(set(bare)) <= 2 or _repeats(bare) or (rule_text and bare in NOISE.sub("", rule_text)):
        return True
    for phrase in sorted(listed, key=len, reverse=True):
        bare = bare.replace(phrase, "")
    return len(bare) < LEFT_OVER


def _repeats(bare: str) -> bool:
    """A short piece written over and over: 数据准确数据准确数据准确."""
    pieces = (bare[:size] for size in range(1, LONGEST_PIECE + 1))
    return any(len(bare) >= 2 * len(piece) and bare == (piece * len(bare))[: len(bare)] for piece in pieces if piece)
