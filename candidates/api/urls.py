from __future__ import annotations

from django.urls import path

from candidates.api import profile, views

urlpatterns = [
    path("profile", profile.Profile.as_view(), name="api_profile"),
    path("candidates", views.Candidates.as_view()),
    path("candidates/<uuid:pk>", views.OneCandidate.as_view()),
    path("resumes", views.Resumes.as_view()),
    path("resumes/<uuid:pk>", views.OneResume.as_view()),
    path("resumes/<uuid:pk>/file", views.ResumeFile.as_view()),
]
