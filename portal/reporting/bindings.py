"""Policy parameters put into the texts of rules: `{training_frontline_share}` becomes `60%` for the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from portal.policy.models import PolicyParameter

from .rules import PLACEHOLDER, Rule


@dataclass(frozen=True)
class Bindings:
    """All parameters in force at a day, as formula texts: general ones, and those of single units. One query."""

    general: dict[str, str]
    own: dict[int, dict[str, str]]
    months: int

    @classmethod
    def on(cls, day: dt.date) -> Bindings:
        general: dict[str, str] = {}
        own: dict[int, dict[str, str]] = {}
        for row in PolicyParameter.objects.in_force(day):
            place = general if row.unit_id is None else own.setdefault(row.unit_id, {})
            place[row.code] = formula_text(row)
        return cls(general, own, day.month)

    def fill(self, text: str, unit_id: int | None = None) -> str | None:
        """The text with its placeholders filled; None when one has no value in force: the rule then rests."""
        values = self.general | self.own.get(unit_id or 0, {}) | {"months": str(self.months)}
        if any(name not in values for name in PLACEHOLDER.findall(text)):
            return None
        return PLACEHOLDER.sub(lambda found: values[found[1]], text)

    def rule(self, rule: Rule, unit_id: int | None = None) -> tuple[str | None, str]:
        """A rule's formula and condition ("" without one); (None, "") when it rests."""
        formula, when = self.fill(rule.formula, unit_id), self.fill(rule.when, unit_id)
        return (None, "") if formula is None or when is None else (formula, when)

    def units_of_their_own(self, names: Iterable[str]) -> list[int]:
        """Units for which any of these parameters is set apart."""
        wanted = set(names)
        return [unit for unit, values in self.own.items() if wanted & values.keys()]


def formula_text(row: PolicyParameter) -> str:
    """The value as the formula language writes it: 60%, 30.0, (1/3)."""
    text = row.plain.replace(",", "")
    if "/" in text:
        return f"({text.replace('/', '.0/')}.0)"
    return text if text.endswith("%") or "." in text else f"{text}.0"
