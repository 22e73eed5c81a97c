"""Units beside parameters: looked up by name only, because the organisations stand above this app."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps


def _units() -> Any:
    return apps.get_model("organisations", "Unit").objects


def find_unit(code: str) -> Any:
    """The unit of that code within the active scope, or None."""
    return _units().filter(code=code).first()


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, of units within the active scope."""
    wanted = {pk for pk in ids if pk is not None}
    return dict(_units().filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
