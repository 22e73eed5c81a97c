"""What the pages that act have in common: reading the hidden fields, and answering a refusal at its place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ...models import Return
from ..refusals import MoveRefused


def key_of(request: HttpRequest) -> UUID:
    """The idempotency key the form carries; MoveRefused when it is missing or mangled."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise MoveRefused("这次提交缺少操作号。怎样改：刷新页面后重新办理。", 400) from None


def seen_count(request: HttpRequest, name: str = "expect") -> int:
    """A count the page was made with; MoveRefused when it is missing or mangled."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise MoveRefused("这次提交没有说明页面是何时打开的。怎样改：刷新页面后重新办理。", 400)
    return int(text)


def questions_of(request: HttpRequest) -> dict[str, str]:
    """Questions by cell: every text written, and every cell ticked even when nothing was written."""
    found = {code: "" for code in request.POST.getlist("cell")}
    for name, text in request.POST.items():
        if name.startswith("q-") and str(text).strip():
            found[name[2:]] = str(text)
    return found


def see_return(ret: Return) -> Any:
    """303 to the return's page."""
    return see(reverse("return_detail", args=[ret.period.code, ret.unit.code]))


def see(url: str) -> Any:
    """303: the answer to the act is found by GET there."""
    response = redirect(url)
    response.status_code = 303
    return response


def with_refusal(request: HttpRequest, refusal: MoveRefused, page: HttpResponse) -> HttpResponse:
    """The page rendered again, with the status of the refusal."""
    page.status_code = refusal.status
    return page


def done(request: HttpRequest, text: str) -> None:
    messages.success(request, text)
