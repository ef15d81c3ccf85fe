"""Template filters and tags of all pages: figures, times and codes in people's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import floor
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interviewer import mailing
from interviewer.taxonomy import skill
from interviewer.templatetags.words import (
    EVALUATION_FLAGS,
    RESUME_FLAGS,
    TONES,
    TRANSCRIPT_SOURCES,
    spelled,
)

register = template.Library()

NOT_ASSESSED = "not assessed"


def _whole(value: float | None) -> int | None:
    """Half rounds up, as people expect of scores (``round`` would send 62.5 to 62)."""
    return None if value is None or value == "" else floor(float(value) + 0.5)


@register.filter
def score(value: float | None, missing: str = "–") -> str:
    """A score without decimals. None is ``missing`` and never 0; "long" stands for "not assessed"."""
    whole = _whole(value)
    if whole is None:
        return NOT_ASSESSED if missing == "long" else missing
    return str(whole)


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as "45 s", "2 min", "2 min 30 s" or "1 h 5 min"."""
    whole = _whole(seconds)
    if whole is None:
        return "–"
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


@register.filter
def plain(value: float | None) -> str:
    """A factor or weight with no more decimals than it has: 1.5, 2."""
    return "–" if value is None else f"{value:g}"


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A ``time`` element that says how long ago it was, with the full date and time at hand."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), _in_full(value), _ago(value))


def _in_full(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{local.day} {local:%B %Y, %H:%M %Z}"


def _ago(value: datetime) -> str:
    past = timezone.now() - value
    seconds = past.total_seconds()
    if seconds < -60 or past > timedelta(days=7):
        local = timezone.localtime(value)
        return f"{local.day} {local:%b %Y}"
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"


@register.filter
def full_time(value: datetime | None) -> SafeString | str:
    """A ``time`` element with date and time."""
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(value).isoformat(), _in_full(value))


@register.filter
def skill_name(slug: str) -> str:
    """The name of a skill of the taxonomy; what is none is shown as written."""
    if not slug:
        return ""
    known = skill(slug)
    return known.name if known else spelled(slug)


@register.filter
def before_colon(text: str) -> str:
    return str(text).partition(":")[0].strip()


@register.filter
def after_colon(text: str) -> str:
    rest = str(text).partition(":")[2].strip()
    return rest[:1].upper() + rest[1:]


@register.filter
def tone(code: str) -> str:
    """The tone of a status, outcome or recommendation: good, middling, poor, accent or quiet."""
    return TONES.get(code, "quiet")


@register.filter
def flag_words(flag: str) -> str:
    return EVALUATION_FLAGS.get(flag, spelled(str(flag)) + ".")


@register.filter
def resume_flag_words(technique: str) -> str:
    return RESUME_FLAGS.get(technique, spelled(str(technique)))


@register.filter
def transcript_words(source: str) -> str:
    """Where the words of an answer come from."""
    return TRANSCRIPT_SOURCES.get(source, f"Transcribed from the recording by {spelled(source)}")


@register.filter
def missing_chunks(segments: list[dict[str, Any]]) -> int:
    """How many pieces of a recording never arrived."""
    return sum(len(segment.get("missing") or []) for segment in segments)


@register.filter
def outages(segments: list[dict[str, Any]] | None) -> str:
    """How often a recording was broken off and taken up again: "once"; empty where it is of one piece."""
    count = len(bytes_stored(segments or [])) - 1
    return _times(count) if count > 0 else ""


@register.filter
def bytes_stored(segments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The segments that hold sound."""
    return [segment for segment in segments if segment.get("chunks") or segment.get("bytes")]


@register.filter
def basis(answers: int) -> str:
    """What a skill's score rests on, in words that name why its range is wide."""
    return "1 answer: a hint, no more" if answers == 1 else f"{answers} answers"


@register.inclusion_tag("includes/range_bar.html")
def range_bar(name: str, value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    """A score within its range on a scale of 100; nothing without a score."""
    centre = _whole(value)
    if centre is None:
        return {"value": None, "name": name}
    first = centre if low is None else _whole(low)
    last = centre if high is None else _whole(high)
    assert first is not None and last is not None
    width = max(last - first, 1)
    return {
        "name": name,
        "value": centre,
        "low": first,
        "high": last,
        "start": min(first, 99),
        "width": width,
        "mark": min(max(centre - 0.75, 0), 98.5),
    }


@register.filter
def observed(events: list[dict[str, Any]]) -> str:
    """Pasting and leaving the page in words: "pasted twice (412 characters); left the page once"."""
    pastes = [event for event in events if event.get("kind") == "paste"]
    left = sum(1 for event in events if event.get("kind") == "page_left")
    said = []
    if pastes:
        characters = sum(int(event.get("size", 0)) for event in pastes)
        said.append(f"pasted {_times(len(pastes))} ({characters} character{'' if characters == 1 else 's'})")
    if left:
        said.append(f"left the page {_times(left)}")
    return "; ".join(said)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


@register.simple_tag
def mail_goes_out() -> bool:
    """Whether e-mail leaves this machine: what rests on it is offered only then."""
    return mailing.is_configured()
