"""Which version of a return a person sees, and whether (or why not) it may be edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portal.ui.dates import moment

from ..models import Declaration, Evidence, Return, ReturnState, ReturnVersion
from ..schema import Schema
from .refusals import Closed, EntryRefused

EDITABLE_STATES = (ReturnState.NOT_STARTED, ReturnState.DRAFTING, ReturnState.RETURNED)


@dataclass
class Place:
    """A return, the version looked at (an unsaved first one while nothing has been started) and who looks."""

    ret: Return
    version: ReturnVersion
    actor: Any
    versions: list[ReturnVersion] = field(default_factory=list)

    @cached_property
    def schema(self) -> Schema:
        return Schema.of(self.ret.period)

    @property
    def is_started(self) -> bool:
        return self.version.pk is not None

    @cached_property
    def why_locked(self) -> str:
        """Why this version cannot be edited by this person; empty when it can."""
        return why_closed(self.ret) or self._why_not_this_version() or why_not_theirs(self.ret, self.actor)

    @property
    def is_editable(self) -> bool:
        return not self.why_locked

    def may_edit(self, code: str) -> bool:
        """Whether this cell may be changed here and now."""
        return self.is_editable and self.version.may_edit(code.partition(".")[0])

    def _why_not_this_version(self) -> str:
        if not self.is_started or self.version.pk == self.ret.working_id:
            return ""
        return f"{self.version}已于{moment(self.version.filed_at)}提交，只能查看。" if self.version.filed_at else ""


def why_closed(ret: Return) -> str:
    """Why nobody can edit the return now; empty when somebody can."""
    if not ret.period.is_fillable:
        state = ret.period.get_state_display()
        return f"{ret.period.name}现为“{state}”，报表不能再改。怎样改：请省总工会重新开放该季度。"
    if ret.state == ReturnState.EXEMPT:
        return "本单位本季免报，不用填报。"
    if ret.state not in EDITABLE_STATES:
        how = "怎样改：下一步尚未办理的可以撤回，或等退回后修改。"
        return f"报表现为“{ret.state_word}”，已提交的版本不能再改。{how}"
    return ""


def why_not_theirs(ret: Return, actor: Any) -> str:
    if actor.can_at("return.edit", ret.unit_id):
        return ""
    return "本表由填报单位的填表人填写，您只能查看。"


def find_return(period: str, unit: str) -> QuerySet[Return]:
    """The return of a period and unit in the active scope, with what every page of it needs."""
    return Return.objects.filter(period__code=period, unit__code=unit).select_related("unit", "period", "desk")


def find_place(period: str, unit: str, actor: Any, number: int | None = None) -> Place:
    """The place a page shows; Return.DoesNotExist or ReturnVersion.DoesNotExist when there is none in scope."""
    ret = find_return(period, unit).get()
    found = list(with_presence(ret.versions.order_by("-number")))
    version = _wanted(found, number) if number is not None else _usual(ret, found, actor)
    version.ret = ret
    return Place(ret, version, actor, found)


def with_presence(versions: Any) -> Any:
    """Versions that know whether they have evidence and declarations: most have none, which saves asking."""
    return versions.annotate(
        has_evidence=Exists(Evidence.objects.filter(version=OuterRef("pk"))),
        has_declarations=Exists(Declaration.objects.filter(version=OuterRef("pk"))),
    )


def _wanted(found: list[ReturnVersion], number: int) -> ReturnVersion:
    for version in found:
        if version.number == number:
            return version
    raise ReturnVersion.DoesNotExist


def _usual(ret: Return, found: list[ReturnVersion], actor: Any) -> ReturnVersion:
    """Their own unit's people see the working copy first, everybody else what was filed."""
    mine = any(membership.unit_id == ret.unit_id for membership in actor.memberships)
    order = (ret.working_id, ret.filed_id) if mine else (ret.filed_id, ret.working_id)
    by_id = {version.pk: version for version in found}
    return next((by_id[pk] for pk in order if pk in by_id), None) or ReturnVersion(ret=ret, number=1)


def lock_for_edit(ret_id: int, actor: Any) -> Return:
    """The return, locked until the transaction ends, ready to be edited by this person.

    Raises Closed or EntryRefused (403 when the person may only read).
    """
    rows = Return.objects.select_related("unit", "period", "working", "previous__counted")
    ret = rows.select_for_update(of=("self",)).get(pk=ret_id)
    if (ret.working.pk if ret.working else None) != ret.working_id:
        # PostgreSQL waited for another edit and read the return anew, but not what it had joined before.
        ret = rows.get(pk=ret_id)
    if why := why_closed(ret):
        raise Closed(why)
    if why := why_not_theirs(ret, actor):
        raise EntryRefused(why, status=403)
    return ret
