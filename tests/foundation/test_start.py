"""A missing or bad setting stops the start: one line, no traceback, no password repeated."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REMOVE = "(unset)"


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """A complete production environment; no server is asked while only settings are read."""
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": "postgres://portal:pass-of-db@127.0.0.1:5432/portal",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "MEDIA_ROOT": str(tmp_path),
    }


def _start(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in environment.items() if value != REMOVE}
    return subprocess.run(
        (sys.executable, *(command or ("manage.py", "check"))), cwd=ROOT, env=kept, capture_output=True, text=True
    )


def test_complete_environment_starts_without_a_warning(production: dict[str, str]) -> None:
    found = _start(production, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stderr


BAD = [
    ("SECRET_KEY", REMOVE, "空"),
    ("SECRET_KEY", "short", "5 个字符"),
    ("ALLOWED_HOSTS", REMOVE, "空"),
    ("ALLOWED_HOSTS", "https://portal.example", "https://portal.example"),
    ("CSRF_TRUSTED_ORIGINS", "portal.example", "portal.example"),
    ("DEBUG", "maybe", "maybe"),
    ("HTTPS_ONLY", "2", "2"),
    ("HSTS_SECONDS", "-1", "-1"),
    ("DATABASE_POOL", "four", "four"),
    ("LOG_LEVEL", "loud", "LOUD"),
    ("DATABASE_URL", REMOVE, "空"),
    ("DATABASE_URL", "portal", "没有 :// 的文字"),
    ("DATABASE_URL", "sqlite:////tmp/portal.sqlite3", "以 sqlite://"),
    ("DATABASE_URL", "mysql://portal:pass-of-db@127.0.0.1/portal", "以 mysql://"),
    ("DATABASE_URL", "postgres://portal:pass-of-db@127.0.0.1:port/portal", "写法有误"),
    ("DATABASE_URL", "postgres://portal:pass-of-db@127.0.0.1", "缺少库名"),
    ("REDIS_URL", REMOVE, "空"),
    ("REDIS_URL", "http://:pass-of-db@127.0.0.1", "以 http://"),
    ("REDIS_URL", "redis://", "没有主机名"),
    ("EMAIL_URL", "http://mail.example", "以 http://"),
    ("MEDIA_ROOT", REMOVE, "空"),
    ("MEDIA_ROOT", "/no/such/folder", "/no/such/folder"),
    ("ENV_FILE", "/no/such/file", "/no/such/file"),
]


@pytest.mark.parametrize(("name", "value", "received"), BAD)
def test_bad_setting_stops_with_one_line(production: dict[str, str], name: str, value: str, received: str) -> None:
    found = _start(production | {name: value})
    assert found.returncode == 3
    assert found.stdout == ""
    (line,) = found.stderr.splitlines()
    assert line.startswith(f"无法启动：{name} 应有：")
    assert f"收到：{received}" in line
    assert "怎样改：" in line
    assert "pass-of-db" not in line


@pytest.mark.parametrize("command", [("-m", "celery", "-A", "portal", "worker"), ("-c", "import portal.wsgi")])
def test_every_process_stops_alike(production: dict[str, str], command: tuple[str, ...]) -> None:
    found = _start(production | {"SECRET_KEY": REMOVE}, *command)
    assert found.returncode == 3
    assert found.stderr.splitlines()[-1].startswith("无法启动：SECRET_KEY")
    assert "Traceback" not in found.stderr


def test_debug_alone_is_enough_to_try_the_portal(production: dict[str, str]) -> None:
    tried = {name: production[name] for name in ("PATH", "LC_ALL", "ENV_FILE")} | {"DEBUG": "on"}
    found = _start(tried)
    assert found.returncode == 0, found.stderr


def test_environment_wins_over_the_file(production: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "portal.env"
    file.write_text("DEBUG=maybe\nSECRET_KEY=short\n")
    found = _start(production | {"ENV_FILE": str(file), "DEBUG": "off"})
    assert found.returncode == 0, found.stderr
    assert "收到：maybe" in _start(production | {"ENV_FILE": str(file)}).stderr
