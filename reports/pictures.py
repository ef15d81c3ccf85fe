"""The charts of a report: the same ones on its page, on the page that is shared, and in its PDF."""

from __future__ import annotations

from interviewer.charts import Chart, Measure, radar
from interviewer.templatetags.ui import basis
from reports.selectors import ReportView


def skills(view: ReportView) -> Chart:
    """At a glance; one that isn't assessed stays bare. A report without any scored skill says so."""
    axes = [
        Measure(label, score.score, score.low, score.high, note=basis(score.answers)) if score else Measure(label, None)
        for label, score in view.skills
    ]
    return radar("Skills at a glance", axes)
