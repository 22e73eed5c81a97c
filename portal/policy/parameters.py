"""Reading policy parameters: what value holds on a day, for everybody or for one unit."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.policy.data.parameters import UNSET
from portal.policy.models import Authority, PolicyParameter

Exact = Decimal | Fraction


def find(code: str, on: date, unit_id: int | None = None) -> PolicyParameter | None:
    """The row in force on a day: the unit's own if it has one, else the general one, else None."""
    rows = PolicyParameter.objects.in_force(on).filter(code=code)
    own = rows.filter(unit_id=unit_id).first() if unit_id is not None else None
    return own or rows.filter(unit_id=None).first()


def value(code: str, on: date, unit_id: int | None = None) -> Exact | None:
    """The exact value in force on a day, shares as 0.6; a Fraction only where no decimal is exact (1/3)."""
    row = find(code, on, unit_id)
    return None if row is None else row.value


def authority(code: str, on: date, unit_id: int | None = None) -> Authority | None:
    """Whose number it is, for the mark beside the bound; a unit's own value is always 省级设定."""
    row = find(code, on, unit_id)
    return None if row is None else Authority(row.authority)


def in_force(on: date) -> dict[str, PolicyParameter]:
    """All general parameters in force on a day, by code, in one query."""
    return {row.code: row for row in PolicyParameter.objects.in_force(on).filter(unit_id=None)}


def overrides(code: str, on: date) -> dict[int, Exact]:
    """Values set for single units on a day, by unit id, in one query."""
    rows = PolicyParameter.objects.in_force(on).filter(code=code)
    return {row.unit_id: row.value for row in rows if row.unit_id is not None}


def history(code: str, unit_id: int | None = None) -> list[PolicyParameter]:
    """Every value a parameter has had, newest first."""
    return list(PolicyParameter.objects.of(code, unit_id))


def unset(code: str) -> PolicyParameter | None:
    """An unsaved row without value for a parameter the province has not set yet; None for one nobody declared."""
    found = next((one for one in UNSET if one.code == code), None)
    if found is None:
        return None
    row = PolicyParameter(code=code, label=found.label, unit=found.unit, note=found.note, authority=Authority.PROVINCE)
    row.numerator = None  # type: ignore[assignment]  # it is never saved
    return row


def all_unset(on: date) -> list[PolicyParameter]:
    """The declared parameters that have no general value on a day; one query."""
    given = set(PolicyParameter.objects.in_force(on).filter(unit_id=None).values_list("code", flat=True))
    return [row for one in UNSET if one.code not in given and (row := unset(one.code))]
