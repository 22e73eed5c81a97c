"""The frame of every page: menu, messages, and markup that a strict content policy lets through."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import messages
from django.core import checks
from django.urls import reverse

from portal.ui import menu
from portal.ui.checks import menu_leads_somewhere
from portal.ui.menu import MenuEntry, current_entry, entries_for
from tests.factories import make_member, make_province

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"<style|\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "inline handler": re.compile(r"\s(?:hx-)?on[a-z:-]+\s*=\s*[\"']"),
    "foreign address": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//"""),
    "evaluated htmx": re.compile(r"""hx-(?:vals|vars|headers)=["']js:|hx-trigger=["'][^"']*\["""),
}


def markup(path):
    """A template without its tags: what stands between {% and %} never reaches a browser as it is."""
    return re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_template_needs_a_looser_content_policy(kind):
    found = [str(path) for path in TEMPLATES if FORBIDDEN[kind].search(markup(path))]
    assert found == []


def test_style_sheets_load_nothing_from_elsewhere():
    for path in (Path(settings.BASE_DIR) / "static").glob("*.css"):
        assert not re.search(r"@import|url\(", path.read_text(encoding="utf-8")), path.name


class Asker:
    def __init__(self, *held):
        self.held = held

    def can(self, permission):
        return permission in self.held


@pytest.fixture
def entries(monkeypatch):
    known: dict[str, MenuEntry] = {}
    monkeypatch.setattr(menu, "_entries", known)
    menu.register(MenuEntry("参数", "parameter_list", ("parameter.edit", "calendar.edit"), order=2))
    menu.register(MenuEntry("收件箱", "inbox", order=1, also=("open_notice",)))
    return known


def test_the_menu_shows_what_one_may_open_in_order(entries):
    assert [entry.label for entry in entries_for(Asker("calendar.edit"))] == ["收件箱", "参数"]
    assert [entry.label for entry in entries_for(Asker("return.view"))] == ["收件箱"]


def test_the_current_entry_is_found_by_name_then_by_address(entries):
    shown = entries_for(Asker("parameter.edit"))
    assert current_entry(shown, "open_notice", "/elsewhere/").label == "收件箱"
    assert current_entry(shown, "parameter_detail", "/policy/parameters/x/").label == "参数"
    assert current_entry(shown, "login", "/login/") is None


def test_two_entries_for_one_page_are_refused(entries):
    with pytest.raises(ValueError, match="already"):
        menu.register(MenuEntry("别名", "inbox"))


def test_a_dead_menu_entry_stops_the_start(entries):
    menu.register(MenuEntry("没有", "no_such_page"))
    assert [error.id for error in menu_leads_somewhere()] == ["ui.E001"]
    assert isinstance(menu_leads_somewhere()[0], checks.Error)


@pytest.mark.django_db
def test_the_frame_says_who_where_and_what_waits(client):
    units = make_province()
    user = make_member(units["prov"], "province_manager")
    client.force_login(user)
    html = client.get(reverse("parameter_list")).content.decode()
    assert user.full_name in html
    assert "省总管理人" in html
    assert 'aria-current="page">参数与日历' in html
    assert f'<form method="post" action="{reverse("sign_out")}"' in html
    assert "收件箱" in html


@pytest.mark.django_db
def test_messages_are_notes_in_the_page(rf):
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.template.loader import render_to_string

    request = rf.get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    messages.error(request, "没有<保存>")
    html = render_to_string("ui/messages.html", {"messages": messages.get_messages(request)}, request)
    assert '<p class="note n-bad">没有&lt;保存&gt;</p>' in html
