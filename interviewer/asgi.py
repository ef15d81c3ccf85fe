"""The web process: HTTP by Django, sockets by Channels. Nothing here depends on which ASGI server runs it."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interviewer.settings")
_http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - the apps must be loaded first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from interviewer.checks import production_is_whole  # noqa: E402
from interviews.bearers import Origins  # noqa: E402
from interviews.routing import websocket_urlpatterns  # noqa: E402

if settings.PRODUCTION:
    # The management commands run the checks by themselves; a server started without one must not skip them.
    problems = [str(problem) for problem in production_is_whole(None) if problem.is_serious()]
    if problems:
        raise ImproperlyConfigured("This production is half configured:\n" + "\n".join(problems))

application = ProtocolTypeRouter(
    {
        "http": _http,
        "websocket": Origins(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns)),
            [*settings.ALLOWED_HOSTS, *settings.ALLOWED_ORIGINS],
        ),
    }
)

if settings.EMBEDDED_BROKER and not settings.TESTING:
    from interviewer.celery import app as celery_app
    from interviewer.embedded.worker import start_once

    start_once(celery_app)
