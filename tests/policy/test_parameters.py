"""Parameters: the seeded numbers, what holds when, and changing without overwriting."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.audit.models import Event
from portal.organisations.models import UnitKind
from portal.policy import loading, parameters
from portal.policy.changing import Change, ChangeRefused, change_parameter
from portal.policy.models import Authority, Measure, PolicyDocument, PolicyParameter
from tests.factories import make_actor, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)


@pytest.fixture
def manager():
    return make_actor(make_unit(UnitKind.PROV_UNION), "province_manager")


def to(numerator, since, denominator=1, **fields):
    facts = {"document_text": "省总通知", "article": "", "authority": Authority.PROVINCE, "reason": "年度调整"}
    return Change(Decimal(numerator), Decimal(denominator), since, **facts | fields)


def test_the_document_has_four_sections_and_eighteen_measures_in_order():
    document = PolicyDocument.objects.get(number="陕工发〔2023〕21号")
    sections = [(s.number, s.app_label, s.measures.count()) for s in document.sections.all()]
    assert sections == [(1, "workforce", 3), (2, "training", 5), (3, "competitions", 6), (4, "evaluation", 4)]
    measures = list(document.measures.all())
    assert [m.number for m in measures] == list(range(1, 19))
    assert str(measures[10]) == "（十一）广泛开展技能提升活动"
    assert all(len(m.summary) >= 20 for m in measures)


def test_only_two_numbers_are_the_policys_own():
    own = PolicyParameter.objects.filter(authority=Authority.POLICY_NUMBER).order_by("code")
    assert {row.code: row.value for row in own} == {
        "main_trade_coverage": 1,
        "training_frontline_share": Decimal("0.6"),
    }


def test_values_are_exact():
    assert parameters.value("training_frontline_share", TODAY) == Decimal("0.60")
    assert parameters.value("high_skilled_reference", TODAY) == Fraction(1, 3)
    assert parameters.value("accrual_rate", TODAY) == Decimal("0.015")
    assert parameters.value("congress_min_deputies", TODAY) == 30
    assert parameters.authority("training_frontline_share", TODAY) == Authority.POLICY_NUMBER


def test_nothing_holds_before_its_document():
    assert parameters.value("training_frontline_share", date(2023, 6, 2)) is None
    assert parameters.value("training_frontline_share", date(2023, 6, 3)) is not None
    assert parameters.value("no_such_code", TODAY) is None


def test_loading_twice_changes_nothing_and_keeps_what_was_changed(manager):
    change_parameter("accrual_rate", to("0.02", TODAY), manager)
    before = list(PolicyParameter.objects.values_list("pk", "numerator", "valid_to"))
    loading.load_all()
    assert list(PolicyParameter.objects.values_list("pk", "numerator", "valid_to")) == before
    assert Measure.objects.count() == 18


def test_a_change_is_one_more_row_and_is_recorded(manager):
    change_parameter("accrual_rate", to("0.02", date(2027, 1, 1)), manager)
    assert parameters.value("accrual_rate", date(2026, 12, 31)) == Decimal("0.015")
    assert parameters.value("accrual_rate", date(2027, 1, 1)) == Decimal("0.02")
    assert [row.value for row in parameters.history("accrual_rate")] == [Decimal("0.02"), Decimal("0.015")]
    event = Event.objects.get(action="parameter.change")
    assert (event.detail["old"], event.detail["new"], event.detail["reason"]) == ("1.5%", "2%", "年度调整")
    assert event.user_id == manager.user.pk


def test_a_units_own_value_wins_for_that_unit_alone(manager):
    unit = make_unit()
    change_parameter("accrual_rate", to("0.025", date(2026, 1, 1), unit_id=unit.pk), manager)
    assert parameters.value("accrual_rate", TODAY, unit.pk) == Decimal("0.025")
    assert parameters.value("accrual_rate", TODAY) == Decimal("0.015")
    assert parameters.value("accrual_rate", TODAY, unit.pk + 1) == Decimal("0.015")
    assert parameters.overrides("accrual_rate", TODAY) == {unit.pk: Decimal("0.025")}
    assert parameters.overrides("accrual_rate", date(2025, 12, 31)) == {}


def test_history_cannot_be_rewritten(manager):
    change_parameter("accrual_rate", to("0.02", date(2027, 1, 1)), manager)
    with pytest.raises(ChangeRefused, match="历史值不能改写"):
        change_parameter("accrual_rate", to("0.03", date(2027, 1, 1)), manager)
    assert len(parameters.history("accrual_rate")) == 2


def test_the_same_value_again_is_no_change(manager):
    change_parameter("high_skilled_reference", to(2, date(2027, 1, 1), 5), manager)
    with pytest.raises(ChangeRefused, match="相同"):
        change_parameter("high_skilled_reference", to(2, date(2028, 1, 1), 5), manager)


def test_all_values_of_a_day_come_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = parameters.in_force(TODAY)
    assert rows["training_deduction_cap"].shown == "8%"
    assert rows["congress_quorum"].shown == "2/3"
    assert rows["apprentice_subsidy"].shown == "5,000 元/人·年"
