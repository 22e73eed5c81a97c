"""Why an act was refused. The message is for the person who asked; the status is what the page answers with."""

from __future__ import annotations


class MoveRefused(Exception):
    """The move does not fit the return as it stands (422 unless told otherwise)."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class StalePage(MoveRefused):
    """Somebody moved the return after the page was made (409)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=409)


class NotYours(MoveRefused):
    """The person does not hold the role this move needs (403)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=403)
