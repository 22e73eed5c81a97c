"""The same indicators as a database specialist would write them once by hand: no formulas, no declarations, no ORM.

`{0405}` stands for the column of an item, `Y{0104}` for its sum over the quarters of the year. It computes, rolls up
and stores into a table of the same shape and indexes; the benchmark compares both tables value by value.
"""

from __future__ import annotations

import re
from typing import Any

from portal.reporting.schema import Schema

# (numerator, denominator or "", how it is judged): ">=bound", "up"/"down" on last year, "term", "has", "watch", "own".
INDICATORS = (
    ("{0101}", "{0006}", "up"), ("Y{0104}", "Y{0103}", "up"), ("Y{0105}", "Y{0103}", "up"),
    ("{0011} - {0106}", "", "watch"), ("{0108}", "{0006}", "up"), ("{0107n}", "{0011}", "watch"),
    ("{0203}", "", "has each"), ("{0203}", "{0011}", "watch"), ("{0206}", "{0006}", "watch"),
    ("{0302}", "{0301}", "term"), ("{0303}", "{0301}", "term"), ("{0305}", "{0304}", "term"),
    ("{0307}", "{0306}", "term"), ("{0310}", "{0309}", "up"),
    ("CASE WHEN {0311} >= 1 AND {0301} >= greatest(30, 0.05 * {0002}) AND {0301m} <= 0.2 * {0301} THEN 1 ELSE 0 END",
     "", "has if {0016} AND {0002} >= 100"),
    ("{0402}", "{0401}", ">= 0.015"), ("{0405}", "{0404}", ">= 0.6"), ("{0405}", "{0402}", ">= 0.6"),
    ("{0404}", "{0402} + {0403}", "watch"), ("{0404}", "{0401}", "watch"), ("{0411}", "{0007}", "up"),
    ("{0412} + {0413}", "{0006}", "up"), ("{0414}", "", "has"), ("{0415}", "{0001}", "watch"),
    ("{0501}", "", "has"), ("{0504}", "", "up"), ("Y{0506}", "", "up"),
    ("CASE WHEN {0601} THEN 1 ELSE 0 END", "", "watch"), ("{0009a}", "{0006}", "up"), ("{0010}", "{0009}", "watch"),
    ("({0605a} > 0)::int + ({0605b} > 0)::int + ({0605c} > 0)::int + ({0605d} > 0)::int + ({0605e} > 0)::int"
     " + ({0605f} > 0)::int + ({0605g} > 0)::int + ({0605h} > 0)::int", "", "own"),
    ("{0701}", "{0010}", "up"), ("{0704}", "", "has"), ("{0707} + {0708}", "", "up"), ("{0803}", "{0006}", "up"),
    ("{0801} + {0802}", "", "watch"), ("Y{0903}", "{0006}", "up"), ("Y{0907}", "Y{0902}", "up"),
    ("Y{0905}", "", "watch"),
    ("{1001a} + {1001b} + {1001c} + {1001d} + {1001e}", "{0006}", "watch"), ("{1006}", "", "watch"),
    ("{1102}", "{1101}", ">= 1"), ("Y{1104}", "{0006}", "up"), ("Y{1107}", "", "watch"), ("Y{1202}", "{0002}", "up"),
    ("Y{1204}", "Y{1201}", "watch"), ("Y{1207}", "Y{1202}", "up"), ("{1301}", "{0011}", "up"),
    ("{1304}", "{1303}", "up"), ("{1412a}", "O{1410} + Y{1408}", ">= 1"), ("{1414}", "{1413}", "up"),
    ("{1415}", "{0002}", "up"), ("Y{1406}", "Y{1405}", "watch"), ("{1420}", "{0002}", ">= 1"),
    ("Y{1416}", "", "down"), ("Y{1417}", "", "down"), ("Y{1419}", "", "down"),
    ("CASE WHEN {1423} THEN 1 ELSE 0 END", "", "has"), ("{1402}", "{0002}", "watch"), ("{1501}", "", "has"),
    *((f"CASE WHEN {{{code}}} THEN 1 ELSE 0 END", "", "has") for code in ("1502", "1503", "1504")),
    ("Y{1603}", "Y{1602}", "watch"), ("{1604}", "", "has"),
    *((f"CASE WHEN {{{code}}} THEN 1 ELSE 0 END", "", "has") for code in ("1701", "1702", "1703", "1704")),
    # Four flags of four: constants stand in the bound, as the engine keeps them.
    ("{1701}::int + {1702}::int + {1703}::int + {1704}::int", "1", ">= 4"),
    *((f"{{{code}}}", "{0012}", "own") for code in ("1701n", "1702n", "1703n", "1704n")),
    ("Y{1803}", "Y{1802}", "watch"), ("Y{1805}", "", "watch"),
    ("(r.reported_at AT TIME ZONE 'Asia/Shanghai')::date <= coalesce(r.extended_to, r.due_on)", "TRUE", "flag"),
    ("r.reported_at IS NOT NULL AND r.send_backs = 0", "r.reported_at IS NOT NULL", "flag"),
)  # fmt: skip

