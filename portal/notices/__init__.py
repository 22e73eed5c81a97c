"""The inbox: `from portal import notices; notices.send(...)` in the transaction of what the notice is about."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.notices.sending import send, send_to_role

__all__ = ["send", "send_to_role"]


def __getattr__(name: str) -> Any:
    """The names above, imported late: models must not be imported before the apps are loaded."""
    if name in __all__:
        from portal.notices import sending

        return getattr(sending, name)
    raise AttributeError(name)
