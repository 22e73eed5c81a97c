from typing import ClassVar

from django.apps import AppConfig
from django.core.checks import Tags, register


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "账号"
    audit_actions = {
        "session.sign_in": "登录",
        "session.sign_out": "退出",
        "session.refused": "登录被拒绝",
        "account.create": "新建账号",
        "account.grant": "授予角色",
        "account.revoke": "收回角色",
        "account.deactivate": "停用账号",
        "account.reactivate": "启用账号",
        "account.password_change": "修改密码",
        "account.password_reset": "重置密码",
    }

    audit_roles: ClassVar[dict[str, str]] = {}

    def ready(self) -> None:
        from portal.accounts import checks
        from portal.accounts.guards import refusal
        from portal.accounts.roles import CHOICES
        from portal.ui.guards import hang_door

        self.audit_roles.update(CHOICES)
        hang_door(refusal)
        register(checks.permissions_exist, Tags.security)
        register(checks.no_demo_accounts, Tags.database)
