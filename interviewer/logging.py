"""Log lines carry session and task ids, and never a name, an answer, a resume or a key."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar

_context: ContextVar[dict[str, str]] = ContextVar("log_context", default={})  # noqa: B039 - never mutated


def bind(**ids: str) -> None:
    """Add ids (``session=...``, ``task=...``) to every log line of this thread or task."""
    _context.set({**_context.get(), **ids})


def clear() -> None:
    _context.set({})


class ContextFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.context = " ".join(f"{name}={value}" for name, value in _context.get().items()) or "-"
        return True


class HideLinkTokens(logging.Filter):
    """A candidate's link is a secret, and so are a shared report's and what opens a socket: a log line names the route
    and not the token."""

    _token = re.compile(r"(/(?:interview|shared|my/enter)/|[?&](?:token|ticket)=)[\w:.%-]{16,}")

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = self._token.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
