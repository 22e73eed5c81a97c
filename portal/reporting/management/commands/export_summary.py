"""`manage.py export_summary 2026Q3 --unit CODE -o file.xlsx`: the Excel summary of a unit for a period."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from portal import audit
from portal.organisations.scope import system
from portal.reporting.indicators import place
from portal.reporting.models import View
from portal.reporting.schema import Schema
from portal.reporting.workbooks import choice, summary

WHO = "系统命令"


class Command(BaseCommand):
    help = "导出一期的汇总表（xlsx）：表单、指标、指标解释、未报名单和说明。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", help="报告期代码，如 2026Q3")
        parser.add_argument("--unit", required=True, help="单位代码：汇总哪个单位")
        parser.add_argument("-o", "--output", required=True, type=Path, help="写到哪个文件")
        parser.add_argument("--line", default="", choices=["", *View.values], help="口径；不写则用该单位常用的")
        parser.add_argument("--forms", default="", help="表号，逗号分隔，如 0,1,2；不写为全部，none 为不要")
        parser.add_argument("--no-indicators", action="store_true", help="不要指标表")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        with system(f"export of the summary {options['period']}"):
            made = self._load(options)
            self._write(made, options["output"])
            audit.record(
                "summary.export", obj_type="period", obj_id=made.choice.period.code, obj_label=made.choice.title,
                unit_id=made.choice.place.unit.pk, detail=made.choice.payload() | {"snapshot": made.snapshot},
            )  # fmt: skip
        seconds = time.perf_counter() - started
        for warning in made.warnings:
            self.stderr.write(f"注意：{warning}")
        self.stdout.write(
            f"{options['output']}：{len(made.plan.entries)} 家，{len(made.names)} 张表，"
            f"快照 {made.snapshot}，用时 {seconds:.2f} 秒"
        )

    def _load(self, options: dict[str, Any]) -> summary.Summary:
        try:
            period = place.find_period(options["period"])
            forms = _forms(options["forms"], [form.no for form in Schema.of(period).forms])
            group = choice.NONE if options["no_indicators"] else choice.ALL
            codes = choice.computed(period).codes(group)
            found = choice.find(options["period"], options["unit"], options["line"], forms=forms, indicators=codes)
            if not found.forms and not found.indicators:
                raise CommandError("没有可写的内容。应有：至少一张表，或已计算的指标。")
            return summary.load(found, WHO)
        except Http404 as error:
            raise CommandError(str(error)) from error
        except summary.NothingToSum as error:
            raise CommandError(str(error)) from error

    def _write(self, made: summary.Summary, path: Path) -> None:
        try:
            made.write(path)
        except OSError as error:
            raise CommandError(f"写不了 {path}：{error}。怎样改：换一个可写的文件夹。") from error


def _forms(text: str, known: list[int]) -> list[int]:
    if text in ("", "none"):
        return [] if text else known
    wanted = [part.strip() for part in text.split(",")]
    unknown = [part for part in wanted if part not in {str(no) for no in known}]
    if unknown:
        raise CommandError(f"--forms 应有：{','.join(map(str, known))} 中的表号。收到：{'、'.join(unknown)}。")
    return [int(part) for part in wanted]
