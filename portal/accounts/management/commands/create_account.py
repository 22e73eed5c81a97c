"""Open an account from the command line: the way the first security administrator of an installation comes in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.forms import AccountForm
from portal.accounts.grants import GrantRefused
from portal.accounts.people import create_account
from portal.accounts.roles import ROLES
from portal.organisations.models import Unit
from portal.organisations.scope import system


class Command(BaseCommand):
    help = "Create an account with a first role and print its one-time password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--unit", required=True, help="org code of the unit")
        parser.add_argument("--role", required=True, choices=sorted(ROLES))
        parser.add_argument("--reason", required=True, help="why, for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        fields = {"username": options["username"], "full_name": options["name"]}
        form = AccountForm(fields)
        if not form.is_valid():
            raise CommandError("；".join(str(text) for texts in form.errors.values() for text in texts))
        with system("command create_account"):
            unit = Unit.objects.filter(code=options["unit"]).first()
            if unit is None:
                how = "核对代码" if Unit.objects.exists() else "还没有任何单位，先运行 manage.py found_province"
                raise CommandError(f"应有：已登记的单位代码。收到：{options['unit']}。怎样改：{how}。")
            try:
                user, password = create_account(form.cleaned_data, unit, options["role"], options["reason"])
            except GrantRefused as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(f"{user.username}  {password}  （一次性密码，首次登录须修改）")
