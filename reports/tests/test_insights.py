"""The pages of analytics: right figures, of one's own interviews only, each to be taken away as a table."""

from __future__ import annotations

import csv
import io
import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviewer.accounts.models import AuditEvent, User
from interviewer.providers import prices
from interviewer.providers.checks import prices_can_be_read
from interviewer.tests import factories
from interviews.models import CompletionMethod, InterviewConfig, InterviewSession, InvitationState, ResponseState
from reports.insights import agreement, costs, funnel, questions, scores
from reports.insights.download import plain
from reports.insights.frame import Frame
from reports.insights.panels import hundredths, signed, slope_words
from reports.models import Evaluation, Report, SkillScore
from reports.statistics import Slope

pytestmark = pytest.mark.django_db
OVERVIEW = "/analytics/"


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita Recruiter")


@pytest.fixture
def config(rita: User) -> InterviewConfig:
    return factories.InterviewConfigFactory(created_by=rita, open=True, job_role="Data Engineer")


@pytest.fixture
def browser(rita: User) -> Client:
    return signed_in(rita)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def finished(config: InterviewConfig, score: float | None = 70.0, *, ago: float = 1, **fields: Any) -> InterviewSession:
    """A graded interview that ended ``ago`` days ago."""
    ended = timezone.now() - timedelta(days=ago)
    session = factories.SessionFactory(config=config, **{"completed": True, "ended_at": ended, **fields})
    InterviewSession.objects.filter(pk=session.pk).update(created_at=ended)
    report = factories.ReportFactory(session=session, score=score)
    if score is not None:
        factories.SkillScoreFactory(report=report, skill="technical", score=score, low=0, high=100, created=ended)
    return session


def table(client: Client, url: str, key: str) -> list[list[str]]:
    """A figure's CSV, its head left out."""
    answer = client.get(f"{url}{'&' if '?' in url else '?'}csv={key}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff"))))[1:]


# --- How far candidates get --------------------------------------------------------------------------


def test_the_funnel_follows_people_from_the_invitation_to_the_review(rita: User, config: InterviewConfig) -> None:
    def invited(state: str) -> Any:
        return factories.InvitationFactory(config=config, state=state)

    invited(InvitationState.PENDING)
    invited(InvitationState.OPENED)
    invited(InvitationState.REVOKED)
    used = invited(InvitationState.USED)
    whole = finished(config, invitation=used)
    for _ in range(2):
        factories.ResponseFactory(session=whole)
    factories.ResponseFactory(session=whole, question_type="follow_up")
    factories.VerdictFactory(session=whole)
    left = factories.SessionFactory(config=config)
    factories.ResponseFactory(session=left)
    factories.ResponseFactory(session=left, asked=True)
    early = finished(config, completion_method=CompletionMethod.MANUALLY_ENDED)
    factories.ResponseFactory(session=early, state=ResponseState.SKIPPED)
    factories.SessionFactory(config=config, pending=True, consent=None)
    rows = {row[0]: int(row[1]) for row in funnel.drop_off(Frame(rita)).table.rows}
    assert rows == {
        "Invited, or came by the link": 6,
        "Opened the invitation": 5,
        "Gave their details": 4,
        "Agreed to the recording": 3,
        "Began": 3,
        "Question 1": 3,
        "Question 2": 1,
        "Completed": 1,
        "Reviewed by a person": 1,
    }


def test_whoever_was_asked_all_of_a_short_interview_has_lost_nothing(rita: User, config: InterviewConfig) -> None:
    long, short = finished(config), finished(config)
    for _ in range(3):
        factories.ResponseFactory(session=long)
    factories.ResponseFactory(session=short)
    rows = {row[0]: row[1] for row in funnel.drop_off(Frame(rita)).table.rows}
    assert [rows[f"Question {number}"] for number in (1, 2, 3)] == ["2", "2", "2"]


def test_of_many_questions_those_that_lost_nobody_are_one_step(rita: User, config: InterviewConfig) -> None:
    session = factories.SessionFactory(config=config)
    for _ in range(10):
        factories.ResponseFactory(session=session)
    other = factories.SessionFactory(config=config)
    for _ in range(3):
        factories.ResponseFactory(session=other)
    steps = [row[0] for row in funnel.drop_off(Frame(rita)).table.rows]
    assert steps[5:7] == ["Questions 1 to 3", "Questions 4 to 10"]


# --- Whose figures, and when -------------------------------------------------------------------------


