"""Every call to a provider leaves a ``ProviderCall`` row."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from interviewer.providers.errors import ProviderError
from interviewer.providers.models import ProviderCall


@contextmanager
def recorded(
    purpose: str, provider: str, *, model: str = "", session_id: uuid.UUID | None = None
) -> Iterator[ProviderCall]:
    """Time the call inside and store how it ended. The call may set tokens and the like on the row it is given."""
    call = ProviderCall(purpose=purpose, provider=provider, model=model, session_id=session_id)
    began = time.monotonic()
    try:
        yield call
        call.outcome = "ok"
    except ProviderError as error:
        call.outcome = error.category
        raise
    finally:
        call.latency_ms = round((time.monotonic() - began) * 1000)
        if call.outcome:
            call.save()
