"""The admin's sidebar: what this person may open, and how much work has failed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from interviewer.accounts.models import Role
from interviewer.work.models import Work, WorkState

# Group, then (app_label, model_name, icon, title).
_GROUPS: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "Set up",
        (
            ("interviews", "interviewconfig", "work", "Interviews"),
            ("interviews", "question", "quiz", "Questions"),
            ("interviews", "ownquestion", "inventory_2", "Question bank"),
            ("interviews", "configversion", "history", "Versions"),
            ("interviews", "invitation", "mail", "Invitations"),
            ("interviews", "accommodationrequest", "more_time", "Extra time"),
        ),
    ),
    (
        "Taken",
        (
            ("interviews", "interviewsession", "forum", "Sessions"),
            ("interviews", "response", "chat", "Responses"),
            ("interviews", "recording", "mic", "Recordings"),
        ),
    ),
    (
        "Results",
        (
            ("reports", "report", "description", "Reports"),
            ("reports", "evaluation", "grading", "Evaluations"),
            ("reports", "skillscore", "equalizer", "Skill scores"),
            ("reports", "verdict", "gavel", "Verdicts"),
            ("reports", "scoreoverride", "edit_note", "Score overrides"),
            ("reports", "sharelink", "share", "Share links"),
        ),
    ),
    (
        "People",
        (
            ("candidates", "candidate", "person", "Candidates"),
            ("candidates", "resume", "article", "Resumes"),
            ("candidates", "consent", "handshake", "Consents"),
        ),
    ),
    (
        "Operations",
        (
            ("webhooks", "webhookendpoint", "webhook", "Webhooks"),
            ("webhooks", "webhookdelivery", "outbox", "Webhook deliveries"),
            ("work", "work", "manufacturing", "Work"),
            ("providers", "providercall", "cloud", "Provider calls"),
            ("accounts", "user", "group", "Team"),
            ("accounts", "auditevent", "policy", "Audit log"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    may_open = {
        (model._meta.app_label, model._meta.model_name)
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_view_permission(request)
    }
    groups: list[dict[str, Any]] = []
    for title, entries in _GROUPS:
        items = [_item(*entry) for entry in entries if entry[:2] in may_open]
        if items:
            groups.append({"title": title, "separator": bool(groups), "items": items})
    if getattr(request.user, "role", "") == Role.ADMIN:
        _mark_failed_work(next(item for item in groups[-1]["items"] if item["title"] == "Work"))
    return groups


def _item(app: str, model: str, icon: str, title: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(f"admin:{app}_{model}_changelist")}


def _mark_failed_work(item: dict[str, Any]) -> None:
    failed = Work.objects.filter(state=WorkState.FAILED).count()
    if failed:
        item["badge"] = str(failed)
        item["link"] += f"?state__exact={WorkState.FAILED.value}"
