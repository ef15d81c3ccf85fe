"""How a provider fails, in terms that say what to do next."""

from __future__ import annotations

from django.db import models


class Category(models.TextChoices):
    NOT_CONFIGURED = "not_configured", "Not configured"
    AUTH = "auth", "Key refused"
    RATE_LIMIT = "rate_limit", "Rate limited"
    TIMEOUT = "timeout", "Timed out"
    UNAVAILABLE = "unavailable", "Unavailable"
    INVALID_OUTPUT = "invalid_output", "Answered nonsense"
    INVALID_INPUT = "invalid_input", "Input refused"
    BUDGET = "budget", "Budget spent"


class ProviderError(Exception):
    """A provider gave no usable answer.

    ``permanent`` says that the same call can't succeed by waiting; ``retry_after`` (seconds), that it may
    from then on. The message is in our words: it never quotes what was sent or what came back.
    """

    def __init__(
        self, message: str, category: Category, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.category = category
        self.permanent = permanent
        self.retry_after = retry_after


class Repairable(ProviderError):
    """The same provider may do better at once when it is told what was wrong, or asked in a simpler way."""
