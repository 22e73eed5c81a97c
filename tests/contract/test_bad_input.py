"""The issue's table "Bad input": a clear Chinese message at the place, a fitting status, and nothing else lost."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.files import limits
from portal.organisations.scope import system
from portal.reporting.models import Evidence, Period, Return, ReturnState, ReturnVersion
from tests.world import World

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[一-鿿]")
# Beside each bad cell a good one is typed, which must be kept.
GOOD = {"code": "0014", "text": "1583.40", "seen": ""}


def address(world: World, tail: str = "", no: int = 2) -> str:
    unit = world.places["subsidiary"].code
    return f"/returns/{world.current.code}/{unit}/forms/{no}/{tail}"


def seen(world: World, code: str, no: int) -> str:
    """What the page shows in a cell before anything is typed."""
    page = world.client("officer").get(address(world, no=no)).content.decode()
    found = re.search(rf'name="s\.{code}" value="([^"]*)"', page)
    assert found is not None, code
    return found[1]


def send(world: World, no: int, **texts: str) -> tuple[int, dict[str, Any]]:
    cells = [{"code": code[1:], "text": text, "seen": seen(world, code[1:], no)} for code, text in texts.items()]
    response = world.client("officer").post(
        address(world, "cells/", no), json.dumps({"cells": cells}), content_type="application/json"
    )
    return response.status_code, response.json()["cells"]


@pytest.mark.parametrize(
    "text",
    ["十二", "12a", "12万", "1,23,4.5.6", "-3", "9" * 40, "1e5", "0x10", "12.5", "１２ａ", "NaN", "=1+1", "∞", "½"],
)
def test_a_bad_number_is_refused_at_its_cell_and_its_neighbour_is_kept(world: World, text: str) -> None:
    status, cells = send(world, 0, c0001=text, c0002="900")
    assert status in (200, 207, 409, 422)
    assert cells["0002"]["state"] == "saved"
    bad = cells["0001"]
    assert bad["state"] != "saved"
    told = json.dumps(bad, ensure_ascii=False)
    assert "应有" in told and "收到" in told and "怎样改" in told, told


@pytest.mark.parametrize(
    ("text", "shown"), [("１，２３４", "1234"), ("1,234", "1234"), (" 1234 ", "1234"), ("1２34", "1234")]
)
def test_ways_of_writing_a_number_are_understood(world: World, text: str, shown: str) -> None:
    status, cells = send(world, 0, c0001=text)
    assert status == 200
    assert cells["0001"]["state"] == "saved"
    assert seen(world, "0001", 0).replace(",", "") == shown


def test_money_with_separators_is_understood(world: World) -> None:
    status, cells = send(world, 2, c0402="１,２34.5")
    assert (status, cells["0402"]["state"]) == (200, "saved")
    assert seen(world, "0402", 2).replace(",", "") == "1234.50"


def test_a_narrative_of_five_thousand_characters_is_refused_and_said_to_be_too_long(world: World) -> None:
    with system("a narrative item"):
        from portal.reporting.schema import Schema

        item = next(one for one in Schema.of(world.current).items if one.type == "narrative")
    response = world.client("officer").post(
        address(world, "cells/", item.form),
        json.dumps({"cells": [{"code": item.code, "text": "产" * 5000, "seen": ""}]}),
        content_type="application/json",
    )
    told = json.dumps(response.json(), ensure_ascii=False)
    assert response.status_code in (200, 207, 422) and '"saved"' not in told
    assert "800" in told and "5000" in told.replace(",", "")


@pytest.fixture
def started(world: World) -> ReturnVersion:
    """The officer's return with a working copy."""
    send(world, 0, c0001="980")
    with system("the working copy"):
        ret = Return.objects.select_related("working").get(unit=world.places["subsidiary"], period=world.current)
    assert ret.working is not None
    return ret.working


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("工资表.exe", b"MZ\x90\x00" * 100, ("PDF", "XLSX")),
        ("说明.pdf", b"MZ\x90\x00" * 100, ("PDF",)),
        ("空.pdf", b"", ("空",)),
        ("大.pdf", None, ("20 MB",)),
    ],
)
def test_a_forbidden_or_large_file_is_refused_and_the_limit_stated(
    world: World, started: ReturnVersion, monkeypatch: Any, name: str, content: bytes | None, words: tuple[str, ...]
) -> None:
    if content is None:
        content = b"%PDF-1.7\n" + b"0" * (limits.LARGEST_FILE + 1)
    upload = SimpleUploadedFile(name, content)
    response = world.client("officer").post(address(world, "evidence/", 0), {"code": "0003", "file": upload})
    assert response.status_code in (413, 422)
    told = response.json()["problem"]
    assert all(word.upper() in told.upper() for word in words), told
    with system("nothing was kept"):
        assert not Evidence.objects.filter(version=started).exists()
    assert seen(world, "0001", 0) == "980"