def test_a_recruiter_sees_figures_of_their_own_interviews_and_an_admin_of_all(
    browser: Client, config: InterviewConfig
) -> None:
    finished(config, 80)
    finished(factories.InterviewConfigFactory(open=True), 20)
    admin = signed_in(factories.UserFactory(admin=True))
    assert table(browser, OVERVIEW, "interviews") == [["Data Engineer", "1", "1", "100 %", "80", "", "", "1"]]
    assert len(table(admin, OVERVIEW, "interviews")) == 2
    assert sum(int(row[1]) for row in table(browser, OVERVIEW, "distribution")) == 1
    assert sum(int(row[1]) for row in table(admin, OVERVIEW, "distribution")) == 2


def test_what_is_another_recruiters_does_not_exist(browser: Client, config: InterviewConfig) -> None:
    foreign = finished(factories.InterviewConfigFactory(open=True))
    for url in (
        reverse("reports:analytics_interview", args=[foreign.config_id]),
        reverse("reports:analytics_candidate", args=[foreign.candidate_id]),
        reverse("reports:analytics_interview", args=[uuid.uuid4()]),
        f"{OVERVIEW}?interview={foreign.config_id}",
        f"{OVERVIEW}?interview=nonsense",
        f"{reverse('reports:analytics_costs')}?interview={foreign.config_id}",
        f"{OVERVIEW}?interview={foreign.config_id}&csv=funnel",
        f"{reverse('reports:analytics_interview', args=[foreign.config_id])}?csv=funnel",
        f"{reverse('reports:analytics_candidate', args=[foreign.candidate_id])}?csv=interviews",
        f"{OVERVIEW}?csv=passwords",
    ):
        assert browser.get(url).status_code == 404, url


def test_a_candidate_two_recruiters_know_shows_each_their_own_interviews(
    browser: Client, config: InterviewConfig
) -> None:
    person = factories.CandidateFactory()
    finished(config, 80, candidate=person)
    finished(factories.InterviewConfigFactory(open=True, job_role="Secret Project"), 20, candidate=person)
    url = reverse("reports:analytics_candidate", args=[person.pk])
    page = browser.get(url).content.decode()
    assert "Secret Project" not in page
    assert [row[0] for row in table(browser, url, "interviews")] == ["Data Engineer"]


def test_practice_interviews_are_nobodys_figures(rita: User, config: InterviewConfig) -> None:
    finished(config, candidate=factories.CandidateFactory(email=rita.email))
    practising = factories.UserFactory(candidate=True)
    finished(factories.InterviewConfigFactory(created_by=practising, open=True))
    for user in (rita, factories.UserFactory(admin=True)):
        frame = Frame(user, "all")
        assert not frame.sessions().exists()
        assert not frame.skill_scores().exists()


@pytest.mark.parametrize(("period", "seen"), [("30", 1), ("90", 2), ("365", 3), ("all", 4), ("nonsense", 2)])
def test_the_period_bounds_what_is_counted(browser: Client, config: InterviewConfig, period: str, seen: int) -> None:
    for ago in (5, 60, 200, 700):
        finished(config, ago=ago)
    found = table(browser, f"{OVERVIEW}?period={period}", "distribution")
    assert sum(int(row[1]) for row in found) == seen
    assert sum(int(row[1]) for row in table(browser, f"{OVERVIEW}?period={period}", "completions")) == seen


def test_an_interview_can_be_chosen(browser: Client, config: InterviewConfig) -> None:
    finished(config, 80)
    finished(factories.InterviewConfigFactory(created_by=config.created_by, open=True), 20)
    found = table(browser, f"{OVERVIEW}?interview={config.pk}", "distribution")
    assert [row for row in found if row[1] != "0"] == [["80 to 89", "1"]]
    assert f'value="{config.pk}" selected' in browser.get(f"{OVERVIEW}?interview={config.pk}").content.decode()


def test_time_is_cut_into_stretches_without_gaps(rita: User) -> None:
    for period, least in (("30", 30), ("90", 13), ("365", 52), ("all", 1)):
        frame = Frame(rita, period)
        labels = [slot.label for slot in frame.slots({})]
        assert len(labels) >= least
        assert len(set(labels)) == len(labels)


# --- Scores ------------------------------------------------------------------------------------------


def test_a_trend_has_its_slope_its_range_and_how_many_it_rests_on(browser: Client, config: InterviewConfig) -> None:
    person = factories.CandidateFactory()
    for ago, score in ((40, 40.0), (30, 52.0), (20, 61.0), (10, 73.0)):
        finished(config, score, ago=ago, candidate=person)
    page = browser.get(reverse("reports:analytics_candidate", args=[person.pk])).content.decode()
    assert "Improving: +11 points an interview (95 % range +9 to +13), from 4 interviews." in page


