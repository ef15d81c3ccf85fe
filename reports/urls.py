from __future__ import annotations

from django.urls import include, path

from reports import views

app_name = "reports"
urlpatterns = [
    path("analytics/", include("reports.insights.urls")),
    path("reports/<uuid:session_id>/", views.report, name="report"),
    path("reports/<uuid:session_id>/rewrite/", views.rewrite, name="rewrite"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/grade/", views.grade_answer, name="grade_answer"),
]
