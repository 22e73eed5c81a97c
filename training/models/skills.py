"""产改基2表: measures 4–8."""

from __future__ import annotations

from portal.reporting.models import SectionReturn

from .measure04 import Measure04
from .measure05 import Measure05
from .measure06 import Measure06
from .measure07 import Measure07
from .measure08 import Measure08


class SkillsReturn(Measure04, Measure05, Measure06, Measure07, Measure08, SectionReturn):
    form_no = 2
    title = "技能形成体系"

    class Meta(SectionReturn.Meta):
        verbose_name = verbose_name_plural = "技能形成体系"
