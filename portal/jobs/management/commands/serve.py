"""The portal on one machine, in one process: web server and worker thread. For trying out, not for production."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import get_internal_wsgi_application, run

from portal.jobs.dispatch import in_process_worker

STOP_WAIT = 10


class Command(BaseCommand):
    help = "在本机试用：网页和后台工作线程在同一进程"
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="主机:端口")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise CommandError(f"应有：主机:端口，如 127.0.0.1:8000。收到：{address}")
        if not settings.DEBUG:
            raise CommandError("serve 只用于试用（DEBUG=on）；正式运行请用 gunicorn、celery worker 和 manage.py relay")
        loop = in_process_worker()
        worker = threading.Thread(target=loop.run, name="jobs", daemon=True)
        worker.start()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.stdout.write(f"门户已启动：http://{address}/ （按 Ctrl+C 结束）")
        try:
            run(host, int(port), get_internal_wsgi_application(), threading=True)
        except OSError as error:
            raise CommandError(
                f"不能在 {address} 上启动：{error.strerror}。怎样改：换一个端口或结束占用它的程序"
            ) from None
        except KeyboardInterrupt:
            self.stdout.write("\n正在结束……")
        finally:
            loop.stop()
            worker.join(STOP_WAIT)
