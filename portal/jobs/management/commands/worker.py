"""Runs jobs without Redis and Celery, in a process of its own."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.jobs.dispatch import in_process_worker, run_waiting


class Command(BaseCommand):
    help = "不经 Redis 直接执行排队的任务（manage.py serve 已自带一个工作线程）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="执行完当前排队的任务就退出")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            self.stdout.write(f"已执行 {run_waiting()} 项任务")
            return
        loop = in_process_worker()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: loop.stop())
        loop.run()
