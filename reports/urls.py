from __future__ import annotations

from django.urls import include, path

from reports import views

app_name = "reports"
urlpatterns = [
    path("analytics/", include("reports.insights.urls")),
    path("reports/<uuid:session_id>/", views.report, name="report"),
    path("reports/<uuid:session_id>/rewrite/", views.rewrite, name="rewrite"),
    path("reports/<uuid:session_id>/verdict/", views.give_verdict, name="give_verdict"),
    path("reports/<uuid:session_id>/accommodations/", views.accommodations, name="accommodations"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/grade/", views.grade_answer, name="grade_answer"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/score/", views.override_score, name="override_score"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/drafts/", views.draft_history, name="draft_history"),
    path("compare/", views.compare, name="compare"),
]
