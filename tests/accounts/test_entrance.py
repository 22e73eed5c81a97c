"""Coming in, staying in, going out, changing the password."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.conf import settings as conf
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.models import Event
from tests.factories import PASSWORD, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/login/"
PAGE = "/password/"
WRONG = "wrong-Password-1"


@pytest.fixture
def officer():
    return make_member(make_unit("group"), "filler", make_user("officer"))


def enter(client, username="officer", password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": username, "password": password, **extra})


def text_of(response):
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


def refusal(response):
    return re.search(r'id="refused">(.*?)</p>', response.content.decode(), re.S).group(1).strip()


def test_right_password_leads_home_and_is_logged(client, officer):
    response = enter(client)
    assert (response.status_code, response["Location"]) == (303, reverse("home"))
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert Event.objects.filter(action="session.sign_in", user_id=officer.pk).exists()


def test_name_is_taken_in_any_case(client, officer):
    assert enter(client, " Officer ").status_code == 303


def test_unknown_name_and_wrong_password_get_the_same_answer(client, officer):
    wrong, unknown = enter(client, password=WRONG), enter(client, "nobody", WRONG)
    assert wrong.status_code == unknown.status_code == 401
    assert refusal(wrong) == refusal(unknown)
    assert "账号或密码不正确" in refusal(wrong)
    assert 'value="officer"' in wrong.content.decode()
    assert WRONG not in wrong.content.decode()
    assert Event.objects.filter(action="session.refused", object_label="nobody").exists()


def test_closed_account_gets_the_same_answer(client, officer):
    User.objects.update(is_active=False)
    assert "账号或密码不正确" in refusal(enter(client))


def test_blank_fields_are_named(client):
    response = enter(client, "", "")
    assert response.status_code == 422
    assert "请填写账号" in text_of(response)
    assert "请填写密码" in text_of(response)


@pytest.mark.parametrize("name", ["officer", "nobody"])
def test_five_wrong_tries_lock_for_fifteen_minutes(client, officer, name):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        left = [re.findall(r"再试 (\d) 次", refusal(enter(client, name, WRONG))) for _ in range(4)]
        assert left == [["4"], ["3"], ["2"], ["1"]]
        assert enter(client, name, WRONG).status_code == 429
        assert enter(client, name, PASSWORD).status_code == 429
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert enter(client, name, PASSWORD).status_code == 429
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        assert enter(client, name, PASSWORD).status_code == (303 if name == "officer" else 401)


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/units/?q=a", "/units/?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example/x", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(client, officer, target, lands):
    home = reverse("home")
    expected = home if lands == "/" else lands
    assert enter(client, next=target)["Location"] == expected


def test_visitor_is_sent_to_the_entrance_and_back(client, officer):
    response = client.get(PAGE, {"a": "1"})
    assert response.status_code == 302
    assert response["Location"] == f"{LOGIN}?next=%2Fpassword%2F%3Fa%3D1"
    assert 'name="next" value="/password/?a=1"' in client.get(response["Location"]).content.decode()


def test_expired_session_says_so_and_leads_back(client, officer):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        enter(client)
        assert client.get(PAGE).status_code == 200
    with time_machine.travel(now + timedelta(seconds=conf.SESSION_COOKIE_AGE + 61), tick=False):
        client.cookies[conf.SESSION_COOKIE_NAME]["expires"] = ""
        response = client.get(PAGE)
        assert "expired=1" in response["Location"]
        assert "登录已过期" in text_of(client.get(response["Location"]))


def test_a_used_session_lives_on(client, officer):
    now = timezone.now()
    for minutes in (0, 25, 50, 75):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            if minutes == 0:
                enter(client)
            assert client.get(PAGE).status_code == 200


def test_write_without_session_answers_401_and_throws_nothing_away(client, officer):
    response = client.post(PAGE, {"old": "x"}, headers={"referer": f"http://testserver{PAGE}?z=1"})
    assert response.status_code == 401
    assert "没有保存" in text_of(response)
    assert "next=%2Fpassword%2F%3Fz%3D1" in response["X-Login-Url"]


def test_background_call_without_session_gets_a_fragment(client):
    response = client.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/units/"})
    assert response.status_code == 401
    assert "<html" not in response.content.decode()
    assert "next=%2Funits%2F" in response["X-Login-Url"]


def test_sign_out_only_by_post(client, officer):
    enter(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 303
    assert client.get(PAGE).status_code == 302
    assert Event.objects.filter(action="session.sign_out", user_id=officer.pk).exists()


def test_closing_an_account_ends_its_session(client, officer):
    enter(client)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get(PAGE).status_code == 302


def change(client, new, old=PASSWORD, again=None):
    return client.post(PAGE, {"old": old, "new": new, "again": again or new})


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Short-1", "10"),
        ("alllowercaseletters", "3 种"),
        ("12345678901234", "3 种"),
        ("Officer-11", "账号"),
        (PASSWORD, "用过的密码"),
        ("1234567890", "很多人在用"),
    ],
)
def test_weak_passwords_are_refused_with_the_rule(client, officer, new, words):
    enter(client)
    response = change(client, new)
    assert response.status_code == 422
    assert words in text_of(response)
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_the_rules_for_passwords_speak_as_the_portal_does(client, officer):
    enter(client)
    page = text_of(client.get(PAGE))
    assert "至少 10 个字符" in page and "您的账号、电话" in page and "你" not in page
    assert "你" not in text_of(change(client, "officer"))


def test_wrong_present_password_and_different_repeat_are_named(client, officer):
    enter(client)
    assert "现在使用的密码" in text_of(change(client, "Another-Way-22", old="nonsense"))
    assert "两次不同" in text_of(change(client, "Another-Way-22", again="Another-Way-23"))


def test_last_five_passwords_are_remembered(client, officer):
    enter(client)
    used = [PASSWORD, *(f"Changed-Word-{n}" for n in range(5))]
    for old, new in pairwise(used):
        assert change(client, new, old).status_code == 303
    for again in used[1:]:
        assert change(client, again, used[-1]).status_code == 422
    assert change(client, used[0], used[-1]).status_code == 303


def test_changing_the_password_ends_other_sessions(client, officer, django_user_model):
    other = type(client)()
    enter(client)
    enter(other)
    assert change(client, "Another-Way-22").status_code == 303
    assert client.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302


def test_one_time_password_must_be_changed_before_anything_else(client, officer):
    User.objects.update(must_change_password=True)
    enter(client)
    response = client.get("/units/")
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert change(client, "Another-Way-22").status_code == 303
    assert client.get("/units/").status_code == 200


def test_demo_accounts_only_while_debug_is_on(client, settings):
    settings.DEBUG = True
    make_member(make_unit("group"), "filler", make_user("officer", is_demo=True))
    assert enter(client).status_code == 303
    settings.DEBUG = False
    assert client.get(PAGE).status_code == 302
    assert enter(client).status_code == 401
