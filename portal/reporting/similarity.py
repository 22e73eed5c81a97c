"""Finds texts that are nearly the same as another unit's, exactly and without comparing each with each.

Similarity is the share of three-character pieces two texts have in common (Jaccard). Let both be put in one order,
rarest piece first: when they share at least ``t`` of their pieces, the first ``n − ⌈t·n⌉ + 1`` of the one and of the
other have one in common. Only such pairs are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain
from math import ceil

PIECE = 3
WORDS = re.compile(r"\w+")
FEW = 20

Pieces = frozenset[str]


def pieces(text: str) -> Pieces:
    """Overlapping three-character pieces of a text without spaces and punctuation."""
    plain = _plain(text)
    return frozenset(plain[n : n + PIECE] for n in range(max(1, len(plain) - PIECE + 1))) if plain else frozenset()


def similarity(first: Pieces, second: Pieces) -> float:
    """Shared pieces ÷ all pieces, 0 when both are empty."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def near_copies(asked: Mapping[int, str], among: Mapping[int, str], least: float) -> set[int]:
    """Keys of ``asked`` whose text is at least so similar to that of another key in ``among``."""
    sets = {key: found for key, text in asked.items() if (found := pieces(text))}
    if len(sets) <= FEW:
        among = _worth_a_look(sets, among, least)
    others = _owners(among)
    frequency = Counter(chain(chain.from_iterable(others), chain.from_iterable(sets.values())))
    index: dict[str, list[int]] = defaultdict(list)
    for key, found in sets.items():
        for piece in _first(found, least, frequency):
            index[piece].append(key)
    copies: set[int] = set()
    for other, owners in others.items():
        candidates = {key for piece in _first(other, least, frequency) for key in index.get(piece, ())} - copies
        copies |= {key for key in candidates if owners - {key} and similarity(sets[key], other) >= least}
    return copies


def _plain(text: str) -> str:
    return "".join(WORDS.findall(text))


def _first(found: Pieces, least: float, frequency: Mapping[str, int]) -> list[str]:
    """The pieces of which one must be shared, by the order the module text speaks of."""
    needed = len(found) - ceil(least * len(found)) + 1
    return sorted(sorted(found), key=frequency.__getitem__)[:needed]


def _worth_a_look(sets: Mapping[int, Pieces], among: Mapping[int, str], least: float) -> dict[int, str]:
    """For a few texts it is cheaper to look for their pieces in the others' texts than to cut up all of those."""
    needles = {piece for found in sets.values() for piece in _first(found, least, Counter())}
    plain = {key: _plain(text) for key, text in among.items()}
    return {key: text for key, text in plain.items() if any(needle in text for needle in needles)}


def _owners(texts: Mapping[int, str]) -> dict[Pieces, set[int]]:
    """Who wrote what: texts with the same pieces count as one."""
    found: dict[Pieces, set[int]] = defaultdict(set)
    for key, text in texts.items():
        found[pieces(text)].add(key)
    return found
