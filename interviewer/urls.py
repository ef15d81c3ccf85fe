from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from interviewer import health
from interviewer.api.errors import nothing_here
from interviews.api.urls import bare

urlpatterns = [
    path("health", health.overview),
    path("health/", health.overview, name="health"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    # Looked up when asked for: before collectstatic has run, the name has no file yet.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("interviewer/icon.svg"))),
    path("accounts/", include("interviewer.accounts.urls")),
    path("admin/", admin.site.urls),
    path(
        "api/",
        include(
            [
                path("", include("interviewer.api.urls")),
                path("", include("interviewer.accounts.api_urls")),
                path("", include("interviewer.webhooks.urls")),
                path("", include("candidates.api.urls")),
                path("", include("interviews.api.urls")),
                path("", include("reports.api.urls")),
                re_path("", nothing_here),
            ]
        ),
    ),
    *bare,
    path("", RedirectView.as_view(pattern_name="interviews:dashboard"), name="home"),
    # The app above comes first: a page of an interview that is made of reports is theirs.
    path("", include("reports.urls")),
    path("", include("interviews.urls")),
]

handler400 = "interviewer.errors.bad_request"
handler403 = "interviewer.errors.permission_denied"
handler404 = "interviewer.errors.not_found"
handler500 = "interviewer.errors.server_error"
