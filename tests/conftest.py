"""What all tests share: a fast hasher, no network beyond this machine, strict templates, and the outer tools."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.template import engines

STRICT = os.environ.get("CI", "").lower() in ("1", "true", "yes")
TOOLS = ("browser", "office", "worker")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SOFFICE = ("soffice", "libreoffice")
LOCAL_REDIS = "redis://127.0.0.1:6379/15"


class UndefinedVariable(AssertionError):
    """A template asked for a variable that the view does not give."""


class Undefined(str):
    """Stands in for Django's silent empty string; formatting it, as Django does, fails the test."""

    __slots__ = ()

    def __mod__(self, name: Any) -> NoReturn:
        raise UndefinedVariable(f"undefined template variable: {name}")


def missing(tool: str) -> NoReturn:
    """Skip on a newcomer's machine; fail in CI, where everything must be there."""
    text = f"{tool} is not installed or does not answer"
    pytest.fail(text) if STRICT else pytest.skip(text)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes do not name a test: zip files carry the moment they were made, which differs from process to process."""
    return argname if isinstance(val, bytes) else None


def _first(names: tuple[str, ...]) -> str:
    return next((path for name in names if (path := shutil.which(name))), "") or missing(names[0])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly which of the tests that need an outer tool did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    lost = {name: sum(name in report.keywords for report in skipped) for name in TOOLS}
    for name, count in lost.items():
        if count:
            terminalreporter.write_sep("!", f"NOT RUN: {count} {name} tests, a tool is missing (CI=1 fails)")


@pytest.fixture(scope="session", autouse=True)
def _fast_hasher() -> None:
    """Argon2 is slow on purpose; sign-in in tests need not be."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session", autouse=True)
def _strict_templates() -> None:
    for engine in engines.all():
        engine.engine.string_if_invalid = Undefined("%s")


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Connections may go to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")
        if not local:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite in a file of this run: unlike in memory, threads and child processes see the same database."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _clean_state(settings: Any, tmp_path: Path, worker_id: str) -> Iterator[None]:
    """Uploads go to the test's own folder; the cache is empty and not shared with another test process."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": worker_id}}
    yield
    cache.clear()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the installed Chromium."""
    return _first(CHROMIUM)


@pytest.fixture(scope="session")
def soffice_path() -> str:
    """Path of the installed LibreOffice."""
    return _first(SOFFICE)


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis server that answers: REDIS_URL, or the standard local port."""
    url = os.environ.get("REDIS_URL") or LOCAL_REDIS
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as server:
            server.ping()
    except redis.RedisError:
        missing("redis")
    return url
