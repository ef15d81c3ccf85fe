"""The API against its own schema: what may be sent is made from it, and what comes back is held against it.

Bounded and the same in each run here; ``make fuzz`` takes longer and looks elsewhere each time.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from interviewer.accounts.models import User
from interviewer.tests.api import bearer
from interviewer.tests.factories import PASSWORD, EvaluationFactory, ReportFactory, UserFactory
from interviewer.webhooks.models import WebhookEndpoint
from interviews import links, seats
from interviews.models import InterviewConfig, Invitation, OwnQuestion, Question
from interviews.tests.helpers import open_config, sit_down

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
BOUNDED = "FUZZ_EXAMPLES" not in os.environ
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MEMORY = {"default": {"BACKEND": "interviewer.embedded.layer.ThreadSafeInMemoryChannelLayer"}}
NO_LIMITS = dict.fromkeys(django_settings.RATE_LIMITS, (0, 60))
ROLES = ("recruiter", "admin", "candidate", "nobody")


@cache
def schema() -> Any:
    generated = SchemaGenerator().get_schema(request=None, public=True)
    found = schemathesis.openapi.from_dict(json.loads(OpenApiJsonRenderer().render(generated)))
    found.app = get_wsgi_application()
    return found


@cache
def by_tag() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for result in schema().get_all_operations():
        operation = result.ok()
        found[(operation.tags or ["other"])[0]].append(operation)
    return dict(sorted(found.items()))


class World:
    """What there is, and who asks: ids of rows of every kind, some of them the caller's and some not."""

    def __init__(self, role: str) -> None:
        owner: User = UserFactory(admin=True) if role == "admin" else UserFactory()
        config, seat = open_config(owner), sit_down(open_config(owner), email="carla@example.com")
        evaluation = EvaluationFactory()
        session = evaluation.response.session
        InterviewConfig.objects.filter(pk=session.config_id).update(created_by=owner)
        report = ReportFactory(session=session)
        hook = WebhookEndpoint.objects.create(owner=owner, url="https://example.com/hook", events=["report.ready"])
        invitation = Invitation.objects.create(config=config, email="ivo@example.com", token_hash=uuid.uuid4().hex)
        question = Question.objects.filter(config=config).first()
        assert question is not None
        # By the first words of a path, the row that its id names.
        self.rows = {
            "configs": config.pk, "questions": question.pk, "invitations": invitation.pk, "webhooks": hook.pk,
            "evaluations": evaluation.pk, "responses": evaluation.response_id, "reports/session": session.pk,
            "reports": report.pk, "candidates": session.candidate_id, "resumes": session.resume_id,
            "sessions": session.pk, "interviews": seat.session_id, "public/session": seat.session_id,
            "bank/questions": OwnQuestion.objects.create(owner=owner, text="What is a lock?").pk,
        }  # fmt: skip
        self.others = [*self.rows.values(), open_config(UserFactory()).pk, uuid.uuid4()]
        self.values = {
            "interview_id": links.config_token(config), "interview_ids": str(session.pk), "email": owner.email,
            "number": "1", "password": PASSWORD, "room_id": str(seat.session_id), "question_id": str(seat.question.pk),
        }  # fmt: skip
        self.headers: dict[str, str] = {}
        if role in {"recruiter", "admin"}:
            self.headers = bearer(owner)
        elif role == "candidate":
            self.headers = {"X-Session-Token": seats.token(seat.session_id)}

    def lead(self, case: Any, pick: int) -> Any:
        """The case with ids and values that lead somewhere, mostly."""
        own = next((pk for words, pk in self.rows.items() if case.operation.path.startswith(f"/api/{words}/")), None)
        for name in case.path_parameters or {}:
            if name in {"id", "session_id"}:
                case.path_parameters[name] = str(own if own and pick % 4 else self.others[pick % len(self.others)])
            elif name == "form":
                case.path_parameters[name] = ("csv", "yaml")[pick % 2]
            elif name in self.values:
                case.path_parameters[name] = (
                    self.values[name] if pick % 4 else str(self.others[pick % len(self.others)])
                )
        for part in (case.body, case.query):
            if isinstance(part, dict) and pick % 3:
                part.update({name: value for name, value in self.values.items() if name in part})
        return case


@pytest.fixture(params=ROLES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with override_settings(RATE_LIMITS=NO_LIMITS, SUBMIT_WAIT_SECONDS=0, CHANNEL_LAYERS=MEMORY):
        yield World(request.param)


def cases(operation: Any) -> st.SearchStrategy[Any]:
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not (operation.body or operation.query):
        return good
    return st.one_of(good, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


@pytest.mark.parametrize("tag", by_tag())
def test_every_answer_is_one_that_the_schema_knows(tag: str, world: World) -> None:
    for operation in by_tag()[tag]:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=BOUNDED,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases(operation), pick=st.integers(0, 10_000))
        def check(case: Any, pick: int) -> None:
            world.lead(case, pick).call_and_validate(headers=world.headers, checks=CHECKS)

        check()
