"""``/health/live``: the web process serves. ``/health/ready``: the database, the broker and a worker answer too.
``/health/``: how the providers are."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

from interviewer.celery import app
from interviewer.providers.chains import health_summary

logger = logging.getLogger(__name__)

PING_SECONDS = 1.0
REMEMBER_SECONDS = 2


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def overview(request: HttpRequest) -> JsonResponse:
    """That the web process serves, and how the providers are: for people and dashboards, not for probes.

    What they cost is for the people who run interviews only.
    """
    summary = health_summary()
    if not getattr(request.user, "is_staff", False):
        for kind, chain in summary.items():
            states = [{"name": row["name"], "state": row["state"]} for row in chain["providers"]]
            summary[kind] = {"status": chain["status"], "providers": states}
    return JsonResponse({"status": "ok", "providers": summary})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when an interview could run now, else 503; ``checks`` says what is missing."""
    checks = {"database": _database(), "workers": _workers()}
    ok = all(checks.values())
    response = JsonResponse({"status": "ok" if ok else "unavailable", "checks": checks}, status=200 if ok else 503)
    # "Not yet" is an answer, and no error of ours to be logged as one.
    setattr(response, "_has_been_logged", True)  # noqa: B010
    return response


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        logger.warning("the database does not answer", exc_info=True)
        return False
    return True


def _workers() -> bool:
    """Whether a worker answered a ping: asked at most every two seconds, however often health is polled."""
    try:
        known = cache.get("health.workers")
        if known is None:
            replies: list[dict[str, Any]] = app.control.ping(timeout=PING_SECONDS, limit=1) or []
            known = bool(replies)
            if known:
                cache.set("health.workers", True, REMEMBER_SECONDS)
    except Exception:
        logger.warning("the broker does not answer", exc_info=True)
        return False
    return bool(known)
