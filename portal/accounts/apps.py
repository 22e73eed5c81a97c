from django.apps import AppConfig
from django.core.checks import Tags, register


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from portal.accounts import checks
        from portal.accounts.guards import refusal
        from portal.ui.guards import hang_door

        hang_door(refusal)
        register(checks.permissions_exist, Tags.security)
        register(checks.no_demo_accounts, Tags.database)
