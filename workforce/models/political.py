"""产改基1表: measures 1–3."""

from __future__ import annotations

from portal.reporting.models import SectionReturn

from .measure01 import Measure01
from .measure02 import Measure02
from .measure03 import Measure03


class PoliticalReturn(Measure01, Measure02, Measure03, SectionReturn):
    form_no = 1
    title = "思想政治建设"

    class Meta(SectionReturn.Meta):
        verbose_name = verbose_name_plural = "思想政治建设"