FORMS = ("workforce_basicsreturn", "workforce_politicalreturn", "training_skillsreturn",
         "competitions_innovationreturn", "evaluation_mechanismreturn")  # fmt: skip
SCALED = "1207"


class HandWritten:
    """The statements for a period: run() executes them; rows go to the table named."""

    def __init__(self, table: str, now: Any, base: Any, definition_set: int) -> None:
        self.schema = Schema.current()
        self.table, self.now, self.base, self.definition_set = table, now, base, definition_set
        self.rows = list(enumerate(INDICATORS))

    def run(self, cursor: Any) -> None:
        """Compute and store once, in the caller's transaction."""
        cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(f"DELETE FROM {self.table} WHERE period_id = {self.now.pk}")
        for statement in (*self.temporary(), self.own_rows(), self.above_rows()):
            cursor.execute(statement)
        cursor.execute("DROP TABLE h_now, h_base, h_term, h_own")

    def column(self, form: str, code: str) -> str:
        """An item's column (of a form alias like q0_3), parts added up, hundredths as whole numbers."""
        parts = []
        for one in self.schema.resolve(code):
            item = self.schema.by_code[one]
            name = f"{form}_{item.form}.{item.column}"
            parts.append(f"({name} * 100)" if item.scale else name)
        return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]

    def sql(self, text: str, quarter: int) -> str:
        def year(found: re.Match[str]) -> str:
            return "(" + " + ".join(self.column(f"q{back}", found[1]) for back in range(quarter)) + ")"

        text = re.sub(r"Y\{(\w+)\}", year, text)
        text = re.sub(r"O\{(\w+)\}", lambda found: self.column(f"q{quarter}", found[1]), text)
        text = re.sub(r"\{(\w+)\}", lambda found: self.column("q0", found[1]), text)
        return text

    def joins(self, quarters: int, read: str) -> str:
        """Earlier returns, and of each the forms that are read."""
        found = []
        for back in range(quarters + 1):
            above = "r" if back == 0 else f"r{back}"
            if back:
                earlier = "r" if back == 1 else f"r{back - 1}"
                found.append(f"LEFT JOIN reporting_return {above} ON {above}.id = {earlier}.previous_id")
            for n, table in enumerate(FORMS):
                if f"q{back}_{n}." in read:
                    found.append(f"LEFT JOIN {table} q{back}_{n} ON q{back}_{n}.version_id = {above}.counted_id")
        return " ".join(found)

    def figures(self, period: Any) -> str:
        parts = []
        for k, (n, d, how) in self.rows:
            kind = "({})::int" if how == "flag" else "{}"
            parts.append(f"({kind.format(self.sql(n, period.quarter))})::numeric AS n{k}")
            below = f"({kind.format(self.sql(d, period.quarter))})" if d else "1"
            parts.append(f"{below}::numeric AS d{k}")
            if " if " in how:
                parts.append(f"({self.sql(how.partition(' if ')[2], period.quarter)}) AS a{k}")
        read = ", ".join(parts)
        return (
            f"SELECT r.unit_id, 1 AS due, (r.reported_at IS NOT NULL)::int AS reported, {read} FROM reporting_return r "
            f"{self.joins(period.quarter, read)} WHERE r.period_id = {period.pk} AND r.state <> 'exempt'"
        )

    def temporary(self) -> list[str]:
        terms = []
        for k, (n, d, how) in self.rows:
            if how == "term":
                terms.append(f"({self.sql(n, 1)})::numeric AS p{k}, ({self.sql(d, 1)})::numeric AS q{k}")
        column = self.column("q0", "0301t")
        joins = self.joins(0, f"{column} {terms}")
        term = (
            f"SELECT DISTINCT ON (r.unit_id) r.unit_id, {', '.join(terms)} FROM reporting_return r "
            f"JOIN reporting_period p ON p.id = r.period_id {joins} "
            f"JOIN (SELECT r.unit_id, {column} AS term FROM reporting_return r {joins} "
            f"WHERE r.period_id = {self.now.pk}) t ON t.unit_id = r.unit_id "
            f"WHERE p.code < '{self.now.code}' AND {column} < t.term ORDER BY r.unit_id, p.code DESC"
        )
        own = [f"{self.letter(k, n, d, how)} AS s{k}" for k, (n, d, how) in self.rows]
        bases = ["{} AS p{k}, {} AS q{k}".format(*self.base_of(k, how), k=k) for k, (_, _, how) in self.rows]
        return [
            f"CREATE TEMP TABLE h_now AS {self.figures(self.now)}",
            f"CREATE TEMP TABLE h_base AS {self.figures(self.base)}",
            f"CREATE TEMP TABLE h_term AS {term}",
            "ANALYZE h_now; ANALYZE h_base; ANALYZE h_term",
            f"CREATE TEMP TABLE h_own AS SELECT n.*, {', '.join(bases)}, {', '.join(own)} FROM h_now n "
            "LEFT JOIN h_base b USING (unit_id) LEFT JOIN h_term t USING (unit_id)",
            "ANALYZE h_own",
        ]

    @staticmethod
    def base_of(k: int, how: str) -> tuple[str, str]:
        if " if " in how:
            return f"CASE WHEN b.a{k} THEN b.n{k} END", f"CASE WHEN b.a{k} THEN b.d{k} END"
        return (f"t.p{k}", f"t.q{k}") if how == "term" else (f"b.n{k}", f"b.d{k}")

    def letter(self, k: int, n: str, d: str, how: str) -> str:
        p, q = self.base_of(k, how)
        met = self.met(k, how, f"n.n{k}", f"n.d{k}", p, q)
        skip = f"WHEN NOT n.a{k} THEN 'N' " if " if " in how else ""
        none = f"WHEN {p} IS NULL OR {q} <= 0 THEN 'B' " if how in ("up", "down", "term") else ""
        last = f"WHEN {met} THEN 'M' ELSE 'S'" if met else "ELSE 'W'"
        return f"CASE {skip}WHEN n.n{k} IS NULL THEN 'U' WHEN n.d{k} = 0 THEN 'N' {none}{last} END"

    @staticmethod
    def met(k: int, how: str, n: str, d: str, p: str, q: str) -> str:
        if how in ("up", "term"):
            return f"{n} * {q} >= {p} * {d}"
        if how == "down":
            return f"{n} * {q} <= {p} * {d}"
        if how.startswith("has"):
            return f"{n} >= 1"
        return f"{n} >= {how[2:]} * {d}" if how.startswith(">=") else ""

    def row(self, view: str, source: str, values: dict[str, list[str]], letters: list[str]) -> str:
        arrays = ", ".join(f"to_jsonb(ARRAY[{', '.join(values[name])}]::numeric[])" for name in "ndpqjm")
        at_once = ("has each", "watch", "own", "flag")
        verdicts = [
            letter if how in at_once else f"CASE WHEN {letter} IN ('M', 'S') THEN 'G' ELSE {letter} END"
            for letter, (_, (_, _, how)) in zip(letters, self.rows, strict=True)
        ]
        return (
            f"INSERT INTO {self.table} (period_id, definition_set_id, unit_id, view, due, reported, numerators, "
            f"denominators, base_numerators, base_denominators, judged, met, standings, verdicts) "
            f"SELECT {self.now.pk}, {self.definition_set}, unit_id, {view}, due, reported, {arrays}, "
            f"{' || '.join(letters)}, {' || '.join(verdicts)} FROM {source}"
        )

    def own_rows(self) -> str:
        values: dict[str, list[str]] = {name: [] for name in "ndpqjm"}
        for k, (_, d, how) in self.rows:
            shown = f"CASE WHEN a{k} THEN n{k} END" if " if " in how else f"n{k}"
            judged = how not in ("watch", "own", "flag")
            values["n"].append(shown)
            values["d"].append(f"d{k}" if d else "NULL")
            values["p"].append(f"p{k}")
            values["q"].append(f"q{k}" if d else "NULL")
            values["j"].append(f"(s{k} IN ('M', 'S'))::int" if judged else "NULL")
            values["m"].append(f"(s{k} = 'M')::int" if judged else "NULL")
        return self.row("'own'", "h_own", values, [f"s{k}" for k, _ in self.rows])

    def above_rows(self) -> str:
        sums, before = [], []
        for k, (_, d, how) in self.rows:
            judged = f"count(*) FILTER (WHERE s{k} IN ('M', 'S')) AS j{k}, count(*) FILTER (WHERE s{k} = 'M') AS m{k}"
            sums.append(judged)
            if not how.startswith("has") and how != "own":
                sums.append(f"sum(n{k}) AS n{k}" + (f", sum(d{k}) AS d{k}" if d else ""))
                if how == "term":
                    sums.append(f"sum(p{k}) AS p{k}, sum(q{k}) AS q{k}")
                else:
                    before.append(f"sum(n{k}) AS p{k}" + (f", sum(d{k}) AS q{k}" if d else ""))
        source = (
            f"(SELECT line, ancestor_id AS unit_id, sum(due) AS due, sum(reported) AS reported, {', '.join(sums)} "
            "FROM h_own JOIN reporting_periodancestry a ON a.descendant_id = h_own.unit_id "
            f"AND a.period_id = {self.now.pk} WHERE {self.parents()} GROUP BY line, ancestor_id) above "
            f"LEFT JOIN (SELECT line, ancestor_id AS unit_id, {', '.join(before)} FROM h_base "
            "JOIN reporting_periodancestry a ON a.descendant_id = h_base.unit_id "
            f"AND a.period_id = {self.base.pk} WHERE {self.parents()} GROUP BY line, ancestor_id) before "
            "USING (line, unit_id)"
        )
        values: dict[str, list[str]] = {name: [] for name in "ndpqjm"}
        letters = []
        for k, (_, d, how) in self.rows:
            self.above(k, d, how, values, letters)
        return self.row("line", source, values, letters)

    def parents(self) -> str:
        return (
            "(line, ancestor_id) IN (SELECT line, ancestor_id FROM reporting_periodancestry "
            f"WHERE period_id = {self.now.pk} AND depth > 0)"
        )

    def above(self, k: int, d: str, how: str, values: dict[str, list[str]], letters: list[str]) -> None:
        judged = how not in ("watch", "own", "flag")
        values["j"].append(f"j{k}" if judged else "NULL")
        values["m"].append(f"m{k}" if judged else "NULL")
        if how == "own":
            for name in "ndpq":
                values[name].append("NULL")
            letters.append("'W'")
        elif how.startswith("has"):
            counts = (f"CASE WHEN j{k} > 0 THEN m{k} END", f"nullif(j{k}, 0)", "NULL", "NULL")
            for name, value in zip("ndpq", counts, strict=True):
                values[name].append(value)
            letters.append(f"CASE WHEN j{k} = 0 THEN 'N' WHEN m{k} = j{k} THEN 'M' ELSE 'S' END")
        else:
            n, below, p, q = f"n{k}", f"d{k}" if d else "1", f"p{k}", f"q{k}" if d else "1"
            for name, value in zip("ndpq", (n, f"d{k}" if d else "NULL", p, f"q{k}" if d else "NULL"), strict=True):
                values[name].append(value)
            met = self.met(k, how, n, below, p, q)
            none = f"WHEN {p} IS NULL OR {q} <= 0 THEN 'B' " if how in ("up", "down", "term") else ""
            last = f"WHEN {met} THEN 'M' ELSE 'S'" if met else "ELSE 'W'"
            letters.append(f"CASE WHEN {n} IS NULL THEN 'N' WHEN {below} = 0 THEN 'N' {none}{last} END")
