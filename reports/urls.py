from __future__ import annotations

from django.urls import include, path

from reports import views
from reports.views import candidates, downloads, home, live, sharing

app_name = "reports"
urlpatterns = [
    path("dashboard/", home.home, name="home"),
    path("dashboard/<slug:kind>/", home.waiting, name="waiting"),
    path("interviews/<uuid:pk>/candidates/", candidates.table, name="candidates"),
    path("live/", live.index, name="live_index"),
    path("live/<uuid:session_id>/", live.session, name="live"),
    path("live/<uuid:session_id>/more-time/", live.more_time, name="live_more_time"),
    path("live/<uuid:session_id>/end/", live.end, name="live_end"),
    path("analytics/", include("reports.insights.urls")),
    path("reports/<uuid:session_id>/", views.report, name="report"),
    path("reports/<uuid:session_id>/rewrite/", views.rewrite, name="rewrite"),
    path("reports/<uuid:session_id>/verdict/", views.give_verdict, name="give_verdict"),
    path("reports/<uuid:session_id>/accommodations/", views.accommodations, name="accommodations"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/grade/", views.grade_answer, name="grade_answer"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/score/", views.override_score, name="override_score"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/drafts/", views.draft_history, name="draft_history"),
    path("compare/", views.compare, name="compare"),
    path("reports/<uuid:session_id>/report.pdf", downloads.report_pdf, name="pdf"),
    path("reports/<uuid:session_id>/report.json", downloads.report_json, name="json"),
    path("interviews/<uuid:config_id>/candidates.csv", downloads.candidates_csv, name="candidates_csv"),
    path("interviews/<uuid:config_id>/export.json", downloads.interview_json, name="interview_json"),
    path("reports/<uuid:session_id>/share/", sharing.share, name="share"),
    path("reports/share-links/<uuid:link_id>/revoke/", sharing.revoke, name="revoke_share"),
    path("shared/<str:token>/", sharing.shared, name="shared"),
    path("shared/<str:token>/report.pdf", sharing.shared_pdf, name="shared_pdf"),
    path(
        "shared/<str:token>/recordings/<uuid:recording_id>/<int:segment>/",
        sharing.shared_recording,
        name="shared_recording",
    ),
]
