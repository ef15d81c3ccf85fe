"""A recruiter's own question bank: kept, found, carried as files, taken from; and nobody else's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviews.bank_selectors import BUILT_IN, OWN, Wanted, chosen, search
from interviews.models import OwnQuestion
from interviews.question_bank.loader import bank
from interviews.services import configs, own_bank
from interviews.services.own_bank import BankProblem
from interviews.tests.helpers import a_question, draft_config

pytestmark = pytest.mark.django_db

SENT = {"text": "How do bees find home?", "skill": "python", "difficulty": "medium", "time_seconds": "90"}


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita")


@pytest.fixture
def otto() -> User:
    return factories.UserFactory(full_name="Otto")


@pytest.fixture
def desk(client: Client, rita: User) -> Client:
    client.force_login(rita)
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def texts(owner: User) -> set[str]:
    return set(OwnQuestion.objects.filter(owner=owner).values_list("text", flat=True))


# --- Kept --------------------------------------------------------------------------------------------


def test_a_question_is_written_changed_and_removed(desk: Client, rita: User) -> None:
    assert desk.post(reverse("interviews:bank_add"), SENT)["Location"] == reverse("interviews:bank")
    question = OwnQuestion.objects.get(owner=rita)
    assert (question.text, question.skill) == ("How do bees find home?", "python")
    edit = reverse("interviews:bank_edit", args=[question.pk])
    assert 'value="Python"' in desk.get(edit).content.decode()
    desk.post(edit, {**SENT, "text": "How do bees tell the others?", "skill": "Beekeeping"})
    question.refresh_from_db()
    assert (question.text, question.skill) == ("How do bees tell the others?", "Beekeeping")
    desk.post(reverse("interviews:bank_remove", args=[question.pk]))
    assert not texts(rita)


def test_no_question_is_kept_twice_and_the_page_says_so(desk: Client, rita: User) -> None:
    desk.post(reverse("interviews:bank_add"), SENT)
    answer = desk.post(reverse("interviews:bank_add"), {**SENT, "text": "how do  BEES find home?"})
    assert answer.status_code == 422
    assert "has this question already" in words(answer)
    assert len(texts(rita)) == 1


def test_what_may_not_be_asked_is_not_kept(desk: Client, rita: User) -> None:
    answer = desk.post(reverse("interviews:bank_add"), {**SENT, "text": "How old are you?"})
    assert answer.status_code == 422
    assert "play no part in hiring" in words(answer)
    file = SimpleUploadedFile("mine.yaml", b"questions:\n  - text: Do you plan to have children?\n")
    page = desk.post(reverse("interviews:bank_import"), {"file": file}, follow=True)
    assert "Nothing was imported" in words(page)
    assert not texts(rita)


def test_an_interviews_question_is_kept_whole(desk: Client, rita: User) -> None:
    question = draft_config(rita, questions=(a_question("When would you reach for a generator?"),)).questions.get()
    desk.post(reverse("interviews:keep_question", args=[question.pk]))
    kept = OwnQuestion.objects.get(owner=rita)
    assert own_bank.content_of(kept) == own_bank.content_of(question)
    again = desk.post(reverse("interviews:keep_question", args=[question.pk]), follow=True)
    assert "has this question already" in words(again)


def test_a_full_bank_says_so(rita: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_bank, "MOST_OWN", 1)
    own_bank.add(rita, {"text": "How do bees find home?"})
    with pytest.raises(BankProblem, match="1 questions at most"):
        own_bank.add(rita, {"text": "How do ants find home?"})


# --- Found -------------------------------------------------------------------------------------------


def test_both_banks_are_searched_and_ones_own_come_first(rita: User) -> None:
    mine = factories.OwnQuestionFactory(owner=rita, text="How would you index bees?", skill="databases")
    finds = search(rita, Wanted())
    assert len(finds) == len(bank()) + 1
    assert finds[0].own == mine
    assert [find.own is None for find in finds[0:3]] == [False, True, True]
    assert [find.key for find in search(rita, Wanted(text="index bees"))] == [f"{OWN}:{mine.pk}"]
    assert all(find.own is None for find in search(rita, Wanted(where=BUILT_IN))[0:9])
    assert len(search(rita, Wanted(where=OWN))) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("skill", "python"), ("type", "code"), ("difficulty", "hard"), ("text", "transaction")]
)
def test_each_filter_holds_for_both_banks(rita: User, name: str, value: str) -> None:
    factories.OwnQuestionFactory(
        owner=rita, text="A transaction in Python?", skill="python", type="code", difficulty="hard", language="python"
    )
    factories.OwnQuestionFactory(owner=rita, text="Something else?", skill="sql", difficulty="easy")
    finds = list(search(rita, Wanted(**{name: value})))
    assert 1 < len(finds) < len(bank())
    assert sum(find.own is not None for find in finds) == 1
    if name != "text":
        assert {find.content[name] for find in finds} == {value}


def test_the_pages_of_the_list_hold_each_question_once(desk: Client, rita: User) -> None:
    for _ in range(25):
        factories.OwnQuestionFactory(owner=rita)
    seen: list[str] = []
    for number in range(1, 5):
        seen += [find.key for find in desk.get(reverse("interviews:bank"), {"page": number}).context["finds"]]
    assert len(seen) == len(set(seen)) == 80
    assert sum(key.startswith("own") for key in seen) == 25


def test_looking_for_what_is_not_there_and_odd_values_are_answered(desk: Client) -> None:
    url = reverse("interviews:bank")
    assert "No question found" in words(desk.get(url, {"text": "zzzqqq"}))
    assert "no questions of your own yet" in words(desk.get(url, {"where": "own"}))
    for query in ({"skill": "nonsense"}, {"page": "x"}, {"page": "99999"}, {"where": "?"}, {"text": "((( %_\\ \x00"}):
        assert desk.get(url, query).status_code == 200, query


def test_with_htmx_only_the_found_questions_come_back(desk: Client) -> None:
    answer = desk.get(reverse("interviews:bank"), {"text": "kubernetes"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="found"' in answer.content.decode()


def test_the_list_takes_as_many_queries_for_500_as_for_10(desk: Client, rita: User) -> None:
    counts = []
    for rows in (10, 490):
        for _ in range(rows):
            factories.OwnQuestionFactory(owner=rita)
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("interviews:bank"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


# --- Taken -------------------------------------------------------------------------------------------


def test_questions_of_both_banks_are_taken_into_an_interview(desk: Client, rita: User) -> None:
    mine = factories.OwnQuestionFactory(owner=rita)
    config = draft_config(rita, questions=(a_question("When would you reach for a generator?"),))
    theirs = bank()[0]
    url = reverse("interviews:pick", args=[config.pk])
    keys = [f"{OWN}:{mine.pk}", f"{BUILT_IN}:{theirs.id}", "own:nonsense", "bank:none", "x"]
    desk.post(url, {"question": keys})
    rows = list(config.questions.order_by("position"))[1:]
    assert [(q.source, q.bank_id) for q in rows] == [("own", str(mine.pk)), ("bank", theirs.id)]
    assert rows[0].expected_points == mine.expected_points
    page = desk.post(url, {"question": keys}, follow=True)
    assert "0 questions added" in words(page)
    assert "2 were in the interview already" in words(page)
    assert "In the interview" in words(desk.get(url))
    assert "choose a question first" in words(desk.post(url, {}, follow=True))


def test_new_interviews_take_matching_questions_of_ones_own_first(rita: User, otto: User) -> None:
    mine = factories.OwnQuestionFactory(owner=rita, skill="python", difficulty="medium")
    bees = factories.OwnQuestionFactory(owner=rita, skill="Beekeeping", text="How do bees find home?")
    fields = {"job_role": "Python Developer", "job_description": "Python.", "focus_areas": {"Beekeeping": 3}}
    taken = {q.bank_id: q for q in configs.create_config(rita, dict(fields)).questions.all()}
    assert {str(mine.pk), str(bees.pk)} <= set(taken)
    assert taken[str(mine.pk)].source == "own"
    assert taken[str(mine.pk)].why.startswith("From your own bank.")
    others = configs.create_config(otto, dict(fields)).questions.all()
    assert not {str(mine.pk), str(bees.pk)} & {q.bank_id for q in others}


def test_a_question_of_ones_own_far_from_the_difficulty_is_not_forced_in(rita: User) -> None:
    factories.OwnQuestionFactory(owner=rita, skill="python", difficulty="easy", text="What is a variable?")
    config = configs.create_config(
        rita, {"job_role": "Python Developer", "difficulty": "hard", "number_of_questions": 2}
    )
    hard = [q for q in config.questions.all() if q.difficulty == "hard"]
    assert hard and all(q.source == "bank" for q in hard)


def test_ones_own_questions_serve_as_spares_too(rita: User) -> None:
    mine = factories.OwnQuestionFactory(owner=rita, skill="python", difficulty="hard", text="How do bees sort?")
    config = draft_config(rita, questions=(), adaptive=True)
    question = configs.add_question(rita, config, a_question("When would you reach for a generator?"))
    assert {"id", "text", "difficulty"} <= set(question.spares[0])
    assert mine.text in {spare["text"] for spare in question.spares}


# --- Files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_a_bank_carried_as_a_file_arrives_whole(desk: Client, rita: User, otto: User, form: str) -> None:
    own_bank.add(rita, a_question("When would you reach for a generator?"))
    own_bank.add(rita, a_question("=1+1 is what in a spreadsheet?", difficulty="hard"))
    answer = desk.get(reverse("interviews:bank_export", args=[form]))
    assert f'filename="question-bank.{form}"' in answer["Content-Disposition"]
    assert own_bank.import_file(otto, answer.content, f"mine.{form}") == (2, 0)
    for mine in OwnQuestion.objects.filter(owner=rita):
        theirs = OwnQuestion.objects.get(owner=otto, digest=mine.digest)
        assert own_bank.content_of(theirs) == own_bank.content_of(mine)
    upload = SimpleUploadedFile(f"mine.{form}", answer.content)
    assert "0 questions added to your bank. 2 were there already." in words(
        desk.post(reverse("interviews:bank_import"), {"file": upload}, follow=True)
    )
    assert desk.get(reverse("interviews:bank_export", args=["exe"])).status_code == 404
    assert "choose a CSV or YAML" in words(desk.post(reverse("interviews:bank_import"), follow=True))


def test_the_command_carries_a_recruiters_bank(rita: User, otto: User, tmp_path: Path) -> None:
    own_bank.add(rita, a_question("When would you reach for a generator?"))
    file = tmp_path / "mine.csv"
    call_command("questions", "export", str(file), owner=rita.email)
    call_command("questions", "import", str(file), owner=otto.email.upper())
    assert texts(otto) == texts(rita)
    with pytest.raises(CommandError, match="no recruiter"):
        call_command("questions", "export", str(file), owner="nobody@example.org")


# --- Whose it is -------------------------------------------------------------------------------------


def test_another_recruiters_bank_is_as_one_that_does_not_exist(desk: Client, rita: User, otto: User) -> None:
    theirs = factories.OwnQuestionFactory(owner=otto, text="What is in Otto's bank?")
    assert "Otto" not in words(desk.get(reverse("interviews:bank"), {"text": "bank"}))
    assert desk.get(reverse("interviews:bank_edit", args=[theirs.pk])).status_code == 404
    assert desk.post(reverse("interviews:bank_edit", args=[theirs.pk]), SENT).status_code == 404
    assert desk.post(reverse("interviews:bank_remove", args=[theirs.pk])).status_code == 404
    assert chosen(rita, [f"{OWN}:{theirs.pk}"]) == []
    assert b"Otto" not in desk.get(reverse("interviews:bank_export", args=["csv"])).content
    question = draft_config(otto).questions.first()
    assert question is not None
    assert desk.post(reverse("interviews:keep_question", args=[question.pk])).status_code == 404
    assert texts(otto) == {theirs.text}


# --- For programs ------------------------------------------------------------------------------------


@pytest.fixture
def api(rita: User) -> Api:
    return Api(bearer(rita))


BODY = {
    "text": "How do bees find home?",
    "skill": "Python",
    "expected_points": ["By the sun", "By landmarks"],
    "follow_ups": [{"point": 2, "text": "Which landmarks?"}],
}


def test_programs_keep_change_and_remove_questions(api: Api, rita: User) -> None:
    made = api.post("/api/bank/questions", BODY)
    assert made.status_code == 201, made.content
    assert (made.json()["skill"], made.json()["follow_ups"]) == ("python", BODY["follow_ups"])
    path = f"/api/bank/questions/{made.json()['id']}"
    assert api.patch(path, {"difficulty": "hard"}).json()["difficulty"] == "hard"
    assert len(api.get("/api/bank/questions?difficulty=hard").json()["results"]) == 1
    assert api.get("/api/bank/questions?search=nothing").json()["results"] == []
    is_error(api.post("/api/bank/questions", BODY), 409, "not_allowed")
    assert api.delete(path).status_code == 204
    is_error(api.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "How old are you?"}, "text"),
        ({"follow_ups": [{"point": 9, "text": "Which one of them?"}]}, "follow_ups"),
        ({"time_seconds": 5}, "time_seconds"),
        ({"type": "essay"}, "type"),
    ],
)
def test_programs_are_told_what_is_wrong(api: Api, change: dict[str, Any], field: str) -> None:
    assert field in is_error(api.post("/api/bank/questions", BODY | change), 400, "invalid")["fields"]


def test_programs_take_from_both_banks_and_carry_files(api: Api, rita: User) -> None:
    mine = factories.OwnQuestionFactory(owner=rita)
    config = draft_config(rita, questions=())
    page = api.get("/api/bank/built-in?skill=python&difficulty=hard&page_size=2").json()
    found = page["results"]
    assert (page["count"] > 2, len(found)) == (True, 2)
    is_error(api.get("/api/bank/built-in?difficulty=odd"), 400, "invalid")
    assert {row["skill"] for row in found} == {"python"}
    body = {"own": [str(mine.pk)], "built_in": [found[0]["id"]]}
    taken = api.post(f"/api/configs/{config.pk}/from-bank", body)
    assert taken.status_code == 201
    assert (taken.json()["added"], len(taken.json()["questions"])) == (2, 2)
    is_error(api.post(f"/api/configs/{config.pk}/from-bank", {"built_in": ["none"]}), 400, "invalid")
    question = taken.json()["questions"][1]["id"]
    assert api.post(f"/api/questions/{question}/keep").status_code == 201
    file = api.get("/api/bank/questions/export.csv")
    upload = SimpleUploadedFile("mine.csv", file.content)
    answer = api.client.post("/api/bank/questions/import", {"file": upload}, headers=api.headers)
    assert answer.json() == {"added": 0, "known": 2}
    broken = SimpleUploadedFile("mine.csv", b"nothing")
    wrong = api.client.post("/api/bank/questions/import", {"file": broken}, headers=api.headers)
    assert is_error(wrong, 400, "invalid")["fields"]["file"]


def test_programs_see_and_choose_spares(api: Api, rita: User) -> None:
    config = configs.create_config(rita, {"job_role": "Python Developer", "kind": "technical"})
    question = next(q for q in api.get(f"/api/configs/{config.pk}/questions").json() if q["spares"])
    first = question["spares"][0]
    assert set(first) == {"id", "text", "difficulty", "time_seconds"}
    assert api.delete(f"/api/questions/{question['id']}/spares/{first['id']}").status_code == 204
    left = api.get(f"/api/questions/{question['id']}").json()["spares"]
    assert first["id"] not in {spare["id"] for spare in left}
    again = api.post(f"/api/questions/{question['id']}/spares").json()["spares"]
    assert len(again) >= len(left)


def test_programs_see_nothing_of_another_recruiters_bank(api: Api, otto: User) -> None:
    theirs = factories.OwnQuestionFactory(owner=otto)
    config = draft_config(otto)
    question = config.questions.first()
    assert question is not None
    assert api.get("/api/bank/questions").json()["results"] == []
    for method, path in (
        ("get", f"/api/bank/questions/{theirs.pk}"),
        ("delete", f"/api/bank/questions/{theirs.pk}"),
        ("post", f"/api/questions/{question.pk}/keep"),
        ("post", f"/api/questions/{question.pk}/spares"),
        ("post", f"/api/configs/{config.pk}/from-bank"),
    ):
        is_error(getattr(api, method)(path), 404, "not_found")
    is_error(Api().get("/api/bank/questions"), 401)


def test_what_may_not_be_asked_is_no_ones_question_by_any_route(api: Api, rita: User) -> None:
    config = draft_config(rita)
    body = {"text": "Do you plan to have children?"}
    assert "text" in is_error(api.post(f"/api/configs/{config.pk}/questions", body), 400, "invalid")["fields"]
    first = config.questions.first()
    assert first is not None
    is_error(api.patch(f"/api/questions/{first.pk}", body), 400, "invalid")
