"""Shows the portal's own pages for what is not found or not allowed, while trying out as in production.

Django would show its English debugging pages instead as long as DEBUG is on."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from portal.ui import errors

NUL = "\0"


class ReadableTextMiddleware:
    """Refuses (400) an address, a cookie or a form with a NUL character: no keyboard writes it, no PostgreSQL keeps it.

    Stands before everything that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return errors.bad_request(request) if _has_nul(request) else self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    texts = [request.path_info, *request.COOKIES.values()]
    for form in (request.GET, request.POST):
        texts += [text for name, values in form.lists() for text in (name, *values)]
    return any(NUL in str(text) for text in texts)


class ErrorPagesMiddleware:
    """Stands after whatever the frame of a page needs of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        leads_nowhere = response.status_code == 404 and request.resolver_match is None
        return errors.page_not_found(request) if leads_nowhere else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, Http404):
            return errors.page_not_found(request, exception)
        if isinstance(exception, PermissionDenied):
            return errors.permission_denied(request, exception)
        if isinstance(exception, IntegrityError) and "unique" in str(exception).lower():
            return errors.done_already(request, exception)
        return errors.bad_request(request, exception) if isinstance(exception, BadRequest) else None
