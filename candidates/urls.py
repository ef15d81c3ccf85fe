from __future__ import annotations

from django.urls import path

from candidates import views

app_name = "candidates"
urlpatterns = [
    path("my/profile/", views.profile, name="profile"),
    path("my/profile/e-mail/", views.change_email, name="change_email"),
]
