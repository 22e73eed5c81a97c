"""Who acts in a request: a user with the memberships in force today, and what follows from them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q

from portal.accounts.models import Membership, User
from portal.accounts.roles import lines_of, scope_of
from portal.organisations.models import Ancestry
from portal.organisations.scope import Scope, system


class Actor:
    """A signed-in user (or nobody, `user` None) with active memberships, their units loaded."""

    def __init__(self, user: User | None, memberships: tuple[Membership, ...] = ()) -> None:
        self.user = user
        self.memberships = memberships
        self._above: dict[int, frozenset[tuple[str, int]]] = {}

    @classmethod
    def of(cls, user: Any) -> Actor:
        """The actor of a user; of an anonymous or inactive one, nobody."""
        if not isinstance(user, User) or not user.is_active:
            return cls(None)
        with system("memberships of the user who acts", routine=True):
            held = Membership.objects.in_force().filter(user=user).select_related("unit")
            return cls(user, tuple(held.order_by("valid_from", "pk")))

    def __str__(self) -> str:
        return str(self.user) if self.user else "未登录"

    @cached_property
    def permissions(self) -> frozenset[str]:
        """All permissions held anywhere."""
        return frozenset().union(*(m.definition.permissions for m in self.memberships))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of all roles held."""
        return frozenset(m.role for m in self.memberships)

    @cached_property
    def scope(self) -> Scope:
        """The union of what each membership may read."""
        parts = [scope_of(m.definition, m.unit) for m in self.memberships]
        return Scope(
            roots=frozenset().union(*(p.roots for p in parts)),
            own=frozenset().union(*(p.own for p in parts)),
            directory=any(p.directory for p in parts),
            reason=f"user {self.user.pk}" if self.user else "nobody",
        )

    def can(self, permission: str) -> bool:
        """Whether the permission is held at all."""
        return permission in self.permissions

    def can_at(self, permission: str, unit_id: int) -> bool:
        """Whether the permission is held for this unit, by today's tree."""
        return self.membership_for(permission, unit_id) is not None

    def membership_for(self, permission: str, unit_id: int) -> Membership | None:
        """The membership by which the actor holds the permission for the unit: the one at the unit itself first."""
        held = [m for m in self.memberships if permission in m.definition.permissions]
        held.sort(key=lambda m: m.unit_id != unit_id)
        return next((m for m in held if self._reaches(m, unit_id)), None)

    def _reaches(self, membership: Membership, unit_id: int) -> bool:
        scope = scope_of(membership.definition, membership.unit)
        if unit_id in scope.own or scope.directory:
            return True
        lines = lines_of(membership.definition, membership.unit)
        return bool(lines) and not self._ancestors(unit_id).isdisjoint((line, membership.unit_id) for line in lines)

    def _ancestors(self, unit_id: int) -> frozenset[tuple[str, int]]:
        """(line, ancestor) of a unit today, restricted to the actor's own units; one query per unit asked about."""
        if unit_id not in self._above:
            mine = Q(ancestor_id__in={m.unit_id for m in self.memberships})
            with system("whether the actor stands above a unit", routine=True):
                rows = Ancestry.objects.in_force().filter(mine, descendant_id=unit_id)
                self._above[unit_id] = frozenset(rows.values_list("line", "ancestor_id"))
        return self._above[unit_id]