def test_two_interviews_are_too_few_for_a_trend(browser: Client, config: InterviewConfig) -> None:
    person = factories.CandidateFactory()
    for ago, score in ((40, 40.0), (30, 90.0)):
        finished(config, score, ago=ago, candidate=person)
    page = browser.get(reverse("reports:analytics_candidate", args=[person.pk])).content.decode()
    assert "Too few to tell a trend: 2 interviews." in page
    assert "Improving" not in page


def test_the_mean_of_a_skill_comes_with_its_range(rita: User, config: InterviewConfig) -> None:
    for score in (50.0, 60.0, 70.0):
        finished(config, score)
    averages, _ = scores.skills(Frame(rita))
    assert averages.table.rows[1] == ("Technical", "60", "35", "85", "3 interviews")
    assert averages.table.rows[0][1] == "not assessed"


def test_a_full_score_falls_into_the_last_bin(rita: User, config: InterviewConfig) -> None:
    for score in (0.0, 9.9, 100.0, None):
        finished(config, score)
    rows = scores.distribution(Frame(rita)).table.rows
    assert (rows[0], rows[-1]) == (("0 to 9", "2"), ("90 to 100", "1"))


# --- Questions and graders ---------------------------------------------------------------------------


def answered(config: InterviewConfig, *values: float) -> None:
    """An interview whose prepared questions got these scores."""
    session = finished(config)
    for question, value in zip(config.questions.order_by("position"), values, strict=True):
        response = factories.ResponseFactory(session=session, question_ref=question.pk, question_text=question.text)
        factories.EvaluationFactory(response=response, score=value, low=None, high=None)


def test_a_question_is_judged_from_ten_interviews_on(rita: User, config: InterviewConfig) -> None:
    for number in range(9):
        answered(config, number * 10, number * 9 + 5)
    few = questions.questions(Frame(rita, config=config)).more
    assert [item.words for item in few] == ["too few to tell"] * 2
    answered(config, 95, 90)
    found = questions.questions(Frame(rita, config=config)).more
    assert [(item.label, item.words, item.put) for item in found] == [
        ("Q1", "tells candidates apart", 10),
        ("Q2", "tells candidates apart", 10),
    ]


def test_an_answer_that_could_not_be_graded_is_no_zero(rita: User, config: InterviewConfig) -> None:
    answered(config, 80, 60)
    response = Evaluation.objects.order_by("pk").first().response  # type: ignore[union-attr]
    Evaluation.objects.filter(response=response).update(state="failed", score=None, outcome="")
    (one,) = [i for i in questions.questions(Frame(rita, config=config)).more if i.score.value is None]
    assert (one.put, one.score.n) == (1, 0)


def test_the_newest_correction_of_an_answer_counts(rita: User, config: InterviewConfig) -> None:
    answered(config, 50, 60)
    evaluation = Evaluation.objects.get(score=50)
    earlier = timezone.now() - timedelta(hours=2)
    factories.ScoreOverrideFactory(evaluation=evaluation, score=99, given_at=earlier)
    factories.ScoreOverrideFactory(evaluation=evaluation, score=62)
    Evaluation.objects.filter(score=60).update(offline={"score": 60}, model_grade={"score": 70})
    (people, graders) = agreement.agreements(Frame(rita))[0].table.rows
    assert people[1:4] == ("1", "12", "+12")
    assert graders[1:4] == ("1", "10", "+10")
    assert people[4:] == graders[4:] == ("–", "–"), "one answer says nothing about kappa"


def test_foreign_corrections_are_not_counted(rita: User) -> None:
    factories.ScoreOverrideFactory()
    assert agreement.agreements(Frame(rita))[0].table.rows[0][1] == "0"


# --- Costs -------------------------------------------------------------------------------------------


def call(**fields: Any) -> Any:
    return factories.ProviderCallFactory(
        **{"kind": "llm", "provider": "groq", "model": "big", "latency_ms": 500, **fields}
    )


def test_a_recruiter_sees_what_their_own_sessions_and_interviews_cost(rita: User, config: InterviewConfig) -> None:
    session = factories.SessionFactory(config=config)
    call(session_id=session.pk)
    call(session_id=None, config_id=config.pk, outcome="timeout")
    call(session_id=factories.SessionFactory().pk)
    call(session_id=None)
    own = costs.costs(Frame(rita))
    assert (own.calls, own.failures, own.seconds) == (2, 1, 1.0)
    assert costs.costs(Frame(factories.UserFactory(admin=True))).calls == 4


