"""Reads settings from the environment; a missing or bad value ends the start with one line.

Every reader takes the variable's name and returns a checked value. It never returns a doubtful one: it prints
the three parts of a portal message (应有, 收到, 怎样改) on one line and leaves. Values that may hold a
password are not repeated.
"""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ

# gunicorn stops altogether, instead of restarting its worker for ever, when one leaves with this code.
EXIT_CODE = 3
YES = {"on", "true", "yes", "1"}
NO = {"off", "false", "no", "0"}
SQLITE = "sqlite"
POSTGRESQL = ("postgres", "postgresql", "psql")
REDIS = ("redis", "rediss", "unix")


def refuse(name: str, expected: str, received: str) -> NoReturn:
    """Say on one line what is wrong with the variable ``name`` and end the start."""
    line = (
        f"无法启动：{name} 应有：{expected}。收到：{received}。怎样改：在环境变量或 .env 文件中改正 {name} 后重新启动。"
    )
    print(line, file=sys.stderr)
    raise SystemExit(EXIT_CODE)


class Environment:
    """Checked access to the process environment and to one file of defaults.

    ``default_file`` is read when the variable ENV_FILE names no other; the process environment wins over it.
    """

    def __init__(self, default_file: Path) -> None:
        named = os.environ.get("ENV_FILE")
        path = Path(named or default_file)
        if named and not path.exists():
            refuse("ENV_FILE", "一个存在的文件", named)
        self.env = environ.Env()
        if path.exists():
            environ.Env.read_env(path)

    def given(self, name: str) -> str:
        """The value as typed, without surrounding blanks; empty when unset."""
        return os.environ.get(name, "").strip()

    def flag(self, name: str, default: bool) -> bool:
        value = self.given(name).lower()
        if value and value not in YES | NO:
            refuse(name, "on 或 off", value)
        return value in YES if value else default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.given(name).upper() or default
        if value not in allowed:
            refuse(name, "、".join(allowed) + " 之一", value)
        return value

    def whole(self, name: str, default: int) -> int:
        """A whole number, not negative."""
        value = self.given(name)
        if value and not (value.isascii() and value.isdigit()):
            refuse(name, "不小于 0 的整数", value)
        return int(value) if value else default

    def names(self, name: str, default: list[str] | None, scheme: bool = False) -> list[str]:
        """A list separated by commas; required when ``default`` is None; ``scheme``: each starts with https://."""
        found = [part.strip() for part in self.given(name).split(",") if part.strip()]
        if not found and default is None:
            refuse(name, "用逗号分开的主机名", "空")
        for part in found:
            if scheme != part.startswith(("http://", "https://")):
                refuse(name, "以 https:// 开头的地址" if scheme else "不带 http:// 的主机名", part)
        return found or list(default or [])

    def secret(self, name: str, default: str | None) -> str:
        """At least 50 characters unless the default serves; required when ``default`` is None."""
        value = self.given(name)
        if value and len(value) < 50:
            refuse(name, "至少 50 个字符的随机字符串", f"{len(value)} 个字符")
        if not value and default is None:
            refuse(name, "至少 50 个字符的随机字符串（试用请先运行 make demo）", "空")
        return value or str(default)

    def folder(self, name: str, default: Path | None) -> Path:
        """A folder that can be written; the default is made when missing."""
        value = self.given(name)
        if not value and default is None:
            refuse(name, "存放佐证文件的文件夹", "空")
        if not value and default is not None:
            default.mkdir(parents=True, exist_ok=True)
            return default
        if not os.access(value, os.W_OK | os.X_OK) or not Path(value).is_dir():
            refuse(name, "一个存在且可写的文件夹", value)
        return Path(value)

    def database(self, name: str, default: str | None) -> dict[str, Any]:
        """Django's description of the database; SQLite is allowed only where ``default`` offers it."""
        expected = "postgres://用户:口令@主机:5432/库名" + ("" if default is None else " 或 sqlite:///文件")
        allowed = POSTGRESQL if default is None else (*POSTGRESQL, SQLITE)
        url = self.url(name, default, allowed, expected)
        try:
            found = self.env.db_url_config(url)
        except (ValueError, KeyError):
            found = {}
        if not found.get("NAME"):
            refuse(name, expected, "缺少库名或写法有误的地址")
        return found

    def redis(self, name: str, required: bool) -> str:
        """The address of a Redis server, or an empty string when there is none and none is required."""
        expected = "redis://主机:6379/0"
        return self.url(name, None if required else "", REDIS, expected)

    def url(self, name: str, default: str | None, schemes: tuple[str, ...], expected: str) -> str:
        """An address with one of ``schemes`` and a readable port; only its scheme is ever shown."""
        value = self.given(name)
        if not value:
            if default is None:
                refuse(name, expected, "空")
            return default
        try:
            parts = urlsplit(value)
            port_is_readable = parts.port is None or parts.port > 0
        except ValueError:
            refuse(name, expected, "写法有误的地址")
        if parts.scheme not in schemes or not port_is_readable:
            refuse(name, expected, f"以 {parts.scheme}:// 开头的地址" if parts.scheme else "没有 :// 的文字")
        if parts.scheme != SQLITE and not (parts.hostname or parts.path):
            refuse(name, expected, "没有主机名的地址")
        return value

    def email(self, name: str, default: str) -> dict[str, Any]:
        """Django's e-mail settings."""
        expected = "smtp+tls://用户:口令@主机:587"
        value = self.url(name, default, tuple(environ.Env.EMAIL_SCHEMES), expected)
        return dict(self.env.email_url_config(value))
