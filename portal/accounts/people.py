"""Opening, closing and re-opening accounts. Nobody is deleted: the logs point at them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from portal.accounts.grants import GrantRefused, grant, refuse_last
from portal.accounts.models import Membership, User
from portal.accounts.passwords import change_password, one_time_password
from portal.audit import record
from portal.organisations.models import Unit
from portal.organisations.scope import system
from portal.ui.words import seen


@transaction.atomic
def create_account(
    fields: dict[str, Any], unit: Unit, role: str, reason: str, *, actor: Any = None, since: date | None = None
) -> tuple[User, str]:
    """A user with a first role and a one-time password, which is returned to be handed over and kept nowhere."""
    password = one_time_password()
    user = User.objects.create_user(fields["username"], password, must_change_password=True, **_rest(fields))
    record("account.create", actor=actor, obj_type="user", obj_id=str(user.pk), obj_label=str(user))
    grant(user, unit, role, reason, actor=actor, since=since)
    return user, password


def reset_password(user: User, *, actor: Any = None) -> str:
    """Replace the password by a one-time value, returned to be handed over; it must be changed at sign-in."""
    password = one_time_password()
    change_password(user, password, actor=actor, must_change=True)
    return password


@transaction.atomic
def deactivate(user: User, reason: str, *, actor: Any = None) -> None:
    """Close an account; open sessions end with the next request. Raises `GrantRefused`."""
    if actor is not None and actor.user == user:
        raise GrantRefused("应有：他人的账号。收到：您自己的账号。怎样改：请另一名安全管理员办理。")
    with system("roles of the account to be closed"):
        for held in Membership.objects.in_force().filter(user=user, role="secadmin"):
            refuse_last(held)
    _switch(user, False, "account.deactivate", reason, actor)


@transaction.atomic
def reactivate(user: User, reason: str, *, actor: Any = None) -> None:
    """Open a closed account again, with the roles still in force."""
    _switch(user, True, "account.reactivate", reason, actor)


def _switch(user: User, on: bool, action: str, reason: str, actor: Any) -> None:
    if not seen(reason):
        raise GrantRefused("应有：原因。收到：空白。怎样改：写明原因，如离职、返岗。")
    user.is_active = on
    user.save(update_fields=["is_active"])
    detail = {"reason": seen(reason)}
    record(action, actor=actor, obj_type="user", obj_id=str(user.pk), obj_label=str(user), detail=detail)


def _rest(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in ("full_name", "phone", "email")}
