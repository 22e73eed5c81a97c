"""Forging what the database keeps: tests show that the portal notices it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from portal.audit import keeping


@contextmanager
def unkept() -> Iterator[None]:
    """What the owner of the database could do: the triggers are off within."""
    connection.check_constraints()  # PostgreSQL takes no trigger off a table that a deferred one still waits on
    keeping.release()
    try:
        yield
    finally:
        connection.check_constraints()
        keeping.protect()
