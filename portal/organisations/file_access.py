"""Who may fetch a unit's files: whoever reads the unit's data by today's tree."""

from typing import Any

from portal.files.models import StoredFile
from portal.organisations.scope import current


def unit_in_scope(actor: Any, file: StoredFile) -> bool:
    """Whether the file belongs to a unit inside the active scope; the directory alone does not count."""
    return current().covers(file.unit_id)
