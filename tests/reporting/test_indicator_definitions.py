"""The declared indicators: complete, about known items, with no bound that nobody has set."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.policy.data.measures import MEASURES
from portal.policy.data.parameters import PARAMETERS, UNSET
from portal.policy.models import Authority, PolicyParameter
from portal.reporting.formula import parse, resolve
from portal.reporting.indicators import definitions
from portal.reporting.indicators.columns import Base, Judging, Upward
from portal.reporting.indicators.definitions import Indicator, Level, declared, filled
from portal.reporting.indicators.plan import definitions_for
from portal.reporting.models import Period
from portal.reporting.schema import Schema

LISTED = """I-0101 I-0102 I-0103 I-0104 I-0105 I-0201 I-0202 I-0301 I-0302 I-0303 I-0304 I-0305 I-0306 I-0401 I-0402
I-0403 I-0404 I-0405 I-0406 I-0408 I-0409 I-0501 I-0502 I-0503 I-0601 I-0602 I-0603 I-0604 I-0701 I-0702 I-0703
I-0801 I-0802 I-0901 I-0902 I-0903 I-1001 I-1002 I-1101 I-1102 I-1103 I-1201 I-1202 I-1203 I-1301 I-1302 I-1401
I-1402 I-1403 I-1404 I-1405 I-1406 I-1407 I-1408 I-1501 I-1502 I-1503 I-1504 I-1601 I-1602 I-1701 I-1702 I-1703
I-1704 I-1705 I-1801 I-1802 I-9001 I-9002"""


def get(code: str) -> Indicator:
    return next(indicator for indicator in declared() if indicator.code == code)


def test_every_listed_indicator_is_declared_and_no_other() -> None:
    assert {indicator.code[:6] for indicator in declared()} == set(LISTED.split())


def test_each_belongs_to_the_measure_its_code_names() -> None:
    for indicator in declared():
        number = int(indicator.code[2:4])
        assert indicator.measure == (number if number in MEASURES else None), indicator.code
        assert len(indicator.note) >= 8, indicator.code


def test_only_two_numbers_stand_in_the_policy() -> None:
    from_policy = {one.rule.bound for one in declared() if one.authority == Authority.POLICY_NUMBER}
    assert from_policy == {"training_frontline_share", "main_trade_coverage"}


def test_bounds_are_parameters_or_follow_from_the_wording() -> None:
    known = {seed.code for seed in PARAMETERS} | {one.code for one in UNSET}
    for indicator in declared():
        for name in indicator.parameters:
            assert name in known, f"{indicator.code}: {name}"
        if indicator.rule.judging != Judging.WATCH and not indicator.rule.parameter:
            assert indicator.rule.bound in ("", "1", "100%"), indicator.code


def test_the_two_readings_of_the_training_share_have_one_bound() -> None:
    used, accrued = get("I-0402"), get("I-0403")
    assert (used.share, used.of) == ("0405", "0404")
    assert (accrued.share, accrued.of) == ("0405", "0402")
    assert used.rule == accrued.rule
    assert definitions.other_reading("I-0402") == "I-0403" and definitions.other_reading("I-0403") == "I-0402"
    assert definitions.other_reading("I-0404") == ""


def test_terms_are_compared_with_the_former_term() -> None:
    bases = {code: get(code).rule.base for code in ("I-0301", "I-0302", "I-0303", "I-0304", "I-0305")}
    assert bases.pop("I-0305") == Base.LAST_YEAR
    assert set(bases.values()) == {Base.LAST_TERM}


def test_what_goes_up_the_tree() -> None:
    assert get("I-0402").up == Upward.SUMS
    assert get("I-1502").up == Upward.UNITS
    assert get("I-1705").up == Upward.NOTHING


def test_items_that_are_not_added_up_are_in_no_sum() -> None:
    schema = Schema.current()
    for indicator in declared():
        codes = {code for text in indicator.formulas for code in re.findall(r"\b\d{4}[a-z]?\b", text)}
        if any(code in schema.by_code and not schema.by_code[code].sums for code in codes):
            assert indicator.up == Upward.NOTHING, indicator.code


def test_a_band_the_province_has_not_set_leaves_the_trend_or_nothing() -> None:
    party, skilled = get("I-0101").rule, get("I-0603").rule
    assert isinstance(party, Level)
    assert party.otherwise.judging == Judging.NOT_FALLING
    assert isinstance(skilled, Level)
    assert skilled.otherwise.judging == Judging.WATCH


def test_placeholders_are_filled_or_say_that_they_are_not() -> None:
    text = "{studio_weight_city|1} × 1001c"
    assert filled(text, {"studio_weight_city": "3"}) == ("3 × 1001c", True)
    assert filled(text, {}) == ("1 × 1001c", False)
    assert filled("0001 >= {self_assessment_min_staff}", {}) == ("", False)
    assert filled("0405", {}) == ("0405", True)


def test_an_unknown_item_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "_registry", {})
    wrong = Indicator("I-9999", "不存在", share="9999", of="0001")
    with pytest.raises(ImproperlyConfigured, match=r"I-9999.*9999"):
        definitions._check(wrong, Schema.current())
    with pytest.raises(ImproperlyConfigured, match="I-9998"):
        definitions._check(Indicator("I-9998", "没有公式"), Schema.current())


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["1000", "1001", "30"])
def test_a_parameter_of_four_digits_is_a_number_and_no_item(value: str) -> None:
    """1001 is an item's code too: the formula language writes a plain number of four digits as 1001.0."""
    common = {"authority": Authority.PROVINCE, "valid_from": dt.date(2024, 1, 1), "document_text": "省总通知"}
    for code in ("backbone_enterprise_min_staff", "self_assessment_min_staff"):
        PolicyParameter.objects.create(code=code, label=code, unit="人", numerator=Decimal(value), **common)
    PolicyParameter.objects.filter(code="congress_min_deputies").update(numerator=Decimal(value))
    period = Period(year=2026, quarter=3, code="2026Q3")
    found = {one.code: one for one in definitions_for(period, Schema.current())}
    assert found["I-0802"].applies == f"0001 >= {value}.0"
    for code in ("I-0802", "I-0601", "I-0306"):
        for text in (found[code].share, found[code].applies):
            resolve(parse(text), Schema.current())
