"""`manage.py serve`: pages and jobs in one process."""

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.jobs import Job, enqueue
from portal.jobs.models import State
from tests.jobs.probe import jobs as probe
from tests.jobs.processes import ROOT, Crew, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address() -> str:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe_socket.getsockname()[1]}"


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    crew = Crew("", tmp_path / "serve.log")
    crew.environment["DEBUG"] = "on"
    yield crew
    crew.end()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/static/portal.css", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def test_serves_and_works(crew: Crew, address: str) -> None:
    assert probe.STEPS
    command = ("manage.py", "serve", address)
    crew.start(command)
    wait_until(lambda: _answers(address), 60, crew.log)
    enqueue("probe.effect", key="1", payload={"number": 1, "seconds": 0})
    wait_until(lambda: Job.objects.filter(kind="probe.effect", state=State.DONE).exists(), 30, crew.log)
    second = subprocess.run((sys.executable, *command), cwd=ROOT, env=crew.environment, capture_output=True, text=True)
    assert second.returncode == 1
    assert f"不能在 {address} 上启动" in second.stderr
    assert "Traceback" not in second.stderr
    crew.running[command].send_signal(signal.SIGTERM)
    assert crew.running[command].wait(20) == 0


@pytest.mark.parametrize(
    ("command", "debug", "message"),
    [
        (("serve", "8000"), True, "应有：主机:端口"),
        (("serve",), False, "只用于试用"),
        (("relay",), True, "没有设置 REDIS_URL"),
    ],
)
def test_wrong_use_is_explained(command: tuple[str, ...], debug: bool, message: str) -> None:
    with override_settings(DEBUG=debug, REDIS_URL=""), pytest.raises(CommandError, match=message):
        call_command(*command, skip_checks=True)
