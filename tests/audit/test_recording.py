"""Who, where and what is written down, and that nothing written can be changed."""

from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory

from portal.audit import record
from portal.audit.models import AppendOnly, Event
from tests.factories import make_actor, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_actor_with_role_and_unit() -> None:
    unit = make_unit()
    actor = make_actor(unit, "filler")
    event = record("return.submit", actor=actor, obj_type="return", obj_id=7, obj_label="三季度")
    event.refresh_from_db()
    assert (event.user_id, event.role, event.unit_id, event.object_id) == (actor.user.pk, "filler", unit.pk, "7")
    assert actor.user.username in event.user_label
    assert event.unit_label == str(unit)


def test_role_at_the_unit_concerned_wins() -> None:
    here, there = make_unit(), make_unit()
    user = make_user()
    make_actor(here, "filler", user)
    actor = make_actor(there, "head", user)
    assert record("x", actor=actor, unit_id=there.pk).role == "head"
    assert record("x", actor=actor).role == "filler,head"


def test_plain_user_and_nobody() -> None:
    user = make_user("li")
    assert record("x", actor=user).user_label.endswith("（li）")
    assert record("x").user_label == ""


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (False, "9.9.9.9", "127.0.0.1"),
        (True, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (True, "", "127.0.0.1"),
        (True, "not an address", None),
    ],
)
def test_address(trusted: bool, forwarded: str, seen: str | None, settings: Any) -> None:
    settings.TRUST_PROXY = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert record("x", request=RequestFactory().get("/", headers=headers)).ip == seen


def test_hostile_text_does_not_break_the_record() -> None:
    record("x", obj_label="长" * 5000 + "\x00", detail={"a\x00": ["b\x00", {"c": 1}]})
    event = Event.objects.get()
    assert event.object_label == "长" * 200
    assert event.detail == {"a": ["b", {"c": 1}]}


def test_record_belongs_to_the_callers_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record("x")
        raise RuntimeError
    assert not Event.objects.exists()


def _change(event: Event) -> None:
    event.action = "y"
    event.save()


@pytest.mark.parametrize(
    "tamper",
    [
        _change,
        lambda event: event.delete(),
        lambda event: Event.objects.update(action="y"),
        lambda event: Event.objects.all().delete(),
        lambda event: Event.objects.bulk_update([event], ["action"]),
        lambda event: Event.objects.bulk_create(
            [event], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
        ),
        lambda event: Event.objects.update_or_create(pk=event.pk, defaults={"action": "y"}),
    ],
)
def test_nothing_recorded_can_be_changed(tamper: Any) -> None:
    event = record("x")
    with pytest.raises(AppendOnly), transaction.atomic():
        tamper(event)
    assert Event.objects.get().action == "x"
