"""What signing in leaves behind: refresh tokens, used up or not, and the sessions of browsers."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken


def erase_expired() -> int:
    """Erase refresh tokens that have had their time, and browsers' sessions; how many tokens."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    expired = OutstandingToken.objects.filter(expires_at__lte=timezone.now())
    count = expired.count()
    expired.delete()
    return count
