"""Giving and taking roles. Every act has a reason and is logged; the holders of a role are asked for here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Membership, MembershipQuerySet, User
from portal.accounts.roles import ROLES, conflict
from portal.audit import record
from portal.organisations.models import Unit, UnitKind
from portal.organisations.scope import system
from portal.ui.words import seen


class GrantRefused(ValueError):
    """A role that cannot be given or taken; the Chinese text says why and what to do."""


@transaction.atomic
def grant(
    user: User, unit: Unit, role: str, reason: str, *, actor: Any = None, since: date | None = None
) -> Membership:
    """Give a user a role at a unit from `since` (today) on. Raises `GrantRefused`."""
    since = since or timezone.localdate()
    User.objects.select_for_update().get(pk=user.pk)
    with system("grant of a role"):
        _refuse_grant(user, unit, role, reason, since)
        held = Membership.objects.create(user=user, unit=unit, role=role, valid_from=since, reason=seen(reason))
    _log("account.grant", held, unit, reason, actor)
    return held


@transaction.atomic
def revoke(held: Membership, reason: str, *, actor: Any = None) -> None:
    """End a membership today; a planned one is ended before it begins. Raises `GrantRefused`."""
    if not seen(reason):
        raise GrantRefused("应有：收回授权的原因。收到：空白。怎样改：写明原因，如调离岗位。")
    refuse_last(held)
    today = timezone.localdate()
    with system("the membership as it stands now"):
        held.refresh_from_db(fields=["valid_to"], from_queryset=Membership.objects.select_for_update(of=("self",)))
    if held.valid_to and held.valid_to <= today:
        raise GrantRefused(f"应有：仍有效的授权。收到：已于 {held.valid_to} 收回。怎样改：不必再收回。")
    held.valid_to = max(today, held.valid_from)
    held.save(update_fields=["valid_to"])
    with system("name of a unit", routine=True):
        unit = held.unit
    _log("account.revoke", held, unit, reason, actor)


def holders(unit_ids: Iterable[int], roles: Iterable[str]) -> MembershipQuerySet:
    """Memberships in force of these roles at these units, whoever asks: to tell people that it is their turn."""
    with system("holders of a role", routine=True):
        rows = Membership.objects.in_force().filter(unit_id__in=list(unit_ids), role__in=list(roles))
        return rows.filter(user__is_active=True).select_related("user", "unit")


def roles_for(unit: Unit) -> list[tuple[str, str]]:
    """Codes and labels of the roles that exist at a unit of this kind."""
    return [(role.code, role.label) for role in ROLES.values() if unit.kind in role.kinds]


def _refuse_grant(user: User, unit: Unit, role: str, reason: str, since: date) -> None:
    if not seen(reason):
        raise GrantRefused("应有：授权原因。收到：空白。怎样改：写明依据，如任职文件。")
    if unit.kind not in ROLES[role].kinds:
        places = "、".join(kind.label for kind in UnitKind if kind in ROLES[role].kinds)
        raise GrantRefused(
            f"应有：“{ROLES[role].label}”设在{places}。收到：{unit.get_kind_display()}“{unit.name}”。怎样改：另选角色或单位。"
        )
    if unit.closed_on and unit.closed_on <= since:
        raise GrantRefused(f"应有：存续的单位。收到：“{unit.name}”已于 {unit.closed_on} 撤销。怎样改：另选单位。")
    kept = Membership.objects.after(since).filter(user=user)
    if kept.filter(unit=unit, role=role).exists():
        raise GrantRefused(
            f"应有：尚未持有的角色。收到：已是“{unit.name}”的{ROLES[role].label}。怎样改：不必重复授权。"
        )
    if found := conflict(set(kept.values_list("role", flat=True)), role):
        raise GrantRefused(found)


def refuse_last(held: Membership) -> None:
    """The last one who can grant must stay, or nobody could ever grant again.

    All of them are locked first: two who take the role from each other at once come one after the other.
    """
    if held.role != "secadmin":
        return
    with system("whether another security administrator remains"):
        in_force = Membership.objects.in_force().filter(role=held.role)
        list(in_force.order_by("pk").select_for_update(of=("self",)))
        others = in_force.filter(user__is_active=True)
        if not others.exclude(user_id=held.user_id).exists():
            raise GrantRefused("应有：至少一名安全管理员。收到：最后一名。怎样改：先授权另一名安全管理员。")


def _log(action: str, held: Membership, unit: Unit, reason: str, actor: Any) -> None:
    record(
        action,
        actor=actor,
        obj_type="user",
        obj_id=str(held.user_id),
        obj_label=str(held.user),
        unit_id=unit.pk,
        unit_label=unit.name,
        detail={"role": held.role, "from": held.valid_from, "to": held.valid_to, "reason": seen(reason)},
    )