def test_a_closed_period_keeps_what_was_typed_on_the_page(world: World, started: ReturnVersion) -> None:
    Period.objects.filter(pk=world.current.pk).update(state="locked", locked_at=timezone.now())
    page = world.client("officer").post(address(world, "save/", 0), {"v.0002": "91234", "s.0002": ""})
    assert page.status_code == 409
    assert "91234" in page.content.decode() and "锁定" in page.content.decode()


def test_a_stale_page_is_told_what_happened(world: World, started: ReturnVersion) -> None:
    unit = world.places["subsidiary"]
    target = reverse("move_return", args=[world.current.code, unit.code, "submit"])
    page = world.client("officer").post(target, {"key": str(uuid4()), "expect": "0"})
    assert page.status_code == 409 and "页面已经过时" in page.content.decode()
    with system("unchanged"):
        assert Return.objects.get(unit=unit, period=world.current).state == ReturnState.DRAFTING


@pytest.mark.parametrize("username", ["officer", "nobody-of-that-name", "officer'--", "甲" * 500, ""])
def test_a_wrong_password_says_so_without_telling_names_apart(world: World, username: str) -> None:
    page = Client().post("/login/", {"username": username, "password": "wrong-" + "x" * 20})
    text = page.content.decode()
    assert page.status_code in (400, 401, 403, 422), page.status_code
    assert "sessionid" not in page.cookies
    assert CHINESE.search(text)
    if username in ("officer", "nobody-of-that-name"):
        assert "账号或密码" in text or "用户名或密码" in text
        assert f'value="{username}"' in text, "the name stays typed"


@pytest.mark.parametrize(
    "path",
    ["/returns/2026Q9/600103/", "/returns/２０２６Q3/600103/", "/returns/2026Q3/%00/", "/units/99999999999999999999/",
     "/returns/2026Q3/600103/forms/9/", "/returns/2026Q3/600103/cells/9999/", "/receipts/%27%3B--/", "/nothing/here/",
     "/indicators/2026Q3/600103/I-9999/", "/files/99999999999999999999/", "/jobs/99999999999999999999/",
     "/returns/2026Q3/600103/forms/2/?version=abc", "/returns/2026Q3/600103/forms/2/?version=99"],
)  # fmt: skip
def test_an_unknown_address_is_a_chinese_404(world: World, path: str) -> None:
    page = world.client("officer").get(path)
    # What no database can hold is no request at all.
    assert page.status_code == (400 if "%00" in path else 404)
    assert CHINESE.search(page.content.decode())


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=-1", "?page=９", "?page=" + "9" * 40, "?page=abc", "?sort=bad", "?q=%00", "?q=" + "x" * 3000,
     "?tab=bad", "?area=bad&group=bad&industry=bad&layer=bad", "?view=bad", "?level=bad", "?period=2031Q9",
     "?kind=bad"],
)  # fmt: skip
def test_bad_queries_never_break_a_list(world: World, query: str) -> None:
    period, place = world.current.code, world.places["group"].code
    client = world.client("group")
    for path in (
        "/", "/units/", "/inbox/", "/jobs/", "/measures/", "/summary/", f"/returns/{period}/",
        f"/returns/{period}/urge/", f"/returns/{period}/samples/", f"/indicators/{period}/{place}/",
        f"/indicators/{period}/{place}/I-0402/units/", "/policy/parameters/",
    ):  # fmt: skip
        assert client.get(path + query).status_code in ((400,) if "%00" in query else (200, 302, 404, 422)), (
            path + query
        )
