"""`manage.py compute_indicators 2026Q3`: compute, roll up and store the indicators of a period at once; or `--all`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.reporting.indicators.compute import NotOpened, compute
from portal.reporting.models import Period


class Command(BaseCommand):
    help = "计算并逐级汇总一期的全部指标，替换已存的结果。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", nargs="?", help="报告期代码，如 2026Q3")
        parser.add_argument("--all", action="store_true", help="所有已开放的报告期，由早到晚")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["period"]) == options["all"]:
            raise CommandError("应有：一个报告期代码，或 --all。")
        opened = Period.objects.opened()
        for period in opened.order_by("code") if options["all"] else [self._find(options["period"])]:
            self._compute(period)

    def _find(self, code: str) -> Period:
        period = Period.objects.filter(code=code).first()
        if period is None:
            known = "、".join(Period.objects.opened().values_list("code", flat=True)) or "还没有"
            raise CommandError(f"没有报告期 {code}。应有：已开放的报告期（{known}）。")
        return period

    def _compute(self, period: Period) -> None:
        try:
            done = compute(period)
        except NotOpened as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.period}：{done.indicators} 项指标，{done.rows} 行结果，快照 {done.snapshot}，"
            f"公式版本 {done.version[:12]}，用时 {done.seconds:.2f} 秒"
        )
