"""Long lists are cut into pages of one hundred."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 100


def page(request: HttpRequest, rows: Any, per_page: int = PER_PAGE, name: str = "page") -> Page:
    """The page of `rows` (an ordered queryset or a list) the address asks for by `?page=`.

    A page that is not a number or out of range leads to the first or last one. The result's `.name` is the
    parameter, for two lists on one screen."""
    result = Paginator(rows, per_page).get_page(request.GET.get(name))
    result.name = name  # type: ignore[attr-defined]
    return result
