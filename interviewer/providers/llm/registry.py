"""The chain of language models, as ``LLM_PROVIDERS`` orders it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

from django.conf import settings

from interviewer.providers.llm.base import LanguageModel, Vendor

logger = logging.getLogger(__name__)

_PACKAGE = "interviewer.providers.llm"
# name: module and class, imported when first asked. To add a vendor, copy a neighbour, here and in VENDORS.
CLASSES = {
    "groq": f"{_PACKAGE}.groq.Groq",
    "gemini": f"{_PACKAGE}.gemini.Gemini",
    "openrouter": f"{_PACKAGE}.openai_compatible.OpenAICompatible",
    "openai": f"{_PACKAGE}.openai_compatible.OpenAICompatible",
}
OPENAI_URL = "https://api.openai.com/v1"


def _keys(given: Iterable[str]) -> tuple[str, ...]:
    """Without blanks and doubles, in order."""
    return tuple(dict.fromkeys(key.strip() for key in given if key.strip()))


def _openai() -> Vendor:
    """With an address of its own it may be a local server and need no key; else it's OpenAI, and does."""
    given = settings.OPENAI_BASE_URL
    keys = _keys(settings.OPENAI_API_KEYS)
    return Vendor("openai", given or OPENAI_URL, settings.OPENAI_MODEL, keys, needs_key=not given)


def _vendor(name: str) -> Vendor:
    def of(what: str) -> Any:
        return getattr(settings, f"{name.upper()}_{what}")

    return Vendor(name, of("BASE_URL"), of("MODEL"), _keys(of("API_KEYS")))


VENDORS: dict[str, Callable[[], Vendor]] = {
    "groq": partial(_vendor, "groq"),
    "gemini": partial(_vendor, "gemini"),
    "openrouter": partial(_vendor, "openrouter"),
    "openai": _openai,
}


def named() -> list[str]:
    """The names of the setting, tidied: lower case, once each."""
    return list(dict.fromkeys(name.strip().lower() for name in settings.LLM_PROVIDERS if name.strip()))


def vendors() -> list[Vendor]:
    """Those named that are known, configured or not, in order."""
    return [VENDORS[name]() for name in named() if name in VENDORS]


def configured() -> bool:
    """Whether there is any language model to ask."""
    return any(vendor.configured for vendor in vendors())


def warm_up() -> None:
    """Import the configured vendors' SDKs and make their clients, which costs a cold process a second or two.

    For workers to call when they start, so that no candidate waits for it. Never raises.
    """
    for vendor in vendors():
        if not vendor.configured:
            continue
        try:
            for key in vendor.keys or ("",):
                load(vendor).prepare(key)
        except Exception:
            logger.warning("%s can't be made ready", vendor.name, exc_info=True)


@lru_cache(maxsize=32)
def load(vendor: Vendor) -> LanguageModel:
    """The vendor's own code; its SDK is imported with it, the first time."""
    module, _, cls = CLASSES[vendor.name].rpartition(".")
    model: LanguageModel = getattr(import_module(module), cls)(vendor)
    return model
