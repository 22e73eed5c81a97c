"""Template tags of the return's way: hidden fields of an act, whose turn it is, values of cells."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..models import Return, ReturnMove
from ..schema import Schema
from ..workflow.moves import LABELS
from ..workflow.receipts import short
from ..workflow.situation import turn

register = template.Library()


@register.simple_tag
def act_fields(ret: Return | None = None, key: str = "") -> SafeString:
    """What makes an act exactly once: a key made for this rendering, and the moves seen so far."""
    hidden = format_html('<input type="hidden" name="key" value="{}">', key or uuid4())
    if ret is None:
        return hidden
    return hidden + format_html('<input type="hidden" name="expect" value="{}">', ret.moves_count)


@register.simple_tag
def cell_url(ret: Return, code: str) -> str:
    """The address of a cell in its form; "" for what concerns the whole return or is no longer in the form."""
    item = Schema.of(ret.period).by_code.get(code)
    return reverse("form_page", args=[ret.period.code, ret.unit.code, item.form]) + f"#r{code}" if item else ""


@register.filter
def whose_turn(ret: Return) -> str:
    """填表人, 审核人, or the unit above and its role."""
    return turn(ret)


@register.filter
def move_label(move: ReturnMove) -> str:
    return LABELS.get(move.move, move.move)


@register.filter
def hash_head(content_hash: str) -> str:
    """The first sixteen digits of a content hash, in fours."""
    return short(content_hash)


@register.filter
def at(mapping: dict[Any, Any], key: Any) -> Any:
    """The entry of a mapping, None when there is none."""
    return mapping.get(key)
