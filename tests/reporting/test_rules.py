"""The declared rules: complete, readable, about known items, and saying what the list of rules says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.policy.data.parameters import PARAMETERS
from portal.reporting import rules
from portal.reporting.formula import Sheet, broken, parse
from portal.reporting.formula.python_reading import evaluate
from portal.reporting.items import YEAR_TO_DATE
from portal.reporting.rules import Check, Hard, Rule, Soft, declared
from portal.reporting.schema import Schema

HARD = [*range(1, 49), 57]
SOFT = [*range(2, 13), *range(15, 21), 22, 24, 25, 26, 29, 30, 31, 33]
# Hard by number in the list, soft by ruling.
SOFTENED = "H15 H16 H18 H21 H24 H25a H27a H27b H29a H29b H30 H31 H34b H34c H37d H39 H44b H45a H45b"
VALUES = {
    "accrual_rate": "1.5%",
    "training_deduction_cap": "8%",
    "training_frontline_share": "60%",
    "main_trade_coverage": "100%",
}
HOLDERS = {"0605b": 1, "0605c": 1, "0605d": 1, "0605e": 0, "0605f": 0, "0605g": 0, "0605h": 0}


def by_code(code: str) -> Rule:
    return next(rule for rule in declared() if rule.code == code)


def judged(rule: Rule, now: dict[str, Any], quarter: int = 3, **around: Any) -> bool | None:
    """Whether the rule is broken by these figures; None when its condition does not hold."""
    sheet = Sheet(Schema.current(), quarter, now, **around)
    texts = [rules.PLACEHOLDER.sub(lambda found: VALUES[found[1]], text) for text in (rule.formula, rule.when)]
    if texts[1] and evaluate(parse(texts[1]), sheet) is not True:
        return None
    return broken(parse(texts[0]), sheet)


def test_every_listed_rule_is_declared_and_no_other() -> None:
    listed = {f"H{n:02d}" for n in HARD} | {f"S{n:02d}" for n in SOFT}
    assert {rule.number for rule in declared()} == listed


def test_hardness_follows_the_rulings() -> None:
    softened = {rule.code for rule in declared() if rule.code.startswith("H") and not rule.hard}
    assert softened == set(SOFTENED.split())
    assert not any(rule.hard for rule in declared() if rule.code.startswith("S"))


def test_every_rule_says_how_to_put_it_right() -> None:
    for rule in declared():
        assert len(rule.how) >= 8, rule.code
        assert re.search(r"[\u4e00-\u9fff]", rule.how), rule.code
        assert len(rule.code) <= 8
        assert rule.quarters
        assert isinstance(rule, Check) or rule.anchor in Schema.current().by_code, rule.code


def test_parameters_named_in_rules_exist() -> None:
    known = {seed.code for seed in PARAMETERS}
    named = {name for rule in declared() for name in rule.parameters}
    assert named == VALUES.keys()
    assert named <= known


def test_an_unknown_item_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"H99.*9999"):
        rules._check(Hard("H99", "9999 <= 0001"), Schema.current())
    with pytest.raises(ImproperlyConfigured, match=r"H99.*9998"):
        rules._check(Hard("H99", "0002 <= 0001", cells="9998"), Schema.current())
    with pytest.raises(ImproperlyConfigured, match="no_such_check"):
        rules._check(Check("H99", "说明", run="no_such_check"), Schema.current())


def test_the_anchor_is_the_leading_code_and_never_a_plain_number() -> None:
    assert Soft("S99", "0.5 × 0404 < 1000.0 × 0405").anchor == "0404"
    assert Soft("S99", "1000.0 > 0405").anchor == "0405"
    assert Soft("S99", "0404 > 0405", cells="0405").anchor == "0405"


CASES = [
    ("H17a", {"0404": 100, "0405": Decimal("100.01")}, True),
    ("H17a", {"0404": 100, "0405": 100}, False),
    ("H17a", {"0404": None, "0405": 100}, False),
    ("H07a", {"0009": 3, **HOLDERS}, False),
    ("H07a", {"0009": 4, **HOLDERS}, True),
    ("H57", {"0107e": 3, "1302a": 1, "1302b": 1, "1302c": 0, "1302d": 0, "1302e": 0}, True),
    ("H12b", {"0201": 0, "0202": 0}, None),
    ("H12b", {"0201": 3, "0202": 2}, True),
    ("H40a", {"1407": 2, "1408": 1, "1409": 1, "1410": 3}, True),
    ("H42b", {"0012a": 0, "1413": 2}, True),
    ("H48a", {"1701w": 0}, True),
    ("H48a", {"1701w": Decimal("100")}, False),
    ("H48a", {"1701w": None}, False),
    ("H26b", {"0601": True, "0601d": None}, True),
    ("H26b", {"0601": False, "0601d": None}, None),
    ("H35", {"1103": 1, **{f"1103{letter}": 0 for letter in "abcdefgh"}}, True),
    ("S03a", {"0014": 900_000, "0002": 100}, True),
    ("S03a", {"0014": 90, "0002": 10}, False),
    ("S04", {"0401": 1000, "0402": Decimal("14.99")}, True),
    ("S04", {"0401": 1000, "0402": 15}, False),
    ("S04", {"0401": 1000, "0402": Decimal("80.01")}, True),
    ("S05", {"0404": 100_000, "0405": 59_996}, True),
    ("S05", {"0404": 100, "0405": 60}, False),
    ("S05", {"0404": 0, "0405": 0}, False),
    ("S07", {"0404": 10, "0405": 10}, True),
    ("S07", {"0404": 0, "0405": 0}, None),
    ("S17", {"0907": 1, "0908": 1001}, True),
    ("S18", {"0011": 10, "1303": 13}, True),
]  # fmt: skip


@pytest.mark.parametrize(("code", "figures", "expected"), CASES)
def test_judges_a_quarter(code: str, figures: dict[str, Any], expected: bool | None) -> None:
    assert judged(by_code(code), figures) is expected


EARLIER = [
    ("H19c", 2, {"0404": 9}, {"0404": 10}, True),
    ("H19c", 1, {"0404": 9}, {"0404": 10}, False),
    ("H20", 3, {"0403": 5}, {"0403": 4}, True),
    ("H20", 1, {"0403": 5}, {"0403": 4}, False),
    ("H33c", 2, {"1101": 8}, {"1101": 7}, True),
    ("H40b", 1, {"1407": 3}, {"1410": 2}, True),
    ("H15", 1, {"0301": 50, "0301t": 4}, {"0301": 48, "0301t": 4}, True),
    ("H15", 1, {"0301": 50, "0301t": 5}, {"0301": 48, "0301t": 4}, None),
    ("S02a", 1, {"0001": 131}, {"0001": 100}, True),
    ("S02a", 1, {"0001": 130}, {"0001": 100}, False),
    ("S02a", 1, {"0001": 130}, {"0001": 0}, False),
    ("S02e", 2, {"0408": 21}, {"0408": 10}, True),
    ("S02e", 2, {"0408": 20}, {"0408": 10}, False),
    ("S02j", 2, {"1202": 550}, {"1202": 0}, False),
    ("S09", 1, {"0408": 0}, {"0408": 0}, True),
    ("S10b", 2, {"0101": 20, "0006": 100}, {"0101": 23, "0006": 100}, True),
]


@pytest.mark.parametrize(("code", "quarter", "now", "before", "expected"), EARLIER)
def test_judges_against_the_quarter_before(
    code: str, quarter: int, now: dict[str, Any], before: dict[str, Any], expected: bool | None
) -> None:
    assert judged(by_code(code), now, quarter, earlier=[before]) is expected


def test_a_thousandfold_change_on_the_year_is_noticed() -> None:
    rule = by_code("S03f")
    assert judged(rule, {"0404": 1_000_000}, last_year={"0404": 100}) is True
    assert judged(rule, {"0404": 150}, last_year={"0404": 100}) is False
    assert judged(rule, {"0404": 150}, last_year={"0404": 0}) is None


def test_the_carried_balance_should_follow_from_last_year() -> None:
    december = {"0403": 10, "0402": 100, "0404": 70}
    assert judged(by_code("S33"), {"0403": 40}, 1, earlier=[december]) is False
    assert judged(by_code("S33"), {"0403": 41}, 1, earlier=[december]) is True


def test_no_year_to_date_figure_falls_unnoticed() -> None:
    """Rulings 15: of every item with a running total, whichever form declares it."""
    held = {rule.formula for rule in declared() if rule.hard and "red_letter" in rule.unless}
    running = [item.code for item in Schema.current().items if item.kind == YEAR_TO_DATE]
    assert len(running) > 15
    assert held == {f"{code} >= prev({code})" for code in running}


def test_rules_that_a_declaration_lifts() -> None:
    lifted = {rule.code: rule.unless for rule in declared() if rule.unless}
    assert lifted == {
        **{f"H19{letter}": ("red_letter",) for letter in "abcdefghijklmno"},
        **{code: ("red_letter",) for code in ("H23a", "H23b", "H25c", "H25d", "H33b", "H41c", "H41d")},
        "H18": ("overspend",),
        "H33c": ("catalogue_change",),
        "H15": ("by_election",),
    }


def test_quarters_and_nil_returns() -> None:
    assert by_code("S05").quarters == (3, 4)
    assert by_code("S16").quarters == by_code("S19").quarters == (4,)
    assert {rule.number for rule in declared() if not rule.nil} == {"S08", "S09"}
    assert not by_code("S09").applies_in(1, nil_return=True)
    assert by_code("S09").applies_in(1)
