"""The directory: units, where they stand on each line, and what was done with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.audit import record
from portal.organisations.forms import UnitFilter, WaiverForm
from portal.organisations.models import Line, Relation, ReportingArea, Unit, UnitChange
from portal.ui.guards import needs
from portal.ui.paging import page
from portal.ui.sorting import sort

COLUMNS: dict[str, str | tuple[str, ...]] = {
    "order": ("sort_order", "code"),
    "code": "code",
    "name": "name",
    "kind": ("kind", "sort_order"),
}


@require_safe
@needs("unit.view")
def list_units(request: Any) -> HttpResponse:
    """The units in scope, in official order, searched by name, code, credit code or pinyin initials."""
    areas = dict(ReportingArea.objects.order_by("sort_order").values_list("code", "name"))
    form = UnitFilter(request.GET or None, areas=list(areas.items()))
    order = sort(request, COLUMNS, "order")
    rows = page(request, form.narrow(Unit.objects.all()).order_by(*order.order_by))
    above = _parents_of(list(rows))
    for unit in rows:
        unit.parent_name = above.get(unit.pk, "")
        unit.area_name = areas.get(unit.reporting_area, "")
    context = {"form": form, "page": rows, "sort": order}
    return render(request, "organisations/unit_list.html", context)


def _parents_of(units: list[Unit]) -> dict[int, str]:
    """Unit id → name of its reporting parent today."""
    rows = Relation.objects.in_force().filter(line=Line.REPORTING, unit__in=units)
    return dict(rows.values_list("unit_id", "parent__name"))


@require_safe
@needs("unit.view")
def show_unit(request: Any, pk: int) -> HttpResponse:
    """One unit: identity, relations by line with dates, children by line, history of acts."""
    unit = get_object_or_404(Unit.objects.select_related("area"), pk=pk)
    return _detail(request, unit, WaiverForm(initial={"waived": unit.checker_waived}))


def _detail(request: Any, unit: Unit, waiver: WaiverForm, status: int = 200) -> HttpResponse:
    relations = list(_relations(unit))
    parents = {relation.parent_id for relation in relations}
    below = Relation.objects.in_force().filter(parent=unit).values("line").annotate(count=Count("pk"))
    context = {
        "unit": unit,
        "reporting_area": ReportingArea.objects.filter(code=unit.reporting_area).first(),
        "relations": relations,
        "visible": set(Unit.objects.filter(pk__in=parents).values_list("pk", flat=True)),
        "below": [(row["line"], Line(row["line"]).label, row["count"]) for row in below.order_by("line")],
        "changes": UnitChange.objects.filter(unit=unit).order_by("-effective_on", "-pk"),
        "waiver": waiver,
    }
    return render(request, "organisations/unit_detail.html", context, status=status)


def _relations(unit: Unit) -> Any:
    """All relations of a unit, past and planned ones too, line by line, the latest first."""
    rows = Relation.objects.filter(unit=unit).select_related("parent").order_by("-valid_from")
    order = list(Line.values)
    return sorted(rows, key=lambda relation: order.index(relation.line))


@require_POST
@needs("account.edit")
def waive_checker(request: Any, pk: int) -> HttpResponse:
    """Let a unit do without a checker, or require one again; every return shows it (`rulings.md` 21)."""
    unit = get_object_or_404(Unit.objects.select_related("area"), pk=pk)
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _detail(request, unit, form, status=422)
    with transaction.atomic():
        unit.checker_waived = form.cleaned_data["waived"]
        unit.save(update_fields=["checker_waived"])
        record(
            "unit.checker_waiver", actor=request.actor, obj_type="unit", obj_id=str(unit.pk),
            obj_label=unit.name, unit_id=unit.pk, unit_label=unit.name, detail=form.cleaned_data,
        )  # fmt: skip
    messages.success(request, f"“{unit.name}”{'已免设审核人' if unit.checker_waived else '须设审核人'}。")
    return see_unit(unit)


def see_unit(unit: Unit) -> HttpResponse:
    """303 to a unit's page, after a write."""
    response = HttpResponseRedirect(reverse("unit_detail", args=[unit.pk]))
    response.status_code = 303
    return response
