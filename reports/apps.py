from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from interviewer.api.errors import ApiProblem, translate
        from interviews.services.overseeing import NotNow
        from reports import receivers  # noqa: F401 - connects the signals
        from reports.judgements import NotYetPossible
        from reports.pdf import NotMade

        unmade = "The PDF could not be made. The fault has been noted."
        translate(NotMade, lambda problem: ApiProblem("not_made", unmade, status_code=503))
        translate(NotNow, lambda problem: ApiProblem("not_possible", str(problem)))
        translate(NotYetPossible, lambda problem: ApiProblem("not_possible", str(problem)))
