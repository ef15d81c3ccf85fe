"""The offline grader: text in, a grade with its evidence out. The same input gives the same grade, everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from interviewer.grading import gates
from interviewer.grading.against_points import PointsResult, points_result
from interviewer.grading.against_reference import reference_result
from interviewer.grading.calibration import Calibration, current, interval
from interviewer.grading.code_answer import code_work, without_starter
from interviewer.grading.coverage import COVERED, Coverage, cover_point
from interviewer.grading.feedback import improvements_for, sentence_for, strengths_for
from interviewer.grading.gates import is_no_answer
from interviewer.grading.material import Material, prepare
from interviewer.grading.open_ended import open_result
from interviewer.grading.text import Text
from interviewer.grading.types import CODE, Evidence, Grade, GradingInput, PointMatch, Reading

GRADER_VERSION = "offline-3"
# An answer over this many words lies outside what the calibration has seen; its interval is widened.
LONG_WORDS = 50
# The most an answer gets that says the opposite of its only reference.
TURNED_TOP = 30
# Of 12,000 human answers and 180 spoken ones none reaches this; of these shuffled, 98 of 100 do.
DISORDERLY = 0.08
WEAK_BELOW, STRONG_FROM = 30, 60


@dataclass
class Draft:
    """A grade in the making. All parts 0-100 but ``confidence``."""

    score: float
    accuracy: float
    completeness: float
    relevance: float
    confidence: float
    kind: str
    widen: float = 0.0
    flags: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    coverages: tuple[Coverage, ...] = ()
    matched: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    shown: tuple[tuple[str, int, int], ...] = ()
    lacking: tuple[str, ...] = ()

    def cap(self, top: float, flag: str, reason: str) -> None:
        """Hold the score at ``top`` and say why."""
        self.score = min(self.score, top)
        self.accuracy = min(self.accuracy, max(top, self.score))
        self.flags.append(flag)
        self.reasons.append(reason)


def grade(item: GradingInput, calibration: Calibration | None = None) -> Grade:
    """Grade one answer. Never raises on what an answer holds; ``no_answer`` where nothing was said.

    ``calibration`` replaces the committed one, for training.
    """
    cal = calibration or current()
    item = _clean(item)
    version = f"{GRADER_VERSION}+{cal.version}"
    if is_no_answer(item.answer):
        return _no_answer(item, version)
    material = prepare(item, cal)
    if item.question_type == CODE and code_work(item.answer, item.starter_code).nothing:
        return _no_answer(item, version, "The code holds nothing beyond the starter code.", ("code",))
    said = item.answer
    if item.question_type == CODE and item.starter_code:
        material = prepare(replace(item, answer=without_starter(said, item.starter_code)), cal)
    draft = _draft(material)
    _apply_gates(material, draft)
    return _as_said(_finish(material, draft, version), said)


def _as_said(graded: Grade, said: str) -> Grade:
    """The grade with its quotes as the answer has them, where lines of the starter were blanked out for reading."""
    return replace(
        graded,
        evidence=tuple(replace(e, quote=said[e.start : e.end]) for e in graded.evidence),
        points_covered=tuple(replace(p, quote=said[p.start : p.end]) for p in graded.points_covered),
    )


def reading(graded: Grade) -> Reading:
    """The quick reading the interview engine uses to choose what comes next."""
    if graded.state == "no_answer" or graded.score is None:
        return "no_answer"
    if graded.score < WEAK_BELOW:
        return "weak"
    return "partial" if graded.score < STRONG_FROM else "strong"


def _clean(item: GradingInput) -> GradingInput:
    """The item with every text a string that can be encoded: lone surrogates are replaced one for one."""

    def mend(value: object) -> str:
        text = value if isinstance(value, str) else ""
        return text if text.isascii() else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)

    return replace(
        item,
        question=mend(item.question),
        answer=mend(item.answer),
        reference_answer=mend(item.reference_answer),
        starter_code=mend(item.starter_code),
    )


def _draft(material: Material) -> Draft:
    if material.points or (material.keywords and not material.references):
        draft = _by_points(material)
    elif material.references:
        draft = _by_reference(material)
    else:
        draft = _open(material)
    if material.item.question_type == CODE:
        draft.kind = "code"
        draft.flags.append("code")
        draft.reasons.append("The code was read, not run.")
        draft.confidence = min(draft.confidence, 0.3)
    return draft


def _by_points(material: Material) -> Draft:
    result: PointsResult = points_result(material)
    points = result.parts.get("points", result.parts.get("keywords", 0.0))
    contradicted = any(c.contradicted for c in result.coverages)
    # Without points, the keywords are all that says what the question is about.
    touched = [c.strength for c in result.coverages] or [result.parts.get("keywords", 0.0)]
    draft = Draft(
        score=result.score,
        accuracy=result.score * (0.8 if contradicted else 1.0),
        completeness=100 * points,
        relevance=100 * max([*touched, result.parts.get("reference", 0.0)]),
        confidence=0.65,
        kind="points",
        coverages=result.coverages,
        matched=result.matched,
        missed=result.missed,
    )
    if contradicted:
        draft.flags.append("polarity")
        draft.reasons.append("The answer says the opposite of an expected point.")
    if result.behavioural:
        draft.confidence, draft.widen = 0.45, 6.0
    return draft


def _by_reference(material: Material) -> Draft:
    result = reference_result(material)
    features, score = result.features, result.score
    coverages = tuple(cover_point(material, part) for part in _parts_of(result.reference))
    draft = Draft(
        score=score,
        accuracy=score,
        completeness=100 * features["coverage"],
        relevance=100 * result.on_subject * max(features["precision"], features["any_coverage"], 0.3),
        confidence=0.6 if result.on_subject >= 1 else 0.4,
        kind="reference",
        coverages=coverages,
    )
    if any(c.contradicted for c in coverages) and not _another_agrees(material, result.reference):
        draft.cap(TURNED_TOP, "polarity", "The answer says the opposite of the reference answer.")
    return draft


def _another_agrees(material: Material, closest: Text) -> bool:
    """Whether another alternative of the reference is covered and not contradicted."""
    others = (cover_point(material, r) for r in material.references if r is not closest)
    return any(c.strength >= COVERED and not c.contradicted for c in others)


def _parts_of(reference: Text) -> list[Text]:
    """The sentences of a reference, which stand in for points."""
    from interviewer.grading.material import read_expected

    parts = []
    for segment in reference.segments:
        quote, _, _ = reference.quote(segment.first, segment.last)
        part = read_expected(quote)
        if part.content:
            parts.append(part)
    return parts or [reference]


def _open(material: Material) -> Draft:
    result = open_result(material)
    return Draft(
        score=result.score,
        accuracy=result.score,
        completeness=100 * result.parts["structure"],
        relevance=100 * result.parts["relevance"],
        confidence=0.3,
        kind="open",
        flags=["no_reference"],
        reasons=["There is no reference to compare with: only how concrete and relevant the answer is was read."],
        shown=tuple((name, t.segment.first, t.segment.last) for name, t in result.shown),
        lacking=result.lacking,
    )


def _apply_gates(material: Material, draft: Draft) -> None:
    item, answer = material.item, material.answer
    if material.unread.instructions:
        draft.flags.append("instructions")
        draft.reasons.append("The answer speaks to the grader; those sentences were left out.")
    known = frozenset().union(
        *(t.stems for t in [*material.points, *material.references]), _stems_of(material.keywords)
    )
    if gates.is_echo(answer, material.question, known):
        draft.cap(5, "echo", "The answer repeats the question.")
    expected_words = max([len(r.content) for r in material.references] + [4 * len(material.points), 0])
    if item.question_type != CODE:
        if expected_words >= 8 and gates.is_keyword_list(answer):
            draft.cap(28, "keyword_list", "The answer is a list of words without sentences.")
        _apply_disorder(answer, draft)
        spoken, asked = gates.language_of(answer), gates.language_of(material.question)
        if spoken not in {"", asked} and not (asked == "" and spoken == "en"):
            draft.flags.append("foreign_language")
            draft.reasons.append("The answer seems to be in another language than the question.")
            draft.confidence *= 0.4
            draft.widen += 15
    if answer.cut:
        draft.flags.append("long_answer")
        draft.reasons.append("The answer is very long; only its beginning was read.")
        draft.widen += 8
    elif len(answer.tokens) > LONG_WORDS and draft.kind == "reference":
        draft.widen += 5
    if any(t.word.isdigit() for text in material.references for t in text.tokens):
        draft.widen += 2


def _apply_disorder(answer: Text, draft: Draft) -> None:
    """Words that do not follow each other as in sentences: the more of them, the less the answer says."""
    rate, misplaced = gates.disorder(answer)
    if misplaced >= 3 and rate >= DISORDERLY:
        draft.cap(25, "word_salad", "The words do not form sentences.")
    if misplaced >= 2:
        draft.score *= max(0.25, min(1.0, 1 - 4 * (rate - 0.06)))


def _stems_of(keywords: list[str]) -> frozenset[str]:
    from interviewer.grading.material import read_expected

    return frozenset(stem for keyword in keywords for stem in read_expected(keyword).stems)


def _no_answer(
    item: GradingInput, version: str, reason: str = "Nothing was answered.", flags: tuple[str, ...] = ()
) -> Grade:
    return Grade(
        state="no_answer",
        score=None,
        low=None,
        high=None,
        accuracy=None,
        completeness=None,
        relevance=None,
        confidence=0.95,
        points_missed=tuple(p for p in item.expected_points if isinstance(p, str)),
        keywords_missed=tuple(k for k in item.keywords if isinstance(k, str)),
        feedback="No answer was given to this question." if not flags else reason,
        flags=flags,
        reasons=(reason,),
        grader_version=version,
    )


def _finish(material: Material, draft: Draft, version: str) -> Grade:
    score = round(min(100.0, max(0.0, draft.score)))
    low, high = interval(material.cal, draft.kind, score, draft.widen)
    covered, missed, evidence = _explain(material, draft)
    strengths = strengths_for(covered, draft.shown, material)
    improvements = improvements_for(missed, draft, material)
    return Grade(
        state="scored",
        score=score,
        low=min(low, score),
        high=max(high, score),
        accuracy=_percent(min(draft.accuracy, score if draft.flags and score < 30 else 100)),
        completeness=_percent(draft.completeness),
        relevance=_percent(draft.relevance),
        confidence=round(max(0.05, min(1.0, draft.confidence * (1 - (high - low) / 250))), 2),
        points_covered=covered,
        points_missed=missed,
        keywords_matched=draft.matched,
        keywords_missed=draft.missed,
        evidence=evidence,
        strengths=strengths,
        improvements=improvements,
        feedback=sentence_for(score, draft, covered, missed),
        flags=tuple(dict.fromkeys(draft.flags)),
        reasons=tuple(dict.fromkeys(draft.reasons)),
        grader_version=version,
    )


def _explain(material: Material, draft: Draft) -> tuple[tuple[PointMatch, ...], tuple[str, ...], tuple[Evidence, ...]]:
    """Points covered and missed, and the words behind both. Points made out of a reference are quoted from it."""
    covered: list[PointMatch] = []
    missed: list[str] = []
    evidence: list[Evidence] = []
    for c in draft.coverages:
        shown = c.last > c.first
        quote, start, end = material.answer.quote(c.first, c.last) if shown else ("", 0, 0)
        if c.strength >= COVERED and not c.contradicted and shown:
            covered.append(PointMatch(c.point.raw, quote, start, end, round(c.strength, 2)))
            evidence.append(Evidence(quote, start, end, c.point.raw, True))
        else:
            missed.append(c.point.raw)
            if c.contradicted and shown:
                evidence.append(Evidence(quote, start, end, c.point.raw, False))
    for _name, first, last in draft.shown:
        quote, start, end = material.answer.quote(first, last)
        evidence.append(Evidence(quote, start, end, None, True))
    return tuple(covered), tuple(missed), tuple(evidence)


def _percent(value: float) -> int:
    return round(min(100.0, max(0.0, value)))
