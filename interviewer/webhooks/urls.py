from __future__ import annotations

from django.urls import path

from interviewer.webhooks import api

urlpatterns = [
    path("webhooks", api.Endpoints.as_view()),
    path("webhooks/<uuid:pk>", api.Endpoint.as_view()),
    path("webhooks/<uuid:pk>/secret", api.RenewSecret.as_view()),
    path("webhooks/<uuid:pk>/test", api.TestEndpoint.as_view()),
    path("webhook-deliveries", api.Deliveries.as_view()),
]
