from __future__ import annotations

import pytest

from interviewer.taxonomy import find_skills, lookup_skill


def slugs(text: str) -> list[str]:
    return [mention.slug for mention in find_skills(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We go to market fast and react quickly.",
        "Go see the place. React calmly. Swift delivery is our promise.",
        "You excel at R&D and take swift action.",
        "Excel at what you do; R & D budget.",
        "A C-level sponsor, vitamin C and a spark of joy",
        "Spring 2024",
        "Our express delivery, rust-free cars, recipes by the chef",
        "Rest assured that a rest day follows.",
        "Mail me@java.com or see https://github.com/python/foo",
    ],
)
def test_plain_words_are_no_skills(text: str) -> None:
    assert slugs(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Languages: Go, Rust, C, R", ["go", "rust", "c", "r"]),
        ("C, C++, C#", ["c", "cpp", "csharp"]),
        ("Services written in Go that handle payments", ["go"]),
        ("python, go, react, docker", ["python", "go", "react", "docker"]),
        ("React-Komponenten und Kenntnisse in C und C++", ["react", "c", "cpp"]),
        ("MS Excel", ["excel"]),
        ("Go\nSwift\nPython", ["go", "swift", "python"]),
        ("k8s, Postgres, JS, ML", ["kubernetes", "postgresql", "javascript", "machine_learning"]),
        ("ASP.NET, .NET and CI/CD", ["aspnet", "dotnet", "ci_cd"]),
        ("Teamfähigkeit, résolution de problèmes", ["teamwork", "problem_solving"]),
    ],
)
def test_skills_are_found_as_people_write_them(text: str, expected: list[str]) -> None:
    assert slugs(text) == expected


def test_a_mention_gives_its_place_its_words_and_how_often_it_was_named() -> None:
    text = "We run k8s. Kubernetes is fun."
    (mention,) = find_skills(text)
    assert (mention.slug, mention.name, mention.count, mention.words) == (
        "kubernetes",
        "Kubernetes",
        2,
        "k8s",
    )
    assert text[mention.offset :].startswith("k8s")


def test_a_longer_name_wins_over_the_shorter_one_inside() -> None:
    assert slugs("React Native apps") == ["react_native"]
    assert slugs("JavaScript") == ["javascript"]


@pytest.mark.parametrize(
    ("name", "slug"), [("k8s", "kubernetes"), ("go", "go"), ("Unit Tests", "testing"), ("yodel", None)]
)
def test_a_typed_name_is_looked_up_without_regard_to_case(name: str, slug: str | None) -> None:
    assert lookup_skill(name) == slug


@pytest.mark.parametrize("text", ["", " ", "\x00", "." * 50_000, "a@" * 20_000, "c " * 20_000, "Go, " * 10_000, "😀 C"])
def test_strange_text_is_read_without_complaint(text: str) -> None:
    assert isinstance(find_skills(text), list)
