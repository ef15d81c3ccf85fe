"""Language models. ``complete`` and ``acomplete`` ask the configured vendors in turn."""

from interviewer.providers.llm.base import Message, Strict
from interviewer.providers.llm.completion import Completion, aask, acomplete, ask, complete

__all__ = ["Completion", "Message", "Strict", "aask", "acomplete", "ask", "complete"]
