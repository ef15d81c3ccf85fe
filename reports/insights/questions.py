"""Which questions tell candidates apart, and which nobody can answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from interviewer.charts import Measure, Table, bars
from interviewer.charts.text import whole
from interviews.models import ResponseState, ResponseType
from reports.insights.frame import Frame
from reports.insights.panels import Panel, hundredths, many, ranged
from reports.statistics import LEAST_FOR_AN_ITEM, Estimate, Group, item_total, mean_of

MOST_SESSIONS = 1000  # the newest ones: enough for any figure here, and a bound for memory
MOST_QUESTIONS = 40
MOST_VERSIONS = 10
# Ebel and Frisbie, Essentials of Educational Measurement: 0.30 and more is reasonably good, below 0.20 poor.
GOOD, POOR = 0.30, 0.20


@dataclass(frozen=True)
class Item:
    """A prepared question over all sessions: how it was answered, and what it tells."""

    label: str
    text: str
    put: int
    skipped: int
    score: Estimate
    discrimination: Estimate

    @property
    def words(self) -> str:
        found = self.discrimination
        if found.n < LEAST_FOR_AN_ITEM:
            return "too few to tell"
        if found.value is None:
            return "all scored alike: it tells nobody apart"
        if found.value < 0:
            return "those who are weak elsewhere do better here: look at it"
        if found.value < POOR:
            return "hardly tells candidates apart"
        return "tells candidates apart" if found.value >= GOOD else "tells candidates apart a little"

    @property
    def tone(self) -> str:
        found = self.discrimination
        if found.n < LEAST_FOR_AN_ITEM or found.value is None:
            return "quiet"
        return "poor" if found.value < 0 else "middling" if found.value < POOR else "good"

    @property
    def said(self) -> str:
        return ranged(self.discrimination)


def questions(frame: Frame) -> Panel:
    """The prepared questions of the frame's interview. Two queries, whatever the rows."""
    items = _items(frame)
    rows = [
        Measure(
            f"{item.label}: {item.text}",
            item.discrimination.value,
            item.discrimination.low,
            item.discrimination.high,
            many(item.discrimination.n, "interview"),
        )
        for item in items
    ]
    figure = bars(
        "How well each question tells candidates apart",
        rows,
        bounds=(-1, 1),
        heads=("Question", "Correlation, of 100"),
        say=hundredths,
        missing="too few",
    )
    table = Table(
        ("Question", "Text", "Put", "Skipped", "Mean score", "Low", "High", "Discrimination, of 100", "From", "To",
         "Rests on", "What it means"),
        tuple(
            (
                item.label,
                item.text,
                str(item.put),
                str(item.skipped),
                *(whole(value) for value in (item.score.value, item.score.low, item.score.high)),
                *(hundredths(v) for v in (found.value, found.low, found.high)),
                str(found.n),
                item.words,
            )
            for item in items
            for found in [item.discrimination]
        ),
    )  # fmt: skip
    note = (
        "The correlation of a question's scores with the mean of the other questions of the same interview: 100 where "
        "both rise together without exception, 0 where they have nothing to do with each other. "
        f"Below {LEAST_FOR_AN_ITEM} interviews nothing is said."
    )
    return Panel("questions", table, figure, note, items)


def _items(frame: Frame) -> list[Item]:
    newest = frame.sessions("ended_at").filter(ended_at__isnull=False).order_by("-ended_at", "-pk").values("pk")
    rows = (
        frame.evaluations()
        .filter(response__session__in=newest[:MOST_SESSIONS])
        .filter(response__question_type=ResponseType.PRESET, response__question_ref__isnull=False)
        .values_list("response__session_id", "response__question_ref", "score", "response__state")
    )
    scores: list[tuple[object, object, float]] = []
    put: dict[str, int] = defaultdict(int)
    skipped: dict[str, int] = defaultdict(int)
    groups: dict[str, list[Group]] = defaultdict(list)
    for session, reference, score, state in rows:
        key = str(reference)
        put[key] += 1
        skipped[key] += state == ResponseState.SKIPPED
        if score is not None:
            scores.append((session, key, score))
            groups[key].append(Group(0, 1, score, score * score))
    found = item_total(scores)
    return [
        Item(label, text, put[key], skipped[key], mean_of(groups[key]), found.get(key, Estimate(None)))
        for key, label, text in _planned(frame)
        if key in put
    ][:MOST_QUESTIONS]


def _planned(frame: Frame) -> list[tuple[str, str, str]]:
    """Key, label and text of each question, as the newest version has it; then those that only older versions have."""
    assert frame.config is not None, "questions are looked at by interview"
    versions = frame.config.versions.order_by("-number").values_list("content", flat=True)[:MOST_VERSIONS]
    found: dict[str, tuple[str, str]] = {}
    for age, content in enumerate(versions):
        for place, question in enumerate(content.get("questions", ()), 1):
            label = f"Q{place}" if age == 0 else "Earlier"
            found.setdefault(str(question["id"]), (label, str(question["text"])))
    return [(key, label, text) for key, (label, text) in found.items()]
