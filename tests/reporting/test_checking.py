"""One reading of the rules: a return as typed (Python) and a whole period (SQL) find the same; messages say all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.organisations.models import Unit
from portal.organisations.scope import system
from portal.policy.models import PolicyParameter
from portal.reporting import checking
from portal.reporting.boilerplate import EXPLANATION_LENGTH, own_words, phrases, problem_with_text
from portal.reporting.models import BoilerplatePhrase, Declaration, Explanation, Nature, Period, Return, ReturnVersion
from portal.reporting.schema import Schema
from tests.factories import make_actor, make_province
from tests.reporting.factories import fill, make_period, make_return, put_cells, started

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scope() -> Iterator[None]:
    with system("test"):
        yield


@pytest.fixture
def province() -> dict[str, Unit]:
    return make_province()


@pytest.fixture
def version(province: dict[str, Unit]) -> ReturnVersion:
    found = fill(started(make_return(make_period(), province["unit"])))
    return ReturnVersion.objects.select_related("ret__unit", "ret__period").get(pk=found.pk)


def hit(version: ReturnVersion, rule: str) -> checking.Hit:
    return next(one for one in checking.check(version) if one.rule == rule)


def rules_hit(version: ReturnVersion) -> set[str]:
    return {one.rule for one in checking.check(version)}


def test_a_message_names_items_values_and_the_way_out(version: ReturnVersion) -> None:
    put_cells(version, c0404="60.00", c0405="67.02")
    found = hit(version, "H17a")
    assert found.hard and found.blocks and found.code == "0405" and found.form_no == 2
    assert "0405（一线职工培训支出）" in found.sentence and "67.02" in found.received
    assert "60.00" in found.expected and found.how


def test_blanks_break_nothing_but_the_rule_on_blanks(version: ReturnVersion) -> None:
    put_cells(version, c0404=None, c0405="67.02")
    assert not {"H17a", "H17b", "S05"} & rules_hit(version)
    assert "0404" in hit(version, "H01").codes


def test_a_soft_hit_is_settled_by_a_good_explanation(version: ReturnVersion) -> None:
    put_cells(version, c0404="100.00", c0405="55.00", c0402="100.00")
    assert hit(version, "S05").blocks
    row = Explanation.objects.create(version=version, rule="S05", text="情况属实，数据无误，特此说明", by="李岚")
    assert hit(version, "S05").blocks, "boilerplate settles nothing"
    row.text = "四季度安排一线轮训三期，预计支出二十万元，全年可达六成"
    row.save()
    assert not hit(version, "S05").blocks


def test_a_carried_explanation_counts_once_confirmed(version: ReturnVersion) -> None:
    put_cells(version, c0404="100.00", c0405="55.00")
    text = "四季度安排一线轮训三期，预计支出二十万元"
    row = Explanation.objects.create(version=version, rule="S05", text=text, carried=True)
    assert hit(version, "S05").blocks
    row.by = "李岚"
    row.save()
    assert not hit(version, "S05").blocks


def test_a_declaration_lifts_the_rule_that_allows_it(province: dict[str, Unit]) -> None:
    before = make_return(make_period(2026, 2), province["unit"])
    earlier = fill(started(before), c0404="80.00")
    Return.objects.filter(pk=before.pk).update(counted=earlier)
    period = make_period(2026, 3)
    version = fill(started(make_return(period, province["unit"])), c0404="70.00")
    assert "H19c" in rules_hit(version)
    Declaration.objects.create(version=version, code="0404", kind="red_letter", reason="冲销多记培训费")
    assert "H19c" not in rules_hit(version)
    assert "H19c" not in checking.check_period(period)[version.ret_id]


def test_nil_returns_are_spared_what_would_only_say_so(version: ReturnVersion) -> None:
    ret_rules = {rule.code for rule in checking.rules_for(version.ret.period, Nature.NIL)}
    assert not {"S08", "S09"} & ret_rules and {"H01", "H17a"} <= ret_rules


def test_a_units_own_bound_wins(province: dict[str, Unit]) -> None:
    """S04 takes the accrual rate in force for the unit; the set-based reading does too."""
    period = make_period()
    figures = {"c0014": 1000, "c0401": 1000, "c0402": 16}
    own, other = (fill(started(make_return(period, province[name])), **figures) for name in ("unit", "sibling"))
    general = PolicyParameter.objects.get(code="accrual_rate", unit_id=None, valid_to=None)
    PolicyParameter.objects.create(
        code=general.code, label=general.label, numerator="0.025", unit=general.unit, document_text="省级设定",
        authority="province", valid_from=general.valid_from, unit_id=province["unit"].pk,
    )  # fmt: skip
    assert "S04" in rules_hit(own) and "S04" not in rules_hit(other)
    by_return = checking.check_period(period)
    assert "S04" in by_return[own.ret_id] and "S04" not in by_return.get(other.ret_id, [])


def test_formula_rules_of_a_period_take_one_query(version: ReturnVersion) -> None:
    with CaptureQueriesContext(
        connection,
    ) as one:
        checking.check_period(version.ret.period)
    judged = [query["sql"] for query in one if "broken_h17a" in query["sql"]]
    assert len(judged) == 1


def test_typing_needs_few_queries(version: ReturnVersion) -> None:
    with CaptureQueriesContext(connection) as spent:
        checking.check(version, whole=False)
    assert len(spent) <= 10


# One in a line would take a page.
NUMBERS = "0001 0002 0006 0007 0008 0009 0010 0013 0103 0104 0105 0108 0408 0409 0410 0411 1101 1102 1407 1408 1409"
CELLS = NUMBERS.split()
MONEY = ("0014", "0401", "0402", "0403", "0404", "0405", "0406")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_both_readings_find_the_same(province: dict[str, Unit], seed: int) -> None:
    """Random figures with blanks for every unit over three quarters: Python return by return equals SQL at once."""
    rng = random.Random(seed)
    Return.objects.all().update(working=None, filed=None, counted=None, accepted=None, state="not_started")
    for model in (Explanation, Declaration):
        model.objects.all().delete()
    _empty()
    for quarter in (1, 2, 3):
        period = make_period(2026, quarter)
        for ret in Return.objects.of(period).select_related("unit", "period"):
            version = fill(started(ret), **_random_figures(rng))
            if quarter < 3:
                Return.objects.filter(pk=ret.pk).update(counted=version)
    found = checking.check_period(period)
    for ret in Return.objects.of(period).select_related("unit", "period", "working"):
        one_by_one = {one.rule for one in checking.check(ret.working)}
        assert one_by_one == set(found.get(ret.pk, []))


def _empty() -> None:
    from portal.reporting.models import DueDate, PeriodAncestry
    from portal.reporting.schema import section_models

    for model in (*section_models(), ReturnVersion, Return, PeriodAncestry, DueDate, Period):
        model.objects.all().delete()


def _random_figures(rng: random.Random) -> dict[str, Any]:
    figures: dict[str, Any] = {f"c{code}": rng.choice((None, 0, 1, 2, 5, 40, 100)) for code in CELLS}
    figures |= {f"c{code}": rng.choice((None, "0.00", "0.01", "15.00", "60.00", "59.99", "100.00")) for code in MONEY}
    return figures


@pytest.mark.parametrize(
    "text",
    [
        "属实",
        "情况属实。数据无误！",
        "同上同上同上同上同上",
        "。。。。。。。。。。",
        "哈哈哈哈哈哈哈哈哈哈",
        "经核实无误，特此说明。",
    ],
)
def test_boilerplate_is_known(text: str) -> None:
    assert len(own_words(text, phrases())) < EXPLANATION_LENGTH


@pytest.mark.parametrize(
    "text", ["三季度新划入运输分公司 124 人，名册已报集团备案", "因检修停产两个月，培训安排到四季度"]
)
def test_reasons_are_not_boilerplate(text: str) -> None:
    assert len(own_words(text, phrases())) >= EXPLANATION_LENGTH


def test_the_rules_own_words_explain_nothing(version: ReturnVersion) -> None:
    put_cells(version, c0404="100.00", c0405="55.00")
    sentence = hit(version, "S05").sentence
    assert problem_with_text(sentence, sentence)


def test_every_code_of_the_schema_can_be_judged_in_every_quarter(province: dict[str, Unit]) -> None:
    """Each rule compiles in each quarter: prev in the first one, opening in the last."""
    for quarter in (1, 2, 3, 4):
        period = make_period(2026, quarter)
        assert checking.check_period(period) == {}
        assert Schema.of(period).items


def test_the_rules_can_be_read_and_the_list_edited(client: Any, province: dict[str, Unit]) -> None:
    client.force_login(make_actor(province["prov"], "province_manager").user)
    shown = client.get(reverse("rule_list")).content.decode()
    assert "H17a" in shown and "0405（一线职工培训支出）" in shown and "60%" in shown
    assert client.post(reverse("phrase_add"), {"text": "以实际为准"}).status_code == 302
    assert len(own_words("以实际为准，以实际为准，特此说明", phrases())) < EXPLANATION_LENGTH
    again = client.post(reverse("phrase_add"), {"text": "以实际为准"})
    assert again.status_code == 422 and "这句已在名单中" in again.content.decode()
    phrase = BoilerplatePhrase.objects.get(text="以实际为准")
    assert client.post(reverse("phrase_remove", args=[phrase.pk])).status_code == 302
    client.force_login(make_actor(province["unit"], "filler").user)
    assert client.post(reverse("phrase_add"), {"text": "另一句套话"}).status_code == 403


def test_an_open_quarter_rests_rules_about_items_it_does_not_have(version: ReturnVersion) -> None:
    """Items and rules that came after the opening concern the next quarter; this one keeps its schema."""
    period = version.ret.period
    data = Schema.of(period).to_json()
    data["items"] = [item for item in data["items"] if item["code"] != "0405"]
    period.schema, period.schema_hash = data, "another"
    period.save()
    fresh = ReturnVersion.objects.select_related("ret__unit", "ret__period").get(pk=version.pk)
    codes = {rule.code for rule in checking.rules_for(fresh.ret.period)}
    assert not {"H17a", "S05", "H19d"} & codes and {"H17b", "H19c"} <= codes
    put_cells(version, c0404="10.00", c0406="20.00")
    assert "H17b" in rules_hit(fresh)
    assert "H17b" in checking.check_period(fresh.ret.period)[fresh.ret_id]


@pytest.mark.parametrize(
    ("formula", "codes"),
    [("0908 / 0907 <= 1000.0", ["0908", "0907"]), ("sum(0605b..0605h) = 0009", ["0605b", "0605h", "0009"])],
)
def test_codes_are_told_from_numbers(formula: str, codes: list[str]) -> None:
    assert checking.ITEM_CODE.findall(formula) == codes
