"""What broke the portal once: mangled requests, two people at once, hostile names. Each stays mended."""

from __future__ import annotations

import io
import random
import threading
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.files import FileRefused
from portal.files.kinds import recognise
from portal.organisations.scope import system
from portal.reporting.models import BoilerplatePhrase, Return, ReturnMove

from ..factories import make_member
from .entry_world import World, address, as_, send_cells, stored
from .workflow_cast import make_world

pytestmark = pytest.mark.django_db
NUL_ADDRESSES = ("/returns/%00/U/", "/returns/2026Q3/%00/", "/receipts/%00/", "/returns/2026Q3/?q=%00", "/periods/%00/")


@pytest.fixture
def world() -> World:
    return make_world()


def user_of(world: World, who: str) -> User:
    user = world.actors[who].user
    assert user is not None
    return user


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do the acts in threads that start together; returns their answers."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait()
            answers[place] = acts[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("url", NUL_ADDRESSES)
def test_nul_in_an_address_is_refused(world: World, url: str) -> None:
    response = as_(world.actors["filler"]).get(url)
    assert response.status_code == 400
    assert "请求无法识别" in response.content.decode()


def test_nul_in_a_form_or_cookie_is_refused(world: World) -> None:
    client = as_(world.actors["filler"])
    assert client.post(address(world, tail="notes/"), {"rule": "S10", "text": "说明\0"}).status_code == 400
    client.cookies["sessionid"] = "\0" * 32
    assert client.get("/").status_code == 400


@pytest.mark.parametrize("body", ["[" * 100_000, '{"cells":' + "[" * 100_000, '{"cells": 1e999}'])
def test_bottomless_json_is_unreadable(world: World, body: str) -> None:
    response = as_(world.actors["filler"]).post(address(world, tail="cells/"), body, content_type="application/json")
    assert response.status_code == 400
    assert "没有保存" in response.json()["refused"]


def test_form_sent_to_the_cells_is_unreadable(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world, "filler"))
    client.get(address(world))
    token = client.cookies["csrftoken"].value
    response = client.post(address(world, tail="cells/"), {"csrfmiddlewaretoken": token, "v.0401": "1"})
    assert response.status_code == 400


def test_half_an_emoji_is_left_out(world: World) -> None:
    answer = send_cells(world, ("0419", "做法\ud83d很好", ""))
    assert answer.status_code == 200
    assert stored(world, "0419") == "做法很好"


def test_unknown_cell_beside_a_good_button(world: World) -> None:
    send_cells(world, ("0404", "1", ""))
    data = {"do": "declare:0404:red_letter", "code": "zzzz"} | {
        f"d.0404.red_letter.{name}": text
        for name, text in (("voucher", "凭 1 号"), ("amount", "1"), ("reason", "冲销上月多记的培训费用一笔"))
    }
    response = as_(world.actors["filler"]).post(address(world, tail="act/"), data)
    assert response.status_code == 200, response.content.decode()


def test_odd_digits_among_ticked_returns(world: World) -> None:
    url = reverse("accept_clean", args=[world.period.code])
    response = as_(world.actors["group"]).post(url, {"ret": ["²", "9" * 5000], "key": "x"})
    assert response.status_code == 400


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_workbooks_are_refused_in_words(method: int) -> None:
    sound = io.BytesIO()
    with zipfile.ZipFile(sound, "w", method) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>" * 200)
        archive.writestr("xl/workbook.xml", b"<a/>")
    dice = random.Random(1)
    for _ in range(400):
        damaged = bytearray(sound.getvalue())
        for _ in range(dice.choice((1, 2, 5, 20))):
            damaged[dice.randrange(4, len(damaged))] = dice.randrange(256)
        try:
            recognise(io.BytesIO(bytes(damaged)), "xlsx")
        except FileRefused as refusal:
            assert "附件没有收下" in str(refusal)


def test_quarter_planned_by_two_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = as_(world.actors["manager"])
    form = {"year": 2031, "quarter": 2, "opens_on": "", "notice": ""}
    assert manager.post(reverse("period_plan"), form).status_code == 302
    monkeypatch.setattr("portal.reporting.forms.PlanForm.clean", lambda form: form.cleaned_data)
    response = manager.post(reverse("period_plan"), form)
    assert response.status_code == 422
    assert "已经建立" in response.content.decode()


def test_row_written_by_another_in_the_same_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = as_(world.actors["manager"])
    monkeypatch.setattr("portal.reporting.views.rules.PhraseForm.validate_unique", lambda form: None)
    for status in (302, 409):
        assert manager.post(reverse("phrase_add"), {"text": "详见附件"}).status_code == status
    assert BoilerplatePhrase.objects.filter(text="详见附件").count() == 1


def test_second_click_does_not_open_a_closed_account(world: World) -> None:
    admin = Client()
    admin.force_login(make_member(world.units["prov"], "secadmin"))
    user = user_of(world, "filler")
    for _ in range(2):
        response = admin.post(reverse("account_switch", args=[user.pk]), {"switch-reason": "离职", "to": "off"})
        assert response.status_code == 303
    assert not User.objects.get(pk=user.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_first_cells_of_a_return_typed_at_once() -> None:
    world = make_world()
    answers = at_once(*(lambda code=code: send_cells(world, (code, "12", "")) for code in ("0401", "0402", "0404")))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    with system("test"):
        ret = Return.objects.get(pk=world.ret.pk)
        assert ReturnMove.objects.filter(ret=ret, move="start").count() == 1
        assert ret.versions.count() == 1


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("61/03", "斜杠公司", "至少一位数字"),
        ("..", "圆点公司", "至少一位数字"),
        ("urge", "词语公司", "至少一位数字"),
        ("610 3", "空格公司", "至少一位数字"),
        ("6103", "公司\x0b一", "控制字符"),
        ("6103", "公司\u202e一", "控制字符"),
    ],
)
def test_unit_whose_code_no_address_can_hold(world: World, code: str, name: str, words: str) -> None:
    form = {"unit-code": code, "unit-name": name, "unit-kind": "subsidiary", "unit-sort_order": "1"}
    response = as_(world.actors["manager"]).post(reverse("unit_open"), form)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_due_date_at_the_end_of_time(world: World) -> None:
    days = ("9999-12-28", "9999-12-29", "9999-12-30", "9999-12-31")
    form = dict(zip(("base", "group", "city_industry", "province"), days, strict=True))
    response = as_(world.actors["manager"]).post(reverse("period_dates", args=[world.period.code]), form)
    assert response.status_code == 409
    assert "一年以内" in response.content.decode()
