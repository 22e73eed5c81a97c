from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """Let every app put its entries into the main menu by having a `menu.py`."""
        from portal.ui import checks

        register(checks.menu_leads_somewhere)
        autodiscover_modules("menu")
