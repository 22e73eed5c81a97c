from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "审计"
    audit_actions = {"audit.verify": "核验审计记录"}

    def ready(self) -> None:
        from portal.audit import keeping

        pre_migrate.connect(keeping.before_migrating, sender=self, dispatch_uid="rows that are kept")
        post_migrate.connect(keeping.after_migrating, sender=self, dispatch_uid="rows that are kept")

    def kept_rows(self) -> list[Any]:
        """The trail: nothing in it is changed or taken out."""
        from portal.audit import models
        from portal.audit.keeping import Kept

        return [Kept(model) for model in (models.Event, models.Seal, models.Link)]
