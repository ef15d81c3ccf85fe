"""The report as PDF: tagged, complete, and unimpressed by whatever candidates write."""

from __future__ import annotations

import io
import json
import re
import threading
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviews.models import InterviewSession
from reports import pdf, selectors
from reports.pdf import compiling
from reports.tests.helpers import finished

pytestmark = pytest.mark.django_db

TYPST = (
    '#strong[bold] *a* _b_ $x^2$ @ref <label> // no /* comment \\ `raw` #eval("1") #panic() = Heading\n- item\n+ one'
)
LONG = "w" * 900


@pytest.fixture
def recruiter() -> User:
    return factories.UserFactory()


@pytest.fixture
def session(recruiter: User) -> InterviewSession:
    session = factories.SessionFactory(config__created_by=recruiter, completed=True, candidate_name="Carla Candidate")
    quote = "It finds rows"
    factories.EvaluationFactory(
        response__session=session,
        response__typed_text=f"{quote} without reading the whole table.",
        evidence=[{"quote": quote, "start": 0, "end": len(quote), "point": "Rows", "supports": True}],
    )
    factories.EvaluationFactory(response__session=session, unscored=True)
    report = factories.ReportFactory(session=session)
    for skill in ("communication", "technical", "problem_solving"):
        factories.SkillScoreFactory(report=report, skill=skill)
    return session


def made(session: InterviewSession, **options: Any) -> bytes:
    return pdf.report_pdf(selectors.report_view(session), **options)


def text_of(document: bytes) -> str:
    return re.sub(r"\s+", " ", extract_text(io.BytesIO(document)).replace("\u200b", ""))


def catalog(document: bytes) -> dict[str, Any]:
    return dict(PDFDocument(PDFParser(io.BytesIO(document))).catalog)


def test_it_says_what_the_page_says(session: InterviewSession) -> None:
    said = text_of(made(session))
    for part in (
        "Carla Candidate", session.candidate.email, "Recommend", "Most points were covered.", "68", "Likely between 55",
        "Advice; a person decides.", "Skills", "70", "58 to 81", "Q1", "What is an index good for?", "Score 72",
        "It finds rows", "It names what an index is for.", "This answer could not be graded", "Session quality",
        "Interview version 1",
    ):  # fmt: skip
        assert part in said, part
    assert "Code quality not assessed" in said


def test_it_is_tagged_for_screen_readers(session: InterviewSession) -> None:
    document = made(session)
    found = catalog(document)
    assert found["Lang"] == b"en"
    assert "StructTreeRoot" in found
    assert b"pdfuaid" in document, "the file says that it keeps PDF/UA"
    info = PDFDocument(PDFParser(io.BytesIO(document))).info[0]
    assert "Carla Candidate" in info["Title"].decode(
        "utf-16" if info["Title"][:2] in {b"\xfe\xff", b"\xff\xfe"} else "utf-8"
    )


def test_its_charts_are_the_pages_and_have_words(session: InterviewSession) -> None:
    (chart,) = pdf.content(selectors.report_view(session))["charts"]
    assert chart["alt"].startswith("Skills at a glance.")
    assert "Communication: 70 (58 to 81)" in chart["alt"]
    assert chart["svg"].startswith("<svg")


@pytest.mark.parametrize(
    "text",
    [
        TYPST,
        LONG,
        "日本語 中文 한국어",
        "עברית العربية",
        "😀 👩‍👩‍👧 🏳️‍🌈",
        "\x00\x07\x1b[31m \ud800 \ufffe \ue000",
        "क्षत्रिय ไทย ꙮ",
    ],
    ids=["markup", "a-very-long-word", "cjk", "right-to-left", "emoji", "no-characters", "other-scripts"],
)
def test_whatever_is_written_is_text(session: InterviewSession, text: str) -> None:
    view = selectors.report_view(session)
    data = pdf.content(view)
    data |= {"name": text, "title": text, "footer": text, "facts": [text], "quality": [text], "next": [text]}
    data["recommendation"] |= {"reason": text, "summary": text}
    data["strengths"] = [{"text": text, "label": text, "quote": text}]
    data["answers"][0] |= {
        "question": text, "words": [{"text": text, "mark": "supports"}], "code": [{"text": text, "mark": None}],
        "feedback": text, "covered": [text], "why": text, "people": [text], "flags": [text],
    }  # fmt: skip
    document = compiling.compiled(data)
    assert b"pdfuaid" in document
    said = text_of(document)
    if text == TYPST:
        for part in ("#strong[bold]", "*a*", "$x^2$", "@ref <label>", "#panic()", "= Heading", "- item"):
            assert part in said
    if text == LONG:
        assert said.replace(" ", "").count("w") > 900 * 10


