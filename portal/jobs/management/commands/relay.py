"""Hands waiting jobs to Celery and watches the clock. Runs beside the Celery workers; a second one does no harm."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.jobs.broker import publish
from portal.jobs.dispatch import relay


class Command(BaseCommand):
    help = "把排队的任务交给 Celery，并按时触发定时任务（与 Celery 工作进程同时运行）"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError("没有设置 REDIS_URL：此时任务由 manage.py serve 内的工作线程执行，不需要 relay")
        loop = relay(publish)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: loop.stop())
        self.stdout.write("relay 已启动")
        loop.run()
