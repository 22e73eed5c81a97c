"""Template tags of the entry grid: `{% load entry %}`."""

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def rest_json(row: Any) -> str:
    """A row's resting state for `grid.js`, as the value of a data attribute."""
    return json.dumps(row.rest.as_json(), ensure_ascii=False)
