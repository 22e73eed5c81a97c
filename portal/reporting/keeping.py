"""What the database keeps of returns: the content of every filed version, whatever form it stands in."""

from __future__ import annotations

from typing import Any

from portal.audit.keeping import Kept

from .models import CellEdit, Declaration, Evidence, Explanation, ReturnVersion
from .schema import section_models

# What the desks after the filing write on the version.
LATER = frozenset({"checked_by", "checked_at", "signed_by_id", "signed_by", "signed_at", "hits"})


def kept_rows() -> list[Kept]:
    """The versions themselves but for signatures, the rows of all forms, and what stands beside the figures."""
    version = ReturnVersion._meta
    content = tuple(field.attname for field in version.concrete_fields if field.attname not in LATER)
    filed = f'EXISTS (SELECT 1 FROM "{version.db_table}" v WHERE v.id = {{row}}.version_id AND v.filed_at IS NOT NULL)'
    forms: list[Any] = list(section_models())
    return [
        Kept(ReturnVersion, "{row}.filed_at IS NOT NULL", content),
        *(Kept(model, filed) for model in (*forms, CellEdit)),
        *(Kept(model, filed, events=("INSERT", "UPDATE", "DELETE")) for model in (Explanation, Evidence, Declaration)),
    ]
