"""What a language model is asked, what it answers, and what a vendor must do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

LONGEST_TEXT = 20_000
SEED = 7


class Strict(BaseModel):
    """Base of the schemas that models must fill: no NaN, no infinity, no text without end.

    Give numbers their bounds (``Field(ge=0, le=100)``): they are checked here, whatever a vendor promises.
    """

    model_config = ConfigDict(allow_inf_nan=False, extra="ignore", str_max_length=LONGEST_TEXT)


@dataclass(frozen=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Request:
    """One question to a model. ``schema`` is a JSON schema without references, ``name`` what it is called."""

    messages: Sequence[Message]
    name: str
    schema: dict[str, Any]
    max_tokens: int
    seconds: float
    # Ask without any of the vendor's own means for structured output, which not every model has.
    plain: bool = False
    # The same answer to the same question, as far as the vendor can: temperature 0, and a seed where there is one.
    steady: bool = False

    @property
    def temperature(self) -> float:
        return 0.0 if self.steady else 0.2

    @property
    def system(self) -> str:
        return "\n\n".join(message.content for message in self.messages if message.role == "system")


@dataclass(frozen=True)
class Reply:
    """What a model wrote. Token counts are 0 where the vendor doesn't tell them."""

    text: str
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True)
class Vendor:
    """Where a vendor is and with what it is asked, from the settings."""

    name: str
    base_url: str
    model: str
    keys: tuple[str, ...] = field(default=(), repr=False)
    needs_key: bool = True

    @property
    def configured(self) -> bool:
        return bool(self.base_url and self.model and (self.keys or not self.needs_key))


class LanguageModel(ABC):
    """One vendor's way of being asked."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor

    def prepare(self, key: str) -> None:  # noqa: B027 (there may be nothing to do)
        """Make ready what the first call would otherwise take time for. No network."""

    @abstractmethod
    def generate(self, request: Request, key: str) -> Reply:
        """One call, no retries, at most ``request.seconds``. Raises ProviderError; ``Repairable`` for an
        answer that is none, or when the vendor refuses its own means for structured output."""
