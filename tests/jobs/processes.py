"""Starting real workers on the test database, and killing them."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
CELERY = ("-m", "celery", "-A", "portal", "worker", "--concurrency=2", "--loglevel=WARNING")
RELAY = ("manage.py", "relay")
WORKER = ("manage.py", "worker")


def database_url() -> str:
    """The address of the database this test uses."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    user, password, host = (quote(str(found[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{found['PORT'] or 5432}/{found['NAME']}"


class Crew:
    """Worker processes, each in a process group of its own, that end with the test."""

    def __init__(self, redis_url: str, log: Path) -> None:
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis_url,
            "PROBE_QUEUE": f"probe-{uuid.uuid4().hex}",
            "PYTHONPATH": str(ROOT),
        }
        self.log = log
        self.running: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}

    def start(self, command: tuple[str, ...]) -> None:
        with self.log.open("ab") as log:
            self.running[command] = subprocess.Popen(
                (sys.executable, *command),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, command: tuple[str, ...]) -> None:
        """SIGKILL to the process and its children: nobody gets to clean up."""
        process = self.running.pop(command)
        if process.returncode is None:  # else it has ended and its number may be another's
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def end(self) -> None:
        for command in list(self.running):
            self.kill(command)


def wait_until(holds: Callable[[], bool], seconds: float, log: Path) -> None:
    """Wait for the condition; fail with the workers' log when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain; the workers' log:\n{log.read_text()[-4000:]}"
        time.sleep(0.1)
