"""A new installation: from an empty database to the first administrator, by the README's two commands."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Membership
from portal.organisations.founding import INDUSTRIAL_UNIONS
from portal.organisations.models import Ancestry, ReportingArea, Unit, UnitKind
from portal.organisations.scope import system

pytestmark = pytest.mark.django_db
ACCOUNT = {"name": "李伟", "unit": "100000", "role": "secadmin", "reason": "系统启用"}


def test_two_commands_begin_an_installation(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="found_province"):
        call_command("create_account", "li.wei", **ACCOUNT)
    call_command("found_province")
    call_command("create_account", "li.wei", **ACCOUNT)
    with system("test"):
        assert Membership.objects.get().user.username == "li.wei"
        assert Unit.objects.count() == 2 + 2 * ReportingArea.objects.count() + len(INDUSTRIAL_UNIONS)
        province = Unit.objects.get(kind=UnitKind.PROV_UNION)
        below = Ancestry.objects.filter(line="reporting", ancestor=province, depth__gt=0)
        assert below.count() == Unit.objects.count() - 1
        assert not Unit.objects.filter(initials="").exists()
    assert "100000  陕西省总工会" in capsys.readouterr().out


def test_an_installation_begins_once() -> None:
    call_command("found_province", "--since", "2023-06-03")
    with pytest.raises(CommandError, match="已有单位"):
        call_command("found_province")
