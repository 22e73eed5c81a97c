"""Template tags of the shell and of every list: `{% load ui %}`."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.ui import charts, dates, menu, numbers
from portal.ui.sorting import Sort
from portal.ui.tones import tone_of

register = template.Library()

Figure = int | Decimal | Fraction | None

# --- numbers and dates -------------------------------------------------------------------------------------


@register.filter
def number(value: Figure, decimals: int | None = None) -> str:
    """1,234 · −5 · — for a missing value; `|number:1` fixes the decimals."""
    return "" if value == "" else numbers.quantity(value, decimals)


@register.filter
def money(value: Figure) -> str:
    """An amount with two decimals (the unit stands in the column head)."""
    return number(value, 2)


@register.filter
def signed(value: Figure, decimals: int | None = None) -> str:
    """A difference: +12 or −12."""
    return numbers.NOT_APPLICABLE if value is None else numbers.plain(value, decimals, signed=True)


@register.simple_tag
def percent(value: Figure, bound: Figure = None) -> str:
    """A share as 60.72%, — when there is none; beside a bound never rounded across it."""
    return numbers.NOT_APPLICABLE if value is None else numbers.percent(value, bound)


@register.simple_tag
def ratio(numerator: Figure, denominator: Figure, bound: Figure = None) -> str:
    """Numerator ÷ denominator in percent; — when a part is missing or the denominator is 0."""
    if numerator is None or not denominator:
        return numbers.NOT_APPLICABLE
    return numbers.percent(Fraction(numerator) / Fraction(denominator), bound)


@register.filter
def points(value: Figure) -> str:
    """A difference of shares in percentage points, signed."""
    return numbers.NOT_APPLICABLE if value is None else numbers.points(value)


@register.filter
def cn_date(value: date | None) -> str:
    """10月16日（周五）"""
    return dates.with_weekday(value) if value else numbers.NOT_APPLICABLE


@register.filter
def month_day(value: date | None) -> str:
    """10月16日"""
    return dates.month_day(value) if value else numbers.NOT_APPLICABLE


@register.filter
def full_date(value: date | None) -> str:
    """2026年10月16日"""
    return dates.full(value) if value else numbers.NOT_APPLICABLE


@register.filter
def moment(value: datetime | None) -> str:
    """2026年10月16日 09:41"""
    return dates.moment(value) if value else numbers.NOT_APPLICABLE


@register.filter
def clock(value: datetime | None) -> str:
    """09:41:26"""
    return dates.clock(value) if value else numbers.NOT_APPLICABLE


# --- words with a state ------------------------------------------------------------------------------------


@register.simple_tag
def badge(text: str, tone: str | None = None) -> SafeString:
    """A state in word, shape and colour; the tone follows from the word unless given."""
    shade = tone_of(text) if tone is None else tone
    return format_html('<span class="badge{}">{}</span>', f" {shade}" if shade else "", text)


@register.simple_tag
def authority(text: str) -> SafeString:
    """Whose bound it is, beside every bound; 政策原文 stands out."""
    return format_html('<span class="auth{}">{}</span>', " a1" if text == "政策原文" else "", text)


# --- the shell ---------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/top.html", takes_context=True)
def shell_top(context: Context) -> dict[str, Any]:
    """Brand, menu, inbox and the signed-in person."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    user = getattr(actor, "user", None)
    signed_in = bool(user and user.is_authenticated)
    top: dict[str, Any] = {"signed_in": signed_in, "csrf_token": context.get("csrf_token")}
    return top | (_signed_in_parts(request, actor) if signed_in else {})


def _signed_in_parts(request: Any, actor: Any) -> dict[str, Any]:
    entries = menu.entries_for(actor)
    match = request.resolver_match
    box = menu.inbox()
    return {
        "entries": entries,
        "current": menu.current_entry(entries, match.url_name if match else "", request.path),
        "inbox_url": reverse(box.url_name) if box else "",
        "unread": box.unread(actor.user) if box else 0,
        "name": actor.user.full_name or actor.user.username,
        "roles": "、".join(dict.fromkeys(m.get_role_display() for m in actor.memberships)),
    }


