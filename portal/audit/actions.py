"""Chinese names of what is recorded. Each app names its own actions in its AppConfig: ``audit_actions = {...}``."""

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
