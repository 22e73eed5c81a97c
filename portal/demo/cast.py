"""The demo accounts: one person for each role, at units that belong together, and a stranger.

They are the only accounts of the demo province and cannot exist when DEBUG is off.
"""

from __future__ import annotations

from portal.accounts.models import Membership, User
from portal.organisations.models import Unit, UnitKind
from portal.organisations.scope import system

from .tree import FOUNDED, Province

PASSWORD = "Chan-Gai-2023!"
CAST = (
    ("officer", "李岚", "填表人", "subsidiary", ("filler",)),
    ("checker", "赵文博", "审核人", "subsidiary", ("checker",)),
    ("head", "陈建国", "单位负责人", "subsidiary", ("head",)),
    ("group", "周颖", "集团审核人", "group", ("reviewer",)),
    ("city", "吴志远", "市总工会审核人", "city", ("reviewer",)),
    ("industry", "孙永强", "产业工会审核人", "industry", ("reviewer",)),
    ("province", "陈思齐", "省总业务处室", "province", ("province_manager", "province_reviewer")),
    ("sasac", "马静怡", "省国资委会审人", "sasac", ("sasac_reviewer",)),
    ("sysadmin", "朱国栋", "系统管理员", "province", ("sysadmin",)),
    ("secadmin", "胡海燕", "安全管理员", "province", ("secadmin",)),
    ("auditor", "林秋月", "安全审计员", "province", ("auditor",)),
    ("stranger", "郭明轩", "另一企业填表人", "stranger", ("filler",)),
)


def places(province: Province) -> dict[str, Unit]:
    """The units the cast works at. The subsidiary's group reports to an industrial union."""
    group = province.kind(UnitKind.GROUP)[0]
    mine = [unit for unit in province.kind(UnitKind.SUBSIDIARY) if unit.code.startswith(group.code[:-2])]
    parents = {(unit.pk, line): parent for line, unit, parent in province.links}
    return {
        "subsidiary": mine[2],
        "group": group,
        "city": parents[mine[2].pk, "territory"],
        "industry": parents[group.pk, "industry"],
        "province": province.units[0],
        "sasac": province.units[1],
        "stranger": province.kind(UnitKind.CITY_SOE)[0],
    }


def create(province: Province) -> None:
    """Make the accounts; raises `DemoOutsideDebug` when DEBUG is off."""
    units = places(province)
    for username, name, _, place, roles in CAST:
        user = User.objects.create_user(username, PASSWORD, full_name=name, is_demo=True)
        Membership.objects.bulk_create(
            Membership(user=user, unit=units[place], role=role, valid_from=FOUNDED, reason="演示") for role in roles
        )


def listed() -> list[tuple[str, str, str]]:
    """(username, what the person is, unit name) of the demo accounts that exist, for printing."""
    with system("names of the demo accounts' units"):
        units = dict(Membership.objects.filter(user__is_demo=True).values_list("user__username", "unit__name"))
    return [(username, title, units[username]) for username, _, title, _, _ in CAST if username in units]
