"""Giving and taking roles: where they belong, three separate administrators, the last one stays."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts import people
from portal.accounts.actor import Actor
from portal.accounts.checks import no_demo_accounts
from portal.accounts.grants import GrantRefused, grant, holders, revoke, roles_for
from portal.accounts.models import DemoOutsideDebug, Membership, User
from portal.accounts.passwords import one_time_password
from portal.accounts.roles import ROLES, conflict
from portal.audit.models import Event
from portal.organisations.scope import system
from tests.factories import make_actor, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
ALONE = ("sysadmin", "secadmin", "auditor")


@pytest.fixture
def province():
    return make_province()


@pytest.mark.parametrize("first", ALONE)
@pytest.mark.parametrize("second", [code for code in ROLES])
def test_administrators_hold_no_second_role(first, second):
    expected = first != second
    assert bool(conflict({first}, second)) == expected
    assert bool(conflict({second}, first)) == expected


def test_business_roles_go_together():
    assert conflict({"filler", "checker"}, "reviewer") == ""


def test_conflicting_grant_is_refused_with_the_way_out(province):
    user = make_member(province["prov"], "auditor")
    with pytest.raises(GrantRefused, match="三员分立"):
        grant(user, province["prov"], "secadmin", "任职")


def test_a_planned_role_conflicts_too(province):
    user = make_user()
    grant(user, province["prov"], "auditor", "任职", since=timezone.localdate() + timedelta(days=9))
    with pytest.raises(GrantRefused, match="三员分立"):
        grant(user, province["prov"], "province_manager", "任职")


@pytest.mark.parametrize(
    ("role", "at", "words"),
    [
        ("filler", "city", "设在"),
        ("province_manager", "group", "设在省总工会"),
        ("sasac_reviewer", "prov", "设在省国资委"),
    ],
)
def test_roles_belong_to_kinds_of_unit(province, role, at, words):
    with pytest.raises(GrantRefused, match=words):
        grant(make_user(), province[at], role, "任职")
    assert role not in dict(roles_for(province[at]))


def test_a_role_is_given_once(province):
    user = make_user()
    grant(user, province["unit"], "filler", "任职")
    with pytest.raises(GrantRefused, match="不必重复"):
        grant(user, province["unit"], "filler", "任职")
    with system("test"):
        assert Membership.objects.filter(user=user).count() == 1


def test_reason_is_required_both_ways(province):
    with pytest.raises(GrantRefused, match="授权原因"):
        grant(make_user(), province["unit"], "filler", " ")
    with pytest.raises(GrantRefused, match="收回授权的原因"), system("test"):
        revoke(Membership.objects.get(user=make_member(province["unit"], "filler")), "")


def test_revoking_takes_effect_at_once_and_is_logged(province):
    user = make_member(province["unit"], "filler")
    with system("test"):
        revoke(Membership.objects.get(user=user), "调离")
    assert Actor.of(user).memberships == ()
    event = Event.objects.get(action="account.revoke")
    assert (event.detail["role"], event.detail["reason"], event.unit_id) == ("filler", "调离", province["unit"].pk)


def test_a_revoked_role_can_be_given_again(province):
    user = make_member(province["unit"], "filler")
    with system("test"):
        revoke(Membership.objects.get(user=user), "调离")
    grant(user, province["unit"], "filler", "返岗")
    assert len(Actor.of(user).memberships) == 1


def test_the_last_security_administrator_stays(province):
    user = make_member(province["prov"], "secadmin")
    with system("test"):
        held = Membership.objects.get(user=user)
        with pytest.raises(GrantRefused, match="至少一名安全管理员"):
            revoke(held, "调离")
        with pytest.raises(GrantRefused, match="至少一名安全管理员"):
            people.deactivate(user, "离职")
        make_member(province["prov"], "secadmin")
        revoke(held, "调离")


def test_nobody_closes_their_own_account(province):
    actor = make_actor(province["prov"], "secadmin")
    with pytest.raises(GrantRefused, match="您自己的账号"):
        people.deactivate(actor.user, "离职", actor=actor)


def test_holders_are_found_whoever_asks(province):
    reviewer = make_member(province["group"], "reviewer")
    make_member(province["other"], "reviewer")
    closed = make_member(province["group"], "reviewer")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    [held] = holders([province["group"].pk], ["reviewer"])
    assert (held.user, held.unit) == (reviewer, province["group"])


def test_one_time_passwords_pass_the_rules_and_differ():
    from django.contrib.auth.password_validation import validate_password

    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        validate_password(password)


def test_demo_accounts_are_refused_when_debug_is_off(settings):
    settings.DEBUG = False
    with pytest.raises(DemoOutsideDebug):
        make_user("cast", is_demo=True)


def test_demo_accounts_of_a_demonstration_stop_the_start_and_can_be_closed(settings):
    settings.DEBUG = True
    user = make_member(make_unit("group"), "filler", make_user("cast", is_demo=True))
    settings.DEBUG = False
    assert [error.id for error in no_demo_accounts(databases=["default"])] == ["accounts.E002"]
    call_command("close_demo_accounts", stdout=StringIO())
    assert no_demo_accounts(databases=["default"]) == []
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()


def test_first_administrator_comes_in_by_command(province):
    out = StringIO()
    call_command(
        "create_account", "root.sec", name="张三", unit=province["prov"].code, role="secadmin", reason="启用",
        stdout=out,
    )  # fmt: skip
    name, password = out.getvalue().split()[:2]
    user = User.objects.get(username=name)
    assert user.check_password(password)
    assert user.must_change_password
    assert Actor.of(user).can("account.edit")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"unit": "nowhere"}, "单位代码"), ({"role": "filler"}, "设在"), ({"username": "9x"}, "小写字母")],
)
def test_command_says_what_is_wrong(province, options, words):
    given = {"username": "root.sec", "unit": province["prov"].code, "role": "secadmin"} | options
    with pytest.raises(CommandError, match=words):
        call_command("create_account", given.pop("username"), name="张三", reason="启用", **given)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["revoke", "deactivate"])
def test_two_security_administrators_cannot_remove_each_other_at_once(act):
    """The second one starts while the first one's transaction is still open: it has to see what came of it."""
    province = make_province()
    users = [make_member(province["prov"], "secadmin") for _ in range(2)]
    done, outcomes = threading.Event(), []

    def remove(user):
        with system("test"):
            if act == "revoke":
                revoke(Membership.objects.get(user=user), "轮岗")
            else:
                people.deactivate(user, "离职")

    def second():
        try:
            remove(users[0])
            outcomes.append("removed")
        except GrantRefused:
            outcomes.append("refused")
        finally:
            done.set()
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        remove(users[1])
        other.start()
        assert not done.wait(0.5), "the second one did not wait"
    other.join(30)
    assert outcomes == ["refused"]
    with system("read"):
        assert Membership.objects.in_force().filter(role="secadmin", user__is_active=True).count() == 1
