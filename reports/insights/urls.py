"""Part of the namespace ``reports``."""

from __future__ import annotations

from django.urls import path

from reports.insights import views

urlpatterns = [
    path("", views.overview, name="analytics"),
    path("candidates/<uuid:candidate_id>/", views.candidate, name="analytics_candidate"),
    path("interviews/<uuid:config_id>/", views.interview, name="analytics_interview"),
    path("costs/", views.costs, name="analytics_costs"),
]
