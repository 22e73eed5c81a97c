"""Acts on units, for the province's manager: open, move, merge, split, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.organisations import changes
from portal.organisations.forms import (
    ActForm,
    CloseForm,
    MergeForm,
    MoveForm,
    NewUnitFields,
    OpenForm,
    SplitForm,
    UnitFields,
)
from portal.organisations.models import ChangeKind, Relation, Unit, UnitChange
from portal.organisations.views.directory import see_unit
from portal.ui.guards import needs

EXPLAINED = {
    ChangeKind.MOVE: "改变单位在一条关系上的上级。已开启的报告期仍按开启时的关系汇总，新上级从生效日起看到该单位。",
    ChangeKind.MERGE: "把本单位并入另一单位：下属全部划给接收单位，本单位撤销，历史数据保留。",
    ChangeKind.SPLIT: "从本单位分出一个新单位：上级相同，所选下属划给新单位。",
    ChangeKind.CLOSE: "撤销本单位。须先把下属划出；历史数据保留。",
}
FORMS: dict[str, type[ActForm]] = {
    ChangeKind.MOVE: MoveForm,
    ChangeKind.MERGE: MergeForm,
    ChangeKind.SPLIT: SplitForm,
    ChangeKind.CLOSE: CloseForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("unit.change")
def act_on_unit(request: Any, pk: int, kind: str) -> HttpResponse:
    """One act on one unit; refused with the reason beside the form, which keeps what was typed."""
    if kind not in FORMS:
        raise Http404(f"no act {kind!r}")
    unit = get_object_or_404(Unit, pk=pk)
    forms = _forms(request, unit, kind)
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # each one, so that all errors show
        done = _attempt(forms[0], lambda: _perform(request.actor, unit, kind, *forms))
        if done:
            messages.success(request, f"已登记：“{unit.name}”{done.sentence}，自 {done.effective_on} 起。")
            return see_unit(unit)
    context = {
        "unit": unit,
        "kind": ChangeKind(kind),
        "explained": EXPLAINED[ChangeKind(kind)],
        "forms": forms,
        "acts": [(choice.value, choice.label) for choice in FORMS],  # type: ignore[attr-defined]
    }
    return render(request, "organisations/unit_act.html", context, status=422 if forms[0].is_bound else 200)


def _forms(request: Any, unit: Unit, kind: str) -> list[Any]:
    data = request.POST if request.method == "POST" else None
    initial = {"on": timezone.localdate()}
    if kind != ChangeKind.SPLIT:
        return [FORMS[kind](data, unit=unit, initial=initial)]
    fresh = Unit(kind=unit.kind)
    same: dict[str, Any] = {"area": unit.area_id, "industry": unit.industry, "economic_type": unit.economic_type}
    same |= {"regulator": unit.regulator, "sort_order": unit.sort_order, "is_due": unit.is_due}
    split = SplitForm(data, unit=unit, below=children(unit), initial=initial)
    return [split, UnitFields(data, instance=fresh, initial=same)]


def children(unit: Unit) -> list[Unit]:
    """Units below this one today on any line, in official order."""
    below = Relation.objects.in_force().filter(parent=unit).values("unit_id")
    return list(Unit.objects.filter(pk__in=below).official())


def _attempt(form: ActForm, act: Callable[[], UnitChange]) -> UnitChange | None:
    try:
        return act()
    except changes.ChangeRefused as refused:
        form.add_error(None, str(refused))
        return None


def _perform(actor: Any, unit: Unit, kind: str, form: ActForm, fresh: UnitFields | None = None) -> UnitChange:
    given = form.cleaned_data
    on, reason = given["on"], given["reason"]
    match kind:
        case ChangeKind.MOVE:
            return changes.move(unit, given["line"], given["parent"], on, reason, actor)
        case ChangeKind.MERGE:
            return changes.merge(unit, given["into"], on, reason, actor)
        case ChangeKind.SPLIT:
            assert fresh is not None
            return changes.split(unit, fresh.instance, given["children"], on, reason, actor)
        case _:
            return changes.close(unit, on, reason, actor)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("unit.change")
def open_unit(request: Any) -> HttpResponse:
    """Enter a new unit with its parents by line."""
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, initial={"on": timezone.localdate()})
    fresh = NewUnitFields(data)
    if request.method == "POST" and all([form.is_valid(), fresh.is_valid()]):
        given = form.cleaned_data
        unit = fresh.instance
        if _attempt(form, lambda: changes.open_unit(unit, form.parents, given["on"], given["reason"], request.actor)):
            messages.success(request, f"已设立：“{unit.name}”，自 {given['on']} 起。")
            return see_unit(unit)
    context = {"form": form, "fresh": fresh}
    return render(request, "organisations/unit_open.html", context, status=422 if form.is_bound else 200)
