"""Pages for what went wrong. Each says what was expected, what came and what to do, with a fitting status.

403, 404 and the like stand in the ordinary frame; 400 and 500 in a plain one, because after them nothing about the
visitor or the database can be relied on.
"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

NO_PERMISSION = "您的角色没有打开这一页的权限。"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; the text given to PermissionDenied is shown when there is one."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "errors/403.html", {"reason": reason or NO_PERMISSION}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for what does not exist and what is out of scope alike."""
    return render(request, "errors/404.html", status=404)


def done_already(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409: somebody wrote the same row in the same moment, as a double click does; nothing was written twice."""
    log.warning("refused as done already: %s", exception)
    return render(request, "errors/409.html", status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose secret is old: the session ended or another one began in the same browser."""
    return render(request, "errors/csrf.html", status=403)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """429 after five wrong passwords; the same for names that exist and names that do not."""
    return render(request, "errors/locked.html", status=429)
