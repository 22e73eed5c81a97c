"""Django's `flush`, which empties the tables row by row on SQLite: the triggers are off meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush

from portal.audit import keeping


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        using = options["database"]
        keeping.release(using)
        try:
            super().handle(**options)
        finally:
            keeping.protect(using)
