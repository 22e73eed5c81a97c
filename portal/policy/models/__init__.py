from portal.policy.models.calendar import CalendarYear, Holiday
from portal.policy.models.documents import Measure, PolicyDocument, Section
from portal.policy.models.parameters import Authority, PolicyParameter

__all__ = ["Authority", "CalendarYear", "Holiday", "Measure", "PolicyDocument", "PolicyParameter", "Section"]
