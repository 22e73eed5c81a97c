"""What was filed is kept by the database, whoever asks it to change and by whatever way."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal.audit import keeping, record
from portal.audit.models import Event
from portal.audit.sealing import seal
from portal.organisations.scope import system
from portal.reporting.models import CellEdit, Declaration, Explanation, ReturnVersion
from portal.reporting.schema import section_models

from .factories import again, move
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db
FORMS: list[Any] = list(section_models())


def refused(statement: str, *values: Any) -> bool:
    """Whether the database refuses a statement that somebody writes past the portal."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        assert "are kept as they are" in str(error)
        return True
    return False


@pytest.fixture
def world() -> World:
    """A signed return that was sent back: one filed version and a working copy."""
    world = make_world()
    bring_to(world, "drafting")
    with system("test data"):
        working = again(world.ret).working
        Explanation.objects.create(version=working, rule="S09", text="本季停产检修没有办班", by="填表人")
        CellEdit.objects.create(version=working, code="0405", old=1, new=0, by="填表人")
    for name, who in (("submit", "filler"), ("check_pass", "checker"), ("sign", "head")):
        world.ret = move(world.ret, name, world.actors[who])
    world.ret = move(world.ret, "send_back", world.group, note="请重新核对")
    return world


@pytest.mark.parametrize("model", FORMS, ids=lambda model: f"form{model.form_no}")
def test_the_rows_of_every_form_are_kept_once_filed(world: World, model: Any) -> None:
    table, ret = model._meta.db_table, again(world.ret)
    column = next(field.column for field in model._meta.concrete_fields if not field.primary_key)
    assert refused(f'UPDATE "{table}" SET "{column}" = "{column}" WHERE version_id = %s', ret.filed_id)
    assert refused(f'DELETE FROM "{table}" WHERE version_id = %s', ret.filed_id)
    assert not refused(f'UPDATE "{table}" SET "{column}" = "{column}" WHERE version_id = %s', ret.working_id)


def test_every_form_with_a_table_is_among_them() -> None:
    assert set(FORMS) <= {kept.model for kept in keeping.declared()}


@pytest.mark.parametrize("column", ["extra", "nature", "content_hash", "filed_at", "filed_by", "receipt", "editable"])
def test_a_filed_version_keeps_its_content(world: World, column: str) -> None:
    value = {"extra": '{"0999": 1}', "editable": '["0405"]', "filed_at": None}.get(column, "nil")
    table = ReturnVersion._meta.db_table
    assert refused(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', value, again(world.ret).filed_id)
    assert refused(f"DELETE FROM {table} WHERE id = %s", again(world.ret).filed_id)


def test_a_filed_version_takes_signatures(world: World) -> None:
    table = ReturnVersion._meta.db_table
    assert not refused(f"UPDATE {table} SET checked_by = %s WHERE id = %s", "另一位", again(world.ret).filed_id)


def test_what_stands_beside_the_figures_is_kept_and_nothing_is_added(world: World) -> None:
    with system("test"):
        filed = again(world.ret).filed
        for model in (Explanation, CellEdit):
            assert refused(f"UPDATE {model._meta.db_table} SET by = 'x' WHERE version_id = %s", filed.pk)  # type: ignore[union-attr]
            assert refused(f"DELETE FROM {model._meta.db_table} WHERE version_id = %s", filed.pk)  # type: ignore[union-attr]
        for row in (
            Explanation(version=filed, rule="S04", text="事后补写的说明文字", by="某人"),
            Declaration(version=filed, code="0404", kind="overspend", reason="事后补的申明"),
        ):
            with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
                row.save()


def test_the_audit_trail_is_kept() -> None:
    record("probe")
    seal()
    for table in ("audit_event", "audit_link", "audit_seal"):
        column = {"audit_event": "action", "audit_link": "digest", "audit_seal": "head"}[table]
        assert refused(f"UPDATE {table} SET {column} = 'forged'")
        assert refused(f"DELETE FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_a_database_can_be_emptied_and_keeps_what_comes_after() -> None:
    record("before")
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    record("after")
    assert refused("DELETE FROM audit_event")


def test_a_migration_finds_the_triggers_off_and_leaves_them_on(world: World) -> None:
    connection.check_constraints()
    keeping.before_migrating(sender=None, using="default", plan=["something"])
    assert not refused("UPDATE reporting_returnversion SET nature = 'nil' WHERE filed_at IS NOT NULL")
    connection.check_constraints()
    keeping.after_migrating(sender=None, using="default")
    assert refused("UPDATE reporting_returnversion SET nature = 'normal' WHERE filed_at IS NOT NULL")
