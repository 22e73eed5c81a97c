"""Sealing and verifying."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.audit import record
from portal.audit.models import Event, Link, Seal
from portal.audit.sealing import seal
from portal.audit.verifying import NAMED, verify
from tests.keeping import unkept

pytestmark = pytest.mark.django_db


def _sql(statement: str, *values: Any) -> None:
    """What somebody with access to the database does behind the portal's back."""
    with unkept(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def chain() -> list[int]:
    """Seven sealed events in three seals; their ids."""
    ids = [record(f"a{number}", detail={"n": number, "金额": "1.50"}).pk for number in range(7)]
    assert seal(batch=3) == 7
    return ids


def test_untouched_trail_is_intact(chain: list[int]) -> None:
    record("later")
    report = verify()
    assert report.intact
    assert (report.sealed, report.unsealed) == (7, 1)
    assert list(Seal.objects.order_by("pk").values_list("first", "last")) == [(1, 3), (4, 6), (7, 7)]
    assert report.head == Seal.objects.get(last=7).head


def test_sealing_again_adds_only_what_is_new(chain: list[int]) -> None:
    assert seal() == 0
    record("new")
    assert seal() == 1
    assert verify().intact


def test_event_that_commits_late_is_sealed_later(chain: list[int]) -> None:
    Event.objects.bulk_create([Event(pk=-5, action="late")])
    assert seal() == 1
    assert Link.objects.get(number=8).event_id == -5
    assert verify().intact


@pytest.mark.parametrize("column", ["action", "user_label", "object_id", "result", "ip", "time"])
def test_altered_event_is_named(chain: list[int], column: str) -> None:
    value = {"ip": "10.0.0.1", "time": "2020-01-01 00:00:00+00:00", "result": "failed"}.get(column, "forged")
    _sql(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, chain[3])
    report = verify()
    assert report.altered.first == [chain[3]]
    assert not report.intact
    assert (report.missing.count, report.broken.count) == (0, 0)


def test_altered_detail_is_named(chain: list[int]) -> None:
    _sql("UPDATE audit_event SET detail = %s WHERE id = %s", '{"n": 3, "金额": "9.50"}', chain[3])
    assert verify().altered.first == [chain[3]]


def test_missing_events_are_named(chain: list[int]) -> None:
    _sql("DELETE FROM audit_event WHERE id IN (%s, %s)", chain[0], chain[6])
    assert verify().missing.first == [chain[0], chain[6]]


@pytest.mark.parametrize("number", [1, 4, 7])
def test_removed_link_breaks_the_chain(chain: list[int], number: int) -> None:
    _sql("DELETE FROM audit_event WHERE id = %s", chain[number - 1])
    _sql("DELETE FROM audit_link WHERE number = %s", number)
    assert verify().broken.first == [number]


def test_forged_link_contradicts_the_next(chain: list[int]) -> None:
    _sql("UPDATE audit_link SET digest = %s WHERE number = %s", "f" * 64, 6)
    report = verify()
    assert report.altered.first == [chain[5], chain[6]]
    assert report.broken.first == [6]


def test_report_names_the_first_and_counts_all() -> None:
    for number in range(NAMED + 5):
        record(f"a{number}")
    seal()
    _sql("DELETE FROM audit_event")
    report = verify()
    assert (report.missing.count, len(report.missing.first)) == (NAMED + 5, NAMED)
    assert any(line.startswith(f"缺失 {NAMED + 5} 处") and line.endswith(" 等") for line in report.lines())


def test_command_passes_an_intact_trail(chain: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    head = Seal.objects.get(last=3).head
    call_command("verify_audit", head=head)
    assert "审计记录完整" in capsys.readouterr().out


def test_command_fails_when_the_kept_head_is_gone(chain: list[int]) -> None:
    with pytest.raises(CommandError, match="不在链上"):
        call_command("verify_audit", head="0" * 64)


def test_command_fails_for_an_altered_trail(chain: list[int]) -> None:
    _sql("UPDATE audit_event SET action = 'forged' WHERE id = %s", chain[0])
    with pytest.raises(CommandError, match="不完整"):
        call_command("verify_audit")
