"""The board of a period, 催报 of what it shows, and bulk acceptance."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.guards import needs
from portal.ui import paging, sorting

from ... import periods
from ...models import Period, Return
from .. import board, bulk, progress, reading, urging
from ..refusals import MoveRefused, StalePage
from . import acts

SORT_LABELS = (
    ("urgent", "逾期在前"),
    ("unit", "官方顺序"),
    ("state", "按状态"),
    ("due", "按截止"),
    ("urges", "按催报次数"),
)


@require_GET
@needs("return.view")
def open_board(request: HttpRequest) -> HttpResponse:
    """The board of the period people work on now."""
    period = periods.current()
    if period is None:
        words = {"title": "还没有开放的季度", "text": "省总工会开放一个季度后，这里显示各单位的报送进度。"}
        return render(request, "reporting/workflow/no_period.html", words)
    return redirect("board", period.code)


@require_GET
@needs("return.view")
def show_board(request: HttpRequest, period: str) -> HttpResponse:
    """Who has filed, who is late, whose turn it is; at most 15 queries whatever the number of units."""
    return render_board(request, period)


def render_board(request: HttpRequest, code: str, refusal: MoveRefused | None = None) -> HttpResponse:
    page = render(request, "reporting/workflow/board.html", board_context(request, code, refusal))
    page.status_code = refusal.status if refusal else 200
    return page


def board_context(request: HttpRequest, code: str, refusal: MoveRefused | None) -> dict[str, Any]:
    period, neighbours = reading.period_among(code)
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    wanted = {name: request.GET.get(name, "") for name in board.FILTERS}
    tab = request.GET.get("tab", "")
    tab = tab if tab in board.TABS else ""
    desk, rows = board.my_desk(actor), board.filtered(board.returns(period), period, wanted)
    clean = _clean_ids(actor, rows)
    counts = board.counts(rows, today, desk)
    sort = sorting.sort(request, board.SORTS, "urgent")
    shown = board.in_tab(board.listed(rows, period, today), tab, today, desk, clean).order_by(*sort.order_by)
    page = paging.page(request, board.Sized(shown, counts.by_tab.get(tab, len(clean))))
    reviews, choices = bool(bulk.desk_memberships(actor)), board.choices()
    return {
        "due_dates": period.due_dates.order_by("due_on"), "group": _own_group(actor), "sorts": SORT_LABELS,
        "areas": dict(choices["area"]), "choices": choices,
        "period": period, "refusal": refusal, "wanted": wanted, "tab": tab, "sort": sort, "page": page,
        "rows": _decorated(period, list(page), clean, today), "counts": counts, "clean": clean,
        "segments": counts.segments(reverse("board", args=[period.code])),
        "tabs": _tabs(counts, clean, reviews), "reviews": reviews,
        "filters": _query(wanted), "may_urge": urging.may_urge(actor) and period.is_fillable and counts.missing > 0,
        "ticked": set(_ticked(request)),
        "sample": bulk.sample_size(len(clean)), **neighbours,
    }  # fmt: skip


def _own_group(actor: Any) -> Any:
    """The group whose total this person confirms, if any."""
    return next((m.unit for m in actor.memberships if m.role == "reviewer" and m.unit.kind == "group"), None)


def _clean_ids(actor: Any, rows: Any) -> set[int]:
    """What the person could pass together now, within the filter."""
    if not bulk.desk_memberships(actor):
        return set()
    return set(bulk.clean(rows.filter(board.my_desk(actor))).values_list("pk", flat=True))


def _decorated(period: Period, rows: list[Any], clean: set[int], today: Any) -> list[dict[str, Any]]:
    """Table rows: each return with its progress and whether it is late; one query for all."""
    filled = progress.of_versions(period, [pk for ret in rows if (pk := ret.working_id or ret.filed_id)])
    return [
        {
            "ret": ret,
            "progress": filled.get(ret.working_id or ret.filed_id or 0),
            "late": board.days_late(ret.due, today) if ret.is_overdue(today) else 0,
            "hits": len(ret.filed.hits) if ret.filed is not None and ret.filed.hits is not None else None,
            "clean": ret.pk in clean,
        }
        for ret in rows
    ]


def _tabs(counts: board.Counts, clean: set[int], reviews: bool) -> list[tuple[str, str, int]]:
    numbers = counts.by_tab | {"clean": len(clean)}
    hidden = set() if reviews else {"desk", "clean"}
    return [(key, label, numbers[key]) for key, label in board.TABS.items() if key not in hidden]


def _query(wanted: dict[str, str]) -> str:
    return urlencode({name: value for name, value in wanted.items() if value})


@require_http_methods(["GET", "POST"])
@needs("return.urge")
def urge_missing(request: HttpRequest, period: str) -> HttpResponse:
    """催报 of everybody missing in the board's filter: first the list and the text, then the act."""
    found, refusal = reading.period_or_404(period), None
    wanted = {name: request.GET.get(name, "") for name in board.FILTERS}
    rows = board.filtered(board.returns(found), found, wanted)
    if request.method == "POST":
        try:
            return _urged(request, found, rows, wanted)
        except MoveRefused as refused:
            refusal = refused
    missing = rows.missing().select_related("unit", "desk").official()
    context = {
        "period": found, "page": paging.page(request, missing), "refusal": refusal, "filters": _query(wanted),
        "text": request.POST.get("text", urging.default_text(found)),
    }  # fmt: skip
    page = render(request, "reporting/workflow/urge.html", context)
    page.status_code = refusal.status if refusal else 200
    return page


