"""The security administrator's pages."""

import re

import pytest
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, User
from portal.organisations.scope import system
from tests.factories import PASSWORD, make_member, make_province, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def admin(client, province):
    client.force_login(make_member(province["prov"], "secadmin", make_user("sec", full_name="安全员")))
    return client


def held_by(user):
    with system("test"):
        return list(Membership.objects.filter(user=user))


def body(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"sec", "li.lan", "wang"}),
        ({"q": "李"}, {"li.lan"}),
        ({"q": "WANG"}, {"wang"}),
        ({"role": "checker"}, {"wang"}),
        ({"state": "inactive"}, {"wang"}),
        ({"state": "first"}, {"li.lan"}),
    ],
)
def test_list_is_searched_and_filtered(admin, province, query, found):
    make_member(province["unit"], "filler", make_user("li.lan", full_name="李兰", must_change_password=True))
    make_member(province["soe"], "checker", make_user("wang", full_name="王五", is_active=False))
    page = body(admin.get(reverse("account_list"), query))
    assert set(re.findall(r'<a href="/accounts/\d+/">([\w.]+)</a>', page)) == found


def test_list_is_filtered_by_unit(admin, province):
    make_member(province["unit"], "filler", make_user("here"))
    make_member(province["soe"], "filler", make_user("there"))
    page = body(admin.get(reverse("account_list"), {"unit": province["unit"].code}))
    assert ">here</a>" in page
    assert ">there</a>" not in page
    assert "没有" not in body(admin.get(reverse("account_list"), {"unit": "unknown"})).split("<table")[0]


def test_list_costs_the_same_for_many(admin, province, django_assert_max_num_queries):
    for _ in range(30):
        make_member(province["unit"], "filler")
    with django_assert_max_num_queries(12):
        admin.get(reverse("account_list"))


def new_account(province, **changes):
    fields = {
        "username": "li.lan", "full_name": "李兰", "phone": "029-87654321", "email": "",
        "unit": province["unit"].code, "role": "filler", "reason": "任职文件 3 号", "since": "",
    }  # fmt: skip
    return fields | changes


def test_new_account_gets_a_one_time_password_shown_once(admin, province, client):
    response = admin.post(reverse("account_create"), new_account(province))
    user = User.objects.get(username="li.lan")
    password = re.search(r"<strong>(\w+)</strong>", body(response)).group(1)
    assert user.check_password(password)
    assert user.must_change_password
    assert "no-store" in response["Cache-Control"]
    assert Actor.of(user).can_at("return.edit", province["unit"].pk)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "sec"}, "该账号已存在"),
        ({"username": "李兰"}, "小写字母"),
        ({"phone": "打电话"}, "7–20 位数字"),
        ({"unit": "不存在的单位"}, "一个单位的代码或全称"),
        ({"role": "province_manager"}, "设在省总工会"),
        ({"reason": ""}, "这个字段是必填项"),
    ],
)
def test_faults_are_named_and_nothing_typed_is_lost(admin, province, changes, words):
    response = admin.post(reverse("account_create"), new_account(province, **changes))
    assert response.status_code == 422
    assert words in body(response)
    assert 'value="李兰"' in body(response)
    assert not User.objects.filter(username="li.lan").exists()


def test_grant_and_revoke(admin, province):
    user = make_member(province["unit"], "filler")
    grant = {"unit": province["unit"].name, "role": "checker", "reason": "任职", "since": ""}
    assert admin.post(reverse("account_grant", args=[user.pk]), grant).status_code == 303
    assert {held.role for held in held_by(user)} == {"filler", "checker"}
    first = next(held for held in held_by(user) if held.role == "filler")
    url = reverse("membership_revoke", args=[first.pk])
    refused = admin.post(url, {"revoke-reason": ""})
    assert refused.status_code == 422
    assert "应有：原因" in body(refused)
    assert admin.post(url, {"revoke-reason": "调离"}).status_code == 303
    assert {m.role for m in Actor.of(user).memberships} == {"checker"}


def test_separation_of_duties_is_shown_at_the_form(admin, province):
    user = make_member(province["prov"], "auditor")
    grant = {"unit": province["prov"].code, "role": "sysadmin", "reason": "任职", "since": ""}
    response = admin.post(reverse("account_grant", args=[user.pk]), grant)
    assert response.status_code == 422
    assert "三员分立" in body(response)


def test_close_and_reopen_an_account(admin, province):
    user = make_member(province["unit"], "filler")
    url = reverse("account_switch", args=[user.pk])
    for active in (False, True):
        assert admin.post(url, {"switch-reason": "离职"}).status_code == 303
        user.refresh_from_db()
        assert user.is_active is active


def test_own_account_is_not_closed(admin):
    me = User.objects.get(username="sec")
    response = admin.post(reverse("account_switch", args=[me.pk]), {"switch-reason": "离职"})
    assert response.status_code == 422
    assert "您自己的账号" in body(response)


def test_reset_gives_a_new_password_and_ends_the_lock(admin, province, client):
    user = make_member(province["unit"], "filler", make_user("officer"))
    visitor = type(client)()
    for _ in range(5):
        visitor.post("/login/", {"username": "officer", "password": "wrong"})
    assert visitor.post("/login/", {"username": "officer", "password": PASSWORD}).status_code == 429
    response = admin.post(reverse("account_reset", args=[user.pk]))
    password = re.search(r"<strong>(\w+)</strong>", body(response)).group(1)
    assert visitor.post("/login/", {"username": "officer", "password": PASSWORD}).status_code == 401
    assert visitor.post("/login/", {"username": "officer", "password": password}).status_code == 303


def test_unknown_account_is_404(admin):
    for name in ("account_detail", "account_grant", "account_switch", "account_reset", "membership_revoke"):
        ask = admin.get if name == "account_detail" else admin.post
        assert ask(reverse(name, args=[999_999])).status_code == 404


@pytest.mark.parametrize("role", ["filler", "checker", "head"])
def test_others_may_not_come_in(client, province, role):
    client.force_login(make_member(province["unit"], role))
    assert client.get(reverse("account_list")).status_code == 403
    assert client.get(reverse("account_create")).status_code == 403
