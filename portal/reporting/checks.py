"""Rules that are no formulas over items. Each function judges any set of returns in a fixed number of queries.

A function takes a ``Case`` (the returns, and which of their versions is judged) and gives the breaches by
return id. A single return is a set of one, so that there is one reading of each rule. What is read of other
units (S24, S31) is never shown: a breach says that they agree, not what they wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone

from portal.organisations.scope import system
from portal.reporting.cases import STAFF, Case
from portal.reporting.figures import ref_code
from portal.reporting.items import FLOW, STOCK
from portal.reporting.models import PeriodAncestry, Return
from portal.reporting.similarity import near_copies

if TYPE_CHECKING:
    from portal.reporting.schema import Item

SHORTEST_NARRATIVE = 50
SIMILAR = 0.9
ROUND_ITEMS = 5
HEADQUARTERS_SHARE = (9, 10)


@dataclass(frozen=True)
class Breach:
    """What one return breaks: the cells concerned and what was found there, in Chinese."""

    cells: tuple[str, ...]
    found: str


Breaches = dict[int, Breach]


def required_filled(case: Case) -> Breaches:
    """H01: cells that must be filled in this quarter are, and nothing unsigned is negative; a query per form."""
    found: dict[int, list[str]] = {}
    for form in case.schema.forms:
        items = [item for item in case.schema.form_items(form.no) if item.required or item.is_number]
        for pk, values in case.columns(items):
            cells = [item.code for item in items if _is_missing(item, values[item.code], case.period.quarter)]
            found.setdefault(pk, []).extend(cells)
    return {pk: Breach(tuple(cells), f"{len(cells)} 格未填或为负") for pk, cells in found.items() if cells}


def _is_missing(item: Item, value: Any, quarter: int) -> bool:
    if value is None or value == "":
        return item.required_in(quarter)
    return item.is_number and not item.signed and value < 0


def yes_proved(case: Case) -> Breaches:
    """H46: every 是 has a document number or a file."""
    items = case.of_kind(lambda item: item.type == "yesno" and not item.extra)
    unproved: dict[int, list[str]] = {}
    for pk, values in case.columns(items, references=True):
        if codes := [item.code for item in items if values[item.code] and not values[ref_code(item.code)]]:
            unproved[pk] = codes
    return _without_files(case, unproved)


def _without_files(case: Case, unproved: dict[int, list[str]]) -> Breaches:
    filed = case.files(unproved) if unproved else set()
    left = {pk: [code for code in codes if (pk, code) not in filed] for pk, codes in unproved.items()}
    return {pk: Breach(tuple(codes), "、".join(codes) + " 选“是”而无文号和佐证") for pk, codes in left.items() if codes}


def assessment_number(case: Case) -> Breaches:
    """H26: a registered assessment body has its registration number beside 0601."""
    item = case.schema.by_code.get("0601")
    if item is None:
        return {}
    rows = case.columns([item], references=True)
    yes = [pk for pk, values in rows if values[item.code] and not values[ref_code(item.code)]]
    return {pk: Breach(("0601",), "0601 选“是”而备案号为空") for pk in yes}


def copied_return(case: Case) -> Breaches:
    """S08: every stock and flow equals the previous quarter's, blanks included; one query."""
    items = case.of_kind(lambda item: item.kind in (STOCK, FLOW) and item.is_number and not item.extra)
    return {pk: Breach((), "全部期末数和本季数与上季相同") for pk in case.repeating(items)}


def round_money(case: Case) -> Breaches:
    """S20: five or more amounts are whole, non-zero 万元; one query."""
    items = case.of_kind(lambda item: item.type == "money" and not item.extra)
    return {pk: Breach((), f"{count} 个金额恰为整万元") for pk, count in case.whole_amounts(items, ROUND_ITEMS)}


def weak_narratives(case: Case) -> Breaches:
    """S24: a narrative of under 50 characters, or much like another unit's of the same quarter."""
    items = case.of_kind(lambda item: item.type == "narrative" and not item.extra)
    mine = dict(case.columns(items))
    written = {item.code: {pk: values[item.code] for pk, values in mine.items() if values[item.code]} for item in items}
    others = _counted_narratives(case, [item for item in items if any(map(_is_long, written[item.code].values()))])
    found: dict[int, dict[str, str]] = {}
    for code, texts in written.items():
        copies = near_copies(texts, others.get(code, {}), SIMILAR)
        for pk, text in texts.items():
            if reason := _weakness(code, text, pk in copies):
                found.setdefault(pk, {})[code] = reason
    return {pk: Breach(tuple(cells), "；".join(cells.values())) for pk, cells in found.items()}


def _is_long(text: str) -> bool:
    return len(text) >= SHORTEST_NARRATIVE


def _weakness(code: str, text: str, copied: bool) -> str:
    if not _is_long(text):
        return f"{code} 只有 {len(text)} 字"
    return f"{code} 与其他单位的文字相同或高度相似" if copied else ""


def _counted_narratives(case: Case, items: list[Item]) -> dict[str, dict[int, str]]:
    """What all units wrote in the quarter's counted versions, by item and return; no query without an item."""
    if not items:
        return {}
    paths = [f"counted__{case.schema.path(item.code)}" for item in items]
    with system("compare narratives of a quarter across units"):
        rows = list(Return.objects.filter(period=case.period, counted__isnull=False).values_list("pk", *paths))
    return {item.code: {row[0]: row[n] for row in rows if row[n]} for n, item in enumerate(items, 1)}


def late_return(case: Case) -> Breaches:
    """S29: reported after its due date, or not reported though the date has passed."""
    today = timezone.localdate()
    found = {}
    for ret in case.due():
        day = timezone.localdate(ret.reported_at) if ret.reported_at else today
        if day > ret.effective_due:
            days = (day - ret.effective_due).days
            found[ret.pk] = Breach((), f"截止日期 {ret.effective_due.isoformat()}，逾期 {days} 天")
    return found


def consolidated_headquarters(case: Case) -> Breaches:
    """S31: a headquarters' own staff is nearly its children's sum; two queries."""
    if STAFF not in case.schema.by_code:
        return {}
    staff = {pk: values[STAFF] for pk, values in case.columns([case.schema.by_code[STAFF]])}
    units = case.units()
    path = f"descendant__returns__counted__{case.schema.path(STAFF)}"
    below = PeriodAncestry.objects.filter(
        period=case.period, line="reporting", depth__gt=0, ancestor__in=units, descendant__returns__period=case.period
    )
    part, whole = HEADQUARTERS_SHARE
    found = {}
    for unit, total in below.values_list("ancestor").annotate(Sum(path)):
        own = staff.get(units[unit])
        if own and total and own * whole >= total * part:
            found[units[unit]] = Breach((STAFF,), "本级从业人员达到所属各单位之和的九成以上")
    return found
