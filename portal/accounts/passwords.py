"""Rules for passwords (`domain.md` §10): ten characters, three kinds of four, the last five not used again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import PasswordRecord, User
from portal.audit import record

KINDS_WANTED = 3
REMEMBERED = 5
KINDS: dict[str, Callable[[str], bool]] = {
    "大写字母": str.isupper,
    "小写字母": str.islower,
    "数字": str.isdigit,
    "符号": lambda c: not c.isalnum(),
}


class LongEnoughValidator(MinimumLengthValidator):
    """Django's rule, in the portal's words."""

    def get_error_message(self) -> str:
        return f"应有：至少 {self.min_length} 个字符。收到：太短的密码。怎样改：再加几个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class UnlikeTheUserValidator(UserAttributeSimilarityValidator):
    """Django's rule, in the portal's words."""

    def get_error_message(self) -> str:
        return "应有：与您的信息不同的密码。收到：与%(verbose_name)s太相似的密码。怎样改：换一个别人猜不到的。"

    def get_help_text(self) -> str:
        return "不能与您的账号、电话太相似。"


class UncommonValidator(CommonPasswordValidator):
    """Django's rule, in the portal's words."""

    def get_error_message(self) -> str:
        return "应有：不常见的密码。收到：很多人在用的密码。怎样改：换一个别人猜不到的。"

    def get_help_text(self) -> str:
        return "不能是很多人在用的常见密码。"


class KindsValidator:
    """At least three of: upper case, lower case, digits, other signs."""

    def validate(self, password: str, user: Any = None) -> None:
        found = [name for name, is_kind in KINDS.items() if any(is_kind(c) for c in password)]
        if len(found) < KINDS_WANTED:
            received = "、".join(found) or "其他文字"
            raise ValidationError(
                f"应有：大写字母、小写字母、数字、符号中的 {KINDS_WANTED} 种。收到：{received}。"
                "怎样改：补上缺少的种类。",
                code="password_kinds",
            )

    def get_help_text(self) -> str:
        return f"大写字母、小写字母、数字、符号中至少 {KINDS_WANTED} 种。"


class NotUsedBeforeValidator:
    """Neither the present password nor one of the last five."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or not user.pk:
            return
        if any(check_password(password, old) for old in _remembered(user)):
            raise ValidationError(
                f"应有：与最近 {REMEMBERED} 次不同的密码。收到：用过的密码。怎样改：换一个新的密码。",
                code="password_used_before",
            )

    def get_help_text(self) -> str:
        return f"不能与最近 {REMEMBERED} 次用过的密码相同。"


def _remembered(user: User) -> list[str]:
    former = user.former_passwords.order_by("-replaced_at", "-pk").values_list("password", flat=True)
    return [user.password, *former[: REMEMBERED - 1]]


@transaction.atomic
def change_password(user: User, password: str, *, actor: Any = None, must_change: bool = False) -> None:
    """Set a (validated) password, remember the former one, log it. `must_change`: at the next sign-in."""
    if user.has_usable_password():
        PasswordRecord.objects.create(user=user, password=user.password)
    keep = user.former_passwords.order_by("-replaced_at", "-pk").values_list("pk", flat=True)[:REMEMBERED]
    user.former_passwords.exclude(pk__in=list(keep)).delete()
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    action = "account.password_reset" if must_change else "account.password_change"
    record(action, actor=actor or user, obj_type="user", obj_id=str(user.pk), obj_label=str(user))


def one_time_password() -> str:
    """A random password that passes the rules and is easy to read out: no 0, O, 1, l, I. About 64 bits."""
    upper, lower, digits = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789"
    sure = [secrets.choice(kind) for kind in (upper, lower, digits)]
    rest = [secrets.choice(upper + lower + digits) for _ in range(9)]
    signs = sure + rest
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)
