"""Coming in and going out, in a real browser: passwords, sessions that end, and a page that runs no foreign script."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_member, make_province, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, NEW = "officer", "Xin-Mi-Ma-2027"
INLINE = """() => new Promise((told) => {
  document.addEventListener('securitypolicyviolation', (event) => told(event.effectiveDirective));
  const script = document.createElement('script');
  script.textContent = 'window.ran = true';
  document.head.append(script);
})"""


@pytest.fixture
def officer(transactional_db, visitor):
    make_member(make_province()["unit"], "filler", make_user(NAME))
    return visitor(NAME)


def enter(person, password):
    person.page.get_by_label("账号").fill(NAME)
    person.page.get_by_label("密码").fill(password)
    person.press("登录")


def test_a_wrong_password_is_told_and_the_name_stays(officer):
    officer.go("/login/")
    with officer.refused_with(401):
        enter(officer, "wrong-Password-1")
    expect(officer.page.locator("#refused")).to_contain_text("账号或密码不正确，还可以再试 4 次")
    expect(officer.page.get_by_label("账号")).to_have_value(NAME)
    expect(officer.page.get_by_label("密码")).to_have_value("")
    enter(officer, PASSWORD)
    expect(officer.page.get_by_role("button", name="退出")).to_be_visible()


def change(person, old, new, again):
    for label, text in (("现在的密码", old), ("新密码", new), ("再填一遍新密码", again)):
        person.page.get_by_label(label, exact=True).fill(text)
    person.press("修改密码")


def test_the_password_is_changed_and_the_old_one_opens_nothing(officer):
    officer.sign_in(PASSWORD).go("/password/")
    with officer.refused_with(422):
        change(officer, PASSWORD, NEW, NEW + "x")
    expect(officer.page.locator("main")).to_contain_text("两次不同")
    change(officer, PASSWORD, NEW, NEW)
    assert "密码已修改" in officer.says()
    officer.page.get_by_role("button", name="退出").click()
    officer.page.wait_for_url("**/login/**")
    with officer.refused_with(401):
        enter(officer, PASSWORD)
    enter(officer, NEW)
    expect(officer.page.get_by_role("button", name="退出")).to_be_visible()


def test_who_was_signed_out_by_the_clock_comes_back_to_the_page(officer):
    page = officer.sign_in(PASSWORD).go("/units/")
    Session.objects.all().delete()
    page.reload()
    expect(page.locator("main")).to_contain_text("登录已过期")
    officer.examine()
    enter(officer, PASSWORD)
    page.wait_for_url("**/units/")


def test_the_content_policy_lets_no_inline_script_run(officer):
    page = officer.go("/login/")
    assert page.evaluate(INLINE) == "script-src-elem"
    assert page.evaluate("window.ran") is None
    assert [trouble for trouble in officer.troubles if "Content Security Policy" in trouble] == officer.troubles
    officer.troubles.clear()
