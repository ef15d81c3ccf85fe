from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from interviewer.accounts.models import AuditEvent, User
from interviews import links
from interviews.models import ConfigStatus, InterviewConfig, Question, QuestionSource
from interviews.services import configs
from interviews.services.configs import NotAllowed
from interviews.tests.helpers import THREE_QUESTIONS, a_question, draft_config, make_session, make_user, open_config

pytestmark = pytest.mark.django_db

FIELDS: dict[str, Any] = {
    "job_role": "Backend Engineer",
    "job_description": "Python and Django, PostgreSQL, REST APIs.",
    "number_of_questions": 5,
    "time_limit": 20,
}


@pytest.fixture
def rita() -> User:
    return make_user()


def texts(config: InterviewConfig) -> list[str]:
    return list(config.questions.order_by("position").values_list("text", flat=True))


def positions(config: InterviewConfig) -> list[int]:
    return list(config.questions.order_by("position").values_list("position", flat=True))


# --- Creating ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["structured", "technical", "resume"])
def test_a_new_config_has_its_questions_at_once(rita: User, kind: str) -> None:
    config = configs.create_config(rita, {**FIELDS, "kind": kind})
    assert (config.status, config.created_by) == (ConfigStatus.DRAFT, rita)
    assert positions(config) == [1, 2, 3, 4, 5]
    assert len(set(texts(config))) == 5
    assert all(question.why for question in config.questions.all())


def test_questions_of_the_bank_can_be_graded_against(rita: User) -> None:
    config = configs.create_config(rita, FIELDS)
    for question in config.questions.all():
        assert question.expected_points and question.reference_answer and question.hints
        question.full_clean()


def test_a_new_config_has_a_link_that_opens_only_when_it_is_open(rita: User) -> None:
    config = configs.create_config(rita, FIELDS)
    token = links.config_token(config)
    with pytest.raises(links.LinkProblem):
        links.open_door(token)
    configs.open_config(rita, config)
    assert links.open_door(token).config == config


