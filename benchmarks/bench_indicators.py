"""Time of computing, rolling up and storing a period's indicators, beside hand-written SQL and a loop over objects.

    python benchmarks/bench_indicators.py [--units 3000 30000 100000] [--runs 3]

Makes a scratch database on the PostgreSQL server of DATABASE_URL (default: the local one), fills it with eight
quarters, and drops it. Both sides run in the same process, in turns; their stored rows are compared value by value.
The loop over objects runs on 300 units and is scaled.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]
LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
SCRATCH = f"portal_bench_{os.getpid()}"
LOOP_UNITS = 300


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--units", type=int, nargs="+", default=[3000, 30000, 100000])
    wanted.add_argument("--runs", type=int, default=3)
    options = wanted.parse_args()
    server = os.environ.get("DATABASE_URL", LOCAL)
    if not server.startswith(("postgres", "psql")):
        server = LOCAL
    print("  units  compute s  µs/unit  CPU µs/unit  by hand s  CPU µs/unit  ratio  CPU ratio  queries     rows  load")
    for units in options.units:
        Scratch(server).use(lambda units=units: measure(units, options.runs))


class Scratch:
    """A database of its own for one measurement, in a child process, so that each starts fresh."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.url = f"{server.rpartition('/')[0]}/{SCRATCH}"

    def use(self, body: Callable[[], None]) -> None:
        create = f"CREATE DATABASE {SCRATCH} ENCODING 'UTF8' TEMPLATE template0"
        self._on_server(f"DROP DATABASE IF EXISTS {SCRATCH}", create)
        try:
            child = os.fork()
            if child == 0:
                os._exit(self._child(body))
            _, status = os.waitpid(child, 0)
            if status:
                raise SystemExit("the measurement failed; see above")
        finally:
            self._on_server(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")

    def _child(self, body: Callable[[], None]) -> int:
        os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", DATABASE_URL=self.url)
        try:
            import django

            django.setup()
            logging.disable(logging.INFO)
            body()
        except BaseException:
            logging.exception("benchmark")
            return 1
        sys.stdout.flush()
        return 0

    def _on_server(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def measure(units: int, runs: int) -> None:
    """Fill, then run both sides in turns; prints one line of the table."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from filling import TARGET, fill
    from hand_written import HandWritten

    from portal.organisations.scope import system
    from portal.reporting.indicators.compute import compute
    from portal.reporting.models import IndicatorResult, Period

    call_command("migrate", verbosity=0)
    with system("benchmark"):
        fill(units)
        period = Period.objects.get(code=TARGET)
        base = Period.objects.get(code=period.last_year_code)
        with CaptureQueriesContext(connection) as queries:
            rows = compute(period).rows
        used = IndicatorResult.objects.first()
        assert used is not None
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE by_hand (LIKE reporting_indicatorresult INCLUDING ALL)")
            hand = HandWritten("by_hand", period, base, used.definition_set_id)
            by_us, by_hand = [], []
            for _ in range(runs):
                by_us.append(_timed(lambda: compute(period)))
                with transaction.atomic():
                    by_hand.append(_timed(lambda: hand.run(cursor)))
            _compare(cursor)
        ours, theirs = min(by_us), min(by_hand)
        share = 1e6 / units
        print(
            f"{units:>7,}  {ours.wall:>9.2f}  {ours.wall * share:>7.0f}  {ours.cpu * share:>11.0f}  "
            f"{theirs.wall:>9.2f}  {theirs.cpu * share:>11.0f}  {ours.wall / theirs.wall:>5.2f}  "
            f"{ours.cpu / theirs.cpu:>9.2f}  {len(queries):>7}  {rows:>7,}  {os.getloadavg()[0]:>4.1f}",
            flush=True,
        )
        if units <= 3000:
            _loop(period, units, ours.wall, used)


class Spent(NamedTuple):
    """Seconds on the clock, and of processor time here and in the database's process (which a busy machine leaves
    alone); without a database on this machine only the part spent here."""

    wall: float
    cpu: float


def _timed(body: Callable[[], Any]) -> Spent:
    wall, cpu = time.perf_counter(), _cpu()
    body()
    return Spent(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    from django.db import connection

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    ticks = stat.read_text().rpartition(")")[2].split()[11:13] if stat.exists() else ()
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _compare(cursor: Any) -> None:
    """Both tables hold the same rows; stops with the first that differs."""
    names = (
        "unit_id, view, due, reported, numerators, denominators, base_numerators, base_denominators, standings, "
        "verdicts, judged, met"
    )
    cursor.execute(
        f"SELECT count(*) FROM (SELECT {names} FROM reporting_indicatorresult EXCEPT SELECT {names} FROM by_hand) one"
    )
    differing = cursor.fetchone()[0]
    if differing:
        cursor.execute(
            "SELECT o.view, o.unit_id, o.standings, h.standings, o.numerators, h.numerators, o.denominators, "
            "h.denominators, o.base_numerators, h.base_numerators, o.judged, h.judged FROM reporting_indicatorresult o "
            "JOIN by_hand h USING (unit_id, view) WHERE (o.numerators, o.denominators, o.base_numerators, "
            "o.base_denominators, o.standings, o.verdicts, o.judged, o.met) IS DISTINCT FROM (h.numerators, "
            "h.denominators, h.base_numerators, h.base_denominators, h.standings, h.verdicts, h.judged, h.met) "
            "ORDER BY o.view LIMIT 1"
        )
        raise AssertionError(f"{differing} rows differ from the hand-written ones, e.g. {cursor.fetchone()}")


def _loop(period: Any, units: int, ours: float, used: Any) -> None:
    import object_loop
    from django.db import transaction

    from portal.reporting.indicators import frozen
    from portal.reporting.models import IndicatorResult

    definitions = list(frozen.load(used.definition_set.definitions))
    IndicatorResult.objects.filter(period=period).delete()
    with transaction.atomic():
        seconds = _timed(lambda: object_loop.run(period, definitions, LOOP_UNITS, used.definition_set_id)).wall
    scaled = seconds * units / LOOP_UNITS
    print(
        f"         loop over objects: {seconds:.1f} s for {LOOP_UNITS} units, scaled to {units:,}: {scaled:.0f} s, "
        f"{scaled / ours:.0f} times as long"
    )


if __name__ == "__main__":
    main()
