"""Where a unit may stand on a line, and putting it there from a day on."""

from __future__ import annotations

from datetime import date

from portal.organisations.models import Ancestry, Line, Relation, Unit, UnitKind

UNIONS = {UnitKind.PROV_UNION, UnitKind.CITY_UNION, UnitKind.COUNTY_UNION}
ENTERPRISES = {UnitKind.GROUP, UnitKind.SUBSIDIARY, UnitKind.CITY_SOE, UnitKind.CENTRAL_SOE}
# Which kinds of unit may stand above others on each line (`domain.md` §6, rulings 2).
PARENT_KINDS: dict[str, set[UnitKind]] = {
    Line.REPORTING: UNIONS | ENTERPRISES | {UnitKind.INDUSTRIAL_UNION},
    Line.TERRITORY: UNIONS,
    Line.INDUSTRY: ENTERPRISES | {UnitKind.INDUSTRIAL_UNION, UnitKind.PROV_UNION},
    Line.SASAC: ENTERPRISES | {UnitKind.PROV_SASAC, UnitKind.CITY_SASAC},
}


class ChangeRefused(ValueError):
    """An act on the organisation that cannot be done; the Chinese text says why and what to do."""


def put_below(unit: Unit, line: str, parent: Unit | None, on: date) -> Unit | None:
    """End the unit's relation in force on `on` and open one to `parent`; returns the former parent.

    A change already planned for a later day stays in force from that day. Raises `ChangeRefused`.
    """
    now = Relation.objects.in_force(on).filter(unit=unit, line=line).select_related("parent").first()
    until = now.valid_to if now else _next_start(unit, line, on)
    _check_start(unit, line, parent, now, on)
    if parent is None:
        _refuse_leaving(line, now)
    else:
        check_place(unit, line, parent, on, until)
    if now:
        now.valid_to = on
        now.save(update_fields=["valid_to"])
    if parent is not None:
        Relation.objects.create(unit=unit, line=line, parent=parent, valid_from=on, valid_to=until)
    return now.parent if now else None


def check_place(unit: Unit, line: str, parent: Unit, on: date, until: date | None = None) -> None:
    """Raise `ChangeRefused` unless `unit` may stand below `parent` on the line from `on` up to `until`."""
    label = Line(line).label
    if parent.kind not in PARENT_KINDS[line]:
        kinds = "、".join(kind.label for kind in UnitKind if kind in PARENT_KINDS[line])
        raise ChangeRefused(
            f"应有：“{label}”的上级为{kinds}。收到：{parent.get_kind_display()}“{parent.name}”。怎样改：另选上级。"
        )
    for one in (unit, parent):
        _check_exists(one, on)
    below = Ancestry.objects.after(on).filter(line=line, ancestor=unit, descendant=parent)
    if parent.pk == unit.pk or (below.filter(valid_from__lt=until) if until else below).exists():
        raise ChangeRefused(
            f"应有：上级不在“{unit.name}”之下。收到：“{parent.name}”在其下属之列，会绕成一圈。"
            "怎样改：另选上级，或先把该下属划出。"
        )


def _check_exists(unit: Unit, on: date) -> None:
    if unit.opened_on and unit.opened_on > on:
        raise ChangeRefused(f"应有：不早于“{unit.name}”的设立日期 {unit.opened_on}。收到：{on}。怎样改：改生效日期。")
    if unit.closed_on and unit.closed_on <= on:
        raise ChangeRefused(
            f"应有：“{unit.name}”在 {on} 仍存续。收到：已于 {unit.closed_on} 撤销。怎样改：改生效日期或另选单位。"
        )


def _check_start(unit: Unit, line: str, parent: Unit | None, now: Relation | None, on: date) -> None:
    if now is None:
        return
    if parent is not None and now.parent_id == parent.pk:
        raise ChangeRefused(
            f"应有：与现在不同的上级。收到：“{unit.name}”的{Line(line).label}已是“{parent.name}”。怎样改：不必调整。"
        )
    if now.valid_from == on:
        raise ChangeRefused(
            f"应有：同一关系一天最多调整一次。收到：{on} 已有一次调整。怎样改：把生效日期改为次日或以后。"
        )


def _refuse_leaving(line: str, now: Relation | None) -> None:
    if line == Line.REPORTING:
        raise ChangeRefused("应有：每个单位都有报送上级。收到：未选上级。怎样改：选择新的上级，或改用“撤销”。")
    if now is None:
        raise ChangeRefused(f"应有：要退出的{Line(line).label}关系。收到：该单位没有这一关系。怎样改：不必调整。")


def _next_start(unit: Unit, line: str, on: date) -> date | None:
    planned = Relation.objects.filter(unit=unit, line=line, valid_from__gt=on).order_by("valid_from").first()
    return planned.valid_from if planned else None
