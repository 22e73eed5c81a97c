from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "审计"
    audit_actions = {"audit.verify": "核验审计记录"}
