"""Every view has one door, and the scope is open for as long as the response is read."""

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse

from portal.accounts.actor import Actor
from portal.accounts.checks import views
from portal.accounts.guards import guard_of, needs, public, signed_in
from portal.accounts.middleware import ActorMiddleware, _framework
from portal.accounts.roles import PERMISSIONS, ROLES
from portal.organisations.models import Unit
from portal.organisations.scope import ScopeMissing, active
from tests.factories import make_actor, make_member, make_province

pytestmark = pytest.mark.django_db


def view(request):
    return HttpResponse("ok")


def through(rf, user, inner):
    request = rf.get("/")
    request.user = user
    request.session = {}
    return ActorMiddleware(inner)(request)


def test_every_view_of_the_portal_carries_a_known_guard():
    served = [one for one in views() if not _framework(one)]
    assert len(served) > 10
    for one in served:
        guard = guard_of(one)
        assert guard is not None, one
        assert guard.public or not guard.permission or guard.permission in PERMISSIONS, one


def test_every_permission_is_held_by_a_role():
    assert set().union(*(role.permissions for role in ROLES.values())) == set(PERMISSIONS)


def test_an_unmarked_view_is_refused(rf):
    with pytest.raises(ImproperlyConfigured, match="no guard"):
        ActorMiddleware(view).process_view(rf.get("/"), view, (), {})


def test_two_marks_are_refused():
    with pytest.raises(ImproperlyConfigured, match="two guards"):
        needs("unit.view")(signed_in(view))
    with pytest.raises(ImproperlyConfigured, match="two guards"):
        public(signed_in(view))


def test_a_permission_nobody_can_hold_is_refused():
    with pytest.raises(ImproperlyConfigured, match="unknown permission"):
        needs("unit.veiw")


def test_missing_permission_names_what_is_missing(rf):
    request = rf.get("/")
    request.actor = make_actor(make_province()["unit"], "filler")
    with pytest.raises(PermissionDenied, match="调整单位隶属"):
        needs("unit.change")(view)(request)
    assert needs("unit.view")(view)(request).status_code == 200


def test_forbidden_page_is_chinese(client):
    client.force_login(make_member(make_province()["unit"], "filler"))
    response = client.get("/accounts/")
    assert response.status_code == 403
    assert "查看账号" in response.content.decode()


def test_scope_is_open_in_the_view_and_closed_after_it(rf):
    p = make_province()
    seen = []

    def inner(request):
        seen.extend(Unit.objects.values_list("pk", flat=True))
        return HttpResponse()

    through(rf, make_member(p["unit"], "filler"), inner)
    assert seen == [p["unit"].pk]
    assert active() is None


def test_streams_are_read_in_the_scope_and_leak_none_between_steps(rf):
    p = make_province()

    def rows():
        for _ in range(2):
            yield str(list(Unit.objects.values_list("pk", flat=True)))

    response = through(rf, make_member(p["unit"], "filler"), lambda request: StreamingHttpResponse(rows()))
    steps = []
    for chunk in response:
        assert active() is None
        steps.append(chunk.decode())
    assert steps == [str([p["unit"].pk])] * 2


def test_nobody_signed_in_means_no_scope(rf):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(ScopeMissing):
        through(rf, AnonymousUser(), lambda request: HttpResponse(Unit.objects.count()))


def test_a_page_is_rendered_in_the_scope(client):
    p = make_province()
    client.force_login(make_member(p["unit"], "filler"))
    assert p["unit"].name in client.get("/units/").content.decode()


def test_actor_acts_only_where_the_role_reaches():
    p = make_province()
    reviewer = make_actor(p["group"], "reviewer")
    assert reviewer.can_at("return.review", p["unit"].pk)
    assert not reviewer.can_at("return.review", p["foreign"].pk)
    assert not reviewer.can_at("return.accept", p["unit"].pk)
    assert reviewer.membership_for("return.review", p["unit"].pk).unit_id == p["group"].pk


def test_the_membership_at_the_unit_itself_comes_first():
    p = make_province()
    user = make_member(p["group"], "reviewer")
    actor = make_actor(p["unit"], "filler", user)
    assert actor.membership_for("return.view", p["unit"].pk).role == "filler"
    assert actor.membership_for("return.view", p["sibling"].pk).role == "reviewer"


def test_ended_and_future_memberships_give_nothing():
    from datetime import timedelta

    from django.utils import timezone

    p, today = make_province(), timezone.localdate()
    user = make_member(p["unit"], "filler", valid_to=today)
    make_member(p["unit"], "checker", user, since=today + timedelta(days=1))
    assert Actor.of(user).memberships == ()


def test_who_may_act_at_a_unit_costs_one_query_a_unit(django_assert_num_queries):
    p = make_province()
    actor = make_actor(p["prov"], "province_reviewer")
    with django_assert_num_queries(1):
        for _ in range(3):
            assert actor.can_at("return.accept", p["unit"].pk)
            assert actor.can_at("return.review", p["unit"].pk)
