"""The receipt page, at an address that can be printed on paper and typed in again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.accounts.guards import needs

from ...models import ReturnVersion
from .. import receipts


@require_GET
@needs("return.view")
def show_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Number, time, version and hash, and whether the stored content still has that hash."""
    try:
        receipt = receipts.find(number)
    except ReturnVersion.DoesNotExist:
        raise Http404("没有这个回执，或它不在您的查看范围内。") from None
    address = request.build_absolute_uri()
    version = receipt.version
    return render(
        request,
        "reporting/workflow/receipt.html",
        {"receipt": receipt, "version": version, "ret": version.ret, "address": address},
    )
