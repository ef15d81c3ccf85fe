from __future__ import annotations

from django.urls import path

from candidates.api import views

urlpatterns = [
    path("candidates", views.Candidates.as_view()),
    path("candidates/<uuid:pk>", views.OneCandidate.as_view()),
    path("resumes", views.Resumes.as_view()),
    path("resumes/<uuid:pk>", views.OneResume.as_view()),
    path("resumes/<uuid:pk>/file", views.ResumeFile.as_view()),
]
