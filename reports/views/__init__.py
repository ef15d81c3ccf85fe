"""The recruiter's pages about sessions. Each reads by a selector and writes by a service."""

from reports.views.compare import compare
from reports.views.report import (
    accommodations,
    draft_history,
    give_verdict,
    grade_answer,
    override_score,
    report,
    rewrite,
)

__all__ = [
    "accommodations",
    "compare",
    "draft_history",
    "give_verdict",
    "grade_answer",
    "override_score",
    "report",
    "rewrite",
]