def test_what_no_font_can_show_is_marked_and_said(session: InterviewSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_boxed", set())
    session.candidate_name = "Ann \U00012345 Example"  # a cuneiform sign
    said = text_of(made(session))
    assert "Ann □ Example" in said
    assert "no font on this machine can show" in said
    session.candidate_name = "Ann Example"
    assert "□" not in text_of(made(session))


def test_a_fault_of_the_template_is_told_and_leaks_no_answer(
    session: InterviewSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, recruiter: User
) -> None:
    def broken(data: Any) -> bytes:
        import typst

        return typst.compile(b'#panic("It finds rows")')

    monkeypatch.setattr(compiling, "_compile", broken)
    with pytest.raises(pdf.NotMade):
        made(session)
    assert "It finds rows" not in caplog.text
    client = Client()
    client.force_login(recruiter)
    page = client.get(reverse("reports:pdf", args=[session.pk]), follow=True).content.decode()
    assert "The PDF could not be made" in page


def test_an_interview_under_way_and_an_empty_one_make_pages_too(recruiter: User) -> None:
    running = factories.SessionFactory(config__created_by=recruiter)
    factories.ResponseFactory(session=running, asked=True)
    assert "still going on" in text_of(made(running))
    empty = factories.SessionFactory(config__created_by=recruiter, completed=True)
    assert "The report is being written" in text_of(made(empty))
    factories.ReportFactory(session=empty, score=None, low=None, high=None, recommendation="insufficient_evidence")
    assert "Not assessed" in text_of(made(empty))


def test_a_graded_interview_goes_all_the_way(recruiter: User) -> None:
    seat = finished("I think a generator yields one value at a time.", "", "I don't know.")
    said = text_of(made(seat.session))
    assert "a generator yields one value" in said
    assert "There is no score, and not a score of zero." in said or "It has no score" in said


def test_extra_time_cannot_be_told_from_it(session: InterviewSession) -> None:
    before = pdf.content(selectors.report_view(session))
    InterviewSession.objects.filter(pk=session.pk).update(time_factor=2.0)
    session.responses.update(time_allowed=240, time_taken=96.0)
    session.refresh_from_db()
    after = pdf.content(selectors.report_view(session))
    assert [answer["facts"] for answer in after["answers"]] == [answer["facts"] for answer in before["answers"]]
    assert "factor" not in json.dumps(after)


def test_who_set_another_score_is_the_teams_own(session: InterviewSession) -> None:
    evaluation = session.responses.order_by("number")[0].evaluations.get()
    factories.ScoreOverrideFactory(evaluation=evaluation, score=91, reason="The example counts for more.")
    assert "The example counts for more." in text_of(made(session))
    shared = text_of(made(session, shared=True))
    assert "91" in shared
    assert "The example counts for more." not in shared
    assert session.candidate.email not in shared


def test_several_are_made_at_once(session: InterviewSession) -> None:
    data = pdf.content(selectors.report_view(session))
    documents: list[bytes] = []
    threads = [threading.Thread(target=lambda: documents.append(compiling.compiled(data))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(documents) == 6
    assert all(document.startswith(b"%PDF") for document in documents)


def test_downloading_it_is_noted_and_private(session: InterviewSession, recruiter: User) -> None:
    client = Client()
    client.force_login(recruiter)
    answer = client.get(reverse("reports:pdf", args=[session.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="report-carla-candidate.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(action="report exported", actor=recruiter).count() == 1
