"""Chinese names of what is recorded. Each app names its own in its AppConfig: ``audit_actions = {...}``, and the
accounts the roles people act in: ``audit_roles = {...}``."""

from functools import cache

from django.apps import apps


@cache
def labels() -> dict[str, str]:
    """Action → Chinese name, of all apps, in order of the code."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "audit_actions", {})
    return dict(sorted(found.items()))


def label_of(action: str) -> str:
    """The action's name, or the code itself for one that is recorded no more."""
    return labels().get(action, action)


def roles_of(codes: str) -> str:
    """The names of the roles recorded with an event ("filler,checker"); a role that is no more keeps its code."""
    known: dict[str, str] = {}
    for config in apps.get_app_configs():
        known |= getattr(config, "audit_roles", {})
    return "、".join(known.get(code, code) for code in codes.split(",") if code)
