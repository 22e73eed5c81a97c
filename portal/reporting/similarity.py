"""Finds texts that are nearly the same among many, exactly and without comparing each with each.

Similarity is the share of three-character pieces two texts have in common (Jaccard). Two texts can only
reach a share ``t`` when the rarest ``(1 − t)·n + 1`` pieces of each have one in common (prefix filtering), so
only such pairs are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from math import ceil

PIECE = 3
NOISE = re.compile(r"[\s\W]+")


def pieces(text: str) -> frozenset[str]:
    """Overlapping three-character pieces of a text without spaces and punctuation."""
    plain = NOISE.sub("", text)
    return frozenset(plain[n : n + PIECE] for n in range(max(1, len(plain) - PIECE + 1))) if plain else frozenset()


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Shared pieces ÷ all pieces, 0 when both are empty."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def similar_pairs(texts: Mapping[int, str], least: float, *, about: set[int]) -> Iterator[tuple[int, int]]:
    """Pairs of keys whose texts are at least so similar, at least one of each pair being in ``about``.

    Of several texts that are the same each is paired with the first one only.
    """
    same: dict[frozenset[str], int] = {}
    for key, text in texts.items():
        found = pieces(text)
        if found in same and (key in about or same[found] in about):
            yield same[found], key
        if found:
            same.setdefault(found, key)
    yield from _close_pairs({key: found for found, key in same.items()}, least, about)


def _close_pairs(sets: Mapping[int, frozenset[str]], least: float, about: set[int]) -> Iterator[tuple[int, int]]:
    frequency = Counter(piece for found in sets.values() for piece in found)
    index: dict[str, list[int]] = defaultdict(list)
    for key, found in sets.items():
        rare = sorted(found, key=lambda piece: (frequency[piece], piece))[: len(found) - ceil(least * len(found)) + 1]
        for other in {other for piece in rare for other in index[piece]}:
            if (key in about or other in about) and similarity(found, sets[other]) >= least:
                yield other, key
        for piece in rare:
            index[piece].append(key)
