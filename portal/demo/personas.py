"""People of the fictional units who have no account: the services ask who acts, and the log names them."""

from __future__ import annotations

from itertools import count

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, User
from portal.organisations.models import Unit

from .names import staff
from .tree import FOUNDED

# Far above any account's id, so that a log row can never seem to point at an account.
NO_ACCOUNT = 1_000_000_000
_serial = count(1)


def persona(unit: Unit, role: str) -> Actor:
    """An unsaved person with one role at a unit, able to act through the services of the demo."""
    number = next(_serial)
    user = User(pk=NO_ACCOUNT + unit.sort_order * 10 + number % 10, username=f"demo-{unit.code}-{role}")
    user.full_name = staff(unit, role)
    return Actor(user, (Membership(user=user, unit=unit, role=role, valid_from=FOUNDED),))
