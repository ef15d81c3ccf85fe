"""Who is asking, when a proxy stands between."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address; behind a trusted proxy the one that the proxy saw. Empty when there is none."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY:
        # The last entry is our own proxy's word; whatever stands before it the client may have written.
        found = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return ""