@register.simple_tag
def crumb(label: str, url_name: str = "", *args: Any) -> SafeString:
    """One step of the path; the last one, without a URL name, is the page itself."""
    if url_name:
        return format_html('<li><a href="{}">{}</a></li>', reverse(url_name, args=args), label)
    return format_html('<li><span aria-current="page">{}</span></li>', label)


@register.simple_tag
def fact(label: str, value: Any, tone: str | None = None) -> SafeString:
    """One fact in the line below the menu (报告期, 截止, 轮到 …); with a tone ("" included) shown as a badge."""
    shown = value if tone is None else badge(str(value), tone)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)


# --- lists -------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page, unit: str = "条") -> dict[str, Any]:
    """Paging under a list made by `portal.ui.paging.page`; draws the total alone when there is one page."""
    numbers_shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = [(n, _address(context, getattr(page, "name", "page"), n)) for n in numbers_shown]
    return {"page": page, "unit": unit, "links": links, "gap": page.paginator.ELLIPSIS}


@register.simple_tag(takes_context=True)
def sort_th(context: Context, sort: Sort, key: str, label: str, css: str = "", unit: str = "") -> SafeString:
    """A column head that sorts: `<th scope="col" aria-sort=…><a class="sort" …>`, with the column's unit below."""
    if key not in sort.keys:
        raise ValueError(f"The list declares no sort column {key!r}.")
    state = sort.state(key)
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}">{}</a>{}</th>',
        format_html(' class="{}"', css) if css else "",
        format_html(' aria-sort="{}"', state) if state else "",
        _address(context, sort.name, sort.next(key), drop=("page",)),
        label,
        format_html('<span class="unit">{}</span>', unit) if unit else "",
    )


@register.simple_tag(takes_context=True)
def here(context: Context, **changes: Any) -> str:
    """This page's query with some parameters changed (None removes one) and the paging reset."""
    return _query(context, {"page": None} | changes)


def _address(context: Context, name: str, value: Any, drop: Sequence[str] = ()) -> str:
    return _query(context, dict.fromkeys(drop) | {name: value})


def _query(context: Context, changes: dict[str, Any]) -> str:
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """An empty list says what will stand here and when, and what one can do."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/stepper.html")
def stepper(steps: Sequence[Any], label: str = "进度") -> dict[str, Any]:
    """The way through a procedure; each step has `.label`, `.state` (done, now or "") and `.note`."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("ui/field.html")
def field(bound: Any, hint: str = "") -> dict[str, Any]:
    """A form field with its label, hint and errors tied to it for screen readers."""
    return {"field": bound, "hint": hint or bound.help_text}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The errors that belong to no single field."""
    return {"errors": form.non_field_errors()}


# --- charts ------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/segments.html")
def segments(title: str, parts: Sequence[charts.Segment], unit: str = "家", ident: str = "seg") -> dict[str, Any]:
    """A bar cut into states with its key and data table; `ident` must be unique on the page."""
    total = sum(part.count for part in parts)
    blocks = charts.blocks(parts)
    return {"title": title, "parts": parts, "blocks": blocks, "unit": unit, "total": total, "ident": ident}


@register.inclusion_tag("ui/spark.html")
def spark(values: Sequence[Any], label: str, decimals: int | None = None) -> dict[str, Any]:
    """A trend of a few quarters, oldest first, None = not filed; its figures are read out as its name."""
    told = "，".join(numbers.quantity(value, decimals) for value in values)
    return {"spark": charts.spark(values), "label": f"{label}：{told}" if values else label}


@register.inclusion_tag("ui/bullet.html")
def bullet(value: Figure, bound: Figure, label: str, met: bool | None = None) -> dict[str, Any]:
    """A share against its bound; nothing is drawn when either is missing."""
    if value is None or bound is None:
        return {"bullet": None}
    told = f"{label} {numbers.percent(value, bound)}，界限 {numbers.percent(bound)}"
    return {"bullet": charts.bullet(Fraction(value), Fraction(bound), met), "label": told}
