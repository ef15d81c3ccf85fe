from __future__ import annotations

from django.urls import path

from reports.api import comparing, contracts, exports, live, own, resources

urlpatterns = [
    path("reports/session/<uuid:pk>", contracts.SessionReport.as_view()),
    path("my/interviews/<uuid:pk>", own.OwnInterview.as_view()),
    path("interviews", contracts.OwnInterviews.as_view()),
    path("interviews/<uuid:pk>/skills", contracts.SessionSkills.as_view()),
    path("sessions", contracts.Sessions.as_view()),
    path("sessions/<uuid:pk>", contracts.Session.as_view()),
    path("sessions/<uuid:pk>/responses", contracts.SessionResponses.as_view()),
    path("sessions/<uuid:pk>/performance", contracts.SessionPerformance.as_view()),
    path("sessions/<uuid:pk>/end", contracts.EndSession.as_view()),
    path("sessions/<uuid:pk>/more-time", live.MoreTime.as_view()),
    path("analytics/skills/progression", contracts.Progression.as_view()),
    path("analytics/skills/averages", contracts.Averages.as_view()),
    path("analytics/skills/compare", contracts.Compare.as_view()),
    path("analytics/skills/trends", contracts.Trends.as_view()),
]
urlpatterns += [
    path("responses", resources.Responses.as_view()),
    path("responses/<uuid:pk>", resources.OneResponse.as_view()),
    path("responses/<uuid:pk>/grade", resources.GradeAgain.as_view()),
    path("responses/<uuid:pk>/drafts", comparing.DraftSteps.as_view()),
    path("sessions/<uuid:pk>/accommodations", comparing.Accommodations.as_view()),
    path("compare", comparing.CompareSessions.as_view()),
    path("evaluations", resources.Evaluations.as_view()),
    path("evaluations/<uuid:pk>", resources.OneEvaluation.as_view()),
    path("evaluations/<uuid:pk>/overrides", resources.Override.as_view()),
    path("reports", resources.Reports.as_view()),
    path("reports/<uuid:pk>", resources.OneReport.as_view()),
    path("reports/<uuid:pk>/rewrite", resources.RewriteReport.as_view()),
    path("verdicts", resources.Verdicts.as_view()),
    path("sessions/<uuid:pk>/verdicts", resources.GiveVerdict.as_view()),
    path("sessions/<uuid:pk>/export", resources.ExportSession.as_view()),
    path("exports/sessions", resources.ExportSessions.as_view()),
    path("exports/sessions/<uuid:pk>", exports.ReportJson.as_view()),
    path("exports/sessions/<uuid:pk>/report.pdf", exports.ReportPdf.as_view()),
    path("exports/interviews/<uuid:pk>", exports.InterviewJson.as_view()),
    path("exports/interviews/<uuid:pk>/candidates", exports.CandidatesCsv.as_view()),
    path("sessions/<uuid:pk>/share", exports.Share.as_view()),
    path("share-links", exports.ShareLinks.as_view()),
    path("share-links/<uuid:pk>/revoke", exports.Revoke.as_view()),
]
