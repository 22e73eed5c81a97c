"""System checks of the shell."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import NoReverseMatch, reverse

from portal.ui import menu


def menu_leads_somewhere(**_: Any) -> list[CheckMessage]:
    """One error for each menu entry whose URL name does not exist: a dead entry must stop the start."""
    return [
        Error(f"Menu entry {name!r} names no URL.", id="ui.E001") for name in menu.url_names() if not _resolves(name)
    ]


def _resolves(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
