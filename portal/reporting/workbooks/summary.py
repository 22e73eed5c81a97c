"""A summary put together: its rows, its tables, what it says about itself, and the file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portal.reporting.indicators.frozen import Definition
from portal.reporting.models import PeriodState, Return
from portal.ui import dates, numbers

from . import form_sheet, indicator_sheet, notes, tree
from .book import FIRST, Book, write_table
from .cells import Sheet
from .choice import Choice
from .tree import Plan

Progress = Callable[[int, int, str], None]
STEP_ROWS = 500
COUNTED = {"due": "应报", "reported": "已报", "accepted": "已审核", "exempt": "免报"}


class NothingToSum(ValueError):
    """No unit that files stands in the chosen scope; the text is for the user."""


@dataclass(frozen=True)
class Freshness:
    """Whether the stored indicators are there and how many returns have been filed or accepted since."""

    computed_at: dt.datetime | None
    later: int

    @property
    def warning(self) -> str:
        if self.computed_at is None:
            return "这一期还没有计算指标，文件里没有指标表。怎样改：请省总先计算指标，再导出。"
        if self.later:
            moment = dates.moment(self.computed_at)
            return f"指标是 {moment} 计算的，此后又有 {self.later} 家报送或审核。怎样改：请省总重新计算指标，再导出。"
        return ""


def freshness(choice: Choice) -> Freshness:
    """One query; about the units in the choice's scope."""
    at = choice.period.computed_at
    if at is None:
        return Freshness(None, 0)
    since = Q(accepted_at__gt=at) | Q(reported_at__gt=at) | Q(counted__filed_at__gt=at)
    inside = tree.below(choice).values("descendant_id")
    return Freshness(at, Return.objects.of(choice.period).filter(since, unit_id__in=inside).count())


