"""Open the authorities of a new installation, before the first account is made."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal.organisations.founding import found_province
from portal.organisations.placing import ChangeRefused

REASON = "系统启用"


class Command(BaseCommand):
    help = "Open 省总工会, 省国资委, the city unions and SASACs and the industrial unions in an empty installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=dt.date.fromisoformat, default=None, help="day they exist from, like 2023-06-03 (today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                units = found_province(options["since"] or timezone.localdate(), REASON)
        except ChangeRefused as refused:
            raise CommandError(str(refused)) from refused
        for unit in units:
            self.stdout.write(f"{unit.code}  {unit.name}")
