"""What a report's page needs to share it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from interviews.models import InterviewSession
from reports import sharing
from reports.sharing_form import ShareForm

register = template.Library()

MOST_SHOWN = 20


@register.simple_tag(takes_context=True)
def share_links(context: Context, session: InterviewSession) -> list[dict[str, Any]]:
    """The session's links, the newest first, each with its address while it opens anything."""
    request = context.get("request")
    links = session.share_links.select_related("created_by").order_by("-created_at")[:MOST_SHOWN]
    return [{"link": link, "url": sharing.url_of(link, request) if link.is_open else ""} for link in links]


@register.simple_tag
def share_form() -> ShareForm:
    return ShareForm()
