"""The start page, by role."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.accounts.guards import signed_in
from portal.ui import menu

from .. import home


@require_GET
@signed_in
def show_home(request: HttpRequest) -> HttpResponse:
    """Own return, overview, or (administrators) the tasks their menu holds."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    period = home.current_period() if actor.can("return.view") else None
    context = {
        "period": period,
        "own": home.own_returns(actor, period) if period else [],
        "overview": home.overview(actor, period) if period else None,
        "tasks": [entry for entry in menu.entries_for(actor) if entry.url_name != "home"],
        "reads": actor.can("return.view"),
    }
    return render(request, "reporting/workflow/home.html", context)
