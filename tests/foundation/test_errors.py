"""What a visitor is told when something goes wrong."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.ui import errors
from tests.factories import make_member, make_unit, make_user


def test_unreadable_request_and_breakdown_need_no_database() -> None:
    request = RequestFactory().get("/")
    for response, status, text in (
        (errors.bad_request(request), 400, "请求无法识别"),
        (errors.server_error(request), 500, "这次操作没有生效"),
    ):
        assert response.status_code == status
        assert text in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/no/such/page", "/jobs/999999/"])
def test_unknown_address(client: Client, settings: Any, debug: bool, path: str) -> None:
    settings.DEBUG = debug
    client.force_login(make_member(make_unit(), "filler"))
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


@pytest.mark.django_db
def test_unknown_host(client: Client) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "请求无法识别" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_missing_permission_names_the_way_out(client: Client, settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    client.force_login(make_member(make_unit(), "filler"))
    response = client.get(reverse("event_list"))
    assert response.status_code == 403
    assert "申请相应角色" in response.content.decode()


@pytest.mark.django_db
def test_reason_of_a_refusal_is_shown(rf: RequestFactory) -> None:
    request: Any = rf.get("/")
    request.resolver_match = None
    assert "只有省总可以" in errors.permission_denied(request, PermissionDenied("只有省总可以")).content.decode()


@pytest.mark.django_db
def test_old_form_secret() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "x"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_guessing_passwords_ends_after_five_tries(client: Client, known: bool) -> None:
    user = make_user("li")
    form = {"username": user.username if known else "nobody", "password": "wrong"}
    statuses = [client.post(reverse("login"), form).status_code for _ in range(6)]
    assert statuses[0] in (200, 400, 401, 422)
    response = client.post(reverse("login"), form | {"password": "Changgai-2023"})
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert "_auth_user_id" not in client.session
