"""The receipt of a filed version: number, time, version, content hash; it verifies by hashing the content anew."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import ReturnVersion


@dataclass(frozen=True)
class Receipt:
    """A filed version and whether its stored content still has the hash it was filed with."""

    version: ReturnVersion
    computed: str

    @property
    def intact(self) -> bool:
        return self.computed == self.version.content_hash


def find(number: str) -> Receipt:
    """The receipt with this number, in the active scope; raises ReturnVersion.DoesNotExist."""
    from .. import versions

    version = (
        ReturnVersion.objects.filter(filed_at__isnull=False)
        .select_related("ret__unit", "ret__period")
        .get(receipt=number)
    )
    return Receipt(version, versions.content_hash(version))


def short(content_hash: str) -> str:
    """The first digits in groups of four, for reading aloud."""
    head = content_hash[:16]
    return " ".join(head[start : start + 4] for start in range(0, len(head), 4))
