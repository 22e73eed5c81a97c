"""Chaining committed events: digest n = SHA-256(digest n-1, event n). A batch's last digest is its seal's head.

The order of the chain is the order of sealing, so an event that commits late is simply sealed later. Heads go to
the log too: kept outside the database, they show even a chain that was cut off at its end and sealed anew.
"""

import hashlib
import json
import logging

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from portal.audit.models import Event, Link, Seal, unsealed

log = logging.getLogger(__name__)
BATCH = 1000
START = "0" * 64


def digest(previous: str, event: Event) -> str:
    """The event's link of the chain, in hexadecimal."""
    text = json.dumps(event.content(), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal(batch: int = BATCH) -> int:
    """Seal everything committed so far, in batches of their own transactions; returns how many events.

    A sealer that comes second fails on the primary key of the links, so the chain cannot fork."""
    total = 0
    while sealed := _seal_batch(batch):
        total += sealed
    return total


def _seal_batch(batch: int) -> int:
    with transaction.atomic():
        last = Seal.objects.order_by("-last").first()
        number, head = (last.last, last.head) if last else (0, START)
        links = []
        for event in unsealed()[:batch]:
            number, head = number + 1, digest(head, event)
            links.append(Link(number=number, event_id=event.pk, digest=head))
        if links:
            Link.objects.bulk_create(links)
            Seal.objects.create(first=links[0].number, last=number, head=head)
    if links:
        log.info("sealed %s events up to link %s, head %s", len(links), number, head)
    return len(links)
