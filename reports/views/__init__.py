"""The recruiter's pages about sessions that are over. Each reads by a selector and writes by a service."""

from reports.views.report import grade_answer, report, rewrite

__all__ = ["grade_answer", "report", "rewrite"]
