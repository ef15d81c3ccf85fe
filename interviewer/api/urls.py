"""The schema and its page. What every app adds is put together in ``interviewer.urls``."""

from __future__ import annotations

from django.urls import path

from interviewer.api.providers import ProvidersHealth
from interviewer.api.schema import Docs, Schema

urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(url_name="api_schema"), name="api_docs"),
    path("providers/health", ProvidersHealth.as_view()),
]
