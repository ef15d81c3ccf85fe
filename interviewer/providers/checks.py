"""System checks: a provider that can't be meant is said at start-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def llm_providers_are_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    from interviewer.providers.llm import registry

    problems: list[CheckMessage] = [
        Warning(
            f"LLM_PROVIDERS names {name!r}, which is no language model provider.",
            hint=f"Known are {', '.join(registry.VENDORS)}.",
            id="providers.W001",
        )
        for name in registry.named()
        if name not in registry.VENDORS
    ]
    for vendor in registry.vendors():
        if not vendor.base_url.startswith(("http://", "https://")):
            problems.append(
                Warning(
                    f"The address of {vendor.name} is not an http or https address.",
                    hint=f"Set {vendor.name.upper()}_BASE_URL, for example http://127.0.0.1:11434/v1.",
                    id="providers.W002",
                )
            )
    if settings.LLM_DEADLINE_SECONDS <= 0:
        problems.append(
            Warning(
                "LLM_DEADLINE_SECONDS leaves language models no time.",
                hint="Set it to some seconds, or LLM_PROVIDERS to nothing.",
                id="providers.W003",
            )
        )
    return problems


@register()
def prices_can_be_read(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    from interviewer.providers import prices

    try:
        prices.parsed(settings.PROVIDER_PRICES)
    except prices.BadPrice as problem:
        return [
            Warning(
                f"PROVIDER_PRICES holds {str(problem)!r}, which is no price.",
                hint="Write provider/model=IN/OUT, the price of a million tokens in and out.",
                id="providers.W004",
            )
        ]
    return []
