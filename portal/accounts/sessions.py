"""Sessions: the idle limit, and how a visitor without one is asked to sign in."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

TOUCHED = "touched"
TOUCH_EVERY = 60  # seconds; writing the session row on each request would double the writes of autosave


def touch(request: HttpRequest) -> None:
    """Keep a used session alive: restart its idle time, at most once a minute."""
    now = int(timezone.now().timestamp())
    if now - request.session.get(TOUCHED, 0) >= TOUCH_EVERY:
        request.session[TOUCHED] = now


def safe_next(request: HttpRequest, target: str | None) -> str:
    """`target` if it is a path of this site, else ""."""
    good = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and good else ""


def expired(request: HttpRequest) -> bool:
    """Whether the browser still holds a session cookie although nobody is signed in."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def login_url(request: HttpRequest) -> str:
    """The sign-in page with the way back: this page, or for a background call the page it was made from."""
    query = {"next": _page(request)}
    if expired(request):
        query["expired"] = "1"
    return f"{reverse('login')}?{urlencode(query)}"


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a page visit to the sign-in page; answer a write or a background call with 401 and leave the page standing.

    A redirect would throw away what was typed; a 401 lets the page keep it (issue, "Bad input").
    """
    url = login_url(request)
    if request.method in ("GET", "HEAD") and not _background(request):
        return redirect(url)
    template = "accounts/expired_fragment.html" if _background(request) else "accounts/expired.html"
    response = render(request, template, {"login_url": url}, status=401)
    response["X-Login-Url"] = url
    return response


def _background(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request")) or request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _page(request: HttpRequest) -> str:
    if request.method == "GET" and not _background(request):
        return request.get_full_path()
    source = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    parts = urlsplit(safe_next(request, source))
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.path else reverse("home")
