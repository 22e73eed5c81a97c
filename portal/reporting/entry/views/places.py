"""From an address to the return and form it names; 404 for what is unknown or out of scope."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from ...models import Return, ReturnVersion
from ...schema import FormSpec, Item, UnknownItem
from ..access import Place, find_place


def place_of(request: HttpRequest, period: str, unit: str, number: int | None = None) -> Place:
    """The place of a page for the person asking."""
    try:
        return find_place(period, unit, request.actor, number)  # type: ignore[attr-defined]
    except (Return.DoesNotExist, ReturnVersion.DoesNotExist):
        raise Http404("没有这张报表，或不在您的范围内。") from None


def form_of(place: Place, no: int) -> FormSpec:
    try:
        return place.schema.form(no)
    except LookupError as error:
        raise Http404(str(error)) from None


def item_of(place: Place, code: str) -> Item:
    try:
        return place.schema.named(code)
    except UnknownItem as error:
        raise Http404(str(error)) from None


def judges_all(request: HttpRequest) -> bool:
    """`?check=1` judges what the grid marks in its cells too; what a page saves is answered as the page was made."""
    return "check" in request.GET


def version_asked(request: HttpRequest) -> int | None:
    """`?version=n`; anything that is no number is no version (404)."""
    text: Any = request.GET.get("version")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Http404("没有这个版本。")
    return int(text)
