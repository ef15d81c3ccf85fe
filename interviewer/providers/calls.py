"""Every call to a provider leaves a ``ProviderCall`` row."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from interviewer.providers.errors import ProviderError
from interviewer.providers.models import ProviderCall

logger = logging.getLogger(__name__)


@contextmanager
def recorded(
    purpose: str,
    provider: str,
    *,
    kind: str = "",
    model: str = "",
    key_label: str = "",
    prompt_version: str = "",
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
) -> Iterator[ProviderCall]:
    """Time the call inside and store how it ended. The row it gives may be filled in further."""
    call = ProviderCall(
        purpose=purpose,
        provider=provider,
        kind=kind,
        model=model[:100],
        key_label=key_label,
        prompt_version=prompt_version,
        session_id=session_id,
        config_id=config_id,
    )
    began = time.monotonic()
    try:
        yield call
        call.outcome = "ok"
    except ProviderError as error:
        call.outcome = error.category
        call.detail = str(error)[:200]
        raise
    finally:
        call.latency_ms = round((time.monotonic() - began) * 1000)
        if call.outcome:
            _save(call)


def _save(call: ProviderCall) -> None:
    try:
        call.save()
    except DatabaseError:
        # An answer that was paid for is worth more than its row.
        logger.exception("a provider call could not be recorded")
