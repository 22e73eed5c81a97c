"""Everything one page of a return needs, read once: figures, hits, evidence, questions, declarations, differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..checking import Hit, check
from ..figures import ReturnFigures, read_rows, ref_code
from ..formula import evaluate, parse
from ..formula.figures import LAST_YEAR, NOW
from ..models import Declaration, Evidence, Question, ReturnState, ReturnVersion
from ..schema import Item, Schema
from ..workflow import questions as asked
from .access import Place
from .explanations import earlier, standing

QUARTERS_SHOWN = 4
# Blank cells and 是 without proof.
MARKED_IN_CELLS = frozenset({"H01", "H46"})


@dataclass
class Dossier:
    """One version of a return with what stands beside its figures."""

    place: Place
    schema: Schema
    figures: ReturnFigures
    hits: list[Hit]
    evidence: dict[str, list[Evidence]]
    declarations: dict[str, list[Declaration]]
    questions: dict[str, list[Question]] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    base: ReturnVersion | None = None
    base_values: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def hits_by_code(self) -> dict[str, list[Hit]]:
        """Hits by the cell their message leads to."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.hits:
            for code in hit.places or (hit.code,):
                found[code].append(hit)
        return found

    @property
    def quarter(self) -> int:
        return self.figures.quarter

    def value(self, code: str) -> Any:
        return self.figures.get(code)

    def reference(self, code: str) -> str:
        """Document number beside a yes/no item."""
        return str(self.figures.get(ref_code(code)) or "")

    def formula(self, text: str) -> Any:
        """A formula over this return, exactly; None when blank."""
        return evaluate(parse(text), self.figures)

    def past(self, code: str, back: int) -> Any:
        """The value so many quarters before; None where the reader may not see that quarter."""
        return self.figures.shown(code, NOW, back)

    def last_year(self, code: str) -> Any:
        """The value of the same quarter last year; None where the reader may not see it."""
        return self.figures.shown(code, LAST_YEAR)

    def is_blank(self, item: Item) -> bool:
        """Whether a cell that must be filled in this quarter is not."""
        return item.required_in(self.quarter) and self.value(item.code) in (None, "")

    def is_unproved(self, item: Item) -> bool:
        """H46: a 是 without document number or file."""
        yes = item.type == "yesno" and self.value(item.code) is True
        return yes and not self.reference(item.code) and not self.evidence.get(item.code)

    def was(self, item: Item) -> Any:
        """The value in the version this one follows; only asked when `base` is set."""
        return self.base_values.get(item.code)


def load(place: Place, *, whole: bool = False) -> Dossier:
    """Read the dossier of a place.

    Who fills the form sees every breach but what the grid marks cell by cell anyway; `whole` judges that too.
    """
    figures, declared = ReturnFigures.load(place.version), _declarations(place)
    hits = _hits(place, figures, declared, whole)
    dossier = Dossier(place, place.schema, figures, hits, _evidence(place), declared, _questions(place))
    if place.is_editable and any(not hit.hard for hit in hits):
        dossier.earlier, dossier.standing = earlier(place.ret), standing(place.version, hits)
    base = None if place.is_editable else base_of(place)
    if base:
        dossier.base, dossier.base_values = base, read_rows(place.schema, [base.pk])[base.pk]
    return dossier


def _hits(place: Place, figures: ReturnFigures, declared: dict[str, list[Declaration]], whole: bool) -> list[Hit]:
    if not place.is_started:
        return []
    lifted = {(row.code, row.kind) for rows in declared.values() for row in rows}
    but = () if whole else MARKED_IN_CELLS
    return check(place.version, figures, whole=whole or place.is_editable, but=but, lifted=lifted)


def base_of(place: Place) -> ReturnVersion | None:
    """The version to compare with: the one before, once there is one."""
    earlier_ones = [version for version in place.versions if version.number < place.version.number]
    return max(earlier_ones, key=lambda version: version.number, default=None)


def _by_code(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.code].append(row)
    return dict(found)


def _evidence(place: Place) -> dict[str, list[Evidence]]:
    if not getattr(place.version, "has_evidence", False):
        return {}
    return _by_code(Evidence.objects.filter(version=place.version).select_related("file"))


def _declarations(place: Place) -> dict[str, list[Declaration]]:
    if not getattr(place.version, "has_declarations", False):
        return {}
    return _by_code(Declaration.objects.filter(version=place.version))


def _questions(place: Place) -> dict[str, list[Question]]:
    """Open questions, by cell ("" for the whole return)."""
    if place.ret.state != ReturnState.RETURNED:
        return {}
    return _by_code(asked.open_ones(place.ret).select_related("by_unit"))
