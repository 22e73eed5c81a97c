"""Append-only audit trail: ``from portal.audit import record``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.audit.recording import record

__all__ = ["record"]


def __getattr__(name: str) -> Any:
    """``record``, imported late: its models must not be imported before the apps are loaded."""
    if name == "record":
        from portal.audit.recording import record

        return record
    raise AttributeError(name)
