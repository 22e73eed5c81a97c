"""Roles and permissions, as reviewable code (`rulings.md` 21).

A membership is (user, unit, role). What the role may do is in `permissions`; where, in `reach`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from portal.organisations.models import Line, Unit, UnitKind
from portal.organisations.scope import Scope


class Reach(Enum):
    """Whose data a role reads, seen from the unit of the membership."""

    OWN = "本单位"
    TREE = "本单位及下属"
    SASAC = "所监管企业"
    NOTHING = "不看业务数据"


PERMISSIONS = {
    "return.view": "查看报表",
    "return.edit": "填报报表",
    "return.submit": "提交报表",
    "return.check": "审核本单位报表",
    "return.sign": "签批本单位报表",
    "return.review": "审核下级报表",
    "return.accept": "省级审定报表",
    "return.exempt": "批准免报",
    "return.urge": "催报",
    "return.reopen": "退回已审定报表",
    "opinion.write": "填写会审意见",
    "period.view": "查看报告期",
    "period.manage": "管理报告期",
    "parameter.view": "查看参数",
    "parameter.edit": "维护参数",
    "rule.edit": "维护审核关系",
    "calendar.edit": "维护工作日历",
    "indicator.view": "查看指标",
    "indicator.compute": "计算指标",
    "summary.export": "导出汇总表",
    "unit.view": "查看单位",
    "unit.change": "调整单位隶属",
    "account.view": "查看账号",
    "account.edit": "维护账号和授权",
    "system.view": "查看系统状态",
    "audit.view": "查看审计日志",
}


@dataclass(frozen=True)
class Role:
    """One role: its label, what it may do, how far it sees, and which kinds of unit it belongs to."""

    code: str
    label: str
    permissions: frozenset[str]
    reach: Reach
    kinds: frozenset[str]
    directory: bool = False
    alone: bool = False

    def __post_init__(self) -> None:
        if unknown := self.permissions - PERMISSIONS.keys():
            raise ValueError(f"role {self.code} names unknown permissions: {sorted(unknown)}")


ENTERPRISES = frozenset({UnitKind.GROUP, UnitKind.SUBSIDIARY, UnitKind.CITY_SOE, UnitKind.CENTRAL_SOE})
REVIEWERS = frozenset(
    {UnitKind.GROUP, UnitKind.SUBSIDIARY, UnitKind.CITY_UNION, UnitKind.COUNTY_UNION, UnitKind.INDUSTRIAL_UNION}
)
PROVINCE = frozenset({UnitKind.PROV_UNION})
SASACS = frozenset({UnitKind.PROV_SASAC, UnitKind.CITY_SASAC})
READ = frozenset({"return.view", "period.view", "parameter.view", "indicator.view", "unit.view"})


def _role(
    code: str, label: str, may: str, reach: Reach, kinds: frozenset[str], *, base: frozenset[str] = READ, **flags: bool
) -> Role:
    return Role(code, label, base | frozenset(may.split()), reach, kinds, **flags)


NONE: frozenset[str] = frozenset()
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("filler", "填表人", "return.edit return.submit", Reach.OWN, ENTERPRISES),
        _role("checker", "审核人", "return.check", Reach.OWN, ENTERPRISES),
        _role("head", "单位负责人", "return.sign summary.export", Reach.OWN, ENTERPRISES),
        _role(
            "reviewer", "上级审核人", "return.review return.exempt return.urge summary.export", Reach.TREE, REVIEWERS
        ),
        _role(
            "province_reviewer", "省总审核人",
            "return.review return.accept return.exempt return.urge indicator.compute summary.export",
            Reach.TREE, PROVINCE,
        ),
        _role(
            "province_manager", "省总管理人",
            "return.urge return.reopen period.manage parameter.edit rule.edit calendar.edit indicator.compute"
            " summary.export unit.change",
            Reach.TREE, PROVINCE, directory=True,
        ),
        _role("sasac_reviewer", "国资委会审人", "opinion.write summary.export", Reach.SASAC, SASACS),
        _role("sysadmin", "系统管理员", "system.view", Reach.NOTHING, PROVINCE, base=NONE, alone=True),
        _role(
            "secadmin", "安全管理员", "account.view account.edit unit.view",
            Reach.NOTHING, PROVINCE, base=NONE, directory=True, alone=True,
        ),
        _role("auditor", "安全审计员", "audit.view", Reach.NOTHING, PROVINCE, base=NONE, alone=True),
    )
}  # fmt: skip

CHOICES = [(role.code, role.label) for role in ROLES.values()]


def lines_of(role: Role, unit: Unit) -> frozenset[str]:
    """Lines whose tree below `unit` a holder of `role` there reads."""
    if role.reach is Reach.SASAC:
        return frozenset({Line.SASAC.value})
    if role.reach is not Reach.TREE:
        return frozenset()
    side = {
        UnitKind.CITY_UNION: Line.TERRITORY,
        UnitKind.COUNTY_UNION: Line.TERRITORY,
        UnitKind.INDUSTRIAL_UNION: Line.INDUSTRY,
    }.get(UnitKind(unit.kind))
    return frozenset({Line.REPORTING.value} | ({side.value} if side else set()))


def scope_of(role: Role, unit: Unit) -> Scope:
    """The scope one membership gives."""
    own = frozenset({unit.pk}) if role.reach is not Reach.NOTHING else frozenset()
    roots = frozenset((line, unit.pk) for line in lines_of(role, unit))
    return Scope(roots=roots, own=own, directory=role.directory)


def conflict(held: set[str], wanted: str) -> str:
    """Why a person holding the roles `held` may not get `wanted`, in Chinese; "" if they may.

    系统管理员, 安全管理员 and 安全审计员 are three persons; none of them handles business
    (三员分立, `domain.md` §10).
    """
    for code in sorted(held - {wanted}):
        if ROLES[code].alone or ROLES[wanted].alone:
            return (
                f"{ROLES[wanted].label}与{ROLES[code].label}不能由同一人担任（三员分立）。"
                f"怎样改：另建账号，或先收回“{ROLES[code].label}”。"
            )
    return ""
