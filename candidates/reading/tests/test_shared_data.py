"""Reading measured on the shared collection of resumes, where it is present."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from candidates.reading import ReadResult, read_resume_file

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data is not on this machine")


def truth(folder: str, key: str) -> list[dict[str, Any]]:
    path = DATA / folder / "ground_truth.json"
    return json.loads(path.read_text(encoding="utf-8"))[key] if path.is_file() else []


def normal(text: str) -> str:
    return " ".join(text.casefold().replace("–", "-").split())


@pytest.fixture(scope="module")
def results() -> dict[str, ReadResult]:
    found = [entry["file"] for entry in truth("resumes", "resumes")]
    return {name: read_resume_file(DATA / "resumes" / name) for name in found}


def test_names_and_addresses_are_exact(results: dict[str, ReadResult]) -> None:
    for entry in truth("resumes", "resumes"):
        if entry["text_layer"]:
            facts = results[entry["file"]].facts
            assert normal(facts.name or "") == normal(entry["name"]), entry["file"]
            assert facts.email == entry["email"], entry["file"]


@pytest.mark.parametrize(
    ("kind", "share"), [("skills", 0.9), ("employers", 0.85), ("projects", 0.85), ("headings", 0.85)]
)
def test_most_of_what_is_listed_is_found(results: dict[str, ReadResult], kind: str, share: float) -> None:
    wanted = found = 0
    for entry in truth("resumes", "resumes"):
        if entry["text_layer"]:
            facts = getattr(results[entry["file"]].facts, kind)
            have = {normal(fact if isinstance(fact, str) else fact.name) for fact in facts}
            wanted += len(entry[kind])
            found += sum(normal(one) in have for one in entry[kind])
    assert found >= share * wanted


def test_nothing_is_invented(results: dict[str, ReadResult]) -> None:
    for name, result in results.items():
        text = normal(result.text).replace(" ", "")
        facts = result.facts
        told = [
            *(skill.name for skill in facts.skills),
            *(word for job in facts.employers for word in (job.name, job.title, job.start, job.end) if word),
            *(word for one in facts.education for word in (one.degree, one.school, one.year) if word),
            *(one.name for one in facts.projects),
            *(one.text for one in facts.projects),
            *filter(None, (facts.name, facts.email, facts.phone)),
        ]
        for words in told:
            for part in words.replace(" - ", " ").split():
                assert normal(part) in text, (name, words)


def test_hidden_and_pleading_text_changes_no_fact_and_is_flagged() -> None:
    base = read_resume_file(DATA / "resumes" / "r16_rm_john_doe.pdf")
    for entry in truth("resumes_injected", "files"):
        result = read_resume_file(DATA / "resumes_injected" / entry["file"])
        assert bool(result.flags) == entry["must_flag"], entry["file"]
        if entry["hidden_from_reader"]:
            assert result.text == base.text, entry["file"]
        if entry["must_flag"]:
            assert result.facts == base.facts, entry["file"]
            assert normal(result.flags[0].text[:200]) in normal(entry["injected"]), entry["file"]


def test_hostile_files_get_a_named_state_in_time() -> None:
    for path in sorted((DATA / "hostile_pdf").glob("*.pdf")):
        begin = time.monotonic()
        result = read_resume_file(path)
        assert time.monotonic() - begin < 20, path.name
        assert result.state in {"parsed", "no_text", "encrypted", "invalid", "too_complex"}
        assert bool(result.message) == (result.state != "parsed")
