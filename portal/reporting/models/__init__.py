"""The tables of the return: periods, returns and their versions, what hangs on a version, the flow, and results."""

from .entries import CellEdit, Declaration, Evidence, Explanation
from .flow import BulkAcceptance, Consolidation, Opinion, Question, ReturnMove, SampleReading, Urge
from .forms import SectionReturn
from .periods import DueDate, Layer, Period, PeriodAncestry, PeriodState
from .phrases import BoilerplatePhrase
from .results import DefinitionSet, IndicatorResult, View
from .returns import DeskRole, Nature, Purpose, Return, ReturnState, ReturnVersion, state_word

__all__ = [
    "BoilerplatePhrase",
    "BulkAcceptance",
    "CellEdit",
    "Consolidation",
    "Declaration",
    "DefinitionSet",
    "DeskRole",
    "DueDate",
    "Evidence",
    "Explanation",
    "IndicatorResult",
    "Layer",
    "Nature",
    "Opinion",
    "Period",
    "PeriodAncestry",
    "PeriodState",
    "Purpose",
    "Question",
    "Return",
    "ReturnMove",
    "ReturnState",
    "ReturnVersion",
    "SampleReading",
    "SectionReturn",
    "Urge",
    "View",
    "state_word",
]
