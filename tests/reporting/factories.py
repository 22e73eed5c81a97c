"""Builders of periods, returns and filled versions for tests. All work in the system's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.accounts.actor import Actor
from portal.organisations.models import Unit
from portal.organisations.scope import system
from portal.reporting import periods, versions
from portal.reporting.models import DueDate, Layer, Period, PeriodState, Purpose, Return, ReturnVersion
from portal.reporting.schema import Item, Schema, section_models

# What the rules of an ordinary return leave no choice about; every other figure may be zero.
PLAIN: dict[str, Any] = {"0301d": dt.date(2023, 6, 1), "1701w": 5, "1702w": 5, "1703w": 5, "1704w": 5}


def make_period(year: int = 2026, quarter: int = 3, *, due: dt.date | None = None) -> Period:
    """An open period with due dates from `due` (in a month), its frozen tree, and a return for every unit."""
    code, first = Period.make_code(year, quarter), due or timezone.localdate() + dt.timedelta(days=30)
    schema = Schema.current().at(code)
    with system("test data"):
        period = Period.objects.create(
            year=year, quarter=quarter, code=code, state=PeriodState.OPEN, opens_on=first, opened_at=timezone.now(),
            opened_by="测试", schema=schema.to_json(), schema_hash=schema.hash,
        )  # fmt: skip
        DueDate.objects.bulk_create(
            DueDate(period=period, layer=layer, working_days=8 + 4 * n, due_on=first + dt.timedelta(days=4 * n))
            for n, layer in enumerate(Layer.values)
        )
        periods.freeze_tree(period)
        periods.create_returns(period)
    return period


def make_return(period: Period, unit: Unit) -> Return:
    """The return of a unit in a period, read in the system's scope with everything a move reads."""
    from portal.reporting.workflow.perform import RELATED

    with system("test data"):
        return Return.objects.select_related(*RELATED).get(period=period, unit=unit)


def again(ret: Return) -> Return:
    """The return as it stands now."""
    return make_return(ret.period, ret.unit)


def plain_value(item: Item) -> Any:
    """A value that breaks no rule of an ordinary return: zero, 否, a sentence, a day."""
    if item.code in PLAIN:
        return PLAIN[item.code]
    if item.type == "yesno":
        return False
    if item.type == "narrative":
        return ""
    return {"text": "", "date": None, "year": None}.get(item.type, 0)


def fill(version: ReturnVersion, **figures: Any) -> ReturnVersion:
    """Fill a working copy with plain values; `figures` are given as c0405=12 and override them."""
    wanted = {code.removeprefix("c"): value for code, value in figures.items()}
    with system("test data"):
        period = Period.objects.get(returns=version.ret_id)
        schema = Schema.of(period)
        for model in section_models():
            row = model.objects.get(version=version)
            for item in schema.form_items(model.form_no):
                setattr(row, item.column, wanted.get(item.code, plain_value(item)))
            row.save()
    return version


def put_cells(version: ReturnVersion, **figures: Any) -> None:
    """Change single cells of a working copy, given as c0405=12."""
    with system("test data"):
        schema = Schema.of(Period.objects.get(returns=version.ret_id))
        for code, value in figures.items():
            item = schema.by_code[code.removeprefix("c")]
            model = next(model for model in section_models() if model.form_no == item.form)
            model.objects.filter(version=version).update(**{item.column: value})


def started(ret: Return) -> ReturnVersion:
    """The first working copy of a return that is set to 填报中 without a move; for tests of other things."""
    with system("test data"):
        version = versions.open_next(ret, Purpose.ORIGINAL)
        ret.state = "drafting"
        ret.save()
    return version


def move(ret: Return, name: str, actor: Actor, **given: Any) -> Return:
    """Perform a move as a page that was just made would ask for it, in the actor's scope."""
    from portal.organisations.scope import use
    from portal.reporting.workflow.perform import perform

    values: dict[str, Any] = {"key": uuid4(), "expect": again(ret).moves_count} | given
    with use(actor.scope):
        return perform(ret.pk, name, actor=actor, **values)


def walk(ret: Return, steps: Iterable[tuple[str, Actor]]) -> Return:
    """Several moves one after another; filled with plain values as soon as the return is started."""
    for name, actor in steps:
        ret = move(ret, name, actor)
        if name == "start" and ret.working is not None:
            fill(ret.working)
    return again(ret)
