from typing import Any, ClassVar

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "portal.reporting"
    label = "reporting"
    verbose_name = "报表"
    audit_actions: ClassVar[dict[str, str]] = {
        "period.plan": "编制报告期",
        "period.dates": "调整截止日期",
        "period.open": "开启报告期",
        "period.lock": "汇总锁定",
        "period.reopen": "重新开启报告期",
        "period.consolidate": "确认汇总",
        "indicators.compute": "计算指标",
        "return.extend": "延长报送期限",
        "return.opinion": "填写会审意见",
        "return.sample_read": "抽读报表",
        "return.urge": "催报",
        "summary.export": "导出汇总表",
        "rule.phrase_add": "添加套话",
        "rule.phrase_remove": "去掉套话",
    }

    def kept_rows(self) -> list[Any]:
        """What no statement changes once it is filed."""
        from portal.reporting.keeping import kept_rows

        return [*kept_rows()]

    def ready(self) -> None:
        """Read every declaration once: a rule or an indicator about an unknown item stops the start."""
        from portal.reporting import rules
        from portal.reporting.indicators import definitions
        from portal.reporting.workflow.moves import TABLE

        rules.declared()
        definitions.declared()
        for move in TABLE:
            self.audit_actions[f"return.{move.code}"] = f"报表：{move.label}"
            self.audit_actions[f"return.bulk_{move.code}"] = f"报表成批：{move.label}"
