"""The row of one form in one version. Each section app declares its form's items as fields of a subclass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from portal.organisations.scope import ScopedModel

from .returns import ReturnVersion
from .scoping import ReturnScopedManager

if TYPE_CHECKING:
    from collections.abc import Sequence


class SectionReturn(ScopedModel):
    """A wide row: one nullable column per item; blank is not zero."""

    form_no: ClassVar[int]
    title: ClassVar[str]
    rules: ClassVar[Sequence[Any]] = ()

    version = models.OneToOneField(ReturnVersion, models.CASCADE, primary_key=True, related_name="%(class)s")

    objects = ReturnScopedManager("version__ret__")

    class Meta:
        abstract = True
        base_manager_name = "objects"
