"""Acts on the organisation: open, move, merge, split, close. Each has a date, a reason and a person (issue 2, part 2).

The only writers of `Relation` besides bulk loaders. An act dated ahead is entered today and takes effect by itself,
because every reader asks for the rows of its day. Refusals are `ChangeRefused` with a Chinese text; a missing
permission is PermissionDenied. Acts reach beyond the actor's scope (a new parent may be anywhere), so permission is
checked on the unit and the work is done in the system's scope.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.audit import record
from portal.organisations import ancestry
from portal.organisations.models import Area, ChangeKind, Relation, Unit, UnitChange
from portal.organisations.placing import ChangeRefused, check_place, put_below
from portal.organisations.reference import PROVINCE
from portal.organisations.scope import active, system
from portal.ui.words import seen

__all__ = ["ChangeRefused", "close", "merge", "move", "open_unit", "split"]

PERMISSION = "unit.change"


class Acting(Protocol):
    """What an act needs of `portal.accounts.actor.Actor`, which stands above this layer."""

    user: Any

    def can_at(self, permission: str, unit_id: int, /) -> bool: ...


def open_unit(unit: Unit, parents: dict[str, Unit], on: date, reason: str, actor: Acting | None = None) -> UnitChange:
    """Enter a new, unsaved unit below `parents` (by line; reporting is required unless it is the first of its tree)."""
    with _act(actor, list(parents.values()), reason):
        unit.opened_on = on
        unit.save()
        for line, parent in parents.items():
            check_place(unit, line, parent, on)
            Relation.objects.create(unit=unit, line=line, parent=parent, valid_from=on)
        ancestry.rebuild(units=[unit.pk])
        placed = {line: _named(parent) for line, parent in parents.items()}
        return _log(ChangeKind.OPEN, unit, on, reason, actor, {"parents": placed})


def move(
    unit: Unit, line: str, new_parent: Unit | None, on: date, reason: str, actor: Acting | None = None
) -> UnitChange:
    """Put a unit below another parent on a line from `on` on; without a parent it leaves the line (never reporting)."""
    with _act(actor, [unit], reason):
        former = put_below(unit, line, new_parent, on)
        ancestry.rebuild(line, units=[unit.pk])
        detail = {"line": line, "from": _named(former), "to": _named(new_parent)}
        return _log(ChangeKind.MOVE, unit, on, reason, actor, detail)


def merge(unit: Unit, into: Unit, on: date, reason: str, actor: Acting | None = None) -> UnitChange:
    """Close `unit` and put its children, on every line, below `into`. Logged on both and on each child."""
    with _act(actor, [unit, into], reason):
        _refuse_merge(unit, into, on)
        for relation in _children(unit, on):
            target = into if relation.unit_id != into.pk else _parent(unit, relation.line, on)
            _move_child(relation, target, on, reason, actor, because=f"并入：{unit.name}")
        _end(unit, on)
        ancestry.rebuild()
        _log(ChangeKind.MERGE, into, on, reason, actor, {"from": _named(unit)})
        return _log(ChangeKind.MERGE, unit, on, reason, actor, {"into": _named(into)})


def split(
    unit: Unit, new: Unit, children: Collection[Unit], on: date, reason: str, actor: Acting | None = None
) -> UnitChange:
    """Open the unsaved unit `new` beside `unit`, with the same parents, and give it these children of `unit`."""
    with _act(actor, [unit, *children], reason):
        new.opened_on = on
        new.save()
        for relation in Relation.objects.in_force(on).filter(unit=unit):
            Relation.objects.create(
                unit=new, line=relation.line, parent=relation.parent, valid_from=on, valid_to=relation.valid_to
            )
        ancestry.rebuild(units=[new.pk])
        for child in children:
            _hand_over(unit, new, child, on, reason, actor)
        ancestry.rebuild(units=[new.pk, *(child.pk for child in children)])
        names = [child.name for child in children]
        _log(ChangeKind.SPLIT, new, on, reason, actor, {"from": _named(unit), "children": names})
        return _log(ChangeKind.SPLIT, unit, on, reason, actor, {"to": _named(new), "children": names})


def close(unit: Unit, on: date, reason: str, actor: Acting | None = None) -> UnitChange:
    """End a unit that has no children any more; its data and history stay."""
    with _act(actor, [unit], reason):
        _refuse_children(unit, on)
        _end(unit, on)
        ancestry.rebuild(units=[unit.pk])
        return _log(ChangeKind.CLOSE, unit, on, reason, actor, {})


@contextmanager
def _act(actor: Acting | None, units: Collection[Unit], reason: str) -> Iterator[None]:
    """Check reason and permission, then run the block in one transaction that holds the tree.

    Two acts at once could together close a circle neither sees, so they wait for each other at the province's row.
    """
    if not seen(reason):
        raise ChangeRefused("应有：调整原因。收到：空白。怎样改：写明依据，如文号或决定。")
    _permit(actor, units)
    with system("act on the organisation"), transaction.atomic():
        Area.objects.select_for_update(no_key=True).get(code=PROVINCE[0])
        try:
            yield
        except ancestry.CycleFound as circle:
            raise ChangeRefused(str(circle)) from circle


def _permit(actor: Acting | None, units: Collection[Unit]) -> None:
    if actor is None:
        scope = active()
        if scope is None or not scope.everything:
            raise PermissionDenied("调整单位须由省总管理人办理。")
        return
    if not all(actor.can_at(PERMISSION, unit.pk) for unit in units):
        raise PermissionDenied("您没有调整该单位的权限。怎样改：请联系省总管理人办理。")


def _children(unit: Unit, on: date) -> list[Relation]:
    return list(Relation.objects.in_force(on).filter(parent=unit).select_related("unit").order_by("unit", "line"))


def _parent(unit: Unit, line: str, on: date) -> Unit | None:
    relation = Relation.objects.in_force(on).filter(unit=unit, line=line).select_related("parent").first()
    return relation.parent if relation else None


def _move_child(
    relation: Relation, target: Unit | None, on: date, reason: str, actor: Acting | None, because: str
) -> None:
    child = relation.unit
    former = put_below(child, relation.line, target, on)
    ancestry.rebuild(relation.line, units=[child.pk])
    detail = {"line": relation.line, "from": _named(former), "to": _named(target), "because": because}
    _log(ChangeKind.MOVE, child, on, reason, actor, detail)


def _hand_over(unit: Unit, new: Unit, child: Unit, on: date, reason: str, actor: Acting | None) -> None:
    held = [relation for relation in _children(unit, on) if relation.unit_id == child.pk]
    if not held:
        raise ChangeRefused(f"应有：分给新单位的是“{unit.name}”的下属。收到：“{child.name}”。怎样改：从下属中选择。")
    for relation in held:
        _move_child(relation, new, on, reason, actor, because=f"分立：{unit.name}")


def _refuse_merge(unit: Unit, into: Unit, on: date) -> None:
    if unit.pk == into.pk:
        raise ChangeRefused("应有：并入另一单位。收到：该单位本身。怎样改：另选接收单位。")
    if into.closed_on and into.closed_on <= on:
        raise ChangeRefused(
            f"应有：接收单位在 {on} 仍存续。收到：“{into.name}”已于 {into.closed_on} 撤销。怎样改：另选接收单位。"
        )
    planned = Relation.objects.filter(parent=unit, valid_from__gt=on).select_related("unit").first()
    if planned:
        raise ChangeRefused(
            f"应有：{on} 之后没有单位划入“{unit.name}”。收到：“{planned.unit.name}”定于 {planned.valid_from} 划入。"
            "怎样改：把生效日期改到该日之后，或先把该单位划到别处。"
        )


def _refuse_children(unit: Unit, on: date) -> None:
    rows = Relation.objects.after(on).filter(parent=unit).select_related("unit").order_by("unit__sort_order")
    names = list(dict.fromkeys(relation.unit.name for relation in rows))
    if names:
        shown = "、".join(names[:3]) + (f" 等 {len(names)} 家" if len(names) > 3 else "")
        raise ChangeRefused(f"应有：撤销前没有下属单位。收到：还有 {shown}。怎样改：先划到其他单位，或改用“合并”。")


def _end(unit: Unit, on: date) -> None:
    """Close the unit's relations and the unit."""
    if unit.closed_on:
        raise ChangeRefused(f"应有：仍存续的单位。收到：“{unit.name}”已于 {unit.closed_on} 撤销。怎样改：不必再撤销。")
    later = Relation.objects.filter(unit=unit, valid_from__gte=on).order_by("-valid_from").first()
    if later or (unit.opened_on and unit.opened_on >= on):
        since = later.valid_from if later else unit.opened_on
        raise ChangeRefused(
            f"应有：晚于最近一次调整（{since}）的日期。收到：{on}。怎样改：把生效日期改到 {since} 之后。"
        )
    Relation.objects.in_force(on).filter(unit=unit).update(valid_to=on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on", "initials"])


def _named(unit: Unit | None) -> dict[str, Any] | None:
    return {"id": unit.pk, "name": unit.name} if unit else None


def _log(
    kind: ChangeKind, unit: Unit, on: date, reason: str, actor: Acting | None, detail: dict[str, Any]
) -> UnitChange:
    user = actor.user if actor else None
    change = UnitChange.objects.create(
        kind=kind,
        unit=unit,
        effective_on=on,
        reason=seen(reason),
        by=str(user) if user else "系统",
        by_user_id=user.pk if user else None,
        detail=detail,
    )
    record(
        f"unit.{kind.value}",
        actor=actor,
        obj_type="unit",
        obj_id=str(unit.pk),
        obj_label=unit.name,
        unit_id=unit.pk,
        detail=detail | {"on": on.isoformat(), "reason": seen(reason)},
    )
    return change
