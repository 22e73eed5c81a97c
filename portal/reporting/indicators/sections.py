"""Grouping by the policy: sections, their measures, and what belongs to no measure (报送管理)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.policy.models import Measure, Section

from .results import Figure

ELSEWHERE = "报送管理"


@dataclass(frozen=True)
class MeasureGroup:
    """The figures of one measure; `measure` is None for those of none."""

    measure: Measure | None
    figures: list[Figure]


@dataclass(frozen=True)
class SectionGroup:
    """One section of the document with its measures that have figures."""

    section: Section | None
    groups: list[MeasureGroup]

    @property
    def title(self) -> str:
        return str(self.section) if self.section else ELSEWHERE

    @property
    def anchor(self) -> str:
        return f"s{self.section.number if self.section else 0}"


def measures() -> list[Measure]:
    """All measures in the document's order, with their sections; one query."""
    return list(Measure.objects.select_related("section", "document").order_by("document", "number"))


def grouped(figures: Iterable[Figure]) -> list[SectionGroup]:
    """Figures by section and measure, in the document's order; empty groups are left out."""
    of_measure: dict[int | None, list[Figure]] = {}
    for figure in figures:
        of_measure.setdefault(figure.definition.measure, []).append(figure)
    sections: dict[int | None, SectionGroup] = {}
    for measure in measures():
        if found := of_measure.pop(measure.number, None):
            group = sections.setdefault(measure.section_id, SectionGroup(measure.section, []))
            group.groups.append(MeasureGroup(measure, found))
    rest = [figure for found in of_measure.values() for figure in found]
    if rest:
        sections[None] = SectionGroup(None, [MeasureGroup(None, rest)])
    return list(sections.values())
