"""The main menu and the inbox counter: apps register here, the shell asks here.

An app puts its entries into its own `menu.py` (found at start), so that this bottom layer imports nobody:

    from portal.ui.menu import MenuEntry, register

    register(MenuEntry("报送进度", "board", "return.review", order=20))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.urls import reverse


class CanAsk(Protocol):
    """What the menu needs of an actor."""

    def can(self, permission: str, /) -> bool: ...


@dataclass(frozen=True)
class MenuEntry:
    """One entry: Chinese label, URL name (without arguments), the permission(s) of which one is enough
    (empty = everybody signed in), its place, and further URL names whose pages belong to it."""

    label: str
    url_name: str
    permission: str | tuple[str, ...] = ""
    order: int = 50
    also: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def open_to(self, actor: CanAsk) -> bool:
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return wanted == ("",) or any(actor.can(permission) for permission in wanted)


@dataclass(frozen=True)
class Inbox:
    """Where the inbox is and how many unread notices a user has."""

    url_name: str
    unread: Callable[[Any], int]


_entries: dict[str, MenuEntry] = {}
_inboxes: list[Inbox] = []


def register(entry: MenuEntry) -> None:
    """Add an entry; a second one with the same URL name is a programming error."""
    if _entries.get(entry.url_name, entry) != entry:
        raise ValueError(f"The menu already has an entry for {entry.url_name!r}.")
    _entries[entry.url_name] = entry


def register_inbox(url_name: str, unread: Callable[[Any], int]) -> None:
    """Tell the shell where the inbox is; `unread(user)` must be one cheap query."""
    _inboxes[:] = [Inbox(url_name, unread)]


def inbox() -> Inbox | None:
    return _inboxes[0] if _inboxes else None


def url_names() -> list[str]:
    return list(_entries) + [box.url_name for box in _inboxes]


def entries_for(actor: CanAsk) -> list[MenuEntry]:
    """The entries this actor may open, in order."""
    ordered = sorted(_entries.values(), key=lambda entry: (entry.order, entry.label))
    return [entry for entry in ordered if entry.open_to(actor)]


def current_entry(entries: list[MenuEntry], url_name: str, path: str) -> MenuEntry | None:
    """The entry a page belongs to: by name first, else the one whose address is the longest beginning of
    the page's own (the home page, "/", only claims itself)."""
    for entry in entries:
        if url_name and url_name in (entry.url_name, *entry.also):
            return entry
    under = [entry for entry in entries if entry.url != "/" and path.startswith(entry.url)]
    return max(under, key=lambda entry: len(entry.url), default=None)
