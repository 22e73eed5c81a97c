"""产改基4表: measures 15–18."""

from __future__ import annotations

from portal.reporting.models import SectionReturn

from .measure15 import Measure15
from .measure16 import Measure16
from .measure17 import Measure17
from .measure18 import Measure18


class MechanismReturn(Measure15, Measure16, Measure17, Measure18, SectionReturn):
    form_no = 4
    title = "机制保障"

    class Meta(SectionReturn.Meta):
        verbose_name = verbose_name_plural = "机制保障"
