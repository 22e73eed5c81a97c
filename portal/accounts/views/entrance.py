"""Coming in, going out, changing one's password."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actor import Actor
from portal.accounts.forms import PasswordForm, SignInForm
from portal.accounts.guards import public, signed_in_even_with_old_password
from portal.accounts.passwords import change_password as set_password
from portal.accounts.sessions import safe_next
from portal.audit import record

HOME = "home"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def sign_in(request: Any) -> HttpResponse:
    """The sign-in page; afterwards the visitor is back where they were (`next`, paths of this site only).

    A wrong name and a wrong password get the same answer, 401: the request lacks valid credentials (RFC 9110).
    After five wrong ones axes answers 429 for fifteen minutes.
    """
    target = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST" and request.actor.user:
        return redirect(target or HOME)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            return _enter(request, user, target)
        return _refuse(request, form, target)
    status = 422 if form.is_bound else 200
    context = {"form": form, "next": target, "expired": request.GET.get("expired") == "1"}
    return render(request, "accounts/login.html", context, status=status)


def _enter(request: HttpRequest, user: Any, target: str) -> HttpResponse:
    login(request, user)
    record("session.sign_in", actor=Actor.of(user), request=request)
    return see_other(resolve_url(target or HOME))


def _refuse(request: HttpRequest, form: SignInForm, target: str) -> HttpResponse:
    name = form.cleaned_data["username"]
    record("session.refused", obj_type="username", obj_label=name, result="refused", request=request)
    context = {"form": form, "next": target, "left": tries_left(request, name), "limit": get_failure_limit(request, {})}
    response = render(request, "accounts/login.html", context, status=401)
    # A scheme of our own: HTTP asks for the header, and browsers must not open their own dialog.
    response["WWW-Authenticate"] = 'Form realm="portal"'
    return response


def tries_left(request: HttpRequest, name: str) -> int:
    """How often a password may still be tried for this name, existing or not."""
    credentials = {"username": name}
    failures = AxesProxyHandler.get_failures(request, credentials)
    return max(get_failure_limit(request, credentials) - failures, 0)


@require_POST
@signed_in_even_with_old_password
def sign_out(request: Any) -> HttpResponse:
    """End the session; only by POST, so that no picture or link can do it."""
    record("session.sign_out", request=request)
    logout(request)
    response = see_other(resolve_url("login"))
    # Drafts kept in the browser belong to the person who leaves (rulings 29); the page's script drops them too.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_even_with_old_password
def change_password(request: Any) -> HttpResponse:
    """One's own password; whoever got a one-time password comes here before anything else."""
    user = request.actor.user
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        set_password(user, form.cleaned_data["new"], actor=request.actor)
        update_session_auth_hash(request, user)
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return see_other(resolve_url(HOME))
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)


def see_other(url: str) -> HttpResponse:
    """303: after a write, look at another page."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
