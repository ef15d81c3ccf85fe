"""The report, read and judged: its order, what each figure leads to, and what people say beside the machine."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviews.models import InterviewSession, Response
from reports.models import EvaluationState, ScoreOverride, Verdict

pytestmark = pytest.mark.django_db
SAID = "It finds rows without reading the whole table."
WORDS = [[word, float(n), n + 0.8, 0.9] for n, word in enumerate(SAID.split())]
EVIDENCE = [{"quote": "reading the whole table", "start": 22, "end": 45, "point": "Speed", "supports": True}]


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita Reyes")


@pytest.fixture
def client(rita: User) -> Client:
    browser = Client()
    browser.force_login(rita)
    return browser


@pytest.fixture
def session(rita: User) -> InterviewSession:
    config = factories.InterviewConfigFactory(created_by=rita, open=True)
    made = factories.SessionFactory(config=config, completed=True)
    factories.ReportFactory(session=made)
    return made


def _answer(session: InterviewSession, **fields: Any) -> Response:
    evaluation = factories.EvaluationFactory(
        response__session=session, **{"evidence": EVIDENCE, "response__typed_text": SAID, **fields}
    )
    return evaluation.response


def _spoken(session: InterviewSession, **fields: Any) -> Response:
    """An answer with its recording, and the time of each word unless told otherwise."""
    spoken = {"response__typed_text": "", "response__transcript": SAID, "response__transcript_source": "whisper"}
    response = _answer(session, **spoken, **{"response__transcript_words": WORDS, **fields})
    factories.RecordingFactory(response=response)
    return response


def _page(client: Client, session: InterviewSession) -> str:
    answer = client.get(reverse("reports:report", args=[session.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_report_stands_in_the_order_people_read_it(client: Client, session: InterviewSession) -> None:
    response = _answer(session)
    point = {"text": "Answered well", "quote": "reading the whole table", "label": "Q1", "response": str(response.pk)}
    session.report.strengths = [point]
    session.report.save()
    factories.SkillScoreFactory(report=session.report, recommendations=["Ask about: writes"])
    page = _page(client, session)
    headings = [" ".join(text.split()) for text in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)]
    assert headings == [
        "Recommend", "Skills", "Strengths", "Concerns", "Question by question", "For the next round",
        "Session quality", "Versions", "Verdict", "Share this report",
    ]  # fmt: skip
    assert "Advice; a person decides." in page
    assert "Skills at a glance" in page


def test_what_a_recommendation_rests_on_is_said_with_its_causes(client: Client, session: InterviewSession) -> None:
    _answer(session)
    _answer(session, unscored=True, state=EvaluationState.UNCLEAR_AUDIO)
    page = _words(_page(client, session))
    assert "Thin evidence" in page
    assert "1 of 2 questions has a graded answer" in page
    assert "only 1 answer; 1 short answer; 1 recording that could not be understood" in page


def test_a_strength_leads_to_the_very_words_in_the_answer(client: Client, session: InterviewSession) -> None:
    response = _answer(session)
    point = {"text": "Answered well", "quote": "reading the whole table", "label": "Q1", "response": str(response.pk)}
    gone = {**point, "response": "00000000-0000-0000-0000-000000000000", "label": "Q9"}
    session.report.strengths, session.report.weaknesses = [point], [gone]
    session.report.save()
    page = _page(client, session)
    anchor = re.search(r'<a class="quoted__link" href="#([^"]+)">reading the whole table', page)
    assert anchor
    assert re.search(rf'<mark class="supports" id="{anchor[1]}"[^>]*>reading the whole table', page)
    assert page.count('class="quoted__link"') == 1, "what leads nowhere is no link"


def test_a_quote_plays_the_moment_in_which_it_was_said(client: Client, session: InterviewSession) -> None:
    response = _spoken(session)
    page = _page(client, session)
    url = reverse("interviews:recording", args=[response.recording.pk, 0])
    player = f"player-{response.recording.pk}-0"
    assert f'href="{url}#t=3.7" data-player="{player}" data-at="3.7">reading the whole table</a>' in page
    assert f'id="{player}"' in page
    assert "plays the recording from there" in page


def test_without_word_times_a_quote_plays_from_the_start_and_the_page_says_so(
    client: Client, session: InterviewSession
) -> None:
    response = _spoken(session, response__transcript_words=[])
    page = _page(client, session)
    url = reverse("interviews:recording", args=[response.recording.pk, 0])
    assert f'href="{url}" data-player' in page
    assert 'data-at="0"' in page
    assert "plays it from the start" in page


def test_what_was_typed_is_no_link_to_a_recording(client: Client, session: InterviewSession) -> None:
    _answer(session)
    page = _page(client, session)
    assert "<mark" in page
    assert 'class="hear"' not in page


def test_both_graders_are_shown_with_what_counts(client: Client, session: InterviewSession) -> None:
    _answer(
        session,
        provider="groq",
        model="llama",
        offline={"score": 55, "low": 40, "high": 70, "reasons": []},
        model_grade={"provider": "groq", "score": 72, "criteria": [{"name": "Speed", "points": 3, "of": 4}]},
    )
    _answer(session, offline={"score": 61, "low": 50, "high": 70, "reasons": []})
    page = _words(_page(client, session))
    assert "Rules on text: 55 (40 to 70) Language model groq: 72, counts" in page
    assert "Rules on text: 61 (50 to 70), counts Language model: none was asked" in page


# --- Another score -----------------------------------------------------------------------------------


def _override(client: Client, response: Response, **data: Any) -> Any:
    url = reverse("reports:override_score", args=[response.session_id, response.pk])
    return client.post(url, data)


def test_a_persons_score_stands_beside_the_machines(client: Client, session: InterviewSession) -> None:
    response = _answer(session)
    answer = _override(client, response, score=90, reason="The example counts for more.")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#response-{response.pk}")
    page = _words(_page(client, session))
    assert "72 61 to 80" in page and "90 by you" in page
    assert "The example counts for more. The machine's: 72." in page
    assert "People set another score beside 1 answer" in page
    assert response.evaluations.get().score == 72.0
    assert AuditEvent.objects.get(action="score overridden").after == {"score": 90}


def test_an_answer_nobody_could_grade_can_be_scored_by_a_person(client: Client, session: InterviewSession) -> None:
    response = _answer(session, unscored=True, state=EvaluationState.UNCLEAR_AUDIO)
    assert _override(client, response, score=60, reason="I listened to it.").status_code == 302
    page = _words(_page(client, session))
    assert "Not scored 60 by you" in page
    assert "The machine's" not in page.split("Versions")[0].split("I listened to it.")[1][:30]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"score": "101", "reason": "Too good."}, "less than or equal to 100"),
        ({"score": "many", "reason": "Too good."}, "Enter a whole number"),
        ({"score": "80", "reason": " "}, "Please say why"),
    ],
    ids=["too high", "no number", "no reason"],
)
def test_a_score_with_mistakes_keeps_what_was_typed(
    client: Client, session: InterviewSession, data: dict[str, str], problem: str
) -> None:
    response, _ = _answer(session), _answer(session)
    answer = _override(client, response, **data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert problem in page
    assert f'value="{data["score"]}"' in page
    assert page.count('<details class="override no-print" open>') == 1
    assert not ScoreOverride.objects.exists()


def test_the_same_score_twice_is_one(client: Client, session: InterviewSession) -> None:
    response = _answer(session)
    for _ in range(2):
        _override(client, response, score=90, reason="The example.")
    assert ScoreOverride.objects.count() == 1


# --- The verdict -------------------------------------------------------------------------------------


def _give(client: Client, session: InterviewSession, **data: str) -> Any:
    return client.post(reverse("reports:give_verdict", args=[session.pk]), data)


def test_a_verdict_is_given_on_the_page_and_a_change_of_mind_stays_in_the_history(
    client: Client, session: InterviewSession
) -> None:
    assert "To be decided by you" in _page(client, session)
    assert _give(client, session, decision="hold", reason="Not sure yet.").status_code == 302
    _give(client, session, decision="advance", reason="Q3 settles it.")
    page = _words(_page(client, session))
    assert "Verdict: Invite to the next round" in page
    assert page.index("Q3 settles it.") < page.index("before you changed your mind") < page.index("Not sure yet.")


def test_people_who_disagree_are_seen_to_by_those_who_have_decided(client: Client, session: InterviewSession) -> None:
    factories.VerdictFactory(session=session, author=factories.UserFactory(admin=True), decision="advance")
    assert "People disagree" not in _page(client, session)
    _give(client, session, decision="reject", reason="Little of what was asked.")
    assert "People disagree" in _page(client, session)


def test_a_verdict_with_mistakes_keeps_what_was_typed(client: Client, session: InterviewSession) -> None:
    answer = _give(client, session, reason="Because of Q3 & <b>Q4</b>.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This field is required." in page
    assert "Because of Q3 &amp; &lt;b&gt;Q4&lt;/b&gt;." in page
    assert not Verdict.objects.exists()


def test_no_verdict_is_asked_for_before_the_end(client: Client, rita: User) -> None:
    running = factories.SessionFactory(config=factories.InterviewConfigFactory(created_by=rita, open=True))
    assert "Keep this verdict" not in _page(client, running)
    answer = _give(client, running, decision="hold", reason="Too early.")
    assert answer.status_code == 422
    assert not Verdict.objects.exists()


# --- Extra time --------------------------------------------------------------------------------------


def test_the_report_of_an_interview_under_way_leads_to_watching_it(client: Client, rita: User) -> None:
    config = factories.InterviewConfigFactory(created_by=rita, open=True)
    running, waiting = factories.SessionFactory(config=config), factories.SessionFactory(config=config, pending=True)
    assert f'href="{reverse("reports:live", args=[running.pk])}"' in _page(client, running)
    assert reverse("reports:live", args=[waiting.pk]) not in _page(client, waiting)


def test_the_report_leads_to_the_candidates_other_interviews(client: Client, session: InterviewSession) -> None:
    page = _page(client, session)
    address = reverse("reports:analytics_candidate", args=[session.candidate_id])
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_extra_time_is_shown_to_those_who_ask_and_asking_is_noted(client: Client, session: InterviewSession) -> None:
    session.time_factor = 1.5
    session.answering_seconds = 900
    session.save()
    _answer(session, response__time_allowed=180, response__time_taken=150)
    page = _page(client, session)
    assert "1.5" not in _words(page)
    assert "83 % of the time used" in page and "2 min 30 s" not in page
    assert "50 %" in page, "900 s of 30 minutes that there were"
    shown = client.post(reverse("reports:accommodations", args=[session.pk]))
    assert "1.5 times the usual time" in shown.content.decode()
    assert AuditEvent.objects.get(action="accommodations shown").object_id == str(session.pk)


@pytest.mark.parametrize("share", [35, 100], ids=["interview ended before", "sent late"])
def test_an_answer_that_was_not_sent_in_time_is_said_to_be_so_and_no_more(
    client: Client, session: InterviewSession, share: int
) -> None:
    _answer(session, response__time_allowed=100, response__time_taken=share, response__state="timed_out")
    assert f"{share} % of the time used, not sent in within it" in _page(client, session)


def test_the_api_tells_shares_of_time_and_no_seconds(rita: User, session: InterviewSession) -> None:
    response = _answer(session, response__time_allowed=180, response__time_taken=150)
    read = Api(bearer(rita)).get(f"/api/responses/{response.pk}").json()
    assert read["share_of_time"] == 83
    assert not {"time_allowed", "time_taken"} & set(read)


def test_the_offer_to_show_accommodations_does_not_tell_whether_there_are_any(
    client: Client, session: InterviewSession
) -> None:
    plain = _page(client, session)
    session.time_factor = 2.0
    session.save()
    quality = [
        page.split('id="quality-title"')[1].split('id="versions-title"')[0] for page in (plain, _page(client, session))
    ]
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert tokens.sub("", quality[0]) == tokens.sub("", quality[1])
    assert client.get(reverse("reports:accommodations", args=[session.pk])).status_code == 405


# --- How code came about -----------------------------------------------------------------------------


def _coded(session: InterviewSession) -> Response:
    at = session.started_at.isoformat()
    return _answer(
        session,
        evidence=[],
        response__answer_type="code",
        response__code_submission="print(sum(x))",
        response__draft_revision=3,
        response__revisions=[{"since": at, "at": at, "code": "print('<b>')"}],
    )


def test_the_steps_of_code_are_a_page_and_a_part_of_the_report(client: Client, session: InterviewSession) -> None:
    response = _coded(session)
    url = reverse("reports:draft_history", args=[session.pk, response.pk])
    assert f'href="{url}" hx-get="{url}"' in _page(client, session)
    whole = client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    for page in (whole, part):
        assert "As sent in" in page
        assert "print(&#x27;&lt;b&gt;&#x27;)" in page
    assert "<html" in whole and "<html" not in part


def test_an_answer_without_drafts_offers_no_history(client: Client, session: InterviewSession) -> None:
    _answer(session)
    assert "came about" not in _page(client, session)


# --- Whose it is -------------------------------------------------------------------------------------


def test_nothing_of_a_report_is_anothers(session: InterviewSession) -> None:
    response = _coded(session)
    stranger = Client()
    stranger.force_login(factories.UserFactory())
    own = factories.SessionFactory(completed=True)
    for name, keys in (
        ("report", [session.pk]),
        ("draft_history", [session.pk, response.pk]),
        ("give_verdict", [session.pk]),
        ("accommodations", [session.pk]),
        ("override_score", [session.pk, response.pk]),
        ("override_score", [own.pk, response.pk]),
    ):
        url = reverse(f"reports:{name}", args=keys)
        answer = stranger.get(url) if name in {"report", "draft_history"} else stranger.post(url, {"score": 1})
        assert answer.status_code == 404, url
    assert not AuditEvent.objects.filter(action="accommodations shown").exists()


def test_an_answer_is_judged_under_its_own_session_alone(client: Client, session: InterviewSession) -> None:
    other = factories.SessionFactory(config=session.config, completed=True)
    response = _answer(session)
    url = reverse("reports:override_score", args=[other.pk, response.pk])
    assert client.post(url, {"score": 5, "reason": "x"}).status_code == 404


def test_a_report_on_forty_answers_takes_few_queries(client: Client, session: InterviewSession) -> None:
    for number in range(40):
        response = _spoken(session, response__number=number + 1)
        factories.ScoreOverrideFactory(evaluation=response.evaluations.get())
    for _ in range(10):
        factories.VerdictFactory(session=session)
    with CaptureQueriesContext(connection) as captured:
        _page(client, session)
    assert len(captured) <= 15


# --- By calls ----------------------------------------------------------------------------------------


def test_a_program_reads_the_steps_of_code_and_leaves_a_trace_for_accommodations(
    session: InterviewSession, rita: User
) -> None:
    response = _coded(session)
    api, stranger = Api(bearer(rita)), Api(bearer(factories.UserFactory()))
    (first, last) = api.get(f"/api/responses/{response.pk}/drafts").json()
    assert (first["added"], last["name"]) == (1, "As sent in")
    assert "+ print(sum(x))" in last["diff"]
    assert api.get(f"/api/sessions/{session.pk}/accommodations").json() == {"time_factor": 1.0}
    assert AuditEvent.objects.get(action="accommodations shown").actor == rita
    is_error(stranger.get(f"/api/responses/{response.pk}/drafts"), 404)
    is_error(stranger.get(f"/api/sessions/{session.pk}/accommodations"), 404)
