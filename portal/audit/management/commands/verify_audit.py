"""Check the audit trail from the command line; ends with 1 when something is missing or altered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.models import Seal
from portal.audit.verifying import verify


class Command(BaseCommand):
    help = "核验审计记录：报告未封存、缺失和被改动的记录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", help="日志或外部留存的链首摘要；不在链上即为链被重做")

    def handle(self, *args: Any, head: str | None = None, **options: Any) -> None:
        report = verify()
        for line in report.lines():
            self.stdout.write(line)
        if head and not Seal.objects.filter(head=head).exists():
            raise CommandError(f"留存的链首摘要 {head} 不在链上：审计记录曾被重做或截断")
        if not report.intact:
            raise CommandError("审计记录不完整，请保留现场并联系安全保密管理员")
