"""How the admin shows things: links, scores, labels, and JSON and text that candidates wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from unfold.decorators import display

from interviewer.counting import counted as counted

EMPTY = "–"


def admin_url(obj: Model) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[quote(obj.pk)])


def link(url: str, text: Any) -> SafeString:
    return format_html('<a href="{}" class="text-link">{}</a>', url, text)


def row_link(obj: Model | None, text: Any = None) -> SafeString | str:
    return link(admin_url(obj), Truncator(text if text is not None else obj).chars(60)) if obj else EMPTY


def list_link(model: str, text: Any, **filters: Any) -> SafeString:
    """A link to the list of ``app_model``, filtered."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return link(f"{reverse(f'admin:{model}_changelist')}?{query}", text)


def score_range(row: Any) -> str:
    """ "72 (65–80)"; a score that isn't there is said so and never 0."""
    if row is None or row.score is None:
        return "Not assessed"
    if row.low is None or row.high is None:
        return f"{row.score:.0f}"
    return f"{row.score:.0f} ({row.low:.0f}–{row.high:.0f})"


def score_label(row: Any) -> tuple[str, str] | str:
    if row is None or row.score is None:
        return "Not assessed"
    return ("high" if row.score >= 70 else "middle" if row.score >= 40 else "low", f"{row.score:.0f}")


SCORE_COLOURS = {"high": "success", "middle": "info", "low": "warning"}


def as_data(value: Any) -> SafeString | str:
    """A JSON value to be read by people: entries one below the other, anything deeper as indented JSON."""
    if value in (None, "", [], {}):
        return EMPTY
    if isinstance(value, dict) and not any(isinstance(entry, dict | list) for entry in value.values()):
        return format_html_join("", "<div>{}: {}</div>", ((key, _plain(entry)) for key, entry in value.items()))
    if isinstance(value, list) and not any(isinstance(entry, dict | list) for entry in value):
        return format_html_join("", "<div>• {}</div>", ((entry,) for entry in value))
    return as_block(json.dumps(value, ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    return EMPTY if value in (None, "") else value


def as_block(text: str) -> SafeString | str:
    """Code, as it was written."""
    return _kept(text, "font-mono text-xs")


def as_prose(text: str) -> SafeString | str:
    """Words, with the line breaks they were written with."""
    return _kept(text, "font-sans")


def _kept(text: str, classes: str) -> SafeString | str:
    if not text:
        return EMPTY
    style = "white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem"
    return format_html('<pre class="overflow-auto {}" style="{}">{}</pre>', classes, style, conditional_escape(text))


def data_field(name: str, description: str = "") -> Callable[[Any, Any], Any]:
    @display(description=description or name.replace("_", " "))
    def show(admin: Any, obj: Any) -> Any:
        return as_data(getattr(obj, name))

    return show


def block_field(name: str, description: str = "") -> Callable[[Any, Any], Any]:
    @display(description=description or name.replace("_", " "))
    def show(admin: Any, obj: Any) -> Any:
        return as_block(getattr(obj, name))

    return show


def prose_field(name: str, description: str = "") -> Callable[[Any, Any], Any]:
    @display(description=description or name.replace("_", " "))
    def show(admin: Any, obj: Any) -> Any:
        return as_prose(getattr(obj, name))

    return show


def short_field(name: str, description: str = "", length: int = 80) -> Callable[[Any, Any], Any]:
    @display(description=description or name.replace("_", " "), ordering=name)
    def show(admin: Any, obj: Any) -> Any:
        return Truncator(getattr(obj, name)).chars(length) or EMPTY

    return show


@cache
def time_column(name: str) -> Callable[[Any], Any]:
    """A list's column with a time in one short line."""

    @display(description=name.removesuffix("_at").replace("_", " "), ordering=name)
    def show(obj: Any) -> Any:
        value = getattr(obj, name)
        if value is None:
            return EMPTY
        text = date_format(timezone.localtime(value), "j M Y, H:i")
        return format_html('<span class="whitespace-nowrap">{}</span>', text)

    return show


def label_field(name: str, colours: dict[str, str], description: str = "") -> Callable[[Any, Any], Any]:
    """A column with choices as a coloured label."""

    @display(description=description or name.replace("_", " "), ordering=name, label=colours)
    def show(admin: Any, obj: Any) -> Any:
        value = getattr(obj, name)
        if not value:
            return None
        text = getattr(obj, f"get_{name}_display")()
        return (value, text) if value in colours else text

    return show
