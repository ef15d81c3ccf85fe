"""``Idempotency-Key`` on calls that create: the same key gives the same answer, and nothing is made twice.

An answer is remembered for a day. The same key with another body is a 409, and so is one whose first call is still
under way. Calls that failed leave nothing behind: they may be tried again under the same key.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.api.errors import ApiProblem
from interviewer.api.models import IdempotentCall

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
# A call that is still "under way" after this long died with its process.
ABANDONED = timedelta(minutes=2)

PUBLIC = "public"
# Whoever knows a stranger's key and words would get their answer: a key made at random can't be guessed.
LEAST_PUBLIC = 16

Handler = Callable[..., Response]


def idempotent(handler: Handler) -> Handler:
    """For a view's method. Its answer is replayed with ``Idempotent-Replayed: true``."""

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "")
        if not key:
            return handler(view, request, *args, **kwargs)
        if len(key) > 255 or not key.isprintable():
            raise ApiProblem("invalid", "An Idempotency-Key has 1 to 255 printable characters.", status_code=400)
        caller = _caller(request)
        if caller == PUBLIC and len(key) < LEAST_PUBLIC:
            raise ApiProblem("invalid", "Without an account, a key has 16 characters or more.", status_code=400)
        call, replay = _begin(caller, request.path[:200], key, _fingerprint(request))
        if replay is not None:
            return replay
        try:
            response = handler(view, request, *args, **kwargs)
        except BaseException:
            call.delete()
            raise
        if response.status_code >= 300:
            call.delete()
            return response
        rendered = view.get_renderers()[0].render(response.data)
        call.sealed_answer = _box().encrypt(rendered or b"null").decode()
        call.status = response.status_code
        call.save(update_fields=["sealed_answer", "status"])
        return response

    return once


def _caller(request: Request) -> str:
    user = request.user
    return f"user:{user.pk}" if getattr(user, "pk", None) else PUBLIC


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256((request.method or "").encode())
    data = request.data
    if not hasattr(data, "lists"):
        digest.update(json.dumps(data, sort_keys=True, default=str).encode())
        return digest.hexdigest()
    for name, values in sorted(data.lists()):
        for value in values:
            digest.update(f"\0{name}\0".encode(errors="replace"))
            if isinstance(value, UploadedFile):
                for chunk in value.chunks():
                    digest.update(chunk)
                value.seek(0)
            else:
                digest.update(str(value).encode(errors="replace"))
    return digest.hexdigest()


def _begin(caller: str, route: str, key: str, fingerprint: str) -> tuple[IdempotentCall, Response | None]:
    key_hash = salted_hmac("api.idempotency", f"{caller}:{key}", algorithm="sha256").hexdigest()
    now = timezone.now()
    names = {"caller": caller, "route": route, "key_hash": key_hash}
    IdempotentCall.objects.filter(**names, created_at__lt=now - KEPT).delete()
    IdempotentCall.objects.filter(**names, status=0, created_at__lt=now - ABANDONED).delete()
    try:
        with transaction.atomic():
            return IdempotentCall.objects.create(**names, fingerprint=fingerprint), None
    except IntegrityError:
        known = IdempotentCall.objects.filter(**names).first()
    if known is None:
        raise ApiProblem("in_progress", "A call under this key has just failed. Please send it again.")
    if known.fingerprint != fingerprint:
        raise ApiProblem("idempotency_key_reused", "This Idempotency-Key was used for something else.")
    if not known.status:
        raise ApiProblem("in_progress", "The first call under this Idempotency-Key is still under way.")
    return known, _replay(known)


def _replay(call: IdempotentCall) -> Response:
    try:
        answer = json.loads(_box().decrypt(call.sealed_answer.encode()))
    except InvalidToken as error:  # the secret key has changed since
        raise ApiProblem("idempotency_key_reused", "The answer to this call is not known any more.") from error
    return Response(answer, status=call.status, headers={"Idempotent-Replayed": "true"})


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.sha256(f"api.idempotency:{settings.SECRET_KEY}".encode()).digest()))


def forget_old_calls() -> int:
    return IdempotentCall.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
