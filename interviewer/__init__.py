"""The project package: wiring, and what all apps share."""

from interviewer.celery import app as celery_app

__all__ = ["celery_app"]
