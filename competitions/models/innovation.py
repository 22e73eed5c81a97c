"""产改基3表: measures 9–14."""

from __future__ import annotations

from portal.reporting.models import SectionReturn

from .measure09 import Measure09
from .measure10 import Measure10
from .measure11 import Measure11
from .measure12 import Measure12
from .measure13 import Measure13
from .measure14 import Measure14


class InnovationReturn(Measure09, Measure10, Measure11, Measure12, Measure13, Measure14, SectionReturn):
    form_no = 3
    title = "主力军作用"

    class Meta(SectionReturn.Meta):
        verbose_name = verbose_name_plural = "主力军作用"
