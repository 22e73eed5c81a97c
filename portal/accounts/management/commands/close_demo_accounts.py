"""Close the accounts of a demonstration, whose password is public, before the portal is used in earnest."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Membership, User
from portal.audit import record
from portal.organisations.scope import system


class Command(BaseCommand):
    help = "Take password, roles and the demo mark from all demo accounts and close them; what they did stays."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        with system("command close_demo_accounts"):
            users = list(User.objects.filter(is_demo=True).order_by("pk"))
            ended = Membership.objects.after(today).filter(user__in=users)
            ended.filter(valid_from__lte=today).update(valid_to=today)
            ended.filter(valid_from__gt=today).delete()
        for user in users:
            user.is_demo = user.is_active = False
            user.set_unusable_password()
            user.save()
            record("account.deactivate", obj_type="user", obj_id=str(user.pk), obj_label=str(user))
        self.stdout.write(f"已关闭 {len(users)} 个演示账号。")
