"""`manage.py seed`: build a fictional province; `--demo` makes the standard one with the demo accounts, once."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import cast
from portal.demo.seeding import Seeding
from portal.organisations.models import Unit
from portal.organisations.scope import system

DEMO_UNITS, DEMO_QUARTERS, DEMO_SEED = 300, 8, 1
FEWEST, FEWEST_QUARTERS = 100, 2


class Command(BaseCommand):
    help = "Build a fictional province with returns; earlier quarters by bulk writes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--units", type=int, default=DEMO_UNITS, help="due units (at least 100)")
        parser.add_argument("--quarters", type=int, default=DEMO_QUARTERS)
        parser.add_argument("--random-seed", type=int, default=DEMO_SEED)
        parser.add_argument("--demo", action="store_true", help="with the demo accounts; repeating it changes nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"] and not settings.DEBUG:
            raise CommandError("DEBUG 关闭时不能有演示账号。怎样改：去掉 --demo，或在演示环境执行。")
        with system("is there a province already"):
            present = Unit.objects.exists()
        if not present:
            self._build(options)
        elif not options["demo"]:
            raise CommandError("数据库里已有单位。请对空库执行，或换一个 DATABASE_URL。")
        if options["demo"]:
            self._introduce()

    def _build(self, options: dict[str, Any]) -> None:
        if options["units"] < FEWEST or options["quarters"] < FEWEST_QUARTERS:
            raise CommandError(f"至少 {FEWEST} 家单位、{FEWEST_QUARTERS} 个季度。")
        started = time.monotonic()
        seeding = Seeding(
            options["units"], options["quarters"], options["random_seed"], self.stdout.write, options["demo"]
        )
        seeding.build()
        self.stdout.write(f"完成，用时 {time.monotonic() - started:.1f} 秒")

    def _introduce(self) -> None:
        self.stdout.write("\n演示账号（密码都是 " + cast.PASSWORD + "）")
        for username, title, unit in cast.listed():
            self.stdout.write(f"  {username:<10}{title}　{unit}")
