from __future__ import annotations

from django.urls import path

from reports import own_pages, views

app_name = "reports"
urlpatterns = [
    path("my/interviews/<uuid:session_id>/", own_pages.interview, name="own_interview"),
    path("my/practice/progress/", own_pages.progress, name="own_progress"),
    path("reports/<uuid:session_id>/", views.report, name="report"),
    path("reports/<uuid:session_id>/rewrite/", views.rewrite, name="rewrite"),
    path("reports/<uuid:session_id>/answers/<uuid:response_id>/grade/", views.grade_answer, name="grade_answer"),
]
