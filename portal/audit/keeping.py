"""Rows that the database itself refuses to change, for whoever goes around the models.

An app names what it keeps in its AppConfig: ``kept_rows()`` gives `Kept` declarations. Triggers are made from them
after every migration and taken off before one, for a table being rebuilt must not trip over them. Emptying whole
tables (TRUNCATE, `flush`) and dropping a database stay possible: that is done in the open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

ALWAYS = "1 = 1"


@dataclass(frozen=True)
class Kept:
    """Rows of a model that are kept. `when` is SQL over `{row}`, the row as it is (for INSERT: as it would be).

    With `columns` an UPDATE of the others is let through.
    """

    model: type[models.Model]
    when: str = ALWAYS
    columns: tuple[str, ...] = ()
    events: tuple[str, ...] = ("UPDATE", "DELETE")

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        return f"keep_{self.table}"

    def condition(self, event: str, unequal: str) -> str:
        """When an event is refused, in SQL; `unequal` compares two values, blank ones too."""
        found = self.when.format(row="NEW" if event == "INSERT" else "OLD")
        if event != "UPDATE" or not self.columns:
            return found
        changed = " OR ".join(f'OLD."{column}" {unequal} NEW."{column}"' for column in self.columns)
        return f"{found} AND ({changed})"


def declared() -> list[Kept]:
    """What the installed apps keep."""
    return [kept for config in apps.get_app_configs() for kept in getattr(config, "kept_rows", list)()]


def protect(using: str = "default") -> None:
    """Put the triggers on; safe to repeat. Tables that do not exist yet are left for the next migration."""
    release(using)
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
    _run(using, (text for kept in declared() if kept.table in there for text in _made(kept, connections[using].vendor)))


def release(using: str = "default") -> None:
    """Take the triggers off."""
    _run(using, (text for kept in declared() for text in _dropped(kept, connections[using].vendor)))


def _run(using: str, statements: Iterator[str]) -> None:
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _made(kept: Kept, vendor: str) -> Iterator[str]:
    message = f"rows of {kept.table} are kept as they are"
    if vendor == "sqlite":
        for event in kept.events:
            yield (
                f'CREATE TRIGGER "{kept.name}_{event}" BEFORE {event} ON "{kept.table}" FOR EACH ROW '
                f"WHEN {kept.condition(event, 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for event in kept.events:
        name = f"{kept.name}_{event}".lower()
        yield (
            f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF {kept.condition(event, 'IS DISTINCT FROM')} THEN RAISE EXCEPTION '{message}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
        )
        yield (f'CREATE TRIGGER "{name}" BEFORE {event} ON "{kept.table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()')


def _dropped(kept: Kept, vendor: str) -> Iterator[str]:
    for event in kept.events:
        if vendor == "sqlite":
            yield f'DROP TRIGGER IF EXISTS "{kept.name}_{event}"'
        else:
            yield f'DROP FUNCTION IF EXISTS "{f"{kept.name}_{event}".lower()}"() CASCADE'


def before_migrating(sender: Any, using: str, plan: Any, **kwargs: Any) -> None:
    """A table that is rebuilt must not trip over the triggers."""
    if plan:
        release(using)


def after_migrating(sender: Any, using: str, **kwargs: Any) -> None:
    """New tables and columns are kept as well."""
    protect(using)
