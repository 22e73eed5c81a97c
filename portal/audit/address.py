"""Where a request came from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """The visitor's address, or None when it is not readable as one.

    Behind a trusted proxy it is the last entry of X-Forwarded-For, the only one the proxy itself wrote."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY and request.headers.get("X-Forwarded-For"):
        found = request.headers["X-Forwarded-For"].rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None
