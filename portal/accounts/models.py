"""People who sign in, and what they are where."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.roles import CHOICES, ROLES, Role
from portal.organisations.models import Unit
from portal.organisations.scope import DirectoryManager, ScopedModel, ScopedQuerySet


class DemoOutsideDebug(RuntimeError):
    """A demo account was to be written although DEBUG is off."""


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A user with a hashed password; without one the account cannot sign in until a password is set."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """One natural person's account. Rights come from memberships only; there are no superusers."""

    username = models.CharField(
        "账号", max_length=40, unique=True, error_messages={"unique": "该账号已存在，请换一个账号名"}
    )
    full_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=20, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_changed_at = models.DateTimeField("改密时间", null=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        indexes = [models.Index(fields=["full_name"])]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses a demo account when DEBUG is off: its password is printed for everybody."""
        if self.is_demo and not settings.DEBUG:
            raise DemoOutsideDebug("demo accounts may exist only while DEBUG is on")
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class PasswordRecord(models.Model):
    """A former password's hash: the last five may not be used again (`domain.md` §10)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-replaced_at"])]


class MembershipQuerySet(ScopedQuerySet):
    def in_force(self, on: date | None = None) -> MembershipQuerySet:
        """Memberships in force on a day (today); `valid_to` itself is no longer one."""
        on = on or timezone.localdate()
        return self.after(on).filter(valid_from__lte=on)

    def after(self, on: date) -> MembershipQuerySet:
        """Memberships in force on a day or planned for later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


MembershipManager = DirectoryManager.from_queryset(MembershipQuerySet)


class Membership(ScopedModel):
    """A role of a user at a unit, for a time (half open dates)."""

    # No way back from the unscoped User: such a join would pass the scope by.
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=CHOICES)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    reason = models.CharField("授权原因", max_length=200, blank=True)

    objects = MembershipManager("unit")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "任职授权"
        indexes = [models.Index(fields=["unit", "role"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(valid_to__isnull=True), name="membership_one_open",
                violation_error_message="该账号在此单位已有这一角色",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_dates"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()}"

    @property
    def definition(self) -> Role:
        """The role's declaration in code."""
        return ROLES[self.role]
