from __future__ import annotations

from django.urls import path

from interviews.bearers import Bearers
from interviews.consumers import InterviewConsumer
from interviews.monitor import MonitorConsumer
from interviews.tickets import Tickets

websocket_urlpatterns = [
    path("ws/interview/<uuid:session_id>", Tickets(Bearers(InterviewConsumer.as_asgi()))),
    path("ws/monitor/<uuid:session_id>", Tickets(Bearers(MonitorConsumer.as_asgi()))),
]
