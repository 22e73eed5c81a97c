"""Writing whole sets: `INSERT … SELECT` from a queryset, which Django itself does not offer."""

from __future__ import annotations

from typing import Any

from django.db import connection, models


def insert_select(model: type[models.Model], fields: tuple[str, ...], rows: models.QuerySet[Any]) -> int:
    """Insert into `fields` of `model` what `rows` (a `values_list` in the same order) selects; returns the count."""
    quote = connection.ops.quote_name
    concrete = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = ", ".join(quote(concrete[name]) for name in fields)
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {sql}", params)
        return cursor.rowcount


def refresh_statistics() -> None:
    """Let the planner know what bulk writes have just put into the tables, which it learns minutes later otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
