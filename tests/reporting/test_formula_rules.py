"""Every rule of the list that is about items can be written, said and judged in SQL; the rest has a reason."""

import re

import pytest

from portal.organisations.scope import system
from portal.reporting.formula import parse, refs, say, violation
from portal.reporting.models import Return
from portal.reporting.schema import Schema

RULES = {
    "H02": ["0003 ≤ 0001", "0004 ≤ 0001", "0005 ≤ 0001"],
    "H03": ["0002 ≤ 0001"],
    "H04": ["0006 ≤ 0002"],
    "H05": ["0008 ≤ 0006", "0008 ≤ 0007 ≤ 0002"],
    "H06": ["0010 ≤ 0009 ≤ 0001"],
    "H07": ["sum(0605b..0605h) = 0009", "sum(0605d..0605h) = 0010"],
    "H08": ["0013 ≤ 0001", "0108 ≤ 0013 and 0108 ≤ 0006", "0109 ≤ min(0004, 0013)", "0110 ≤ min(0005, 0013)"],
    "H09": ["0101 ≤ 0006", "0102 ≤ min(0101, 0008)"],
    "H10": ["0105 ≤ 0104 ≤ 0103"],
    "H11": ["0106 ≤ 0011"],
    "H12": ["0203 ≤ 0201", "if 0201 > 0 then 0202 ≥ 0201"],
    "H13": ["0303 ≤ 0302 ≤ 0301", "0305 ≤ 0304", "0307 ≤ 0306"],
    "H14": ["0310 ≤ 0309"],
    "H15": ["if 0301t = before(0301t) then 0301 = before(0301)"],
    "H16": ["0206 ≤ 0006"],
    "H17": ["0405 ≤ 0404", "0406 ≤ 0404"],
    "H18": ["0404 ≤ 0402 + 0403"],
    "H19": ["0401 ≥ prev(0401)", "0402 ≥ prev(0402)", "0404 ≥ prev(0404)", "0405 ≥ prev(0405)"],
    "H20": ["0403 = prev(0403)", "if quarter = 1 then 0403 = opening(0403 + 0402 − 0404)"],
    "H21": ["0401 = 0014"],
    "H22": ["0409 ≤ 0408", "0411 ≤ 0410", "0410 ≤ ytd(0408)", "0411 ≤ ytd(0409)"],
    "H23": ["0410 ≥ prev(0410)", "0411 ≥ prev(0411)"],
    "H24": ["if 0505 > 0 then 0504 > 0"],
    "H25": ["0604 ≤ 0603", "0607 ≤ 0606", "0606 ≥ prev(0606)", "0607 ≥ prev(0607)"],
    "H26": ["if 0601 = 是 then filled(0601d) and 0601d ≥ periodend"],
    "H27": ["0707 = 0605g", "0708 = 0605h"],
    "H28": ["if 0702 > 0 then 0701 ≥ 0702", "0701 ≤ 0010"],
    "H29": ["0906 ≤ 0905"],
    "H30": ["if 0908 > 0 then 0907 > 0"],
    "H31": ["1001 ≤ before(1001) + 1002"],
    "H32": ["1008 ≤ 1007"],
    "H33": ["1102 ≤ 1101", "1102 ≥ prev(1102)", "1101 = prev(1101)"],
    "H34": ["1105 ≤ 1104", "1106 ≤ 1104", "1107 ≤ 1106"],
    "H35": ["sum(1103a..1103h) = 1103"],
    "H36": ["1204 ≤ 1201", "1203 ≤ 0012a + 1"],
    "H37": ["1301 ≤ 0011", "1306 ≤ 0011", "1305 ≤ 1304", "1304 ≤ 1303"],
    "H38": ["1401 ≤ 0011", "1402 ≤ 0002"],
    "H39": ["1406 ≤ 1405"],
    "H40": ["1410 = 1407 + 1408 − 1409", "1407 = before(1410)"],
    "H41": ["max(1411, 1412) ≤ opening(1410) + ytd(1408)", "1411 ≥ prev(1411)", "1412 ≥ prev(1412)"],
    "H42": ["1414 ≤ 1413", "1413 ≤ 0012a + 1", "1415 ≤ 0002", "if 1414 = 0 then 1415 = 0"],
    "H43": ["if 1417 > 0 then 1416 > 0"],
    "H44": ["1420 ≤ 0002", "1422 ≤ 1421", "1421 ≤ 0001"],
    "H45": ["1603 ≤ 1602", "1803 ≤ 1802"],
    "H47": ["1701n ≤ 0012", "max(1702n, 1703n, 1704n) ≤ 0012"],
    "H48": ["0 < 1701w ≤ 100"],
    "H57": ["0107e = sum(1302a..1302e)", "0107e = 1302"],
    "S02": ["abs(0001 ÷ prev(0001) − 1) ≤ 30%", "abs(0408 ÷ prev(0408) − 1) ≤ 100%"],
    "S03": ["0404 ÷ lastyear(0404) < 1000.0", "0.2 ≤ 0014 ÷ 0002 ÷ months ≤ 5"],
    "S04": ["1.5% ≤ 0402 ÷ 0401", "0404 ÷ 0401 ≤ 8%"],
    "S05": ["0405 ÷ 0404 ≥ 60%"],
    "S06": ["if 0404 > 0 then 0405 > 0"],
    "S07": ["if 0404 > 0 then 0405 ≠ 0404"],
    "S08": ["not (0001 = prev(0001) and 0404 = prev(0404) and 0601 = prev(0601))"],
    "S09": ["not (0408 = 0 and before(0408) = 0)"],
    "S10": ["0101 ÷ 0006 ≤ 60%", "0101 ÷ 0006 ≥ before(0101 ÷ 0006) − 2%"],
    "S11": ["0108 ÷ 0006 ≥ 80%", "0108 ÷ 0006 ≥ before(0108 ÷ 0006)"],
    "S12": ["1414 ÷ 1413 ≥ lastyear(1414 ÷ 1413)", "1415 ÷ 0002 ≥ lastyear(1415 ÷ 0002)"],
    "S15": ["if 0006 > 0 then 1101 > 0"],
    "S16": ["1102 ÷ 1101 ≥ 100%"],
    "S17": ["0908 ÷ 0907 ≤ 1000.0"],
    "S18": ["0.8 × 0011 ≤ 1303 ≤ 1.2 × 0011"],
    "S19": ["0311 > 0"],
    "S22": ["0410 ≤ 1.2 × 0001"],
    "S24": ["length(0111) ≥ 50"],
    "S25": ["0010 ÷ 0009 ≤ 0.8"],
    "S26": ["if 0506 > 0 then 0501 > 0"],
    "S30": ["if 0206 > 0 then 0201 > 0"],
    "S33": ["0403 = opening(0403) + opening(0402) − opening(0404)"],
}

