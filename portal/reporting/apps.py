from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "portal.reporting"
    label = "reporting"
    verbose_name = "报表"

    def ready(self) -> None:
        """Read every declaration once: a rule or an indicator about an unknown item stops the start."""
        from portal.reporting import rules
        from portal.reporting.indicators import definitions

        rules.declared()
        definitions.declared()
