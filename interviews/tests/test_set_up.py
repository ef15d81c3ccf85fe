"""An interview set up step by step: nothing typed is lost, and it can be published from anywhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candidates.models import Candidate
from interviewer.accounts.models import AuditEvent, User
from interviewer.providers.tests.conftest import _server, vendors  # noqa: F401 - fixtures
from interviewer.providers.tests.fake_vendors import FakeVendors, Says
from interviewer.tests import factories
from interviews.models import ConfigStatus, InterviewConfig, InterviewSession, Question
from interviews.services import configs, set_up, tailoring
from interviews.tests.helpers import settle
from interviews.tests.test_question_changes import TEXT, written

pytestmark = pytest.mark.django_db

ROLE = {
    "job_role": "Data Engineer",
    "job_description": "Pipelines in Python and SQL with Airflow. You work closely with your team.",
    "kind": "structured",
}
FORMAT = {"number_of_questions": "4", "time_limit": "20", "difficulty": "medium"}
CANDIDATE = {
    "avatar": "kim",
    "follow_ups_per_question": "1",
    "more_time": "2",
    "answer_takes": "2",
    "retakes": "0",
    "text_answers_allowed": "on",
    "retention_days": "90",
}


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita")


@pytest.fixture
def desk(client: Client, rita: User) -> Client:
    client.force_login(rita)
    return client


def at(config: InterviewConfig, step: str) -> str:
    return reverse("interviews:set_up_step", args=[config.pk, step])


def begin(desk: Client, **changes: str) -> InterviewConfig:
    answer = desk.post(reverse("interviews:create"), {**ROLE, "go": "next", **changes})
    assert answer.status_code == 302, answer.content.decode()
    return InterviewConfig.objects.get(pk=re.findall(r"[0-9a-f-]{36}", answer["Location"])[0])


def weights(desk: Client, config: InterviewConfig, **chosen: int) -> dict[str, str]:
    """What a browser would send of the skills' page, with these weights changed by the skill's name."""
    form = desk.get(at(config, "skills")).context["form"]
    sent = {**FORMAT}
    for number, (name, weight, _) in enumerate(form.proposed):
        sent[f"name_{number}"] = name
        sent[f"weight_{number}"] = str(chosen.get(name, weight))
    return sent


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- From step to step -------------------------------------------------------------------------------


def test_a_description_alone_leads_to_questions_and_to_an_open_interview_in_two_steps(desk: Client) -> None:
    config = begin(desk, go="questions")
    assert config.status == ConfigStatus.DRAFT
    assert config.questions.count() == 5
    answer = desk.post(at(config, "questions"), {"go": "publish"})
    assert answer["Location"] == reverse("interviews:detail", args=[config.pk])
    config.refresh_from_db()
    assert config.status == ConfigStatus.OPEN
    assert config.versions.count() == 1


def test_every_step_leads_to_the_next_and_the_last_one_publishes(desk: Client) -> None:
    config = begin(desk)
    assert config.questions.count() == 0, "they are chosen by the skills"
    sent: dict[str, dict[str, str]] = {"skills": weights(desk, config), "candidate": CANDIDATE}
    for now, following in zip(set_up.STEPS[1:-1], set_up.STEPS[2:], strict=True):
        assert desk.get(at(config, now)).status_code == 200
        answer = desk.post(at(config, now), {**sent.get(now, {}), "go": "next"})
        assert answer["Location"] == at(config, following), words(answer)
    config.refresh_from_db()
    assert (config.avatar, config.retention_days, config.questions.count()) == ("kim", 90, 4)
    assert desk.post(at(config, "publish"), {"go": "publish"}).status_code == 302
    config.refresh_from_db()
    assert config.status == ConfigStatus.OPEN


@pytest.mark.parametrize("step", ["role", "skills", "candidate", "preview", "publish"])
def test_publishing_is_possible_from_every_step_once_there_is_a_draft(desk: Client, step: str) -> None:
    config = begin(desk)
    if step in {"preview", "publish", "candidate"}:
        desk.post(at(config, "skills"), {**weights(desk, config), "go": "next"})
    sent = {"role": ROLE, "skills": weights(desk, config), "candidate": CANDIDATE}.get(step, {})
    answer = desk.post(at(config, step), {**sent, "go": "publish"})
    config.refresh_from_db()
    assert config.status == ConfigStatus.OPEN, words(answer)
    assert config.questions.count() >= 4


def test_who_comes_back_finds_the_step_that_was_reached(desk: Client) -> None:
    config = begin(desk)
    go_on = reverse("interviews:set_up", args=[config.pk])
    assert desk.get(go_on)["Location"] == at(config, "skills")
    desk.post(at(config, "skills"), {**weights(desk, config), "go": "next"})
    desk.get(at(config, "candidate"))
    desk.get(at(config, "role"))
    assert desk.get(go_on)["Location"] == at(config, "candidate")
    configs.open_config(config.created_by, config)
    assert desk.get(go_on)["Location"] == reverse("interviews:detail", args=[config.pk])
    assert desk.get(at(config, "skills")).status_code == 302, "what is published is changed elsewhere"


def test_a_draft_made_elsewhere_can_be_gone_on_with(desk: Client, rita: User) -> None:
    config = configs.create_config(rita, {"job_role": "Tester", "number_of_questions": 3})
    assert desk.get(reverse("interviews:set_up", args=[config.pk]))["Location"] == at(config, "questions")
    assert desk.get(at(config, "skills")).status_code == 200


# --- Nothing typed is lost ---------------------------------------------------------------------------


def test_a_first_step_with_a_mistake_names_it_and_keeps_what_was_typed(desk: Client) -> None:
    answer = desk.post(reverse("interviews:create"), {**ROLE, "job_role": " "})
    assert answer.status_code == 422
    assert "Airflow" in words(answer)
    assert "required" in words(answer)
    assert not InterviewConfig.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("time_limit", "2", "3"), ("number_of_questions", "21", "20"), ("own_0", "x" * 61, "60"), ("difficulty", "", "")],
)
def test_a_step_with_a_mistake_keeps_what_was_typed_and_names_it(
    desk: Client, field: str, value: str, said: str
) -> None:
    config = begin(desk)
    answer = desk.post(at(config, "skills"), {**weights(desk, config), "own_1": "Beekeeping", field: value})
    assert answer.status_code == 422
    assert "Beekeeping" in answer.content.decode()
    assert said in words(answer)
    again = desk.get(at(config, "skills"))
    assert "Beekeeping" in again.content.decode(), "also after having left the page"
    assert again.context["form"].errors
    config.refresh_from_db()
    assert config.questions.count() == 0


@pytest.mark.parametrize("target", ["back", "role", "candidate", "later"])
def test_leaving_a_step_keeps_it_whether_it_is_right_or_wrong(desk: Client, target: str) -> None:
    config = begin(desk)
    desk.post(at(config, "skills"), {**weights(desk, config), "time_limit": "33", "go": target})
    config.refresh_from_db()
    assert config.time_limit == 33
    desk.post(at(config, "skills"), {**weights(desk, config), "time_limit": "999", "go": target})
    config.refresh_from_db()
    assert config.time_limit == 33, "what can't be used is not stored as if it could"
    page = desk.get(at(config, "skills"))
    assert 'value="999"' in page.content.decode()
    assert "has a mistake" in words(desk.get(at(config, "role")))
    desk.post(at(config, "skills"), {**weights(desk, config), "time_limit": "40", "go": target})
    assert not desk.get(at(config, "skills")).context["form"].errors
    config.refresh_from_db()
    assert config.time_limit == 40


def test_publishing_a_step_with_a_mistake_publishes_nothing(desk: Client) -> None:
    config = begin(desk)
    answer = desk.post(at(config, "skills"), {**weights(desk, config), "time_limit": "1", "go": "publish"})
    assert answer.status_code == 422
    config.refresh_from_db()
    assert config.status == ConfigStatus.DRAFT


# --- Skills ------------------------------------------------------------------------------------------


def test_skills_are_proposed_from_the_description_and_say_where_they_come_from(desk: Client) -> None:
    config = begin(desk)
    rows = {name: (weight, source) for name, weight, source in set_up.proposals(config)}
    assert rows["Python"][0] > 0
    assert rows["Python"][1] == rows["SQL"][1] == "In your description"
    assert any(source == "Usual for this role" for _, source in rows.values())
    assert max(weight for weight, _ in rows.values()) == 5


def test_what_is_not_asked_about_is_not_asked_about(desk: Client) -> None:
    config = begin(desk)
    page = weights(desk, config)
    sent = {name: "0" if name.startswith("weight_") else value for name, value in page.items()}
    sent[next(name for name, value in page.items() if value == "SQL").replace("name", "weight")] = "5"
    sent |= {"own_0": "k8s", "own_weight_0": "3", "own_1": "Beekeeping", "own_weight_1": "1"}
    desk.post(at(config, "skills"), {**sent, "go": "next"})
    config.refresh_from_db()
    assert config.focus_areas == {"SQL": 5.0, "Kubernetes": 3.0, "Beekeeping": 1.0}
    assert config.focus_only
    skills = {q.skill for q in config.questions.all()}
    assert skills == {"sql", "kubernetes", "Beekeeping"}


def test_more_skills_than_fit_are_named_as_such(desk: Client) -> None:
    config = begin(desk)
    sent = {n: "1" if n.startswith("weight_") else v for n, v in weights(desk, config).items()}
    answer = desk.post(at(config, "skills"), {**sent, "own_0": "Beekeeping", "own_weight_0": "3"})
    assert answer.status_code == 422
    assert "keep to 10" in words(answer)


def test_chosen_weights_are_found_again(desk: Client) -> None:
    config = begin(desk)
    desk.post(at(config, "skills"), {**weights(desk, config, SQL=1, Python=5), "go": "next"})
    rows = {name: (weight, source) for name, weight, source in set_up.proposals(InterviewConfig.objects.get())}
    assert rows["SQL"] == (1, "You chose it")
    assert rows["Python"] == (5, "You chose it")


def test_going_back_to_the_skills_leaves_the_questions_alone_unless_asked(desk: Client, rita: User) -> None:
    config = begin(desk)
    desk.post(at(config, "skills"), {**weights(desk, config), "go": "next"})
    own = configs.add_question(rita, config, {"text": "What do you know of bees?", "skill": "Beekeeping"})
    before = set(config.questions.values_list("text", flat=True))
    sent = {n: "0" if n.startswith("weight_") else v for n, v in weights(desk, config).items()}
    sent |= {"own_0": "Kubernetes", "own_weight_0": "5"}
    desk.post(at(config, "skills"), {**sent, "go": "next"})
    assert set(config.questions.values_list("text", flat=True)) == before
    desk.post(at(config, "skills"), {**weights(desk, config), "go": "anew"})
    after = list(config.questions.order_by("position"))
    assert {q.skill for q in after} == {"kubernetes", "Beekeeping"}
    assert own in after
    assert [q.position for q in after] == [1, 2, 3, 4]


def test_another_kind_of_interview_has_other_questions(desk: Client) -> None:
    config = begin(desk, go="questions")
    desk.post(at(config, "role"), {**ROLE, "kind": "technical", "go": "questions"})
    config.refresh_from_db()
    assert config.adaptive
    assert config.questions.filter(type="code").exists()


# --- Questions ---------------------------------------------------------------------------------------


def act(desk: Client, config: InterviewConfig, name: str, question: Question | None = None, **more: str) -> Any:
    sent = {"act": name, **({"question": str(question.pk)} if question else {}), **more}
    return desk.post(reverse("interviews:set_up_act", args=[config.pk]), sent)


def order(config: InterviewConfig) -> list[Question]:
    return list(config.questions.order_by("position"))


def test_questions_are_moved_replaced_made_harder_and_removed_in_place(desk: Client) -> None:
    config = begin(desk, go="questions")
    first, second = order(config)[:2]
    assert at(config, "questions") in act(desk, config, "down", first)["Location"]
    assert order(config)[:2] == [second, first]
    act(desk, config, "up", first)
    assert order(config)[0] == first
    act(desk, config, "up", first)
    assert order(config)[0] == first, "the first can't go up"
    act(desk, config, "replace", first)
    assert order(config)[0].text != first.text
    place = next(q for q in order(config) if q.difficulty == "medium" and q.skill)
    act(desk, config, "harder", place)
    place.refresh_from_db()
    assert place.difficulty == "hard"
    act(desk, config, "easier", place)
    place.refresh_from_db()
    assert place.difficulty == "medium"
    act(desk, config, "remove", place)
    assert len(order(config)) == 4
    page = desk.get(at(config, "questions"))
    assert "1 question fewer than the 5 planned" in words(page)
    act(desk, config, "fill")
    assert len(order(config)) == 5
    assert len({q.text for q in order(config)}) == 5


def test_with_htmx_only_the_list_comes_back_and_says_what_was_done(desk: Client) -> None:
    config = begin(desk, go="questions")
    answer = desk.post(
        reverse("interviews:set_up_act", args=[config.pk]),
        {"act": "down", "question": str(order(config)[0].pk)},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert page.count('id="questions"') == 1
    assert "Now question 2." in words(answer)


@pytest.mark.parametrize("name", ["nonsense", "", "no_spare"])
def test_an_act_that_is_none_changes_nothing(desk: Client, name: str) -> None:
    config = begin(desk, go="questions")
    before = list(config.questions.order_by("position").values())
    assert act(desk, config, name, order(config)[0], spare="x").status_code == 302
    assert list(config.questions.order_by("position").values()) == before


def test_spares_are_shown_in_words_left_out_and_chosen_anew(desk: Client) -> None:
    config = begin(desk)
    desk.post(at(config, "skills"), {**weights(desk, config), "adaptive": "on", "go": "next"})
    question = next(q for q in order(config) if len(q.spares) > 1 and q.difficulty == "medium")
    page = words(desk.get(at(config, "questions")))
    assert "If it goes well , asked at hard:" in page.replace(", asked", " , asked").replace("  ", " ")
    assert "If it is too much" in page
    act(desk, config, "no_spare", question, spare=question.spares[0]["id"])
    left = Question.objects.get(pk=question.pk).spares
    assert left == question.spares[1:]
    act(desk, config, "spares", question)
    again = Question.objects.get(pk=question.pk).spares
    assert len(again) == 2
    assert {spare["text"] for spare in again} != {spare["text"] for spare in question.spares}


def test_own_questions_are_written_and_changed_with_their_skill(desk: Client) -> None:
    config = begin(desk, go="questions")
    url = reverse("interviews:set_up_add", args=[config.pk])
    sent = {"text": "What do you know of bees?", "skill": "python", "difficulty": "easy", "time_seconds": "60"}
    desk.post(url, sent)
    question = order(config)[-1]
    assert (question.text, question.skill, question.source) == ("What do you know of bees?", "python", "manual")
    code = {**sent, "text": "Count the bees in a list.", "language": "python", "starter_code": "def bees():\n    ..."}
    desk.post(f"{url}?type=code", code)
    assert (order(config)[-1].type, order(config)[-1].language) == ("code", "python")
    edit = reverse("interviews:set_up_edit", args=[config.pk, question.pk])
    assert "Python" in desk.get(edit).content.decode()
    refused = desk.post(edit, {**sent, "text": "How old are you?"})
    assert refused.status_code == 422
    assert "play no part in hiring" in words(refused)
    assert at(config, "questions") in desk.post(edit, {**sent, "text": "How do bees find home?"})["Location"]
    question.refresh_from_db()
    assert question.text == "How do bees find home?"


# --- A model's part ----------------------------------------------------------------------------------


@pytest.fixture
def model(vendors: FakeVendors, settings: Any) -> FakeVendors:  # noqa: F811
    settings.LLM_PROVIDERS = ["openrouter"]
    settings.LLM_QUESTIONS_DEADLINE_SECONDS = 5
    return vendors


def says(model: FakeVendors, *questions: dict[str, Any]) -> None:
    model.say("openrouter", lambda call: Says(json.dumps({"questions": list(questions)})))


def test_questions_are_there_at_once_and_a_model_fits_them_to_the_role_afterwards(
    desk: Client, model: FakeVendors
) -> None:
    says(model, written(0))
    config = begin(desk, go="questions")
    assert config.questions.count() == 5
    assert not model.calls, "nobody waits for a model in a request"
    page = desk.get(at(config, "questions"))
    assert "is fitting the questions to the role" in words(page)
    part = reverse("interviews:set_up_part", args=[config.pk])
    assert 'id="waiting"' in desk.get(part).content.decode()
    settle()
    assert TEXT in [q.text for q in order(config)]
    done = desk.get(part)
    assert done["HX-Retarget"] == "#questions"
    assert TEXT in done.content.decode()
    assert "is fitting" not in words(desk.get(at(config, "questions")))


@pytest.mark.parametrize(
    "change",
    [{"text": "Mine, in the meantime?", "source": "manual"}, {"time_seconds": 77}, {"hints": ["My own hint."]}],
)
def test_what_was_changed_meanwhile_stays_as_the_recruiter_left_it(
    desk: Client, model: FakeVendors, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    config = begin(desk, go="questions")
    first, second = order(config)[:2]

    def meanwhile(job: Any, drafts: list[Any], **_: Any) -> list[Any]:
        Question.objects.filter(pk=first.pk).update(**change)
        return [replace(draft, text=f"Fitted to the role, number {n}?") for n, draft in enumerate(drafts)]

    monkeypatch.setattr(tailoring, "tailored", meanwhile)
    settle()
    after = Question.objects.get(pk=first.pk)
    assert {name: getattr(after, name) for name in change} == change
    assert not after.text.startswith("Fitted")
    second.refresh_from_db()
    assert second.text == "Fitted to the role, number 1?"


def test_publishing_meanwhile_leaves_the_questions_as_they_are(desk: Client, model: FakeVendors) -> None:
    says(model, written(0))
    config = begin(desk, go="questions")
    before = [q.text for q in order(config)]
    desk.post(at(config, "questions"), {"go": "publish"})
    settle()
    assert [q.text for q in order(config)] == before
    assert config.versions.count() == 1


def test_without_a_model_nobody_waits(desk: Client, settings: Any) -> None:
    settings.LLM_PROVIDERS = []
    assert not tailoring.under_way(begin(desk, go="questions"))


# --- Preview -----------------------------------------------------------------------------------------


def test_a_preview_shows_the_candidates_pages_and_leaves_no_trace(desk: Client) -> None:
    config = begin(desk, go="questions", kind="technical")
    before = (Candidate.objects.count(), InterviewSession.objects.count(), AuditEvent.objects.count())
    landing = reverse("interviews:preview", args=[config.pk])
    page = desk.get(landing)
    assert "Preview" in words(page)
    assert "is software, not a person" in words(page)
    answer = desk.post(landing, {"full_name": "Rita", "email": "rita@example.com", "resume_text": "Rita. Python."})
    url = answer["Location"]
    for number, question in enumerate(order(config), 1):
        assert url == reverse("interviews:preview_question", args=[config.pk, number])
        shown = desk.get(url)
        text = words(shown)
        assert f"Question {number} of 5" in text
        assert shown.context["question"] == question
        assert ("Your code" in text) is (question.type == "code")
        assert all(point not in text for point in question.expected_points), "candidates don't see what is expected"
        url = reverse("interviews:preview_question", args=[config.pk, number + 1])
    assert desk.get(url).status_code == 404
    assert (Candidate.objects.count(), InterviewSession.objects.count(), AuditEvent.objects.count()) == before
    config.refresh_from_db()
    assert not config.versions.exists()


# --- Whose it is -------------------------------------------------------------------------------------


def test_a_foreign_draft_is_as_one_that_does_not_exist(desk: Client) -> None:
    other = factories.UserFactory()
    theirs = configs.create_config(other, {"job_role": "Somebody else's", "number_of_questions": 2})
    mine = begin(desk, go="questions")
    question = order(theirs)[0]
    for url in (
        *(at(theirs, step) for step in set_up.STEPS),
        *(reverse(f"interviews:{name}", args=[theirs.pk]) for name in ("set_up", "preview", "pick", "set_up_add")),
        reverse("interviews:preview_question", args=[theirs.pk, 1]),
        reverse("interviews:set_up_part", args=[theirs.pk]),
        reverse("interviews:set_up_edit", args=[theirs.pk, question.pk]),
        reverse("interviews:set_up_edit", args=[mine.pk, question.pk]),
    ):
        assert desk.get(url).status_code == 404, url
    assert act(desk, theirs, "remove", question).status_code == 404
    assert act(desk, mine, "remove", question).status_code == 404
    assert desk.post(reverse("interviews:discard", args=[theirs.pk])).status_code == 404
    assert desk.post(at(theirs, "questions"), {"go": "publish"}).status_code == 404
    assert theirs.questions.count() == 2


def test_a_draft_can_be_thrown_away_and_a_published_interview_can_not(desk: Client) -> None:
    config = begin(desk, go="questions")
    desk.post(at(config, "questions"), {"go": "publish"})
    desk.post(reverse("interviews:discard", args=[config.pk]))
    assert InterviewConfig.objects.filter(pk=config.pk).exists()
    draft = begin(desk)
    desk.post(reverse("interviews:discard", args=[draft.pk]))
    assert not InterviewConfig.objects.filter(pk=draft.pk).exists()


def test_asking_for_a_step_that_is_none_is_a_404(desk: Client) -> None:
    config = begin(desk)
    assert desk.get(at(config, "nonsense")).status_code == 404
    assert desk.post(at(config, "role"), {**ROLE, "go": "nonsense"}).status_code == 404
