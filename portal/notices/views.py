"""The inbox."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.guards import signed_in
from portal.notices.models import Notice, unread_count
from portal.ui.paging import page


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """The user's notices, newest first; `?unread=1` shows the unread ones only."""
    user = request.actor.user  # type: ignore[attr-defined]
    rows = Notice.objects.of(user)
    only_unread = request.GET.get("unread") == "1"
    context = {
        "page": page(request, rows.unread() if only_unread else rows),
        "only_unread": only_unread,
        "unread": unread_count(user),
    }
    return render(request, "notices/inbox.html", context)


@require_POST
@signed_in
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it points."""
    notice = Notice.objects.of(request.actor.user).filter(pk=pk).first()  # type: ignore[attr-defined]
    if notice is None:
        raise Http404("没有这条通知")
    Notice.objects.filter(pk=pk).mark_read()
    return redirect(notice.url or "inbox")


@require_POST
@signed_in
def read_all_notices(request: HttpRequest) -> HttpResponse:
    """Mark all of the user's notices as read."""
    count = Notice.objects.of(request.actor.user).mark_read()  # type: ignore[attr-defined]
    messages.success(request, f"{count} 条通知已标为已读。" if count else "没有未读通知。")
    return redirect("inbox")
