"""The base of the measures' mixins: a section form is put together from the items and rules of its measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models

from portal.reporting.rules import Rule


class MeasureItems(models.Model):
    """Items of one measure as fields, and the rules whose leading item is among them."""

    rules: ClassVar[Sequence[Rule]] = ()

    class Meta:
        abstract = True