def _urged(request: HttpRequest, period: Period, rows: Any, wanted: dict[str, str]) -> HttpResponse:
    urged = urging.urge(rows, request.POST.get("text", ""), actor=request.actor, period=period)  # type: ignore[attr-defined]
    spared = f"；今天已催过的 {urged.spared} 家没有再发" if urged.spared else ""
    acts.done(request, f"已催报 {urged.sent} 家{spared}。")
    query = _query(wanted)
    return acts.see(reverse("board", args=[period.code]) + (f"?{query}" if query else ""))


@require_POST
@needs("return.review")
def accept_clean(request: HttpRequest, period: str) -> HttpResponse:
    """Pass the ticked (or, with `all`, every) clean return on the person's desk, and draw the sample."""
    found = reading.period_or_404(period)
    try:
        done = _accept(request, found)
    except MoveRefused as refusal:
        return render_board(request, period, refusal)
    acts.done(request, f"已一并通过 {done.count} 家，抽出 {done.sample.count()} 家待阅看。")
    return acts.see(reverse("sample_list", args=[found.code]))


def _accept(request: HttpRequest, period: Period) -> Any:
    actor: Any = request.actor  # type: ignore[attr-defined]
    memberships = bulk.desk_memberships(actor)
    if not memberships:
        raise MoveRefused("一并通过由上级审核人或省总审核人办理，您没有这个权限。", 403)
    key = acts.key_of(request)
    if done := bulk.replayed(key, period, actor):
        return done
    ids = _all_clean(request, period, actor) if "all" in request.POST else _ticked(request)
    membership = _desk_of(period, ids, memberships)
    return bulk.accept_clean(period, ids, actor=actor, membership=membership, key=key)


def _ticked(request: HttpRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("ret") if pk.isascii() and pk.isdigit() and len(pk) < 18]


def _all_clean(request: HttpRequest, period: Period, actor: Any) -> list[int]:
    """Every clean one in the filter; the number the person saw must still be right, unless it is a replay."""
    wanted = {name: request.GET.get(name, "") for name in board.FILTERS}
    ids = sorted(_clean_ids(actor, board.filtered(board.returns(period), period, wanted)))
    expected = acts.seen_count(request, "count")
    if len(ids) != expected:
        raise StalePage(f"您看到时可一并通过的有 {expected} 家，现在是 {len(ids)} 家。怎样改：看过新名单再办理。")
    return ids


def _desk_of(period: Period, ids: list[int], memberships: list[Any]) -> Any:
    """With several desks, the one the first chosen return lies on."""
    first = Return.objects.filter(pk__in=ids[:1]).values_list("desk_id", flat=True).first()
    return next((m for m in memberships if m.unit_id == first), memberships[0])
