"""A printed formula is Chinese, and still the same formula."""

from __future__ import annotations

import re

from portal.reporting.formula import parse, printed
from portal.reporting.indicators import definitions
from portal.reporting.rules import PLACEHOLDER, Check, declared


def test_every_declared_formula_reads_back_from_its_print() -> None:
    texts = [text for rule in declared() if not isinstance(rule, Check) for text in (rule.formula, rule.when) if text]
    texts += [text for one in definitions.declared() for text in one.formulas]
    assert len(texts) > 100
    for text in texts:
        plain = re.sub(r"\{[^}]*\}", "1", PLACEHOLDER.sub("1", text))
        shown = printed(plain)
        assert not re.search(r"[A-Za-z]{2,}|<=|>=|\.\.", shown), shown
        assert str(parse(shown)) == str(parse(plain))


def test_what_stands_in_quotes_is_nobodys_word() -> None:
    assert printed('length(0111) >= 50 and 0601 = "if"') == '字数(0111) ≥ 50 且 0601 = "if"'
    assert printed("1412a / (opening(1410) + ytd(1408))") == "1412a ÷ (上年末(1410) + 本年累计(1408))"
