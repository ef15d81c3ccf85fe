"""Under ``/my/``: how candidates sign in and out. What they see there is their apps' matter."""

from __future__ import annotations

from django.urls import path

from interviewer.accounts import own_views

app_name = "my"
urlpatterns = [
    path("sign-in/", own_views.sign_in, name="sign_in"),
    path("enter/<str:token>/", own_views.use_link, name="use_link"),
    path("sign-out/", own_views.sign_out, name="sign_out"),
]
