"""Pages of the policy parameters."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.policy import changing, parameters
from portal.policy.forms import ParameterForm
from portal.policy.models import Authority, PolicyParameter
from portal.policy.units import names_of
from portal.ui.guards import needs


@require_safe
@needs("parameter.view")
def parameter_list(request: HttpRequest) -> HttpResponse:
    """All parameters in force today, by the nature of their authority."""
    today = timezone.localdate()
    rows = PolicyParameter.objects.in_force(today)
    own = Counter(rows.filter(unit_id__isnull=False).values_list("code", flat=True))
    general = list(rows.filter(unit_id=None).order_by("pk"))
    groups = [(kind.label, [(row, own[row.code]) for row in general if row.authority == kind]) for kind in Authority]
    context = {
        "groups": [group for group in groups if group[1]],
        "unset": parameters.all_unset(today),
        "today": today,
    }
    return render(request, "policy/parameter_list.html", context)


def _current(code: str) -> PolicyParameter:
    """The general row in force today, the latest one of a parameter that starts later or has ended, or one not set."""
    row = parameters.find(code, timezone.localdate()) or PolicyParameter.objects.of(code).first()
    row = row or parameters.unset(code)
    if row is None:
        raise Http404("没有这个参数")
    return row


@require_safe
@needs("parameter.view")
def parameter_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter with every value it has had, for all and for single units."""
    rows = list(PolicyParameter.objects.filter(code=code).order_by("-valid_from", "-pk"))
    names = names_of(row.unit_id for row in rows)
    context = {
        "parameter": _current(code),
        "general": [("", row) for row in rows if row.unit_id is None],
        "own": [(names[row.unit_id], row) for row in rows if row.unit_id in names],
        "may_edit": request.actor.can("parameter.edit"),  # type: ignore[attr-defined]
    }
    return render(request, "policy/parameter_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("parameter.edit")
def parameter_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Let a new value hold from a day on."""
    current = _current(code)
    form = ParameterForm(request.POST or None, current=current, initial=_initial(current))
    if form.is_valid():
        try:
            row = changing.change_parameter(code, form.change(), request.actor)  # type: ignore[attr-defined]
        except changing.ChangeRefused as refused:
            form.add_error("valid_from", str(refused))
        else:
            messages.success(request, f"已保存：{row.label} 从 {row.valid_from:%Y-%m-%d} 起为 {row.shown}。")
            return redirect("parameter_detail", code)
    context = {"parameter": current, "form": form}
    return render(request, "policy/parameter_edit.html", context, status=422 if form.errors else 200)


def _initial(current: PolicyParameter) -> dict[str, Any]:
    return {"authority": Authority.PROVINCE, "valid_from": timezone.localdate(), "value": current.plain}
