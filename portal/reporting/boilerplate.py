"""Explanations that explain nothing (ruling 17): listed phrases, one character repeated, the rule's own words."""

from __future__ import annotations

import re

# Phrases that pass for an explanation when nobody looks; compared after punctuation and blanks are taken out.
PHRASES = (
    "属实", "情况属实", "数据属实", "同上", "同上季", "与上季一致", "正常", "正常变动", "无", "无误", "数据无误",
    "经核实无误", "已核实", "已核对", "经核对", "核实无误", "实际情况", "实际如此", "据实填报", "按实际填报", "如实填报", "特此说明",
)  # fmt: skip
NOISE = re.compile(r"[\s，。、；：！？,.;:!?（）()“”\"'—\-…]+")
FILLER = re.compile("|".join(sorted(map(re.escape, PHRASES), key=len, reverse=True)))
LEFT_OVER = 4


def is_boilerplate(text: str, rule_text: str = "") -> bool:
    """Whether nothing is left of a text once listed phrases are taken out, or it only repeats something."""
    bare = NOISE.sub("", text)
    if len(set(bare)) <= 2:
        return True
    if rule_text and bare in NOISE.sub("", rule_text):
        return True
    if _is_repetition(bare):
        return True
    return len(FILLER.sub("", bare)) < LEFT_OVER


def _is_repetition(bare: str) -> bool:
    """A short piece written over and over: 数据准确数据准确数据准确."""
    return any(len(bare) // size >= 2 and bare == (bare[:size] * len(bare))[: len(bare)] for size in range(1, 7))
