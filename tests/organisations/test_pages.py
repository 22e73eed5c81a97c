"""The directory's pages and the acts' forms."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.organisations.models import Line, Relation, Unit
from portal.organisations.scope import system
from tests.factories import make_member, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province()


def sign_in(client, province, role, at):
    client.force_login(make_member(province[at], role))
    return client


@pytest.fixture
def manager(client, province):
    return sign_in(client, province, "province_manager", "prov")


def body(response):
    return response.content.decode()


def listed(client, **query):
    return body(client.get(reverse("unit_list"), query))


def test_list_shows_the_units_in_scope_only(client, province):
    page = listed(sign_in(client, province, "reviewer", "group"))
    assert province["unit"].name in page
    assert province["foreign"].name not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (lambda p: {"q": p["unit"].uscc}, "unit"),
        (lambda p: {"kind": "city_soe"}, "soe"),
        (lambda p: {"area": "03", "kind": "subsidiary"}, "unit"),
        (lambda p: {"above": p["city"].code, "line": "territory", "kind": "subsidiary"}, "unit"),
    ],
)
def test_list_is_filtered(manager, province, query, found):
    page = listed(manager, **query(province))
    rows = [key for key, unit in province.items() if f'href="/units/{unit.pk}/"' in page]
    assert rows == [found]


def test_list_costs_the_same_for_many(manager, province, django_assert_max_num_queries):
    with system("test"):
        Unit.objects.bulk_create(
            Unit(code=f"B{n}", name=f"单位{n}", kind="subsidiary", area_id="610102") for n in range(120)
        )
    with django_assert_max_num_queries(12):
        page = listed(manager)
    assert "本页第 1–100 家" in page


def test_detail_shows_lines_dates_and_children(manager, province):
    page = body(manager.get(reverse("unit_detail", args=[province["group"].pk])))
    assert province["industrial"].name in page
    assert "2020年1月1日" in page
    assert "2 家" in page


def test_an_officer_reads_the_names_above_but_gets_no_link_to_them(client, province):
    sign_in(client, province, "filler", "unit")
    page = body(client.get(reverse("unit_detail", args=[province["unit"].pk])))
    assert province["group"].name in page
    assert f'href="/units/{province["group"].pk}/"' not in page


@pytest.mark.parametrize("key", ["group", "sibling", "foreign", None])
def test_out_of_scope_and_unknown_are_404_alike(client, province, key):
    sign_in(client, province, "filler", "unit")
    pk = province[key].pk if key else 999_999
    assert client.get(reverse("unit_detail", args=[pk])).status_code == 404


def act(client, unit, kind, **fields):
    data = {f"{kind}-{name}": value for name, value in fields.items() if not name.startswith("unit-")}
    return client.post(
        reverse("unit_act", args=[unit.pk, kind]), data | {k: v for k, v in fields.items() if k[:5] == "unit-"}
    )


def test_move_by_form(manager, province):
    on = timezone.localdate() + timedelta(days=3)
    response = act(
        manager, province["unit"], "move", line="reporting", parent=province["other"].code, on=on, reason="划转"
    )
    assert response.status_code == 303
    page = body(manager.get(response["Location"]))
    assert "报送隶属由" in page
    with system("test"):
        now = Relation.objects.in_force(on).get(unit=province["unit"], line=Line.REPORTING)
        assert now.parent_id == province["other"].pk


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"parent": "group", "reason": ""}, "必填"),
        ({"parent": "group", "on": "明天"}, "日期"),
        ({"parent": "unit"}, "绕成一圈"),
        ({"parent": None}, "每个单位都有报送上级"),
        ({"parent": "?"}, "一个单位的代码或全称"),
    ],
)
def test_refused_move_says_why_and_keeps_what_was_typed(manager, province, fields, words):
    given = {"line": "reporting", "on": "2025-07-01", "reason": "某某文号"} | fields
    key = given["parent"]
    given["parent"] = province[key].code if key in province else key or ""
    response = act(manager, province["group"], "move", **given)
    assert response.status_code == 422
    assert words in body(response)
    assert given["parent"] in body(response)


def test_merge_and_close_by_form(manager, province):
    today = timezone.localdate()
    assert (
        act(manager, province["group"], "merge", into=province["other"].code, on=today, reason="重组").status_code
        == 303
    )
    assert act(manager, province["foreign"], "close", on=today, reason="注销").status_code == 303
    with system("test"):
        assert Unit.objects.get(pk=province["foreign"].pk).closed_on == today


def test_split_by_form(manager, province):
    fields = {
        "unit-code": "NEW1", "unit-name": "分立新公司", "unit-area": "610302", "unit-sort_order": "9",
        "unit-is_due": "on", "children": [province["unit"].pk], "on": "2025-07-01", "reason": "分立",
    }  # fmt: skip
    assert act(manager, province["group"], "split", **fields).status_code == 303
    with system("test"):
        new = Unit.objects.get(code="NEW1")
        assert (new.kind, new.reporting_area, new.is_due) == ("group", "03", True)
        assert Relation.objects.in_force().get(unit=province["unit"], line="reporting").parent == new


def test_split_names_faults_of_both_parts_at_once(manager, province):
    response = act(manager, province["group"], "split", on="", reason="")
    assert response.status_code == 422
    assert body(response).count("必填") >= 4


def test_open_by_form(manager, province):
    data = {
        "unit-kind": "subsidiary", "unit-code": "NEW2", "unit-name": "新设公司", "unit-area": "610403",
        "unit-sort_order": "1", "unit-uscc": "91610000MA00000016", "open-reporting": province["group"].code,
        "open-on": "2025-07-01", "open-reason": "新设",
    }  # fmt: skip
    refused = manager.post(reverse("unit_open"), data)
    assert refused.status_code == 422
    assert "组织机构代码校验位" in body(refused)
    data["unit-uscc"] = "91610000MA0000007Q"
    assert manager.post(reverse("unit_open"), data).status_code == 303
    with system("test"):
        assert Unit.objects.get(code="NEW2").reporting_area == "11"


@pytest.mark.parametrize(("role", "at"), [("filler", "unit"), ("reviewer", "group"), ("province_reviewer", "prov")])
def test_others_may_not_act(client, province, role, at):
    sign_in(client, province, role, at)
    assert client.get(reverse("unit_act", args=[province["unit"].pk, "move"])).status_code == 403
    assert client.get(reverse("unit_open")).status_code == 403


def test_unknown_act_is_404(manager, province):
    assert manager.get(reverse("unit_act", args=[province["unit"].pk, "sell"])).status_code == 404


def test_checker_waiver_by_the_security_administrator(client, province):
    sign_in(client, province, "secadmin", "prov")
    url = reverse("unit_waive_checker", args=[province["unit"].pk])
    assert client.post(url, {"waived": "on", "reason": ""}).status_code == 422
    assert client.post(url, {"waived": "on", "reason": "只有两人"}).status_code == 303
    assert "免设" in body(client.get(reverse("unit_detail", args=[province["unit"].pk])))
