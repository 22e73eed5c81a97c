"""System checks: what must hold before the portal starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from portal.accounts.models import User
from portal.accounts.roles import PERMISSIONS
from portal.ui.guards import guard_of


def permissions_exist(**_: Any) -> list[CheckMessage]:
    """One error for each view that asks for a permission no role can hold."""
    return [
        Error(f"{view.__module__}.{view.__name__} asks for unknown permission {guard.permission!r}", id="accounts.E001")
        for view in views()
        if (guard := guard_of(view)) and guard.permission and guard.permission not in PERMISSIONS
    ]


def views(resolver: URLResolver | None = None) -> Iterator[Any]:
    """All view functions the portal serves."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from views(entry)


def no_demo_accounts(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """With DEBUG off, a database that holds demo accounts (their password is public) must not be served."""
    if settings.DEBUG or not databases or User._meta.db_table not in connection.introspection.table_names():
        return []
    if not User.objects.filter(is_demo=True).exists():
        return []
    hint = "run `python manage.py close_demo_accounts`, or set DEBUG=1 for a demonstration"
    return [Error("demo accounts exist although DEBUG is off", hint=hint, id="accounts.E002")]