NO_FORMULA = {
    "blanks, signs and types are the items' own": ["H01"],
    "evidence files are no items": ["H46"],
    "identifiers, dates and certificates of ledger rows": ["H49", "H50", "H51", "H52", "H56"],
    "states of returns and periods": ["H53", "H54", "H55", "S29"],
    "ledger rows": ["S01", "S13", "S14", "S21", "S27", "S28", "S32"],
    "counts over all items, accounts, other units": ["S20", "S23", "S31"],
}


def test_the_list_is_complete():
    listed = {*RULES, *(code for codes in NO_FORMULA.values() for code in codes)}
    assert listed == {f"H{n:02}" for n in range(1, 58)} | {f"S{n:02}" for n in range(1, 34)}


@pytest.mark.parametrize(("code", "texts"), RULES.items(), ids=list(RULES))
def test_a_rule_of_the_list_can_be_written_and_said(code, texts):
    schema = Schema.current()
    for node in map(parse, texts):
        assert parse(str(node)) == node
        assert refs(node, schema)
        sentence = say(node, schema)
        for named in refs(node):
            assert named[0][:4] in sentence
        assert re.search("[\u4e00-\u9fff]", sentence)


@pytest.mark.django_db
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_rule_of_the_list_can_be_judged_in_sql(quarter):
    """Every one is valid SQL in every quarter, all of them in one statement where the database joins that many."""
    schema = Schema.current()
    nodes = [parse(text) for texts in RULES.values() for text in texts]
    with system("test"):
        for node in nodes:
            assert list(Return.objects.filter(violation(node, schema, quarter))) == []
        flags = {f"rule{n}": violation(node, schema, quarter) for n, node in enumerate(nodes)}
        assert list(Return.objects.annotate(**flags).values_list(*flags)) == []
