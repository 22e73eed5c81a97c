"""Reading a rendered page: its links, forms, buttons, anchors, visible words, and what a page must not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template"}
SPOKEN = ("title", "alt", "placeholder", "aria-label")
# SVG paints with attributes; the CSP forbids style attributes and handlers everywhere.
CALLS = ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete")


@dataclass
class Form:
    method: str
    action: str | None
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)
    attrs: dict[str, str] = field(default_factory=dict)
    # Buttons that are shown and cannot be pressed now.
    grey: int = 0
    # Names of fields that a person sees.
    shown: list[str] = field(default_factory=list)

    @property
    def has_csrf(self) -> bool:
        return any(name == "csrfmiddlewaretoken" for name, _ in self.fields)

    def data(self, button: dict[str, str] | None = None) -> dict[str, list[str]]:
        """What a browser would send when `button` is pressed and nothing was typed; files are left out."""
        found: dict[str, list[str]] = {}
        pairs = [*self.fields]
        if button and button.get("name"):
            pairs.append((button["name"], button.get("value", "")))
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found


@dataclass
class Call:
    """An htmx call or an address in a data attribute."""

    method: str
    address: str


class Page(HTMLParser):
    """A page or fragment, taken apart. `faults` are what no page may hold."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str | None] = []
        self.forms: list[Form] = []
        self.calls: list[Call] = []
        self.ids: list[str] = []
        self.lone_buttons: list[dict[str, str]] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self._is_data = False
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._outside: list[tuple[str, str, dict[str, str]]] = []
        self._select: tuple[str, list[str], list[str]] | None = None
        self._textarea: tuple[str, list[str]] | None = None
        self.feed(html)
        self.close()
        self._adopt()

    # --- parsing ----------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        if tag not in VOID:
            self._open.append(tag)
        if "template" in self._open:
            return
        self._common(tag, attrs)
        reader = getattr(self, f"_read_{tag}", None)
        if reader is not None:
            reader(attrs)

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, given)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._close_select()
        elif tag == "textarea" and self._textarea is not None:
            name, parts = self._textarea
            self._put(name, "".join(parts).removeprefix("\n"), {})
            self._textarea = None

    def handle_data(self, text: str) -> None:
        if self._is_data and self._open and self._open[-1] == "script":
            self.calls += [Call("data", value) for value in strings(json.loads(text)) if value.startswith("/")]
        if self._textarea is not None:
            self._textarea[1].append(text)
        if text.strip() and not SILENT.intersection(self._open):
            self.words.append(text.strip())

    # --- what is collected ------------------------------------------------------------------------------------------

    def _common(self, tag: str, attrs: dict[str, str]) -> None:
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.words += [attrs[name] for name in SPOKEN if attrs.get(name)]
        self.faults += [f"<{tag} {name}=…>" for name in attrs if name == "style" or name.startswith("on")]
        self.calls += [Call(name.removeprefix("hx-"), attrs[name]) for name in CALLS if name in attrs]
        self.calls += [
            Call("data", value) for name, value in attrs.items() if name.startswith("data-") and value.startswith("/")
        ]

    def _read_a(self, attrs: dict[str, str]) -> None:
        self.links.append(attrs.get("href"))

    def _read_area(self, attrs: dict[str, str]) -> None:
        self.links.append(attrs.get("href"))

    def _read_script(self, attrs: dict[str, str]) -> None:
        self._is_data = attrs.get("type") == "application/json"
        if "src" not in attrs and not self._is_data:
            self.faults.append("inline script")

    def _read_style(self, attrs: dict[str, str]) -> None:
        self.faults.append("inline style element")

    def _read_form(self, attrs: dict[str, str]) -> None:
        self._form = Form(attrs.get("method", "get").lower(), attrs.get("action"), attrs=attrs)
        self.forms.append(self._form)
        if "id" in attrs:
            self._by_id[attrs["id"]] = self._form

    def _read_input(self, attrs: dict[str, str]) -> None:
        kind = attrs.get("type", "text").lower()
        if kind in ("submit", "image", "button"):
            self._read_button(attrs | {"type": kind})
        elif kind != "file" and (kind not in ("checkbox", "radio") or "checked" in attrs):
            self._put(attrs.get("name", ""), attrs.get("value", "on" if kind == "checkbox" else ""), attrs)

        if kind != "hidden":
            self._show(attrs)

    def _show(self, attrs: dict[str, str]) -> None:
        if self._form is not None and "disabled" not in attrs:
            self._form.shown.append(attrs.get("name", ""))

    def _read_textarea(self, attrs: dict[str, str]) -> None:
        self._show(attrs)
        self._textarea = (attrs.get("name", ""), [])

    def _read_select(self, attrs: dict[str, str]) -> None:
        self._show(attrs)
        self._select = (attrs.get("name", ""), [], [])

    def _read_option(self, attrs: dict[str, str]) -> None:
        if self._select is not None:
            self._select[1].append(attrs.get("value", ""))
            if "selected" in attrs:
                self._select[2].append(attrs.get("value", ""))

    def _close_select(self) -> None:
        if self._select is not None:
            name, options, chosen = self._select
            for value in chosen or options[:1]:
                self._put(name, value, {})
            self._select = None

    def _read_button(self, attrs: dict[str, str]) -> None:
        if "disabled" in attrs and self._form is not None:
            self._form.grey += 1
        elif attrs.get("form"):
            self._outside.append(("button", attrs["form"], attrs))
        elif self._form is not None and attrs.get("type") != "button":
            self._form.buttons.append(attrs)
        else:
            self.lone_buttons.append(attrs)

    def _put(self, name: str, value: str, attrs: dict[str, str]) -> None:
        if not name or "disabled" in attrs:
            return
        if attrs.get("form"):
            self._outside.append(("field", attrs["form"], {"name": name, "value": value}))
        elif self._form is not None:
            self._form.fields.append((name, value))

    def _adopt(self) -> None:
        """Fields and buttons that name a form elsewhere on the page."""
        for what, owner, attrs in self._outside:
            form = self._by_id.get(owner)
            if form is None:
                self.faults.append(f"{what} belongs to a form #{owner} that is not on the page")
            elif what == "field":
                form.fields.append((attrs["name"], attrs["value"]))
            else:
                form.buttons.append(attrs)

    # --- what is asked ----------------------------------------------------------------------------------------------

    @property
    def doubled_ids(self) -> set[str]:
        return {one for one in self.ids if self.ids.count(one) > 1}

    @property
    def text(self) -> str:
        return "\n".join(self.words)


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)
