"""What people did with an interview, in words: its audit events, for those who may see the interview."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from interviewer.accounts.models import AuditEvent
from interviews.models import InterviewConfig, Invitation

WORDS = {
    "created": "Created as a draft",
    "duplicated": "Created as a copy of another interview",
    "changed": "Settings changed",
    "opened": "Opened",
    "closed": "Closed",
    "deleted": "Deleted",
    "question added": "A question added",
    "question changed": "A question changed",
    "question removed": "A question removed",
    "question replaced": "A question replaced by another",
    "question made harder": "A question replaced by a harder one",
    "question made easier": "A question replaced by an easier one",
    "questions reordered": "The order of the questions changed",
    "questions imported": "Questions added from a file",
    "invited": "Invited",
    "invitation sent again": "Invitation sent again",
    "invitation changed": "Invitation changed",
    "invitation revoked": "Invitation revoked",
    "invitation given a new link": "Invitation given a new link",
    "extra time granted": "Extra time granted on request",
    "extra time declined": "A request for extra time declined",
    "another way granted": "Another way agreed to on request",
}
LONG = 120


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """Who did what and when; ``of`` names whom it was about, ``changes`` what was there before and after."""

    at: datetime
    who: str
    what: str
    of: str = ""
    changes: list[Change] = field(default_factory=list)


def events_of(config: InterviewConfig) -> QuerySet[AuditEvent]:
    """The events of a config that the caller may see. The log as a whole is for admins alone."""
    rows = AuditEvent.objects.filter(object_type=config._meta.label_lower, object_id=str(config.pk))
    return rows.select_related("actor").order_by("-at", "pk")


def in_words(events: Iterable[AuditEvent]) -> list[Entry]:
    """One query, for the people whom invitations were for: the log itself names nobody."""
    events = list(events)
    keys = {key for event in events if (key := _invitation_key(event))}
    people = {str(row.pk): row.email for row in Invitation.objects.filter(pk__in=keys).only("email")} if keys else {}
    return [_entry(event, people) for event in events]


def _invitation_key(event: AuditEvent) -> str:
    key = str((event.after or {}).get("invitation") or (event.before or {}).get("invitation") or "")
    try:
        return str(uuid.UUID(key)) if key else ""
    except ValueError:
        return ""


def _entry(event: AuditEvent, people: dict[str, str]) -> Entry:
    key = _invitation_key(event)
    what = WORDS.get(event.action, event.action[:1].upper() + event.action[1:])
    version = (event.after or {}).get("version") if event.action == "opened" else None
    factor = (event.after or {}).get("factor")
    return Entry(
        at=event.at,
        who=event.actor.get_full_name() if event.actor else "By itself",
        what=f"{what}, version {version}" if version else f"{what}: {factor:g} times the time" if factor else what,
        of=people.get(key, "somebody whose invitation is erased") if key else "",
        changes=_changes(event) if event.action in {"changed", "invitation changed"} else [],
    )


def _changes(event: AuditEvent) -> list[Change]:
    model = Invitation if event.action == "invitation changed" else InterviewConfig
    before, after = event.before or {}, event.after or {}
    # Who has more time than others is nothing that readers of this list need to know.
    names = [name for name in after if name in before and name != "time_factor"]
    return [
        Change(_label(model, name), _shown(model, name, before[name]), _shown(model, name, after[name]))
        for name in names
    ]


def _label(model: Any, name: str) -> str:
    try:
        words = str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _shown(model: Any, name: str, value: Any) -> str:
    if value in (None, "", {}, []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(entry)}" for key, entry in value.items())
    try:
        choices = dict(model._meta.get_field(name).flatchoices)
    except FieldDoesNotExist:
        choices = {}
    if value in choices:
        return str(choices[value]).partition(":")[0]
    moment = parse_datetime(value) if isinstance(value, str) and name.endswith("_at") else None
    if moment is not None:
        local = timezone.localtime(moment)
        return f"{local.day} {local:%B %Y, %H:%M}"
    text = _plain(value)
    return text if len(text) <= LONG else f"{text[:LONG].rstrip()}…"


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
