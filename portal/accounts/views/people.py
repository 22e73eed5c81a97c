"""Accounts and grants, for the security administrator."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as unlock
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import people
from portal.accounts.forms import AccountFilter, AccountForm, GrantForm, ReasonForm, at_unit, held_by
from portal.accounts.grants import GrantRefused, grant, revoke
from portal.accounts.guards import needs
from portal.accounts.models import Membership, User
from portal.accounts.views.entrance import see_other
from portal.ui.paging import page
from portal.ui.sorting import sort

COLUMNS = {"username": "username", "name": "full_name", "created": "created_at"}


@require_safe
@needs("account.view")
def list_accounts(request: Any) -> HttpResponse:
    """All accounts, found by name, unit, role or state."""
    form = AccountFilter(request.GET or None)
    order = sort(request, COLUMNS, "username")
    rows = page(request, _narrowed(form).order_by(*order.order_by))
    held = held_by(list(rows))
    for user in rows:
        user.held = held[user.pk]
    return render(request, "accounts/account_list.html", {"form": form, "page": rows, "sort": order})


def _narrowed(form: AccountFilter) -> QuerySet[User]:
    users = User.objects.all()
    chosen = form.cleaned_data if form.is_valid() else {}
    if text := chosen.get("q", "").strip():
        users = users.filter(Q(username__icontains=text) | Q(full_name__icontains=text) | Q(phone__startswith=text))
    if chosen.get("unit") or chosen.get("role"):
        users = users.filter(pk__in=at_unit(chosen.get("unit"), chosen.get("role", "")))
    states = {"active": Q(is_active=True), "inactive": Q(is_active=False), "first": Q(must_change_password=True)}
    return users.filter(states.get(chosen.get("state", ""), Q()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("account.edit")
def create_account(request: Any) -> HttpResponse:
    """A new account with its first role; its one-time password is shown once, on the answer to this request."""
    form = AccountForm(request.POST or None)
    first = GrantForm(request.POST or None, initial={"unit": request.GET.get("unit", "")})
    if request.method == "POST" and all([form.is_valid(), first.is_valid()]):
        chosen = first.cleaned_data
        try:
            user, password = people.create_account(
                form.cleaned_data, chosen["unit"], chosen["role"], chosen["reason"],
                actor=request.actor, since=chosen["since"],
            )  # fmt: skip
        except GrantRefused as refused:
            first.add_error(None, str(refused))
        else:
            return _hand_over(request, user, password)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/account_create.html", {"form": form, "first": first}, status=status)


def _hand_over(request: Any, user: User, password: str) -> HttpResponse:
    """Show a one-time password. Not kept anywhere, so this page cannot be called up again."""
    context = {"account": user, "password": password}
    return render(request, "accounts/one_time_password.html", context)


@require_safe
@needs("account.view")
def show_account(request: Any, pk: int) -> HttpResponse:
    """One account: its roles with dates and reasons, and what can be done with it."""
    return _detail(request, get_object_or_404(User, pk=pk))


def _detail(
    request: Any, user: User, forms: dict[str, Any] | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    rows = Membership.objects.filter(user=user).select_related("unit").order_by("-valid_from", "role", "pk")
    current = list(rows.after(timezone.localdate()))
    context = {
        "account": user,
        "current": current,
        "past": rows.exclude(pk__in=[held.pk for held in current]),
        "grant_form": GrantForm(),
        "switch_form": ReasonForm(prefix="switch"),
        "revoke_form": ReasonForm(prefix="revoke"),
        "error": error,
    }
    return render(request, "accounts/account_detail.html", context | (forms or {}), status=status)


@require_POST
@needs("account.edit")
def grant_role(request: Any, pk: int) -> HttpResponse:
    """Give the account one more role."""
    user = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            held = grant(
                user, chosen["unit"], chosen["role"], chosen["reason"], actor=request.actor, since=chosen["since"]
            )
        except GrantRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已授权：{user} 为“{chosen['unit'].name}”的{held.get_role_display()}。")
            return _back(user)
    return _detail(request, user, {"grant_form": form}, status=422)


@require_POST
@needs("account.edit")
def revoke_role(request: Any, pk: int) -> HttpResponse:
    """End one membership, today."""
    held = get_object_or_404(Membership.objects.select_related("user", "unit"), pk=pk)
    form = ReasonForm(request.POST, prefix="revoke")
    return _done_or_detail(
        request, held.user, "revoke_form", form,
        lambda reason: revoke(held, reason, actor=request.actor),
        f"已收回：{held.user} 的{held.get_role_display()}。",
    )  # fmt: skip


@require_POST
@needs("account.edit")
def switch_account(request: Any, pk: int) -> HttpResponse:
    """Close an open account, open a closed one. `to` says which the page offered: a second click does not undo."""
    user = get_object_or_404(User, pk=pk)
    if request.POST.get("to") == ("on" if user.is_active else "off"):
        messages.success(request, f"{'已启用' if user.is_active else '已停用'}：{user}。")
        return _back(user)
    act, done = (people.deactivate, "已停用") if user.is_active else (people.reactivate, "已启用")
    form = ReasonForm(request.POST, prefix="switch")
    return _done_or_detail(
        request, user, "switch_form", form, lambda reason: act(user, reason, actor=request.actor), f"{done}：{user}。"
    )


def _done_or_detail(request: Any, user: User, name: str, form: ReasonForm, act: Any, done: str) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except GrantRefused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, done)
            return _back(user)
    return _detail(request, user, {name: form}, error=str(form.errors["reason"][0]), status=422)


@never_cache
@require_POST
@needs("account.edit")
def reset_password(request: Any, pk: int) -> HttpResponse:
    """A one-time password for someone who forgot theirs; it also ends a lock after wrong tries."""
    user = get_object_or_404(User, pk=pk)
    password = people.reset_password(user, actor=request.actor)
    unlock(username=user.username)
    return _hand_over(request, user, password)


def _back(user: User) -> HttpResponse:
    return see_other(resolve_url("account_detail", user.pk))
