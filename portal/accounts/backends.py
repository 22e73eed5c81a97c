"""Checking a name and a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend

from portal.accounts.models import User


class PortalBackend(BaseBackend):
    """Active users with the right password; demo accounts only while DEBUG is on, for their password is printed."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The user, or None. An unknown name costs one password hash too, so that time does not tell names apart."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and may_sign_in(user) else None

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, as long as they may still sign in."""
        user = User.objects.filter(pk=user_id).first()
        return user if user and may_sign_in(user) else None


def may_sign_in(user: User) -> bool:
    """Active, and no demo account outside a demonstration."""
    return user.is_active and (settings.DEBUG or not user.is_demo)
