import logging

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from portal.files.access import find
from portal.ui.guards import signed_in

log = logging.getLogger(__name__)


@require_safe
@signed_in
def download_file(request: HttpRequest, pk: int) -> FileResponse:
    """Send a file as an attachment: never shown inside the portal's own origin, never guessed at."""
    file = find(request.actor, pk)  # type: ignore[attr-defined]
    if file is None:
        raise Http404("没有这个附件，或它不在您的范围内")
    try:
        content = file.path.open("rb")
    except FileNotFoundError:
        log.error("content of stored file %s is missing at %s", file.pk, file.path)
        raise Http404("附件的内容不在服务器上，请联系系统管理员从备份恢复") from None
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
