"""Why an edit was refused. The message is for the person who asked; the status is what the answer carries."""

from __future__ import annotations


class EntryRefused(Exception):
    """The edit cannot be taken. 409: the return takes no edits now; 422: what was sent does not fit."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Closed(EntryRefused):
    """Nothing can be edited here at the moment (closed period, filed version, exempt unit)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=409)
