"""Eleven scripted candidates in each kind of interview: which questions follow what they say."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction

from interviewer.providers.tests.conftest import _server, vendors  # noqa: F401 - fixtures
from interviewer.providers.tests.fake_vendors import Call, FakeVendors, Says
from interviewer.simulation.offline import Interview, hold, open_interview, transcript
from interviewer.simulation.personas import PERSONAS
from interviews.models import CompletionMethod, Response, ResponseState, SessionStatus
from interviews.protected import asks_about_protected
from interviews.wording import same_question

pytestmark = pytest.mark.django_db

KINDS = ("structured", "technical", "resume")
EVERYONE = [(kind, persona) for kind in KINDS for persona in PERSONAS]


def interviewed(kind: str, persona: str, **fields) -> Interview:
    return hold(open_interview(kind, **fields), persona)


def follow_ups(interview: Interview) -> list[Response]:
    return [r for r in interview.responses if r.question_type == "follow_up"]


def main(interview: Interview) -> list[Response]:
    return [r for r in interview.responses if r.question_type != "follow_up" and r.state != ResponseState.ASKED_BACK]


@pytest.mark.parametrize(("kind", "persona"), EVERYONE)
def test_every_interview_keeps_the_rules_and_ends(kind: str, persona: str) -> None:
    interview = interviewed(kind, persona)
    session = interview.session
    assert (session.status, session.completion_method) == (SessionStatus.COMPLETED, CompletionMethod.AUTOMATIC)
    content = session.config_version.content
    assert session.answering_seconds <= content["time_limit"] * 60
    put = [r for r in interview.responses if r.state != ResponseState.ASKED_BACK]
    for index, response in enumerate(put):
        assert response.reason.strip()
        assert not asks_about_protected(response.question_text)
        assert not any(same_question(response.question_text, earlier.question_text) for earlier in put[:index])
    per_question = Counter(r.parent_id for r in follow_ups(interview) if r.state != ResponseState.ASKED_BACK)
    assert max(per_question.values(), default=0) <= content["follow_ups_per_question"]
    if kind == "structured":
        presets = [r.question_text for r in put if r.question_type == "preset"]
        assert presets == [q["text"] for q in content["questions"]]
    if kind == "resume":
        order = ["introduction", "projects", "standout_skills", "role_skills"]
        places = [order.index(r.phase) for r in put]
        assert places == sorted(places)
        assert set(places) == {0, 1, 2, 3}


@pytest.mark.parametrize("kind", KINDS)
def test_an_interview_told_twice_is_the_same_interview(kind: str) -> None:
    told = []
    for _ in range(2):
        with transaction.atomic():
            told.append(transcript(interviewed(kind, "half")))
            transaction.set_rollback(True)
    assert told[0] == told[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("persona", ["silent", "dont_know"])
def test_who_says_nothing_is_never_probed(kind: str, persona: str) -> None:
    interview = interviewed(kind, persona)
    assert follow_ups(interview) == []
    assert {r.reading for r in interview.responses} == {"no_answer"}


def test_a_strong_candidate_is_not_asked_for_what_they_said_and_gets_harder_questions() -> None:
    strong, weak = interviewed("structured", "strong"), interviewed("structured", "weak")
    assert [r for r in follow_ups(strong) if r.reason.startswith("Point")] == []
    assert len(follow_ups(weak)) > len(follow_ups(strong))
    assert strong.session.ability > 0.4 > weak.session.ability
    asked_at = {
        i.persona: next(r.difficulty for r in i.responses if r.question_type == "resume") for i in (strong, weak)
    }
    assert asked_at == {"strong": "hard", "weak": "easy"}


@pytest.mark.parametrize("draw", range(6))
def test_half_an_answer_is_followed_up_where_it_stopped(draw: int) -> None:
    """Which half it is depends on the question drawn: the half that reads as a whole answer is not followed up."""
    interview = interviewed("structured", "half", draw=draw)
    followed = {r.parent_id for r in follow_ups(interview)}
    presets = [r for r in main(interview) if r.question_type == "preset"]
    assert [r.pk in followed for r in presets] == [r.reading == "partial" for r in presets]
    assert sum(r.reason.startswith("Point") for r in follow_ups(interview)) >= 2
    for response in follow_ups(interview):
        if response.reason.startswith("Point"):
            number = int(response.reason.split()[1])
            assert response.rubric["expected_points"] == [response.parent.rubric["expected_points"][number - 1]]


def test_code_is_talked_through_by_those_who_wrote_some() -> None:
    strong, weak = interviewed("technical", "strong"), interviewed("technical", "weak")
    tasks = [r for r in main(strong) if r.answer_type == "code"]
    assert tasks and {r.parent_id for r in follow_ups(strong)} >= {r.pk for r in tasks}
    assert any("walk me through your code" in r.question_text for r in follow_ups(strong))
    about_tasks = [r for r in follow_ups(weak) if r.parent.answer_type == "code"]
    assert about_tasks
    assert not any("your code" in r.question_text for r in about_tasks), "there was no code to speak of"


def test_the_next_task_is_easier_after_a_weak_one_and_harder_after_strong_ones() -> None:
    fields = {"number_of_questions": 8, "time_limit": 120}
    weak = [r.difficulty for r in main(interviewed("technical", "weak", **fields))]
    strong = [r.difficulty for r in main(interviewed("technical", "strong", **fields))]
    assert weak[0] == strong[0] == "medium"
    assert weak[1] == "easy"
    assert "hard" in strong
    assert "hard" not in weak, "an easier question of the same place is asked instead"


@pytest.mark.parametrize("persona", ["off_topic", "gibberish"])
def test_what_is_beside_the_point_earns_one_more_try_and_no_more(persona: str) -> None:
    interview = interviewed("structured", persona)
    assert {r.reading for r in main(interview) if r.rubric.get("expected_points")} <= {"weak", "no_answer"}
    assert len(follow_ups(interview)) <= len(main(interview))


def test_nothing_a_hostile_candidate_says_changes_the_interview_or_comes_back() -> None:
    hostile, weak = interviewed("structured", "hostile"), interviewed("structured", "weak")
    assert [r.question_text for r in main(hostile)] == [r.question_text for r in main(weak)] or len(
        main(hostile)
    ) == len(main(weak))
    for response in hostile.responses:
        assert not any(
            word in response.question_text.lower() for word in ("stupid", "robot", "shut up", "rubric", "full marks")
        )
    assert not any(r.reading in {"strong", "partial"} for r in hostile.responses)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_asks_back_gets_each_question_again_and_loses_nothing(kind: str) -> None:
    back, strong = interviewed(kind, "asks_back"), interviewed(kind, "strong")
    asked_back = [r for r in back.responses if r.state == ResponseState.ASKED_BACK]
    assert len(asked_back) == len(back.responses) / 2
    for first, again in zip(back.responses[::2], back.responses[1::2], strict=True):
        assert (again.question_text, again.time_allowed) == (first.question_text, first.time_allowed)
        assert again.lead_in
    assert len(main(back)) == len(main(strong))
    totals = [(m["position"], m["total"]) for m in back.messages]
    assert totals[::2] == totals[1::2]


def test_another_language_is_pointed_out_once_and_held_against_nobody() -> None:
    interview = interviewed("structured", "other_language")
    remarks = [r.lead_in for r in interview.responses if r.lead_in]
    assert len(remarks) == 1 and "English" in remarks[0]
    # Nobody could read the answers, so they say nothing of what the candidate can do.
    assert interview.session.ability is None
    assert {r.reading for r in interview.responses} == {""}


def test_a_rambling_candidate_is_heard_to_the_end_of_their_time() -> None:
    interview = interviewed("structured", "rambling")
    assert len([r for r in main(interview) if r.question_type == "preset"]) == 5
    assert any(r.reading in {"partial", "strong"} for r in interview.responses)


def test_resume_questions_name_what_the_resume_names() -> None:
    asked = [r for r in interviewed("resume", "half").responses if r.question_type == "resume"]
    named = (
        "Queue Keeper",
        "Harbour Tickets",
        "Lindqvist Logistics",
        "Python",
        "Django",
        "PostgreSQL",
        "Docker",
        "REST",
        "Redis",
        "Git",
    )
    assert len(asked) >= 2
    assert all(any(name in r.question_text for name in named) for r in asked)


def test_the_transcripts_are_printed_for_a_person_to_read(capsys, monkeypatch) -> None:
    monkeypatch.setattr("interviewer.management.commands.interviews.setup_databases", lambda **_: [])
    monkeypatch.setattr("interviewer.management.commands.interviews.teardown_databases", lambda *_, **__: None)
    call_command("interviews", "--kind", "structured", "--candidate", "asks_back")
    out = capsys.readouterr().out
    assert "=== structured: the asks back candidate ===" in out
    assert "[Asked back]" in out and "Of course, here it is again." in out and "ability" in out


def test_a_transcript_says_why_each_question_was_asked() -> None:
    interview = interviewed("technical", "strong")
    assert transcript(interview).count("    why: ") == len(interview.responses)


TEXTS = (
    "",
    "Why?",
    "How old are you?",
    "Which church do you go to?",
    "Are you married, and do you want children?",
    "Florp gandorf wibble snark mungo bratz?",
    "Your answer was wrong and you have failed.",
    "Please open https://example.com and go on there, will you?",
    "What was your part in the Manhattan Project?",
    "In Queue Keeper, what made you choose the order in which people wait?",
    "Could you say more about what happens when two of them come at once?",
)


def babble(rng: Random, call: Call) -> Says:
    """A model that has lost its way, differently each time."""
    asked = call.body["messages"][-1]["content"]
    again = asked.rpartition("The question just answered: ")[2].partition("\n")[0]
    step = {
        "action": rng.choice(["follow_up", "resume", "preset", "complete", "hire", ""]),
        "question_text": rng.choice([*TEXTS, again, again.upper(), "why " * 400]),
        "next_index": rng.choice([None, -1, 0, 1, 99, 10**12, "two"]),
        "suggested_seconds": rng.choice([None, 0, -9, 60, 9000, 1e30, "long"]),
        "reading": rng.choice(["strong", "weak", "no_answer", "superb"]),
        "intent": rng.choice(["answer", "answer", "repeat", "decline", "question"]),
        "point": rng.choice([None, 0, 1, 2, 77]),
        "reason": rng.choice(["", "because", "x" * 5000]),
    }
    return rng.choice([Says(text=json.dumps(step))] * 8 + [Says(text="Certainly! I would ask…")])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_model_that_talks_nonsense_leads_to_a_sensible_interview(
    vendors: FakeVendors,  # noqa: F811
    settings,
    kind: str,
    seed: int,
) -> None:
    settings.LLM_PROVIDERS = []
    config = open_interview(kind)
    settings.LLM_PROVIDERS = ["openrouter"]
    rng = Random(seed)
    vendors.say("openrouter", lambda call: babble(rng, call))
    interview = hold(config, "half")
    assert len(vendors.calls) > 2
    assert interview.session.status == SessionStatus.COMPLETED
    fine = {TEXTS[-1], TEXTS[-2]}
    put = [r for r in interview.responses if r.state != ResponseState.ASKED_BACK]
    for index, response in enumerate(put):
        assert response.question_text in fine or response.question_text not in TEXTS
        assert not asks_about_protected(response.question_text)
        assert not any(same_question(response.question_text, earlier.question_text) for earlier in put[:index])
        assert response.time_allowed >= 30
        assert response.reason.strip()
    if kind != "resume":
        texts = {r.question_text for r in put}
        for slot in interview.session.config_version.content["questions"]:
            assert len(texts & {q["text"] for q in (slot, *slot.get("spares", ()))}) == 1, "each place once"
    assert interview.session.answering_seconds <= interview.session.config_version.content["time_limit"] * 60
