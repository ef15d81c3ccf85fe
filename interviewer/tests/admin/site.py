"""One row of every model of the admin, and what a browser does on its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.webhooks.models import WebhookDelivery, WebhookEndpoint
from interviews.models import InterviewConfig
from reports import sharing

Maker = Callable[[User], Any]


def config_of(owner: User) -> Any:
    return factories.InterviewConfigFactory(created_by=owner, open=True)


def session_of(owner: User) -> Any:
    return factories.SessionFactory(config=config_of(owner), completed=True)


def evaluation_of(owner: User) -> Any:
    return factories.EvaluationFactory(response__session=session_of(owner))


def endpoint_of(owner: User) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(owner=owner, url="https://example.com/hook", events=["report.ready"])


# What a recruiter owns, made so that it is ``owner``'s.
OWNED: dict[str, Maker] = {
    "interviews_interviewconfig": config_of,
    "interviews_question": lambda owner: factories.QuestionFactory(config__created_by=owner),
    "interviews_ownquestion": lambda owner: factories.OwnQuestionFactory(owner=owner),
    "interviews_configversion": lambda owner: factories.ConfigVersionFactory(config__created_by=owner),
    "interviews_invitation": lambda owner: factories.InvitationFactory(config__created_by=owner),
    "interviews_accommodationrequest": lambda owner: factories.AccommodationRequestFactory(config__created_by=owner),
    "interviews_interviewsession": session_of,
    "interviews_response": lambda owner: factories.ResponseFactory(session=session_of(owner)),
    "interviews_recording": lambda owner: factories.RecordingFactory(response__session=session_of(owner)),
    "candidates_candidate": lambda owner: session_of(owner).candidate,
    "candidates_resume": lambda owner: session_of(owner).resume,
    "candidates_consent": lambda owner: session_of(owner).consent,
    "reports_report": lambda owner: factories.ReportFactory(session=session_of(owner)),
    "reports_evaluation": evaluation_of,
    "reports_skillscore": lambda owner: factories.SkillScoreFactory(report__session=session_of(owner)),
    "reports_verdict": lambda owner: factories.VerdictFactory(session=session_of(owner)),
    "reports_scoreoverride": lambda owner: factories.ScoreOverrideFactory(evaluation=evaluation_of(owner)),
    "reports_sharelink": lambda owner: sharing.share(owner, session_of(owner)),
    "webhooks_webhookendpoint": endpoint_of,
    "webhooks_webhookdelivery": lambda owner: WebhookDelivery.objects.create(
        endpoint=endpoint_of(owner), event="test", payload={"data": {}}
    ),
}
FOR_ADMINS: dict[str, Maker] = {
    "work_work": lambda owner: factories.WorkFactory(failed=True),
    "providers_providercall": lambda owner: factories.ProviderCallFactory(),
    "accounts_user": lambda owner: factories.UserFactory(),
    "accounts_auditevent": lambda owner: factories.AuditEventFactory(actor=owner),
}
EVERYTHING = OWNED | FOR_ADMINS
VIEW_ONLY = (
    "accounts_auditevent",
    "providers_providercall",
    "reports_evaluation",
    "candidates_consent",
    "interviews_configversion",
)
every_model = pytest.mark.parametrize("name", EVERYTHING)
every_owned_model = pytest.mark.parametrize("name", OWNED)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def list_url(name: str) -> str:
    return reverse(f"admin:{name}_changelist")


def page_url(name: str, row: Any, view: str = "change") -> str:
    return reverse(f"admin:{name}_{view}", args=[row.pk])


def run_action(client: Client, name: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(list_url(name), data, follow=True)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def row_keys(response: Any) -> list[str]:
    return [str(row.pk) for row in response.context["cl"].result_list]


# The config form's fields that a browser sends as the row holds them.
SENT_AS_THEY_ARE = (
    "job_role",
    "job_description",
    "kind",
    "difficulty",
    "time_limit",
    "number_of_questions",
    "follow_ups_per_question",
    "more_time",
    "answer_takes",
    "avatar",
    "voice",
    "language",
    "retakes",
    "retention_days",
)


def config_form(config: InterviewConfig, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the config's page with nothing touched, and ``changes`` over it."""
    questions = list(config.questions.order_by("position"))
    data: dict[str, Any] = {name: getattr(config, name) for name in SENT_AS_THEY_ARE}
    data |= {"focus_areas": "", "text_answers_allowed": "on", "expires_at_0": "", "expires_at_1": ""}
    for prefix, rows in (("questions", questions), ("versions", [])):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
    for index, question in enumerate(questions):
        line = {"id": question.pk, "config": config.pk}
        line |= {name: getattr(question, name) for name in ("text", "skill", "difficulty", "time_seconds")}
        data |= {f"questions-{index}-{name}": value for name, value in line.items()}
    return data | changes
