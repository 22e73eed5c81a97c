"""Saving cells: one or a block in one transaction; good ones are kept, each bad one is refused with its reason.

A cell is addressed by its item's code; the document number of a yes/no item by the code and ``.no``. Each entry
carries the value its author saw: when the stored one is another by now, nothing is written and both are shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from ..models import CellEdit, Return, ReturnVersion, SectionReturn
from ..parsing import CellError, Value, format_value, from_json, parse_cell, parse_reference, to_json
from ..schema import Item, Schema
from ..workflow.perform import perform
from .access import lock_for_edit

REFERENCE = ".no"
SAVED, REFUSED, CONFLICT = "saved", "refused", "conflict"


@dataclass(frozen=True)
class Entry:
    """What somebody typed into a cell, and the text they saw there before."""

    code: str
    text: str
    seen: str


@dataclass(frozen=True)
class CellOutcome:
    """What became of an entry. `shown` is the stored value as the cell shows it (for a conflict: theirs)."""

    code: str
    state: str
    shown: str = ""
    title: str = ""
    detail: str = ""
    mine: str = ""


def save_cell(version: ReturnVersion, code: str, text: str, *, seen: str, actor: Any) -> CellOutcome:
    """Save one cell of the working version; see `save_cells`."""
    return save_cells(version.ret_id, [Entry(code, text, seen)], actor=actor)[0]


@transaction.atomic
def save_cells(ret_id: int, entries: Iterable[Entry], *, actor: Any) -> list[CellOutcome]:
    """Save entries into the working copy, which the first edit opens (the move "start").

    Raises Closed (409) when the return takes no edits and EntryRefused (403) when the person may only read.
    """
    ret = lock_for_edit(ret_id, actor)
    if ret.working is None:
        perform(ret.pk, "start", actor=actor, key=uuid.uuid4(), expect=ret.moves_count)
        ret = lock_for_edit(ret_id, actor)
    return _Writer(ret, actor).write(entries)


class _Writer:
    """One block of entries going into one working version."""

    def __init__(self, ret: Return, actor: Any) -> None:
        assert ret.working is not None  # opened by save_cells
        self.ret, self.actor, self.version = ret, actor, ret.working
        self.schema = Schema.of(ret.period)
        self.rows: dict[int, SectionReturn] = {}
        self.changed: dict[int, set[str]] = {}
        self.edits: list[CellEdit] = []

    def write(self, entries: Iterable[Entry]) -> list[CellOutcome]:
        outcomes = [self._take(entry) for entry in entries]
        for form, columns in self.changed.items():
            self.rows[form].save(update_fields=sorted(columns))
        if any(self.schema.by_code[edit.code.partition(".")[0]].extra for edit in self.edits):
            self.version.save(update_fields=["extra"])
        CellEdit.objects.bulk_create(self.edits)
        return outcomes

    def _take(self, entry: Entry) -> CellOutcome:
        item = self.schema.by_code.get(entry.code.removesuffix(REFERENCE))
        if item is None or (entry.code.endswith(REFERENCE) and not item.ref_column):
            return _refused(entry, f"没有代码为 {entry.code} 的格。", "怎样改：刷新页面，按本季表式填写。")
        if not self.version.may_edit(item.code):
            how = "怎样改：只改退回的格；其他格需要改的，请在答复中说明。"
            return _refused(entry, f"{item.code} 没有被退回，不能修改。", how)
        try:
            value = read(item, entry.code, entry.text)
        except CellError as error:
            title = f"{item.code} 不能接受：应有{error.expected}，收到 {error.received}。"
            return _refused(entry, title, f"怎样改：{error.fix}。")
        return self._store(item, entry, value)

    def _store(self, item: Item, entry: Entry, value: Value) -> CellOutcome:
        current = self._current(item, entry.code)
        if current == value:
            return CellOutcome(entry.code, SAVED, show(item, value))
        if not _saw(item, entry, current):
            return self._conflict(entry, show(item, current), show(item, value))
        self._set(item, entry.code, value)
        self.edits.append(
            CellEdit(
                version=self.version,
                code=entry.code,
                old=to_json(current),
                new=to_json(value),
                by_id=self.actor.user.pk,
                by=self.actor.user.full_name or self.actor.user.username,
            )
        )
        return CellOutcome(entry.code, SAVED, show(item, value))

    def _conflict(self, entry: Entry, theirs: str, mine: str) -> CellOutcome:
        who = self._who_changed(entry.code)
        title = f"{entry.code} 现在是 {theirs or '空白'}（{who}），您填的是 {mine or '空白'}。"
        detail = "两个数都在这里，请选一个。没有选之前，服务器上保留原来的数。"
        return CellOutcome(entry.code, CONFLICT, theirs, title, detail, mine)

    def _row(self, item: Item) -> SectionReturn:
        if item.form not in self.rows:
            model = apps.get_model(item.model)
            self.rows[item.form] = model.objects.get_or_create(version=self.version)[0]
        return self.rows[item.form]

    def _current(self, item: Item, code: str) -> Value:
        if item.extra:
            return from_json(item, self.version.extra.get(code))
        return getattr(self._row(item), _column(item, code))

    def _set(self, item: Item, code: str, value: Value) -> None:
        if item.extra:
            self.version.extra[code] = to_json(value)
            return
        setattr(self._row(item), _column(item, code), value)
        self.changed.setdefault(item.form, set()).add(_column(item, code))

    def _who_changed(self, code: str) -> str:
        last = CellEdit.objects.filter(version=self.version, code=code).first()
        if last is None:
            return "由上季带入"
        return f"{last.by} {timezone.localtime(last.at):%H:%M} 改"


def _column(item: Item, code: str) -> str:
    return item.ref_column if code.endswith(REFERENCE) else item.column


def read(item: Item, code: str, text: str) -> Value:
    """The value of a typed text, for the item itself or its document number; CellError when it is none."""
    return parse_reference(item, text) if code.endswith(REFERENCE) else parse_cell(item, text)


def show(item: Item, value: Value) -> str:
    """A stored value, or a document number, as the cell shows it."""
    return value if isinstance(value, str) else format_value(item, value)


def _saw(item: Item, entry: Entry, current: Value) -> bool:
    try:
        return read(item, entry.code, entry.seen) == current
    except CellError:
        return False


def _refused(entry: Entry, title: str, detail: str) -> CellOutcome:
    return CellOutcome(entry.code, REFUSED, title=title, detail=detail, mine=entry.text)
