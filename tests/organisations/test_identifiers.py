"""Credit codes: vectors of `domain.md` §10 and properties of the check characters."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from portal.organisations.identifiers import (
    ALPHABET,
    credit_check,
    enterprise_code,
    org_check,
    problem,
    union_code,
    validate_enterprise_code,
    validate_union_code,
)

ENTERPRISE = "91610000MA0000007Q"
UNION = "81610000MC0000004L"
serials = st.integers(0, 999_999)


def test_vectors_are_valid():
    validate_enterprise_code(ENTERPRISE)
    validate_union_code(UNION)


def test_inner_check_is_verified_even_when_the_outer_one_holds():
    code = "91610000MA00000016"
    assert credit_check(code[:17]) == code[17]
    with pytest.raises(ValidationError, match="组织机构代码校验位"):
        validate_enterprise_code(code)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ENTERPRISE[:-1], "收到：17 位"),
        (ENTERPRISE.replace("M", "I"), "收到：I"),
        (UNION, "首位 8"),
        (ENTERPRISE[:-1] + "P", "（校验码）为 Q"),
        (ENTERPRISE.lower(), "数字和大写字母"),
    ],
)
def test_each_fault_is_named(code, words):
    assert words in problem(code, "9")


def test_enterprise_code_is_refused_for_a_union():
    with pytest.raises(ValidationError, match="首位 9"):
        validate_union_code(ENTERPRISE)


@given(serials, st.sampled_from(["610000", "610302", "611000"]))
def test_made_codes_are_valid(serial, area):
    assert problem(enterprise_code(serial, area), "9") == ""
    assert problem(union_code(serial, area), "8") == ""


@given(serials, st.integers(1, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(serial, place, character):
    code = enterprise_code(serial)
    wrong = code[:place] + character + code[place + 1 :]
    assert (problem(wrong, "9") == "") == (wrong == code)


@given(serials, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_found(serial, place):
    code = enterprise_code(serial)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (problem(swapped, "9") == "") == (swapped == code)


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
def test_organisation_check_completes_the_weighted_sum(body):
    check = org_check(body)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(letters.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    assert (total + (10 if check == "X" else int(check))) % 11 == 0


@given(serials)
def test_outer_check_agrees_with_python_stdnum(serial):
    assert uscc.is_valid(enterprise_code(serial))
