"""Sorting of a list by clicking a column head: declared columns only, the state in the address (`?sort=-name`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Sort:
    """The order in force: `key` of the column, its direction, and what goes into `order_by()`."""

    key: str
    descending: bool
    order_by: tuple[str, ...]
    keys: frozenset[str]
    name: str = "sort"

    def state(self, key: str) -> str:
        """The value of aria-sort for a column, empty when the list is not sorted by it."""
        if key != self.key:
            return ""
        return "descending" if self.descending else "ascending"

    def next(self, key: str) -> str:
        """What a click on the column asks for: the other direction, or the column itself."""
        return f"-{key}" if key == self.key and not self.descending else key


Columns = Mapping[str, str | tuple[str, ...]]


def sort(request: HttpRequest, columns: Columns, default: str, name: str = "sort") -> Sort:
    """Read the order from the address; an unknown column falls back to `default` ("-key" = descending).

    `columns` maps a short key to one or several `order_by` paths; the primary key is the last tie-breaker."""
    wanted = request.GET.get(name, default)
    if wanted.removeprefix("-") not in columns:
        wanted = default
    key, descending = wanted.removeprefix("-"), wanted.startswith("-")
    paths = columns[key]
    ordered = [paths] if isinstance(paths, str) else list(paths)
    order_by = [_turned(path) if descending else path for path in ordered]
    return Sort(key, descending, (*order_by, "pk"), frozenset(columns), name)


def _turned(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"
