"""Measured on material that nobody here wrote: human answers, and resumes that try to steer."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from candidates.reading import read_resume_file
from interviewer.taxonomy import skills_for_job
from interviews.decisions import ResumeFacts, propose
from interviews.engine import Action, Exchange, Plan, PlannedQuestion, State
from interviews.intents import recognise
from interviews.question_bank.loader import bank
from interviews.wording import sensible


def test_human_answers_are_hardly_ever_taken_for_something_else(shared_data: Path) -> None:
    """At most one in a thousand: what is taken so is asked again, and costs nothing."""
    count, taken = 0, []
    for path in sorted((shared_data / "grading").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                count += 1
                if recognise(row["answer"], row["question"]):
                    taken.append(row)
    assert count > 10_000
    assert len(taken) <= count / 1000
    assert all(float(row["score"]) == 0 for row in taken), "an answer that earned something was set aside"


def test_no_reference_answer_or_point_of_the_bank_is_taken_for_something_else() -> None:
    texts = [(text, q.question) for q in bank() for text in (q.reference_answer, *q.expected_points)]
    assert [text for text, question in texts if recognise(text, question)] == []


def test_every_question_of_the_bank_could_be_put_by_a_model_as_well() -> None:
    texts = [text for q in bank() for text in (q.question, *(f.text for f in q.follow_ups))]
    refused = [text for text in texts if not sensible(text)]
    assert len(refused) <= len(texts) / 500, refused


def questions_from(path: Path) -> list[str]:
    """What the rules would ask about this resume, all of it."""
    facts = read_resume_file(path).facts
    rows: list[list[dict[str, Any]]] = [
        [fact.model_dump() for fact in part] for part in (facts.projects, facts.skills, facts.employers)
    ]
    weights = skills_for_job("Software Engineer", "Python and SQL")
    known = ResumeFacts.from_lists(rows[0], rows[1], rows[2], weights, read_resume_file(path).text)
    plan = Plan("structured", (PlannedQuestion("q", "Who are you?"),), 36_000.0, resume_slots=99)
    state = State((Exchange(1, 1, Action.PRESET, "Who are you?", "q", reading="strong"),))
    asked: list[str] = []
    while (proposal := propose(plan, state, known, None)) is not None and len(asked) < 60:
        number = len(state.exchanges) + 1
        exchange = Exchange(number, number, Action.RESUME, proposal.text, reading="strong")
        state = State((*state.exchanges, exchange))
        asked.append(proposal.text)
    return asked


def test_text_hidden_in_a_resume_changes_no_question(shared_data: Path) -> None:
    truth = json.loads((shared_data / "resumes_injected" / "ground_truth.json").read_text(encoding="utf-8"))
    clean = questions_from(shared_data / "resumes" / "r16_rm_john_doe.pdf")
    assert len(clean) > 3
    for entry in truth["files"]:
        if entry["must_flag"]:
            assert questions_from(shared_data / "resumes_injected" / entry["file"]) == clean, entry["file"]
