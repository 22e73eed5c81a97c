"""The auditor's pages."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.audit.forms import EventFilter
from portal.audit.models import Event, Link, Seal, unsealed
from portal.ui.guards import needs
from portal.ui.paging import page


@require_safe
@needs("audit.view")
def event_list(request: HttpRequest) -> HttpResponse:
    form = EventFilter(request.GET)
    events = form.narrow(Event.objects.order_by("-time", "-pk"))
    return render(
        request,
        "audit/event_list.html",
        {
            "form": form,
            "page": page(request, events),
            "unsealed": unsealed().count(),
            "seal": Seal.objects.order_by("-last").first(),
        },
    )


@require_safe
@needs("audit.view")
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    detail = json.dumps(event.detail, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    link = Link.objects.filter(event_id=event.pk).first()
    return render(request, "audit/event_detail.html", {"event": event, "detail": detail, "link": link})
