"""Who may fetch a stored file. The layers above say so; when none does, nobody may."""

from collections.abc import Callable
from typing import Any

from portal.files.models import StoredFile

Grant = Callable[[Any, StoredFile], bool]
_grants: list[Grant] = []


def register(grant: Grant) -> Grant:
    """Add a reason to see a file: `grant(actor, file)`, asked inside the actor's scope. Usable as decorator."""
    if grant not in _grants:
        _grants.append(grant)
    return grant


def find(actor: Any, pk: int) -> StoredFile | None:
    """The file, or None when it does not exist or no grant lets the actor see it."""
    file = StoredFile.objects.filter(pk=pk).first()
    if file is None or not any(grant(actor, file) for grant in _grants):
        return None
    return file
