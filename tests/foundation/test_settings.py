"""What the settings promise about safety, as a visitor's browser sees it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection
from django.templatetags.static import static
from django.test import Client, override_settings

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, django
django.setup()
from django.conf import settings
names = %r
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def _production(tmp_path: Path, *names: str, **more: str) -> dict[str, Any]:
    """Settings of a process started with a production environment."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": "postgres://portal:secret@127.0.0.1:5432/portal",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "MEDIA_ROOT": str(tmp_path),
    } | more
    command = (sys.executable, "-c", ASK % (names,))
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


def test_production_is_safe_by_default(tmp_path: Path) -> None:
    names = ("DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    found = _production(tmp_path, *names, "DATABASES", "STORAGES", "CELERY_BROKER_URL", "CACHES", "PASSWORD_HASHERS")
    assert [found[name] for name in names] == [False, True, True, True, 31_536_000]
    assert found["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 4
    assert found["STORAGES"]["staticfiles"]["BACKEND"].endswith("CompressedManifestStaticFilesStorage")
    assert found["CELERY_BROKER_URL"] == found["CACHES"]["default"]["LOCATION"] == "redis://127.0.0.1:6379/0"
    assert found["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")


def test_plain_http_and_proxy_are_said_out_loud(tmp_path: Path) -> None:
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER")
    found = _production(tmp_path, *names, HTTPS_ONLY="off", TRUST_PROXY="on")
    assert [found[name] for name in names] == [False, False, 0, ["HTTP_X_FORWARDED_PROTO", "https"]]


@pytest.mark.django_db
def test_headers_of_a_page(client: Client) -> None:
    headers = client.get("/no/such/page").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_static_files_can_be_collected_for_production(tmp_path: Path) -> None:
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    storages = portal_settings.STORAGES | {"staticfiles": storage}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        address = static("portal.css")
    assert re.fullmatch(r"/static/portal\.[0-9a-f]{12}\.css", address)
    assert (tmp_path / address.removeprefix("/static/")).exists()


def test_middleware_in_the_order_it_needs() -> None:
    order = [path.rsplit(".", 1)[1] for path in portal_settings.MIDDLEWARE]
    wanted = ["SessionMiddleware", "AuthenticationMiddleware", "AuditMiddleware", "ActorMiddleware", "AxesMiddleware"]
    assert [name for name in order if name in wanted] == wanted
    assert order[-1] == "AxesMiddleware"


@pytest.mark.django_db
def test_sqlite_takes_many_writers() -> None:
    if connection.vendor != "sqlite":
        assert connection.settings_dict["OPTIONS"]["pool"]
        return
    with connection.cursor() as cursor:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 1)):
            assert cursor.execute(f"PRAGMA {pragma}").fetchone()[0] == value
