"""Explanations that explain nothing (ruling 17): listed phrases, one piece repeated, the rule's own words.

What is listed and what the rule says anyway is taken out; ten characters of the person's own must remain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from portal.ui.words import seen

from .models import BoilerplatePhrase

EXPLANATION_LENGTH = 10
WORDS = re.compile(r"[^\W_]+")
CLAUSE = re.compile(r"[^\W_]+(?:\s+[^\W_]+)*")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# As the formula language reads it: a plain number of four digits is written 1001.0.
ITEM_CODE = re.compile(r"(?<!\d)(?<!\d\.)\d{4}[a-z]?(?![\da-z])(?!\.\d)")
GAP = "|"  # keeps apart what did not stand together
LONGEST_PIECE = 6
# Pieces of the rule's text from so many characters on are its words; shorter ones are everybody's (产业工人, 一线职工).
# Who adds a figure that the rule does not have may say more of the sentence in its words.
BORROWED, BORROWED_WITH_FIGURES = 5, 8
# A whole clause made of nothing but pieces of the rule, from so many characters on, is the rule's.
SHORTEST_PIECE = 3


def phrases() -> tuple[str, ...]:
    """The list the province keeps (one query)."""
    return tuple(BoilerplatePhrase.objects.values_list("text", flat=True))


def problem_with_text(text: str, *rule_texts: str, listed: Iterable[str] | None = None) -> str:
    """What is wrong with an explanation's text, in Chinese, "" when it is good."""
    text = seen(text)
    if len(text) < EXPLANATION_LENGTH:
        return f"说明至少 {EXPLANATION_LENGTH} 个字，收到 {len(text)} 个字。怎样改：写清原因、涉及的人数或金额。"
    own = own_words(text, phrases() if listed is None else listed, rule_texts)
    if len(own) >= EXPLANATION_LENGTH:
        return ""
    told = f"自己的话至少 {EXPLANATION_LENGTH} 个字，除去套话、重复和规则的原文后只有 {len(own)} 个字"
    return f"这是套话，说明不了原因：{told}。怎样改：写出本单位的具体情况，如原因、时间、人数、凭证号。"


def own_words(text: str, listed: Iterable[str], rule_texts: Collection[str] = ()) -> str:
    """The letters and digits of a text that are neither listed nor the rule's; "" when they only repeat themselves."""
    codes = {code for each in rule_texts for code in ITEM_CODE.findall(each)}
    plain, said = _without(codes, text), [_without(codes, each) for each in rule_texts]
    size = BORROWED_WITH_FIGURES if _numbers(plain) - _numbers(*said) else BORROWED
    rules = GAP.join(_bare(part) for each in said for part in each.split(GAP))
    found = {_bare(phrase) for phrase in listed}
    if _bare(plain) in found:
        return ""
    short = found | {word for each in said for word in WORDS.findall(each) if len(word) < SHORTEST_PIECE}
    once = dict.fromkeys(_clauses(plain, found))
    clauses = [clause for clause in once if not _is_made_of(clause, rules, short)]
    left = "".join(char for clause in clauses for char in _not_in(rules, clause, size))
    return "" if len(set(left)) <= 2 or _repeats(left) else left


def _without(codes: Collection[str], text: str) -> str:
    """A text in plain forms of its characters, item codes taken out."""
    plain = unicodedata.normalize("NFKC", text)
    if not codes:
        return plain
    longest_first = "|".join(sorted(codes, key=len, reverse=True))
    return re.sub(rf"(?<!\d)(?:{longest_first})+(?!\d)", GAP, plain)


def _bare(text: str) -> str:
    return "".join(WORDS.findall(text))


def _numbers(*texts: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "")) for text in texts for found in NUMBER.findall(text)}


def _clauses(plain: str, listed: Collection[str]) -> Iterator[str]:
    """What stands between signs, without the phrases; one of a single character (无) counts as a whole word only."""
    ordered = sorted((phrase for phrase in listed if len(phrase) > 1), key=len, reverse=True)
    for clause in CLAUSE.findall(plain):
        bare = "".join(word for word in clause.split() if len(word) > 1 or word not in listed)
        for phrase in ordered:
            bare = bare.replace(phrase, GAP)
        yield from WORDS.findall(bare)


def _is_made_of(clause: str, rules: str, short: Collection[str]) -> bool:
    """Whether a clause can be put together of pieces of the rule's text, its shortest words and phrases."""
    ends = {0}
    for start in range(len(clause)):
        if start not in ends:
            continue
        ends |= {start + len(word) for word in short if clause.startswith(word, start)}
        end = start + SHORTEST_PIECE
        while end <= len(clause) and clause[start:end] in rules:
            ends.add(end)
            end += 1
    return len(clause) in ends


def _not_in(rules: str, clause: str, size: int) -> Iterator[str]:
    """A clause without the pieces of at least this size that stand in the rule's text, the longest first met."""
    at = 0
    while at < len(clause):
        end = at
        while end < len(clause) and clause[at : end + 1] in rules:
            end += 1
        if end - at < size:
            yield clause[at]
            end = at + 1
        at = end


def _repeats(bare: str) -> bool:
    """A short piece written over and over: 数据准确数据准确数据准确."""
    pieces = (bare[:size] for size in range(1, LONGEST_PIECE + 1))
    return any(len(bare) >= 2 * len(piece) and bare == (piece * len(bare))[: len(bare)] for piece in pieces if piece)
