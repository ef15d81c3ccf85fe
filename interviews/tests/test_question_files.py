"""Questions out to a file and back: nothing lost, nothing run, and clear words for what is wrong."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.models import InterviewConfig
from interviews.question_bank.exchange import COLUMNS, MAX_BYTES, ImportProblem, read, to_csv, to_yaml
from interviews.services.question_files import export_questions, import_questions
from interviews.tests.helpers import THREE_QUESTIONS, a_question, draft_config, make_user

CODE = a_question(
    "Write a function that adds up the positive numbers of a list.",
    type="code",
    language="python",
    starter_code="def total(numbers):\n    ...\n",
    tests=["total([1, -2, 3]) gives 4"],
    difficulty="hard",
)


def shown(config: InterviewConfig) -> list[dict[str, Any]]:
    return [{name: getattr(q, name) for name in COLUMNS} for q in config.questions.order_by("position")]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_what_goes_out_comes_in_the_same(form: str) -> None:
    config = draft_config(questions=(*THREE_QUESTIONS, CODE))
    other = draft_config(questions=())
    text = export_questions(config, form)
    assert import_questions(make_user(), other, text.encode(), f"mine.{form}") == (4, 0)
    before, after = shown(config), shown(other)
    for row in (*before, *after):
        row["starter_code"] = row["starter_code"].strip()
    assert after == before
    assert import_questions(make_user(), other, text.encode(), f"mine.{form}") == (0, 4), "nothing twice"


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=12, max_size=60).filter(
    lambda t: len(t.strip()) >= 10
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["=", "+", "-", "@", "'", "'=", ""]), WORDS)
def test_no_cell_is_a_formula_and_no_text_is_changed(begin: str, words: str) -> None:
    text = (begin + words).strip()
    out = to_csv([{"text": text, "expected_points": ["=1+1", "b"], "time_seconds": 60}])
    for row in list(csv.reader(io.StringIO(out)))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    try:
        rows = read(out.encode(), "x.csv")
    except ImportProblem as problem:
        assert "at least" in str(problem)  # stripped, too little was left
        return
    assert " ".join(rows[0].text.split()) == " ".join(text.split())
    assert rows[0].expected_points == ["=1+1", "b"]
    assert read(to_yaml([{"text": text}]).encode(), "x.yaml")[0].text == text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", b"", "first row must name the columns"),
        ("x.csv", b"question;answer\nWhy?;So.", "first row must name the columns"),
        ("x.csv", b"text,colour\nWhat is a stack?,red\n", "no column “colour”"),
        ("x.csv", b"text\n", "no questions"),
        ("x.csv", b"text,difficulty\nWhat is a stack for?,extreme\n", "Row 2, difficulty"),
        ("x.csv", b"text,time_seconds\nWhat is a stack for?,soon\n", "Row 2, time_seconds"),
        ("x.csv", b"text,follow_ups\nWhat is a stack for?,1: And a queue?\n", "expected point that isn't there"),
        ("x.csv", b"text,follow_ups\nWhat is a stack for?,and a queue\n", "Row 2, follow_ups"),
        ("x.csv", b"text\nHow old are you by now?\n", "no part in hiring"),
        ("x.csv", b"text\nWhat is a stack for?\nwhat is a stack for\n", "Row 3: this question is in the file twice"),
        ("x.csv", "text\nWas heißt ü?".encode("latin-1"), "not UTF-8"),
        ("x.csv", b'text\n"What is a stack', "not valid CSV"),
        ("x.yaml", b"questions: [", "not valid YAML"),
        ("x.yaml", b"just words", "list of questions"),
        ("x.yaml", b"questions:\n- text: What is a stack for?\n  colour: red\n", "Question 1, colour"),
        ("x.yaml", b"- 7\n", "Question 1"),
        ("x.yaml", b"- text: [1, 2]\n", "Question 1, text"),
        ("x.yaml", b"a: &a [x, x]\nquestions: [*a, *a]\n", "aliases"),
        ("x.yaml", b"- !!python/object/apply:os.system ['true']\n", "not valid YAML"),
        ("x.yaml", b"- type: code\n  text: Write a function that sorts.\n", "programming language"),
        ("x.xlsx", b"PK", ".csv or .yaml"),
        ("x.csv", b"x" * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(name: str, content: bytes, said: str) -> None:
    with pytest.raises(ImportProblem) as problem:
        read(content, name)
    assert said in str(problem.value)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["x.csv", "x.yaml"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    try:
        read(content, name)
    except ImportProblem as problem:
        assert problem.problems


def test_a_spreadsheet_with_semicolons_and_its_own_names_of_skills_is_taken() -> None:
    rows = read("\ufefftext;skill;time_seconds\nWhat is a pod for?;k8s;90\n".encode(), "mine.CSV")
    assert (rows[0].skill, rows[0].time_seconds) == ("kubernetes", 90)


@pytest.mark.django_db
def test_one_wrong_row_keeps_the_whole_file_out() -> None:
    config = draft_config(questions=())
    with pytest.raises(ImportProblem):
        import_questions(make_user(), config, b"text\nWhat is a stack for?\nNo\n", "x.csv")
    assert not config.questions.exists()


@pytest.mark.django_db
def test_the_page_exports_and_imports_and_only_ones_own(client) -> None:
    config = draft_config()
    client.force_login(make_user())
    page = client.get(reverse("interviews:detail", args=[config.pk])).content.decode()
    url = reverse("interviews:export_questions", args=[config.pk, "csv"])
    assert url in page
    response = client.get(url)
    assert response["Content-Disposition"].endswith('python-developer-questions.csv"')
    assert response.content.decode("utf-8-sig").startswith("text,type,")
    assert client.get(reverse("interviews:export_questions", args=[config.pk, "exe"])).status_code == 404
    target = reverse("interviews:import_questions", args=[config.pk])
    good = SimpleUploadedFile("mine.csv", b"text\nWhat is a stack for?\n")
    assert "1 question added" in client.post(target, {"file": good}, follow=True).content.decode()
    bad = SimpleUploadedFile("mine.csv", b"text,difficulty\nWhat is a queue for?,extreme\n")
    assert "Nothing was imported. Row 2, difficulty" in client.post(target, {"file": bad}, follow=True).content.decode()
    assert "choose a CSV" in client.post(target, follow=True).content.decode()
    client.force_login(make_user("other@example.com"))
    assert client.get(url).status_code == 404
    assert client.post(target, {"file": good}).status_code == 404


@pytest.mark.django_db
def test_the_command_writes_reads_and_checks(tmp_path, capsys) -> None:
    path = tmp_path / "bank.yaml"
    call_command("questions", "export", str(path), "--skill", "python")
    call_command("questions", "check", str(path))
    assert "all of them sound" in capsys.readouterr().out
    config = draft_config(questions=())
    call_command("questions", "import", str(path), "--config", str(config.pk))
    assert config.questions.count() >= 8
    with pytest.raises(CommandError, match="--config"):
        call_command("questions", "import", str(path))
    with pytest.raises(CommandError, match="No such file"):
        call_command("questions", "check", str(tmp_path / "none.csv"))


def test_the_whole_bank_can_be_taken_out_as_either(tmp_path) -> None:
    for form in ("csv", "yaml"):
        path = tmp_path / f"all.{form}"
        call_command("questions", "export", str(path), "--skill", "sql")
        assert len(read(path.read_bytes(), path.name)) >= 8
