"""The pages of parameters and of the working calendar."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portal.audit.models import Event
from portal.policy import calendar, parameters
from portal.policy.data.parameters import UNSET
from portal.policy.forms import parse_value
from portal.policy.models import CalendarYear, Holiday, PolicyParameter
from tests.factories import make_member, make_province

pytestmark = pytest.mark.django_db
EDIT = "parameter_edit"


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def manager(client, province):
    user = make_member(province["prov"], "province_manager")
    client.force_login(user)
    return user


def change(**fields):
    facts = {"value": "2%", "valid_from": "2027-01-01", "document_text": "省总通知", "authority": "province"}
    return facts | {"article": "", "unit_code": "", "reason": "依据全委会决定"} | fields


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [("60%", "0.6", "1"), ("0.6", "0.6", "1"), ("1/3", "1", "3"), ("６０％", "0.6", "1"), ("2.5 %", "0.025", "1")],
)
def test_shares_may_be_typed_as_people_write_them(text, numerator, denominator):
    assert parse_value(text, True) == (Decimal(numerator), Decimal(denominator))


@pytest.mark.parametrize("text", ["六成", "60", "1/0", "-1%", "nan", "1e99", "0.1234567", "1/3/5", "12万", "9" * 40])
def test_other_shares_are_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="应有：比例，写成 60%"):
        parse_value(text, True)


def test_numbers_take_separators():
    assert parse_value("5,000", False)[0] == 5000


def test_the_list_shows_every_number_with_its_source(client, manager):
    html = client.get(reverse("parameter_list")).content.decode()
    for row in PolicyParameter.objects.all():
        assert row.label in html
    assert "政策原文" in html
    assert "2 项" in html


def test_a_new_value_is_saved_and_told(client, manager, province):
    response = client.post(reverse(EDIT, args=["accrual_rate"]), change(unit_code=province["unit"].code))
    assert response.status_code == 302
    assert parameters.value("accrual_rate", date(2027, 1, 1), province["unit"].pk) == Decimal("0.02")
    html = client.get(response["Location"]).content.decode()
    assert province["unit"].name in html
    assert "依据全委会决定" in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": "两成"}, "应有：比例"),
        ({"valid_from": "2027-02-30"}, "应有：日期"),
        ({"valid_from": "2001-01-01"}, "历史值不能改写"),
        ({"unit_code": "NOPE"}, "单位代码"),
        ({"reason": "改"}, "至少 6 个字"),
        ({"document_text": ""}, "必填"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_nothing_else_is_lost(client, manager, fields, said):
    response = client.post(reverse(EDIT, args=["accrual_rate"]), change(article="第九条", **fields))
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert "第九条" in html
    assert PolicyParameter.objects.filter(code="accrual_rate").count() == 1


def test_officers_see_parameters_and_may_not_change_them(client, province):
    client.force_login(make_member(province["unit"], "filler"))
    detail = client.get(reverse("parameter_detail", args=["accrual_rate"]))
    assert detail.status_code == 200
    assert "设定新值" not in detail.content.decode()
    assert client.get(reverse(EDIT, args=["accrual_rate"])).status_code == 403
    assert client.post(reverse(EDIT, args=["accrual_rate"]), change()).status_code == 403
    assert client.get(reverse("holiday_calendar")).status_code == 200
    assert client.post(reverse("add_days", args=[2027]), {}).status_code == 403


def test_another_units_own_value_is_not_shown_to_an_officer(client, manager, province):
    client.post(reverse(EDIT, args=["accrual_rate"]), change(unit_code=province["foreign"].code))
    client.force_login(make_member(province["unit"], "filler"))
    html = client.get(reverse("parameter_detail", args=["accrual_rate"])).content.decode()
    assert province["foreign"].name not in html


def test_unknown_parameters_and_years_are_not_found(client, manager):
    assert client.get(reverse("parameter_detail", args=["nope"])).status_code == 404
    assert client.get(reverse("holiday_calendar", args=[1812])).status_code == 404


def test_a_year_without_a_notice_says_so_until_it_is_entered(client, manager):
    page = reverse("holiday_calendar", args=[2027])
    assert "暂按周一至周五推算" in client.get(page).content.decode()
    client.post(
        reverse("add_days", args=[2027]),
        {"first": "2027-10-01", "last": "2027-10-07", "kind": "off", "name": "国庆节"},
    )
    client.post(reverse("confirm_year", args=[2027]), {"source": "国办发明电〔2026〕1号"})
    html = client.get(page).content.decode()
    assert "暂按" not in html
    assert "国办发明电〔2026〕1号" in html
    assert calendar.add_working_days(date(2027, 9, 30), 1) == date(2027, 10, 8)
    assert Holiday.objects.filter(day__year=2027).count() == 5, "Saturday and Sunday need no row"
    assert Event.objects.filter(action="calendar.set").exists()
    assert CalendarYear.objects.get(year=2027).confirmed_by == manager.full_name


def test_a_day_can_be_taken_out_once(client, manager):
    row = Holiday.objects.get(day=date(2026, 10, 10))
    url = reverse("remove_day", args=[2026, row.pk])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404, "the day is gone"
    assert not calendar.is_working_day(date(2026, 10, 10))
    assert Event.objects.filter(action="calendar.remove").count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first": "2027-10-07", "last": "2027-10-01"}, "不早于开始日"),
        ({"first": "2027-01-01", "last": "2027-12-31"}, "一次不超过 31 天"),
        ({"first": "国庆"}, "应有：日期"),
    ],
)
def test_a_wrong_span_is_told_and_nothing_is_entered(client, manager, fields, said):
    facts = {"first": "2027-10-01", "last": "", "kind": "off", "name": "国庆节"}
    response = client.post(reverse("add_days", args=[2027]), facts | fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Holiday.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize("one", UNSET, ids=lambda one: one.code)
def test_what_no_document_gives_can_be_set_for_the_first_time(client, manager, one):
    assert parameters.find(one.code, date(2027, 1, 1)) is None
    html = client.get(reverse("parameter_list")).content.decode()
    assert reverse("parameter_detail", args=[one.code]) in html
    assert "未设定" in client.get(reverse("parameter_detail", args=[one.code])).content.decode()
    value = "20%" if one.unit == "比例" else "1000"
    assert client.get(reverse(EDIT, args=[one.code])).status_code == 200
    answer = client.post(reverse(EDIT, args=[one.code]), change(value=value))
    assert answer.status_code == 302
    row = parameters.find(one.code, date(2027, 1, 1))
    assert (row.label, row.unit, row.plain.replace(",", "")) == (one.label, one.unit, value)