def test_costs_are_counted_where_prices_are_known_and_never_guessed(settings: Any, rita: User) -> None:
    boss = factories.UserFactory(admin=True)
    settings.PROVIDER_PRICES = ["groq/big=1/2", "gemini=0.5/0.5"]
    call(tokens_in=1_000_000, tokens_out=500_000)
    call(model="small", tokens_in=1_000_000)
    call(provider="whisper", kind="stt", purpose="transcription")
    found = costs.costs(Frame(boss))
    assert (found.cost, found.unpriced) == (0, 2), "a purpose that is half priced has no known cost"
    call(provider="gemini", purpose="evaluation", tokens_in=2_000_000)
    assert costs.costs(Frame(boss)).cost == 1.0
    page = signed_in(boss).get(reverse("reports:analytics_costs")).content.decode()
    assert "1.00 USD" in page and "price not known" in page


@pytest.mark.parametrize("entry", ["groq", "groq=", "groq=a/b", "=1/2", "groq=-1/2", "groq=nan/1"])
def test_a_price_that_can_not_be_read_is_said_at_start_up(settings: Any, entry: str) -> None:
    settings.PROVIDER_PRICES = [entry]
    assert [problem.id for problem in prices_can_be_read(None)] == ["providers.W004"]
    assert prices.cost("groq", "big", 10, 10) is None


# --- Tables to take away -----------------------------------------------------------------------------


def test_a_table_is_safe_to_open_in_a_spreadsheet_and_its_download_is_recorded(
    browser: Client, rita: User, config: InterviewConfig
) -> None:
    InterviewConfig.objects.filter(pk=config.pk).update(job_role="=HYPERLINK(1)")
    finished(config, 80)
    assert table(browser, OVERVIEW, "interviews")[0][0] == "'=HYPERLINK(1)"
    event = AuditEvent.objects.get(action="analytics downloaded")
    assert (event.actor, event.after) == (rita, {"table": "interviews"})


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12\u202f400", 12400), ("−0.30", -0.3), ("+2.4", 2.4), ("–", None), ("80 to 89", "80 to 89"), ("007", "007")],
    ids=["thousands", "negative", "plus", "nothing", "range", "text"],
)
def test_figures_leave_as_numbers(cell: str, number: Any) -> None:
    assert plain(cell) == number


def test_every_figure_of_every_page_can_be_downloaded(browser: Client, config: InterviewConfig) -> None:
    answered(config, 50, 60)
    session = finished(config)
    call(session_id=session.pk)
    pages = [
        OVERVIEW,
        reverse("reports:analytics_interview", args=[config.pk]),
        reverse("reports:analytics_candidate", args=[session.candidate_id]),
        reverse("reports:analytics_costs"),
    ]
    for page in pages:
        links = re.findall(r'href="([^"]*csv=[^"]*)"', browser.get(page).content.decode())
        assert len(links) >= 4, page
        for link in links:
            answer = browser.get(unescape(link))
            assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8"), link


def test_without_anything_to_show_the_pages_say_so(browser: Client, config: InterviewConfig) -> None:
    session = factories.SessionFactory(config=config, pending=True)
    for url in (
        OVERVIEW,
        reverse("reports:analytics_interview", args=[config.pk]),
        reverse("reports:analytics_candidate", args=[session.candidate_id]),
        reverse("reports:analytics_costs"),
    ):
        page = browser.get(url)
        assert page.status_code == 200
        assert "Nothing yet" in page.content.decode(), url
    assert not Report.objects.exists() and not SkillScore.objects.exists()


def test_a_candidates_account_has_no_analytics() -> None:
    assert signed_in(factories.UserFactory(candidate=True)).get(OVERVIEW).status_code == 403


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        (
            Slope(45, 2.4, 0.6, 4.5, direction="improving"),
            "Improving: +2 points a month (95 % range +1 to +5), from 45 interviews.",
        ),
        (
            Slope(9, -1.2, -2.0, -0.6, direction="declining"),
            "Declining: −1 point a month (95 % range −2 to −1), from 9 interviews.",
        ),
        (
            Slope(9, 0.2, -0.3, 0.4, direction="steady"),
            "Steady: less than a point a month (95 % range 0 to 0), which may be chance, from 9 interviews.",
        ),
        (Slope(2), "Too few to tell a trend: 2 interviews."),
    ],
    ids=["improving", "declining", "steady", "too few"],
)
def test_a_trend_is_said_in_whole_points(slope: Slope, words: str) -> None:
    assert slope_words(slope, "a month") == words


def test_no_figure_of_scores_has_decimals() -> None:
    assert [signed(v) for v in (None, 0.4, -0.4, 2.5, -43.0)] == ["–", "0", "0", "+3", "−43"]
    assert [hundredths(v) for v in (None, 0.424, -0.08, 1.0, 0.0)] == ["–", "42", "−8", "100", "0"]
