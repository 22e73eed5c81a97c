"""Fills a scratch database with a province of any size by a few `INSERT … SELECT`: units, trees, quarters, forms."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from portal.organisations.models import Area, Unit
from portal.reporting.models import Period
from portal.reporting.schema import Schema, section_models

QUARTERS = ("2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")
TARGET = QUARTERS[-1]
GROUP_SIZE = 30
CITIES = INDUSTRIES = 11


def fill(units: int) -> None:
    """`units` reporting units in groups of thirty, below unions, cities and the SASAC; no gaps in the figures."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off; SELECT setseed(0.5)")
        _units(units)
        for n, code in enumerate(QUARTERS):
            _quarter(cursor, code, QUARTERS[n - 1] if n else "", QUARTERS[n - 4] if n >= 4 else "")
        _forms(cursor)
        cursor.execute("SET session_replication_role = origin")
    connection.connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _units(units: int) -> None:
    """Ids: 1 province, 2 SASAC, then cities, industrial unions, group headquarters, units."""
    area = Area.objects.get(code="610102")
    groups = -(-units // GROUP_SIZE)
    kinds = ["prov_union", "prov_sasac", *["city_union"] * CITIES, *["industrial_union"] * INDUSTRIES]
    kinds += ["group"] * groups + ["subsidiary"] * (units - groups)
    Unit.objects.bulk_create(
        [
            Unit(pk=n, code=f"B{n:06d}", name=f"{kind} {n}", kind=kind, area=area, sort_order=n, is_due=n > 24)
            for n, kind in enumerate(kinds, 1)
        ],
        batch_size=5000,
    )


TREE = """
INSERT INTO reporting_periodancestry (period_id, line, ancestor_id, descendant_id, depth)
WITH places AS (
    SELECT id, kind, 3 + id %% 11 AS city, 14 + (id - 25) / 30 %% 11 AS industry,
           CASE WHEN kind <> 'group'
                THEN 25 + id %% (SELECT count(*) FROM organisations_unit WHERE kind = 'group') END AS head
    FROM organisations_unit WHERE id > 24
), heads AS (SELECT id, 14 + id %% 11 AS industry FROM organisations_unit WHERE kind = 'group'),
pairs AS (
    SELECT line, id AS below, id AS above, 0 AS depth FROM organisations_unit,
           unnest(ARRAY['reporting', 'territory', 'industry', 'sasac']) line
    UNION ALL SELECT 'reporting', id, head, 1 FROM places WHERE head IS NOT NULL
    UNION ALL SELECT 'reporting', p.id, h.industry, 2 FROM places p JOIN heads h ON h.id = p.head
    UNION ALL SELECT 'reporting', p.id, 1, 3 FROM places p WHERE p.head IS NOT NULL
    UNION ALL SELECT 'reporting', id, industry, 1 FROM heads
    UNION ALL SELECT 'reporting', id, 1, 2 FROM heads
    UNION ALL SELECT 'reporting', id, 1, 1 FROM organisations_unit WHERE id BETWEEN 3 AND 24
    UNION ALL SELECT 'territory', id, city, 1 FROM places
    UNION ALL SELECT 'territory', id, 1, 2 FROM places
    UNION ALL SELECT 'industry', p.id, coalesce(h.industry, p.industry), 1
              FROM places p LEFT JOIN heads h ON h.id = p.head
    UNION ALL SELECT 'sasac', id, head, 1 FROM places WHERE head IS NOT NULL
    UNION ALL SELECT 'sasac', id, 2, CASE WHEN head IS NULL THEN 1 ELSE 2 END FROM places
)
SELECT %s, line, above, below, depth FROM pairs
"""

RETURNS = """
INSERT INTO reporting_return (unit_id, period_id, state, desk_role, asking_role, due_on, extension_reason,
    exempt_reason, late_reason, reported_at, accepted_at, send_backs, moves_count, previous_id, last_year_id)
SELECT u.id, %(period)s, 'drafting', '', '', '2030-01-01', '', '', '', now(), now(), 0, 0, p.id, y.id
FROM organisations_unit u
LEFT JOIN reporting_return p ON p.unit_id = u.id AND p.period_id = %(previous)s
LEFT JOIN reporting_return y ON y.unit_id = u.id AND y.period_id = %(last_year)s
WHERE u.is_due
"""

VERSIONS = """
INSERT INTO reporting_returnversion ({names}) SELECT {values} FROM reporting_return WHERE period_id = %s
"""


def _quarter(cursor: Any, code: str, previous: str, last_year: str) -> None:
    year, quarter = Period.parse_code(code)
    schema = Schema.current()
    period = Period.objects.create(
        year=year, quarter=quarter, code=code, state="open", opens_on=f"{year}-01-01", opened_at=timezone.now(),
        schema=schema.to_json(), schema_hash=schema.hash,
    )  # fmt: skip
    ids = dict(Period.objects.values_list("code", "pk"))
    cursor.execute(TREE, [period.pk])
    cursor.execute(RETURNS, {"period": period.pk, "previous": ids.get(previous), "last_year": ids.get(last_year)})
    fields = {
        "ret_id": "id", "number": "1", "purpose": "'original'", "nature": "'normal'", "extra": "'{}'",
        "created_at": "now()", "filed_at": "now()", "content_hash": "'x'", "receipt": "'x'",
    }  # fmt: skip
    fields |= _blank_texts(cursor, "reporting_returnversion", fields)
    cursor.execute(VERSIONS.format(names=", ".join(fields), values=", ".join(fields.values())), [period.pk])
    cursor.execute(
        "UPDATE reporting_return r SET counted_id = v.id, filed_id = v.id, accepted_id = v.id, state = 'accepted' "
        "FROM reporting_returnversion v WHERE v.ret_id = r.id AND r.period_id = %s",
        [period.pk],
    )


def _blank_texts(cursor: Any, table: str, known: dict[str, str]) -> dict[str, str]:
    """Further columns that must not be NULL, with something harmless."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
        "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    )
    blanks = {"character varying": "''", "text": "''", "jsonb": "'{}'", "boolean": "false"}
    return {name: blanks[kind] for name, kind in cursor.fetchall() if name not in known}


def _forms(cursor: Any) -> None:
    """Counts grow with a size that is the unit's own, so that last year's figures resemble this year's."""
    schema = Schema.current()
    for model in section_models():
        cursor.execute(f"ALTER TABLE {model._meta.db_table} SET UNLOGGED")  # a scratch database needs no recovery
        fields = {"version_id": "v.id"}
        fields |= {item.column: _value(item) for item in schema.form_items(model.form_no)}
        fields |= _blank_texts(cursor, model._meta.db_table, fields)
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(fields)}) SELECT {', '.join(fields.values())} "
            "FROM reporting_returnversion v JOIN reporting_return r ON r.id = v.ret_id "
            "JOIN reporting_period p ON p.id = r.period_id"
        )


def _value(item: Any) -> str:
    if item.type == "yesno":
        return "random() < 0.8"
    if item.code.endswith("t") and item.is_number:
        return "3 + (p.year - 2024) / 2"
    if item.type in ("count", "year"):
        return "10 + r.unit_id * 7919 % 500 + floor(random() * 60)::int"
    if item.is_number:
        return "round((50 + r.unit_id * 7919 % 500 + random() * 60)::numeric, 2)"
    return "NULL"
