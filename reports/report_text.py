"""The report's summary in words: by rules, or by a model whose every finding has a score and a quote behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from django.conf import settings
from pydantic import Field

from interviewer.grading.quotes import locate
from interviewer.providers import llm, prompts
from interviewer.providers.errors import ProviderError
from interviewer.providers.llm import Message, Strict
from interviews.models import InterviewSession
from reports import model_grading
from reports.models import Report
from reports.redaction import Redacted
from reports.scoring import Graded, Summary

PURPOSE = "report"
STRONG_FROM = 60
MOST_FINDINGS = 4
# Never graded, so never written about.
_DEMEANOUR = re.compile(
    r"\b(?:accent\w*|fluen\w+|confiden(?:t|tly|ce)|nervous\w*|hesita\w+|filler|tone|voice|appearance|personalit\w+|"
    r"attitude|enthusias\w+|articula\w+|charism\w+|friendl\w+|likeab\w+|emotion\w*|mood|smil\w+|native|"
    r"young|old|male|female|he|she|his|her|hire\w*|hiring|recommend\w*|reject\w*)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Finding(Strict):
    label: str = Field(max_length=40, description="The answer's label, such as Q2.")
    kind: Literal["strength", "concern"]
    text: str = Field(min_length=8, max_length=240, description="One plain sentence.")
    quote: str = Field(max_length=600, description="Copied exactly from the answer's quotes, or empty.")


class Findings(Strict):
    findings: list[Finding] = Field(max_length=12)


@dataclass(frozen=True)
class Written:
    """The summary and where it came from."""

    summary: str
    provider: str = "offline"
    model: str = ""
    prompt_version: str = ""
    text_hash: str = ""

    def columns(self) -> dict[str, str]:
        return dict(self.__dict__)


def written(session: InterviewSession, answers: Sequence[Graded], result: Summary, before: Report | None) -> Written:
    """The summary's text. The same input as ``before`` gives the same text; rules write it where no model can."""
    digest = _digest(answers, result)
    if before is not None and before.text_hash == digest and before.summary:
        return Written(before.summary, before.provider, before.model, before.prompt_version, digest)
    by_rules = Written(result.summary, text_hash=digest)
    telling = [a for a in answers if a.score is not None and (a.quotes or a.missed)]
    if not telling or not model_grading.configured():
        return by_rules
    try:
        completion = _ask(session, telling)
    except ProviderError:
        return Written(result.summary)
    lines = [line for finding in completion.value.findings if (line := _line(finding, telling, session))]
    if not lines:
        return by_rules
    # What was answered and what could not be graded is counted, never told by a model.
    summary = " ".join([result.counted, *dict.fromkeys(lines[:MOST_FINDINGS])])
    return Written(summary, completion.provider, completion.model, completion.prompt_version, digest)


def _digest(answers: Sequence[Graded], result: Summary) -> str:
    parts = [[a.label, a.question, a.state, a.score, a.quotes, a.missed] for a in answers]
    models = model_grading.configured()
    version = prompts.load("reports", PURPOSE).version if models else ""
    return sha256(json.dumps([parts, result.summary, models, version], default=str).encode()).hexdigest()


def _safe(session: InterviewSession, text: str) -> Redacted:
    candidate = session.candidate
    return Redacted.of(
        text,
        names=[session.candidate_name, candidate.full_name],
        emails=[candidate.email],
        phones=[candidate.phone],
    )


def _ask(session: InterviewSession, answers: Sequence[Graded]) -> llm.Completion[Findings]:
    told = "\n\n".join(_told(a) for a in answers)
    body = _safe(session, told).text
    fence = model_grading.fence_for(body)
    system = prompts.load("reports", PURPOSE).render(rule=fence.rule, most=MOST_FINDINGS, strong=STRONG_FROM)
    return llm.ask(
        PURPOSE,
        [Message("system", system), Message("user", fence.wrap("graded answers", body))],
        Findings,
        session_id=session.pk,
        config_id=session.config_id,
        prompt_version=prompts.load("reports", PURPOSE).version,
        deadline=settings.GRADING_DEADLINE_SECONDS,
        steady=True,
    )


def _told(answer: Graded) -> str:
    lines = [f"{answer.label}, score {answer.score:.0f}: {answer.question}"]
    lines += [f'quote: "{" ".join(quote.split())}"' for quote in answer.quotes[:6]]
    lines += [f"missing: {point}" for point in answer.missed[:6]]
    return "\n".join(lines)


def _line(finding: Finding, answers: Sequence[Graded], session: InterviewSession) -> str:
    """The finding as the report says it, with its score and its quote; "" for one that nothing stands behind."""
    answer = next((a for a in answers if a.label.casefold() == finding.label.strip().casefold()), None)
    if answer is None or answer.score is None:
        return ""
    strength = finding.kind == "strength"
    if strength != (answer.score >= STRONG_FROM) or _DEMEANOUR.search(finding.text):
        return ""
    quote = _quote(finding.quote, answer, session) if finding.quote.strip() else ""
    if finding.quote.strip() and not quote:
        return ""
    if not quote and (strength or not answer.missed):
        return ""
    # A number that isn't in what was shown is made up.
    shown = set(_NUMBER.findall(" ".join([quote, *answer.missed])))
    text = " ".join(finding.text.split()).rstrip(".")
    if set(_NUMBER.findall(text.replace(answer.label, ""))) - shown:
        return ""
    if quote:
        return f"{text} (“{quote}”, {answer.label}: {answer.score:.0f})."
    return f"{text} ({answer.label}: {answer.score:.0f})."


def _quote(quote: str, answer: Graded, session: InterviewSession) -> str:
    """The words of the answer's own evidence that are quoted, as they were said."""
    for said in answer.quotes:
        place = _safe(session, said).find(quote) or locate(quote, said)
        if place is not None:
            return " ".join(said[slice(*place)].split())
    return ""
