"""Everything a page can do has a route: a page's address that changes something names the one that does it too."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern
from drf_spectacular.generators import SchemaGenerator

from candidates import urls as candidate_urls
from interviewer.accounts import own_urls
from interviewer.accounts import urls as account_urls
from interviewer.accounts.models import AuditEvent, Role, User
from interviewer.tests.api import Api, bearer, has_shape, is_error
from interviewer.tests.factories import EvaluationFactory, UserFactory
from interviewer.work.models import Work
from interviews import urls as interview_urls
from interviews.models import InterviewConfig, Question
from interviews.tests.helpers import draft_config, open_config, sit_down
from reports import urls as report_urls

pytestmark = pytest.mark.django_db

# The pages, and the route of what each does. What only shows something stands with a GET.
ROUTES = {
    "accounts:sign_in": "post /api/auth/token",
    "accounts:sign_out": "post /api/auth/sign-out",
    "my:sign_in": "post /api/auth/link",
    "my:use_link": "post /api/auth/link/redeem",
    "my:sign_out": "post /api/auth/sign-out",
    "candidates:profile": "put /api/profile",
    "candidates:change_email": "post /api/profile/email",
    # Interviews: set up, published, changed
    "interviews:dashboard": "get /api/configs",
    "reports:home": "get /api/configs",
    "interviews:create": "post /api/configs",
    "interviews:set_up": "get /api/configs/{id}",
    "interviews:set_up_step": "patch /api/configs/{id}",
    "interviews:set_up_part": "get /api/configs/{id}/questions",
    "interviews:set_up_act": "post /api/questions/{id}/replace",
    "interviews:set_up_add": "post /api/configs/{id}/questions",
    "interviews:set_up_edit": "patch /api/questions/{id}",
    "interviews:discard": "delete /api/configs/{id}",
    "interviews:detail": "get /api/configs/{id}",
    "interviews:settings": "patch /api/configs/{id}",
    "interviews:open": "post /api/configs/{id}/open",
    "interviews:close": "post /api/configs/{id}/close",
    "interviews:duplicate": "post /api/configs/{id}/duplicate",
    "interviews:version": "get /api/configs/{id}/versions/{number}",
    "interviews:history": "get /api/configs/{id}/history",
    # Questions and banks
    "interviews:questions": "get /api/configs/{id}/questions",
    "interviews:pick": "post /api/configs/{id}/from-bank",
    "interviews:add_question": "post /api/configs/{id}/questions",
    "interviews:import_questions": "post /api/configs/{id}/questions/import",
    "interviews:export_questions": "get /api/configs/{id}/questions/export",
    "interviews:edit_question": "patch /api/questions/{id}",
    "interviews:move_question": "post /api/questions/{id}/move",
    "interviews:replace_question": "post /api/questions/{id}/replace",
    "interviews:change_difficulty": "post /api/questions/{id}/difficulty",
    "interviews:delete_question": "delete /api/questions/{id}",
    "interviews:keep_question": "post /api/questions/{id}/keep",
    "interviews:bank": "get /api/bank/questions",
    "interviews:bank_add": "post /api/bank/questions",
    "interviews:bank_import": "post /api/bank/questions/import",
    "interviews:bank_export": "get /api/bank/questions/export.{form}",
    "interviews:bank_edit": "patch /api/bank/questions/{id}",
    "interviews:bank_remove": "delete /api/bank/questions/{id}",
    # Invitations and extra time
    "interviews:invitations": "post /api/configs/{id}/invitations",
    "interviews:upload_invitations": "post /api/configs/{id}/invitations/import",
    "interviews:change_invitation": "patch /api/invitations/{id}",
    "interviews:resend_invitation": "post /api/invitations/{id}/resend",
    "interviews:renew_invitation": "post /api/invitations/{id}/renew",
    "interviews:revoke_invitation": "post /api/invitations/{id}/revoke",
    "interviews:answer_request": "post /api/accommodation-requests/{id}/grant",
    # Candidates, as they are interviewed and afterwards
    "interviews:resume_file": "get /api/resumes/{id}/file",
    "reports:candidates": "get /api/sessions",
    "reports:live_index": "get /api/sessions",
    "reports:live": "post /api/sessions/{id}/socket-ticket",
    "reports:live_more_time": "post /api/sessions/{id}/more-time",
    "reports:live_end": "post /api/sessions/{id}/end",
    "reports:report": "get /api/reports/session/{id}",
    "reports:rewrite": "post /api/reports/{id}/rewrite",
    "reports:give_verdict": "post /api/sessions/{id}/verdicts",
    "reports:accommodations": "get /api/sessions/{id}/accommodations",
    "reports:grade_answer": "post /api/responses/{id}/grade",
    "reports:override_score": "post /api/evaluations/{id}/overrides",
    "reports:draft_history": "get /api/responses/{id}/drafts",
    "reports:compare": "get /api/compare",
    "reports:pdf": "get /api/exports/sessions/{id}/report.pdf",
    "reports:json": "get /api/exports/sessions/{id}",
    "reports:candidates_csv": "get /api/exports/interviews/{id}/candidates",
    "reports:interview_json": "get /api/exports/interviews/{id}",
    "reports:share": "post /api/sessions/{id}/share",
    "reports:revoke_share": "post /api/share-links/{id}/revoke",
    "reports:analytics_candidate": "get /api/analytics/skills/progression",
    "interviews:privacy_requests": "get /api/erasures",
    "interviews:carry_out_erasure": "post /api/erasures/{id}/carry-out",
    # What candidates do
    "interviews:my_interviews": "get /api/my/interviews",
    "interviews:go_on": "post /api/my/interviews/{id}/continue",
    "reports:own_interview": "get /api/my/interviews/{id}",
    "interviews:my_practice": "post /api/interviews/start",
    "interviews:erase_practice": "delete /api/my/interviews/{id}",
    "reports:own_progress": "get /api/analytics/skills/progression",
    "interviews:my_resumes": "post /api/resumes",
    "interviews:my_resume": "get /api/resumes/{id}",
    "interviews:my_resume_file": "get /api/resumes/{id}/file",
    "interviews:delete_resume": "delete /api/resumes/{id}",
    "interviews:my_privacy": "get /api/privacy-requests",
    "interviews:ask_for_copy": "post /api/privacy-requests",
    "interviews:download_copy": "get /api/privacy-requests/{id}/copy",
    "interviews:ask_for_erasure": "post /api/privacy-requests",
    "interviews:withdraw_request": "post /api/privacy-requests/{id}/withdraw",
    "interviews:landing": "post /api/public/session/start",
    "interviews:consent": "post /api/public/session/start",
    "interviews:room": "post /api/public/session/{session_id}/submit-response",
}
# Pages without a route, and why.
NEED_NO_ROUTE = {
    "reports:waiting": "what waits is asked for by its own lists: reports, verdicts, requests, erasures",
    "interviews:preview": "a rehearsal of the candidate's pages",
    "interviews:preview_question": "a rehearsal of the candidate's pages",
    "reports:analytics": "charts; the figures are in the exports",
    "reports:analytics_interview": "charts; the figures are in the exports",
    "reports:analytics_costs": "charts; the spend is under providers/health",
    "interviews:recording": "sound, for the player of a page",
    "interviews:my_recording": "sound, for the player of a page; the copy of one's data holds it",
    "reports:shared": "for a person with a link and no program",
    "reports:shared_pdf": "for a person with a link and no program",
    "reports:shared_recording": "for a person with a link and no program",
    "interviews:ask": "asked in private, by a person and on a page",
    "interviews:ask_in_session": "asked in private, by a person and on a page",
    "interviews:check": "a browser's microphone is tried out",
    "interviews:done": "the last page; a correction goes by the socket",
    "interviews:speech": "part of the room: programs have the socket",
    "interviews:audio": "part of the room: programs have the socket",
    "interviews:messages": "part of the room: programs have the socket",
    "interviews:events": "part of the room: programs have the socket",
    "interviews:echo": "part of the room: programs have the socket",
}


def operations() -> set[str]:
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    return {f"{method} {path}" for path, item in schema["paths"].items() for method in item}


def test_every_route_named_here_is_there() -> None:
    assert set(ROUTES.values()) - operations() == set()


def pages(module: Any, name: str = "") -> set[str]:
    found = set()
    for entry in module.urlpatterns:
        if isinstance(entry, URLPattern):
            found |= {f"{name or module.app_name}:{entry.name}"} if entry.name else set()
        else:
            found |= pages(entry.urlconf_module, name or module.app_name)
    return found


def test_every_page_has_a_route_or_a_reason_for_none() -> None:
    there = set().union(
        *(pages(module) for module in (account_urls, own_urls, candidate_urls, interview_urls, report_urls))
    )
    assert there == set(ROUTES) | set(NEED_NO_ROUTE), "a page that is new needs a route, and a line here"
    assert not set(ROUTES) & set(NEED_NO_ROUTE)


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


def test_versions_and_history_read_as_the_page_has_them(api: Api, config: InterviewConfig) -> None:
    is_error(api.get(f"/api/configs/{config.pk}/versions/1"), 404)
    is_error(api.get(f"/api/configs/{config.pk}/versions/{2**80}"), 404)
    assert api.post(f"/api/configs/{config.pk}/open").status_code == 200
    sit_down(InterviewConfig.objects.get(pk=config.pk))
    (version,) = api.get(f"/api/configs/{config.pk}/versions").json()
    has_shape(version, {"id": str, "number": int, "created_at": str})
    whole = api.get(f"/api/configs/{config.pk}/versions/{version['number']}").json()
    assert len(whole["content"]["questions"]) == config.questions.count()
    told = api.get(f"/api/configs/{config.pk}/history").json()
    entry = {"at": str, "who": str, "what": str, "of": str, "changes": [{"name": str, "before": str, "after": str}]}
    has_shape(told, {"count": int, "results": [entry]})
    assert {"Created as a draft", "Opened, version 1"} <= {row["what"] for row in told["results"]}
    assert [row["what"] for row in api.get(f"/api/configs/{config.pk}/history?page_size=1&page=2").json()["results"]]
    is_error(api.get(f"/api/configs/{config.pk}/history?page=0"), 400)


def test_a_draft_is_thrown_away_and_an_open_interview_is_not(api: Api, config: InterviewConfig, rita: User) -> None:
    assert api.delete(f"/api/configs/{config.pk}").status_code == 204
    is_error(api.get(f"/api/configs/{config.pk}"), 404)
    opened = open_config(rita)
    is_error(api.delete(f"/api/configs/{opened.pk}"), 409, "not_allowed")
    assert InterviewConfig.objects.filter(pk=opened.pk).exists()


def test_a_new_link_ends_the_old_one(api: Api, rita: User) -> None:
    made = api.post(f"/api/configs/{open_config(rita).pk}/invitations", {"email": "ivo@example.com"}).json()
    key = {"Idempotency-Key": "one-new-link-and-no-more"}
    renewed, again = (api.post(f"/api/invitations/{made['id']}/renew", **key).json() for _ in range(2))
    assert renewed["shareable_link"] not in {"", made["shareable_link"]}
    assert again == renewed
    old, new = (row["shareable_link"].partition("/interview/")[2].strip("/") for row in (made, renewed))
    is_error(Api().get(f"/api/public/interview/{old}"), 404)
    assert Api().get(f"/api/public/interview/{new}").status_code == 200
    api.post(f"/api/invitations/{made['id']}/revoke")
    is_error(api.post(f"/api/invitations/{made['id']}/renew"), 409, "not_allowed")


def test_practice_is_erased_by_whose_it_is_and_by_nobody_else(rita: User) -> None:
    carla, other = (UserFactory(role=Role.CANDIDATE) for _ in range(2))
    resume = "Python, Django. Projects: Lantern, a lamp that tells the time."
    made = Api(bearer(carla)).post("/api/interviews/start", {"role": "Backend Engineer", "resume_text": resume}).json()
    path = f"/api/my/interviews/{made['id']}"
    is_error(Api(bearer(other)).delete(path), 404)
    is_error(Api(bearer(rita)).delete(path), 403)
    assert Api(bearer(carla)).delete(path).status_code == 204
    is_error(Api(bearer(carla)).get(path), 404)


@pytest.mark.parametrize("path", ["versions", "versions/1", "history"])
def test_nobody_elses_interview_is_looked_into(config: InterviewConfig, path: str) -> None:
    for stranger in (UserFactory(), UserFactory(role=Role.CANDIDATE)):
        answer = Api(bearer(stranger)).get(f"/api/configs/{config.pk}/{path}")
        assert answer.status_code == (404 if stranger.is_staff else 403)
    foreign = Api(bearer(UserFactory()))
    is_error(foreign.delete(f"/api/configs/{config.pk}"), 404)
    assert InterviewConfig.objects.filter(pk=config.pk).exists()
