"""Everything a page can do has a route: a page's address that changes something names the one that does it too."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern
from drf_spectacular.generators import SchemaGenerator

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests.api import Api, bearer, has_shape, is_error
from interviewer.tests.factories import EvaluationFactory, UserFactory
from interviewer.work.models import Work
from interviews import urls as interview_urls
from interviews.models import InterviewConfig, Question
from interviews.tests.helpers import draft_config
from reports import urls as report_urls

pytestmark = pytest.mark.django_db

# The pages that a recruiter's buttons lead to, and the route of each. What only shows something stands with a GET.
ROUTES = {
    "interviews:dashboard": "get /api/configs",
    "interviews:create": "post /api/configs",
    "interviews:detail": "get /api/configs/{id}",
    "interviews:settings": "patch /api/configs/{id}",
    "interviews:open": "post /api/configs/{id}/open",
    "interviews:close": "post /api/configs/{id}/close",
    "interviews:duplicate": "post /api/configs/{id}/duplicate",
    "interviews:add_question": "post /api/configs/{id}/questions",
    "interviews:import_questions": "post /api/configs/{id}/questions/import",
    "interviews:export_questions": "get /api/configs/{id}/questions/export",
    "interviews:edit_question": "patch /api/questions/{id}",
    "interviews:move_question": "post /api/questions/{id}/move",
    "interviews:replace_question": "post /api/questions/{id}/replace",
    "interviews:change_difficulty": "post /api/questions/{id}/difficulty",
    "interviews:delete_question": "delete /api/questions/{id}",
    "interviews:resume_file": "get /api/resumes/{id}/file",
    "reports:report": "get /api/reports/session/{id}",
    "reports:rewrite": "post /api/reports/{id}/rewrite",
    "reports:grade_answer": "post /api/responses/{id}/grade",
}


def operations() -> set[str]:
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    return {f"{method} {path}" for path, item in schema["paths"].items() for method in item}


def test_every_route_named_here_is_there() -> None:
    assert set(ROUTES.values()) - operations() == set()


def test_every_page_named_here_is_there() -> None:
    there = {
        f"{module.app_name}:{pattern.name}"
        for module in (interview_urls, report_urls)
        for pattern in module.urlpatterns
        if isinstance(pattern, URLPattern)
    }
    assert set(ROUTES) - there == set()


@pytest.fixture
def rita() -> User:
    return UserFactory()


@pytest.fixture
def api(rita: User) -> Api:
    return Api(bearer(rita))


@pytest.fixture
def config(api: Api) -> InterviewConfig:
    made = api.post("/api/configs", {"job_role": "Backend Engineer", "job_description": "Python, SQL."}).json()
    return InterviewConfig.objects.get(pk=made["id"])


def test_a_question_is_made_harder_and_easier(api: Api, config: InterviewConfig) -> None:
    question = config.questions.filter(difficulty="medium", skill="python").first() or config.questions.first()
    assert question is not None
    harder = api.post(f"/api/questions/{question.pk}/difficulty", {"step": 1})
    assert harder.status_code == 200, harder.content
    assert harder.json()["difficulty"] == "hard"
    assert "You asked for a harder one." in harder.json()["why"]
    is_error(api.post(f"/api/questions/{question.pk}/difficulty", {"step": 1}), 409, "not_allowed")
    is_error(api.post(f"/api/questions/{question.pk}/difficulty", {"step": 2}), 400)


def test_questions_go_out_as_a_file_and_come_in_as_one(api: Api, rita: User, config: InterviewConfig) -> None:
    for form, kind in (("csv", "text/csv"), ("yaml", "application/yaml")):
        out = api.get(f"/api/configs/{config.pk}/questions/export?form={form}")
        assert (out.status_code, out["Content-Type"].partition(";")[0]) == (200, kind)
        other = draft_config(rita, questions=())
        for counts in (
            {"added": config.questions.count(), "known": 0},
            {"added": 0, "known": config.questions.count()},
        ):
            file = SimpleUploadedFile(f"q.{form}", out.content)
            path = f"/api/configs/{other.pk}/questions/import"
            answer = api.client.post(path, {"file": file}, headers=api.headers)
            assert (answer.status_code, answer.json()) == (201, counts)
        same = list(other.questions.order_by("position").values_list("text", "difficulty", "expected_points"))
        assert same == list(config.questions.order_by("position").values_list("text", "difficulty", "expected_points"))
    is_error(api.get(f"/api/configs/{config.pk}/questions/export?form=xlsx"), 400)


def test_a_file_that_can_not_be_taken_says_where_and_changes_nothing(api: Api, config: InterviewConfig) -> None:
    before = config.questions.count()
    file = SimpleUploadedFile("q.csv", b"text,difficulty\nWhy?,impossible\n")
    path = f"/api/configs/{config.pk}/questions/import"
    problem = is_error(api.client.post(path, {"file": file}, headers=api.headers), 400, "invalid")
    assert problem["fields"]["file"]
    assert config.questions.count() == before


def test_one_answer_is_graded_again(api: Api, rita: User) -> None:
    evaluation = EvaluationFactory()
    session = evaluation.response.session
    InterviewConfig.objects.filter(pk=session.config_id).update(created_by=rita)
    path = f"/api/responses/{evaluation.response_id}/grade"
    type(session).objects.filter(pk=session.pk).update(status="in_progress")
    is_error(api.post(path), 409, "not_possible")
    type(session).objects.filter(pk=session.pk).update(status="completed")
    answer = api.post(path)
    assert answer.status_code == 202
    has_shape({"id": answer.json()["id"]}, {"id": str})
    assert set(Work.objects.values_list("kind", flat=True)) >= {"reports.evaluate", "reports.write"}
    assert AuditEvent.objects.filter(action="answer graded again", object_id=str(session.pk)).exists()
    is_error(Api(bearer(UserFactory())).post(path), 404)


@pytest.mark.parametrize("text", ["How old are you?", "Are you married, and do you want children?"])
def test_what_may_not_be_asked_can_not_be_written_by_a_program_either(
    api: Api, config: InterviewConfig, text: str
) -> None:
    is_error(api.post(f"/api/configs/{config.pk}/questions", {"text": text}), 400, "invalid")
    question = config.questions.first()
    assert question is not None
    is_error(api.patch(f"/api/questions/{question.pk}", {"text": text}), 400, "invalid")
    assert not Question.objects.filter(text=text).exists()


def test_what_the_settings_page_offers_a_program_can_set(api: Api, config: InterviewConfig) -> None:
    answer = api.patch(f"/api/configs/{config.pk}", {"more_time": 10, "answer_takes": 2})
    assert (answer.json()["more_time"], answer.json()["answer_takes"]) == (10, 2)


def test_nobody_elses_questions_can_be_touched(config: InterviewConfig) -> None:
    foreign = Api(bearer(UserFactory()))
    question = config.questions.first()
    assert question is not None
    is_error(foreign.post(f"/api/questions/{question.pk}/difficulty", {"step": 1}), 404)
    is_error(foreign.get(f"/api/configs/{config.pk}/questions/export"), 404)
    file = SimpleUploadedFile("q.csv", b"text\nWhy so?\n")
    path = f"/api/configs/{config.pk}/questions/import"
    is_error(foreign.client.post(path, {"file": file}, headers=foreign.headers), 404)