@dataclass
class Summary:
    """A choice with its rows and the measures' names. Tables are loaded one at a time, to keep memory bounded."""

    choice: Choice
    plan: Plan
    who: str
    made_at: dt.datetime
    fresh: Freshness
    titles: dict[int, str]

    @cached_property
    def chosen(self) -> list[Definition]:
        """The chosen indicators among all stored ones."""
        wanted = set(self.choice.indicators)
        return [one for one in self.choice.computed.definitions if one.code in wanted]

    @property
    def version(self) -> str:
        """The formula version of the stored indicators."""
        return self.choice.computed.version

    @property
    def names(self) -> list[str]:
        """The sheets the file will have, in order."""
        tables = [f"{form.table_no} {form.title}" for form in self.choice.schema.forms if form.no in self.choice.forms]
        indicators = [indicator_sheet.NAME] if self.chosen else []
        return [*tables, *indicators, notes.TERMS_NAME, notes.MISSING_NAME, notes.ABOUT_NAME]

    @property
    def table_count(self) -> int:
        return len(self.choice.forms) + bool(self.chosen)

    def table(self, n: int) -> Sheet:
        """The nth table: the forms, then the indicators."""
        if n < len(self.choice.forms):
            form = self.choice.schema.form(self.choice.forms[n])
            return form_sheet.load(self.choice, self.plan, form, self.titles)
        return indicator_sheet.load(self.choice, self.plan, self.titles)

    @property
    def snapshot(self) -> str:
        """Names the data: the same returns, in the same versions, by the same definitions give the same number."""
        facts = [(entry.code, entry.state, entry.version_id, entry.content_hash) for entry in self.plan.entries]
        text = json.dumps([self.choice.period.schema_hash, self.version, facts], ensure_ascii=False)
        period = self.choice.period
        return f"{period.code}-{period.snapshot:04d}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @property
    def left(self) -> str:
        unit = self.choice.place.unit
        mark = "，快报数" if self.choice.is_preliminary else ""
        return f"填报单位：{unit.name}（{self.choice.place.view.label}{mark}）"

    @property
    def foot(self) -> str:
        day = dates.full(timezone.localdate(self.made_at))
        return f"审核：　　　　　　　　制表：{self.who}　　　　　　　　制表日期：{day}"

    def right(self, table: Sheet) -> str:
        """The units of measure in the table, the most frequent first."""
        units = [column.unit for column in table.columns if column.unit and column.unit not in ("—", "是/否")]
        kinds = sorted(dict.fromkeys(units), key=lambda unit: -units.count(unit))
        return "单位：" + "、".join(kinds[:8]) + (" 等" if len(kinds) > 8 else "") if kinds else ""

    @property
    def warnings(self) -> list[str]:
        counts = self.plan.counts()
        found = [self.fresh.warning] if self.fresh.warning else []
        if self.choice.is_preliminary:
            state = PeriodState(self.choice.period.state).label
            found.append(f"本期{state}，还没有汇总锁定，文件中是快报数，以锁定后的为准。")
        if counts["reported"] < counts["due"]:
            said = f"应报 {counts['due']} 家，已报 {counts['reported']} 家"
            found.append(f"{said}；未报的见“{notes.MISSING_NAME}”，不计入合计。")
        if self.choice.is_filtered:
            found.append("有筛选：合计只含列出的单位，合计和小计的指标不作结论。")
        return found

    def facts(self) -> list[tuple[str, Any]]:
        """Where the figures come from, for the sheet 说明."""
        choice, counts = self.choice, self.plan.counts()
        computed = dates.moment(self.fresh.computed_at) if self.fresh.computed_at else "没有计算"
        return [
            ("报告期", f"{choice.period.name}（{choice.period.code}，{PeriodState(choice.period.state).label}）"),
            ("范围", f"{choice.place.unit.name}（{choice.place.unit.code}）"),
            ("口径", f"{choice.place.view.label}；隶属关系按本期开放时的情况，各口径不能相加"),
            ("内容", "、".join(self.names)),
            ("筛选", choice.filters),
            ("家数", "，".join(f"{word} {counts[name]}" for name, word in COUNTED.items())),
            ("数据来源", "已审核的版本；未审核的取最近一次报出的版本（报送状态列“已报待审”）"),
            ("符号", "0 是零；“—”是没有数或不适用；“/”是免报；空白有底色的是未报；“×”是此处没有数"),
            ("合计和小计", "可加的项目逐级相加；是否项数“是”的家数，文字和日期数填报的家数；不能相加的项目为“—”"),
            ("比率", "合计和小计的比率是分子之和 ÷ 分母之和，不是各单位比率的平均；结论按未四舍五入的数判定"),
            ("公式", "合计、小计和比率是活公式" if choice.formulas else "全部为数值，没有公式"),
            ("表式校验值", choice.period.schema_hash),
            ("指标公式版本", self.version or numbers.NOT_APPLICABLE),
            ("指标计算时间", computed),
            ("快照编号", self.snapshot),
            ("导出时间", dates.moment(self.made_at)),
            ("导出人", self.who),
            ("依据", "陕工发〔2023〕21号；工作报表，不是统计调查"),
        ]

    def write(self, path: Path, progress: Progress | None = None) -> None:
        """Write the file; `progress(done, total, message)` may raise to stop."""
        with Book(path, formulas=self.choice.formulas) as book:
            done, total = 0, len(self.plan.rows) * self.table_count
            for n in range(self.table_count):
                table = self.table(n)
                tell = _teller(progress, done, total, table.name)
                write_table(
                    book, table, self.plan, title=self.choice.title, left=self.left, right=self.right(table),
                    foot=self.foot, paper=self.choice.paper, progress=tell,
                )  # fmt: skip
                done += len(self.plan.rows)
            notes.write_terms(book, self.choice.schema, self.choice.forms, self.chosen)
            notes.write_missing(book, self.plan, timezone.localdate(self.made_at))
            notes.write_about(book, f"{self.choice.title}说明", self.facts(), self.warnings)
            book.file.set_properties({"title": self.choice.title, "comments": f"快照编号 {self.snapshot}"})


def _teller(progress: Progress | None, done: int, total: int, name: str) -> Callable[[int], None] | None:
    if progress is None:
        return None

    def tell(rows: int) -> None:
        if rows % STEP_ROWS == 0:
            progress(done + rows, total, f"写 {name}")

    return tell


def load(choice: Choice, who: str) -> Summary:
    """A summary ready to be shown or written; raises NothingToSum. Its queries do not grow with the units."""
    plan = tree.load(choice, FIRST)
    if not plan.entries:
        raise NothingToSum(
            f"没有可以汇总的单位。应有：{choice.place.unit.name}范围内至少一家应报单位。"
            f"收到：筛选“{choice.filters}”。怎样改：放宽筛选，或换一个范围、报告期。"
        )
    return Summary(choice, plan, who, timezone.now(), freshness(choice), form_sheet.measure_titles())