def test_what_the_database_can_not_hold_is_refused(rita: User) -> None:
    for change in ({"time_limit": 2}, {"number_of_questions": 21}, {"kind": "chat"}, {"difficulty": "brutal"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InterviewConfig.objects.create(created_by=rita, **{**FIELDS, **change})


# --- Editing questions -------------------------------------------------------------------------------


def test_questions_move_one_place_at_a_time(rita: User) -> None:
    config = draft_config(rita)
    first, second, third = texts(config)
    configs.move_question(rita, config.questions.get(text=first), 1)
    assert texts(config) == [second, first, third]
    configs.move_question(rita, config.questions.get(text=third), -1)
    assert texts(config) == [second, third, first]
    assert positions(config) == [1, 2, 3]


@pytest.mark.parametrize(("index", "step"), [(0, -1), (2, 1), (1, 5), (1, -5)])
def test_a_question_does_not_move_past_the_ends(rita: User, index: int, step: int) -> None:
    config = draft_config(rita)
    before = texts(config)
    configs.move_question(rita, config.questions.get(text=before[index]), step)
    assert texts(config) == before


def test_removing_a_question_closes_the_gap(rita: User) -> None:
    config = draft_config(rita)
    configs.delete_question(rita, config.questions.get(position=2))
    assert texts(config) == [THREE_QUESTIONS[0]["text"], THREE_QUESTIONS[2]["text"]]
    assert positions(config) == [1, 2]


def test_a_question_is_added_at_the_end_as_a_persons_own(rita: User) -> None:
    config = draft_config(rita)
    question = configs.add_question(rita, config, a_question("Why do you want to work here?"))
    assert (question.position, question.source) == (4, QuestionSource.MANUAL)
    empty = draft_config(rita, questions=())
    assert configs.add_question(rita, empty, a_question("Why do you want to work here?")).position == 1


def test_editing_the_words_of_a_bank_question_makes_it_a_persons_own(rita: User) -> None:
    config = configs.create_config(rita, FIELDS)
    first, second = config.questions.order_by("position")[:2]
    configs.update_question(rita, first, {"time_seconds": 90, "text": first.text})
    configs.update_question(rita, second, {"text": "How do you keep a queue from growing without end?"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.source, first.time_seconds) == (QuestionSource.BANK, 90)
    assert second.source == QuestionSource.MANUAL


@pytest.mark.parametrize("kind", ["structured", "technical", "resume"])
def test_a_replaced_question_is_another_in_the_same_place(rita: User, kind: str) -> None:
    config = configs.create_config(rita, {**FIELDS, "kind": kind})
    before = texts(config)
    for position in positions(config):
        question = config.questions.get(position=position)
        phase, type_ = question.phase, question.type
        configs.replace_question(rita, question)
        question = config.questions.get(position=position)
        assert question.text not in before
        assert (question.phase, question.type) == (phase, type_)
    assert len(set(texts(config))) == 5
    assert positions(config) == [1, 2, 3, 4, 5]


def test_replacing_again_and_again_never_repeats_one_of_the_list(rita: User) -> None:
    config = configs.create_config(rita, FIELDS)
    for _ in range(12):
        configs.replace_question(rita, config.questions.get(position=1))
        assert len(set(texts(config))) == 5


def test_a_bank_without_another_question_says_so(rita: User, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configs.create_config(rita, FIELDS)
    before = texts(config)
    monkeypatch.setattr(configs, "replacement", lambda *args, **fields: None)
    with pytest.raises(NotAllowed):
        configs.replace_question(rita, config.questions.get(position=1))
    assert texts(config) == before


# --- Opening, closing, versions ----------------------------------------------------------------------


def test_a_config_without_questions_can_not_be_opened(rita: User) -> None:
    config = draft_config(rita, questions=())
    with pytest.raises(NotAllowed):
        configs.open_config(rita, config)
    config.refresh_from_db()
    assert config.status == ConfigStatus.DRAFT
    assert not config.versions.exists()


def test_the_last_question_of_an_open_config_can_not_be_removed(rita: User) -> None:
    """Whoever came by the link would find an interview that is over before it began."""
    config = open_config(rita, questions=THREE_QUESTIONS[:1])
    with pytest.raises(NotAllowed):
        configs.delete_question(rita, config.questions.get())
    assert config.questions.count() == 1
    configs.close_config(rita, config)
    configs.delete_question(rita, Question.objects.get(config=config))
    assert config.questions.count() == 0


def test_opening_freezes_the_questions_as_a_version(rita: User) -> None:
    config = open_config(rita)
    version = config.versions.get()
    assert version.number == 1
    assert [q["text"] for q in version.content["questions"]] == texts(config)
    assert version.content["questions"][0]["expected_points"] == THREE_QUESTIONS[0]["expected_points"]
    assert version.content["time_limit"] == 20


def test_nothing_changed_makes_no_new_version(rita: User) -> None:
    config = open_config(rita)
    configs.open_config(rita, config)
    configs.close_config(rita, config)
    configs.open_config(rita, config)
    assert config.versions.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda actor, config: configs.update_config(actor, config, {"time_limit": 30}),
        lambda actor, config: configs.update_question(actor, config.questions.get(position=1), {"hints": []}),
        lambda actor, config: configs.move_question(actor, config.questions.get(position=1), 1),
        lambda actor, config: configs.delete_question(actor, config.questions.get(position=1)),
    ],
    ids=["setting", "rubric", "order", "removal"],
)
def test_a_change_makes_the_next_version_and_keeps_the_first(rita: User, change: Any) -> None:
    config = open_config(rita)
    first = config.versions.get()
    before = first.content
    change(rita, config)
    session = make_session(config)
    first.refresh_from_db()
    assert (session.config_version.number, first.number, first.content) == (2, 1, before)
    assert first.sha256 != session.config_version.sha256


def test_a_closed_config_lets_nobody_in(rita: User) -> None:
    config = open_config(rita)
    configs.close_config(rita, config)
    assert config.status == ConfigStatus.CLOSED
    with pytest.raises(links.LinkProblem, match="closed"):
        links.open_door(links.config_token(config))


def test_closing_a_draft_changes_nothing(rita: User) -> None:
    config = draft_config(rita)
    configs.close_config(rita, config)
    assert config.status == ConfigStatus.DRAFT


def test_a_copy_is_a_draft_of_its_own(rita: User) -> None:
    config = open_config(rita, retakes=2, focus_areas={"Python": 3})
    otto = make_user("otto@example.com")
    copy = configs.duplicate_config(otto, config)
    assert (copy.status, copy.created_by, copy.retakes, copy.focus_areas) == (
        ConfigStatus.DRAFT,
        otto,
        2,
        {"Python": 3},
    )
    assert texts(copy) == texts(config)
    assert links.config_token(copy) != links.config_token(config)
    configs.update_question(otto, copy.questions.get(position=1), {"text": "Something else entirely?"})
    configs.delete_question(otto, copy.questions.get(position=2))
    assert texts(config) == [question["text"] for question in THREE_QUESTIONS]


# --- The record --------------------------------------------------------------------------------------


def test_who_did_what_is_on_record(rita: User) -> None:
    config = configs.create_config(rita, FIELDS)
    configs.open_config(rita, config)
    configs.open_config(rita, config)
    configs.update_config(rita, config, {"time_limit": 30, "job_role": config.job_role})
    configs.close_config(rita, config)
    configs.close_config(rita, config)
    events = AuditEvent.objects.filter(object_id=str(config.pk)).order_by("at")
    assert [event.action for event in events] == ["created", "opened", "changed", "closed"]
    assert {event.actor for event in events} == {rita}
    changed = events.get(action="changed")
    assert (changed.before, changed.after) == ({"time_limit": 20}, {"time_limit": 30})


def test_a_change_of_the_closing_time_is_on_record(rita: User) -> None:
    config = draft_config(rita)
    moment = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
    configs.update_config(rita, config, {"expires_at": moment})
    changed = AuditEvent.objects.get(object_id=str(config.pk), action="changed")
    assert (changed.before, changed.after) == ({"expires_at": None}, {"expires_at": "2030-01-02T03:04:00Z"})


def test_the_record_can_only_grow(rita: User) -> None:
    configs.create_config(rita, FIELDS)
    event = AuditEvent.objects.get()
    event.action = "nothing"
    for change in (event.save, event.delete):
        with pytest.raises(TypeError):
            change()
