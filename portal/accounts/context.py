"""What every page's frame needs: who acts, the menu they may use, the inbox with its unread notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.ui import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the frame; for nobody signed in, an empty one."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.user is None:
        return {"actor": actor, "menu": [], "inbox": None, "inbox_count": 0}
    return {
        "actor": actor,
        "menu": menu.entries_for(actor),
        "inbox": menu.inbox(),
        "inbox_count": SimpleLazyObject(lambda: unread(actor.user)),
    }


def unread(user: Any) -> int:
    """Number of the user's unread notices; 0 while no app has registered an inbox."""
    box = menu.inbox()
    return box.unread(user) if box else 0
