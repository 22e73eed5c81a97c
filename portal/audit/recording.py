"""Writing to the audit trail."""

from typing import Any

from django.http import HttpRequest

from portal.audit.address import client_ip
from portal.audit.middleware import current_request
from portal.audit.models import Event, Result


def record(
    action: str,
    *,
    actor: Any = None,
    obj_type: str = "",
    obj_id: Any = "",
    obj_label: str = "",
    unit_id: int | None = None,
    unit_label: str = "",
    detail: dict[str, Any] | None = None,
    result: str = Result.OK,
    request: HttpRequest | None = None,
) -> Event:
    """Insert one event in the caller's transaction and return it.

    ``actor`` is an Actor, a User or None (then the current request's, else the system itself); ``unit_id`` the
    unit concerned, by default the one the actor acts for. Texts too long for their column are cut: what a
    stranger types into the sign-in form must not be able to break the record of it."""
    request = request or current_request()
    actor = actor or getattr(request, "actor", None)
    event = Event(
        action=action,
        object_type=obj_type,
        object_id=str(obj_id),
        object_label=obj_label,
        detail=_clean(detail or {}),
        result=result,
        ip=client_ip(request) if request else None,
        **_who(actor, unit_id, unit_label),
    )
    _fit(event)
    event.save(force_insert=True)
    return event


def _who(actor: Any, unit_id: int | None, unit_label: str) -> dict[str, Any]:
    """Person, roles and unit; the roles are those held at the unit concerned, else all of them."""
    user = getattr(actor, "user", actor)
    memberships = tuple(getattr(actor, "memberships", ()))
    if unit_id is None and len({held.unit_id for held in memberships}) == 1:
        unit_id = memberships[0].unit_id
    at_unit = tuple(held for held in memberships if held.unit_id == unit_id)
    if at_unit and not unit_label:
        unit_label = str(at_unit[0].unit)
    roles = sorted({str(held.role) for held in at_unit or memberships})
    return {
        "user_id": getattr(user, "pk", None),
        "user_label": _label(user),
        "role": ",".join(roles),
        "unit_id": unit_id,
        "unit_label": unit_label,
    }


def _label(user: Any) -> str:
    if user is None or not getattr(user, "pk", None):
        return ""
    name = getattr(user, "full_name", "")
    return f"{name}（{user.get_username()}）" if name else str(user.get_username())


def _fit(event: Event) -> None:
    for field in event._meta.concrete_fields:
        value = getattr(event, field.attname)
        if field.max_length and isinstance(value, str):
            setattr(event, field.attname, value.replace("\x00", "")[: field.max_length])


def _clean(value: Any) -> Any:
    """The same value without NUL characters, which PostgreSQL cannot store."""
    if isinstance(value, dict):
        return {str(_clean(key)): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value.replace("\x00", "") if isinstance(value, str) else value
