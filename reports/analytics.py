"""Skills over time, from ``SkillScore`` rows. Scores leave on the scale of 0-1."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from statistics import mean
from typing import Any

from django.db.models import Avg, QuerySet

from interviews.models import InterviewSession
from reports import metrics
from reports.models import Evaluation, Skill, SkillScore
from reports.scoring import skills_of
from reports.statistics import slope_over

MOST = 1000  # points of a progression, the newest ones
LEAST_FOR_A_TREND = 2


def unit(score: float | None) -> float | None:
    return None if score is None else round(score / 100, 2)


def progression(rows: QuerySet[SkillScore]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {skill: [] for skill in Skill.values}
    newest = rows.order_by("-created", "-pk").values_list("skill", "report__session_id", "created", "score")[:MOST]
    for skill, session_id, created, score in reversed(list(newest)):
        found[skill].append({"interview_id": str(session_id), "date": created.isoformat(), "score": unit(score)})
    return found


def averages(rows: QuerySet[SkillScore]) -> dict[str, float | None]:
    found = dict(rows.order_by().values_list("skill").annotate(mean=Avg("score")))
    return {skill: unit(found.get(skill)) for skill in Skill.values}


def compare(rows: QuerySet[SkillScore], session_ids: Collection[uuid.UUID]) -> dict[str, dict[str, float | None]]:
    scores = {
        (skill, session_id): score
        for skill, session_id, score in rows.filter(report__session_id__in=session_ids).values_list(
            "skill", "report__session_id", "score"
        )
    }
    return {
        skill: {str(session_id): unit(scores.get((skill, session_id))) for session_id in session_ids}
        for skill in Skill.values
    }


def trends(rows: QuerySet[SkillScore]) -> dict[str, dict[str, Any]]:
    """By skill: where it goes from interview to interview, and the later half of them against the earlier one.

    The word is that of the fitted line, so pages and API say the same: ``statistics.slope_of``. With two interviews
    no line can be told from chance, and the word is "steady"; with fewer there is none.
    """
    return {skill: _trend([p["score"] for p in found]) for skill, found in progression(rows).items()}


def _trend(scores: Sequence[float]) -> dict[str, Any]:
    line = slope_over([100 * score for score in scores])
    found: dict[str, Any] = {
        "trend": None,
        "interviews": len(scores),
        "earlier": None,
        "later": None,
        "change": None,
        "slope": unit(line.slope),
        "slope_low": unit(line.low),
        "slope_high": unit(line.high),
    }
    if len(scores) < LEAST_FOR_A_TREND:
        return found
    half = len(scores) // 2
    earlier, later = mean(scores[:half]), mean(scores[half:])
    return found | {
        "trend": line.direction or "steady",
        "earlier": round(earlier, 2),
        "later": round(later, 2),
        "change": round(later - earlier, 2),
    }


def skills_of_session(session: InterviewSession) -> dict[str, dict[str, Any]]:
    """Each skill's score with two or three strengths, weaknesses and recommendations, as far as the answers hold any.

    ``session`` comes from ``metrics.with_answers``.
    """
    scores = metrics.skill_scores(session)
    answers = [a for a in metrics.answers_of(session) if a.evaluation and a.score is not None]
    found = {}
    for skill in Skill.values:
        row = scores.get(skill)
        about = [a.evaluation for a in answers if a.evaluation and skill in skills_of(a.response)]
        found[skill] = {
            "score": unit(row.score) if row else None,
            "strengths": _some(metrics.points(row.strengths) if row else [], [s for e in about for s in e.strengths]),
            "weaknesses": _some(
                metrics.points(row.weaknesses) if row else [],
                [s for e in about for s in [*e.improvements, *_missed(e)]],
            ),
            "recommendations": _some(
                row.recommendations if row else [], [f"Ask about: {p}" for e in about for p in e.points_missed]
            ),
        }
    return found


def _missed(evaluation: Evaluation) -> list[str]:
    return [f"Missing: {point}" for point in evaluation.points_missed]


def _some(first: Sequence[str], more: Sequence[str]) -> list[str]:
    """Three at most; the second source is only asked while there are fewer than two."""
    found = list(dict.fromkeys(first))[:3]
    for text in more:
        if len(found) >= 2:
            break
        if str(text) not in found:
            found.append(str(text))
    return found
