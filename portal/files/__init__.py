"""Uploaded files: what is accepted, where it is kept, who may fetch it.

`store()` is the only way in, `find()` in `portal.files.access` the only way out."""

from typing import TYPE_CHECKING, Any

from portal.files.refusals import FileRefused

if TYPE_CHECKING:
    from portal.files.models import StoredFile

__all__ = ["FileRefused", "store"]


def store(uploaded: Any, *, user: Any, unit: Any) -> "StoredFile":
    """Check an uploaded file and keep it for `unit` (a Unit or its id); see `portal.files.storing.store`."""
    from portal.files import storing  # the models need the app registry, this package is imported before it

    return storing.store(uploaded, user=user, unit=unit)
