"""Sending notices: rows in the caller's transaction, e-mail afterwards by a job when it is set up."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.accounts.models import Membership, User
from portal.jobs import enqueue
from portal.notices.models import Notice
from portal.organisations.scope import system

EMAIL = "notices.email"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@transaction.atomic
def send(receivers: Iterable[Any], kind: str, title: str, body: str = "", url: str = "") -> list[Notice]:
    """Put one notice into the inbox of every receiver (Users or Memberships; each active user once).

    `kind` is one of `portal.notices.models.KINDS`, `url` a path of this portal. Returns the rows."""
    ids = {getattr(one, "user_id", None) or one.pk for one in receivers}
    users = User.objects.filter(pk__in=ids, is_active=True).order_by("pk")
    facts = {"kind": kind, "title": title[:200], "body": body, "url": url}
    rows = Notice.objects.bulk_create(Notice(user=user, **facts) for user in users)
    _plan_email(rows)
    return rows


def send_to_role(unit_id: int, role: str, kind: str, title: str, body: str = "", url: str = "") -> list[Notice]:
    """Send to everybody who holds a role at a unit today."""
    with system("receivers of a notice"):
        held = list(Membership.objects.in_force().filter(unit_id=unit_id, role=role))
    return send(held, kind, title, body, url)


def email_is_set_up() -> bool:
    return settings.EMAIL_BACKEND != NO_MAIL


def _plan_email(rows: list[Notice]) -> None:
    wanted = [row.pk for row in rows if row.user.email]
    if wanted and email_is_set_up():
        enqueue(EMAIL, key=str(wanted[0]), payload={"notices": wanted})
