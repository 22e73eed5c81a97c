"""The formula language of the return: rules, indicators and totals, as officials print them under a form.

    node = parse("0405 / 0404 >= 60%")

One tree, four readings: ``evaluate`` one return in Python, ``expression``/``violation``/``pair``/``amount``/
``whole`` over the table of returns, ``excel`` as a cell formula, ``say``/``explain`` in Chinese. Its semantics (blanks,
sums, shifts in time) are written in ``python_reading``; the SQL reading is held equal to it by tests.
"""

from .errors import FormulaError
from .excel_reading import excel
from .explaining import Breach, Findings, explain
from .figures import Figures, Sheet
from .parser import parse
from .printing import printed
from .python_reading import broken, evaluate
from .resolving import refs, resolve
from .sql_reading import amount, expression, pair, violation, whole
from .words import say

__all__ = [
    "Breach",
    "Figures",
    "Findings",
    "FormulaError",
    "Sheet",
    "amount",
    "broken",
    "evaluate",
    "excel",
    "explain",
    "expression",
    "pair",
    "parse",
    "printed",
    "refs",
    "resolve",
    "say",
    "violation",
    "whole",
]
