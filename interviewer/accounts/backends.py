"""Signing in by e-mail and password, with a brake on guessing."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.http import HttpRequest

from interviewer.accounts.models import User
from interviewer.network import client_address

MOST_FAILURES = 10
WITHIN_SECONDS = 15 * 60


def _keys(request: HttpRequest | None, email: str) -> list[str]:
    address = client_address(request) if request is not None else ""
    # Hashed: an address goes into no log of the cache, and odd characters into no key.
    named = {"email": email.strip().lower(), "address": address}
    return [f"sign-in.{name}.{sha256(value.encode()).hexdigest()}" for name, value in named.items() if value]


def is_blocked(request: HttpRequest | None, email: str) -> bool:
    """Whether this e-mail or this address has failed too often of late."""
    return any(count >= MOST_FAILURES for count in cache.get_many(_keys(request, email)).values())


class BrakedBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        email = username or kwargs.get("email") or ""
        if is_blocked(request, email):
            return None  # without even looking: a look costs most of a second of a processor
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            for key in _keys(request, email):
                cache.add(key, 0, WITHIN_SECONDS)
                try:
                    cache.incr(key)
                except ValueError:  # it ran out between the two
                    cache.set(key, 1, WITHIN_SECONDS)
        return user if isinstance(user, User) else None
