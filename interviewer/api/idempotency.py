"""``Idempotency-Key`` on calls that create: the same key gives the same answer, and nothing is made twice.

An answer is remembered for a day. The same key with another body is a 409, and so is one whose first call is still
under way. Calls that failed leave nothing behind: they may be tried again under the same key.

``idempotent`` is for handlers that make something anew with each call. ``answered_once`` is for async handlers that are
harmless to repeat, because what they do can be done once only: there a second call doesn't have to wait for the first,
and an answer that is not the last word (202) is not kept as one.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

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
from interviewer.executor import in_database

HEADER = "Idempotency-Key"
# On a view's method that honours it: so the schema knows.
MARK = "once_by_key"
KEPT = timedelta(days=1)
# A call that is still "under way" after this long died with its process.
ABANDONED = timedelta(minutes=2)

PUBLIC = "public"
# Whoever knows a stranger's key and words would get their answer: a key made at random can't be guessed.
LEAST_PUBLIC = 16

Method = TypeVar("Method", bound=Callable[..., Any])


def by_key(method: Method) -> Method:
    """Say of a view's method that it honours the key, where not it but what it calls does."""
    setattr(method, MARK, True)
    return method


Handler = Callable[..., Response]
AsyncHandler = Callable[..., Awaitable[Response]]
# A call that is under way, or has not got its last answer yet.
OPEN = 0


def idempotent(handler: Handler) -> Handler:
    """For a view's method. Its answer is replayed with ``Idempotent-Replayed: true``."""

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = _key(request)
        if not key:
            return handler(view, request, *args, **kwargs)
        call, replay = _begin(_caller(request, key), request.path[:200], key, _fingerprint(request))
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
        _keep(call, view, response)
        return response

    return by_key(once)


def answered_once(caller: Callable[[Any, Request], str]) -> Callable[[AsyncHandler], AsyncHandler]:
    """For an async view's method that may be repeated; ``caller`` names on whose behalf, once the call is allowed."""

    def around(handler: AsyncHandler) -> AsyncHandler:
        @wraps(handler)
        async def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            key = _key(request)
            if not key:
                return await handler(view, request, *args, **kwargs)
            call, replay = await in_database(_begin_or_join, caller(view, request), key, request)
            if replay is not None:
                return replay
            try:
                response = await handler(view, request, *args, **kwargs)
            except Exception:
                await in_database(_forget, call)
                raise
            if response.status_code == 200:
                await in_database(_keep, call, view, response)
            return response

        return by_key(once)

    return around


def _key(request: Request) -> str:
    key = str(request.headers.get(HEADER, ""))
    if len(key) > 255 or (key and not key.isprintable()):
        raise ApiProblem("invalid", "An Idempotency-Key has 1 to 255 printable characters.", status_code=400)
    return key


def _begin_or_join(caller: str, key: str, request: Request) -> tuple[IdempotentCall, Response | None]:
    return _begin(caller, request.path[:200], key, _fingerprint(request), join=True)


def _keep(call: IdempotentCall, view: Any, response: Response) -> None:
    rendered = view.get_renderers()[0].render(response.data)
    IdempotentCall.objects.filter(pk=call.pk, status=OPEN).update(
        sealed_answer=_box().encrypt(rendered or b"null").decode(), status=response.status_code
    )


def _forget(call: IdempotentCall) -> None:
    IdempotentCall.objects.filter(pk=call.pk, status=OPEN).delete()


def _caller(request: Request, key: str) -> str:
    user = request.user
    if getattr(user, "pk", None):
        return f"user:{user.pk}"
    if len(key) < LEAST_PUBLIC:
        raise ApiProblem("invalid", "Without an account, a key has 16 characters or more.", status_code=400)
    return PUBLIC


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


def _begin(
    caller: str, route: str, key: str, fingerprint: str, *, join: bool = False
) -> tuple[IdempotentCall, Response | None]:
    """The call's row, and the answer it got before. ``join``: one that is under way is gone along with."""
    key_hash = salted_hmac("api.idempotency", f"{caller}:{key}", algorithm="sha256").hexdigest()
    now = timezone.now()
    names = {"caller": caller, "route": route, "key_hash": key_hash}
    IdempotentCall.objects.filter(**names, created_at__lt=now - KEPT).delete()
    if not join:
        IdempotentCall.objects.filter(**names, status=OPEN, created_at__lt=now - ABANDONED).delete()
    try:
        with transaction.atomic():
            return IdempotentCall.objects.create(**names, fingerprint=fingerprint), None
    except IntegrityError:
        known = IdempotentCall.objects.filter(**names).first()
    if known is None:
        raise ApiProblem("in_progress", "A call under this key has just failed. Please send it again.")
    if known.fingerprint != fingerprint:
        raise ApiProblem("idempotency_key_reused", "This Idempotency-Key was used for something else.")
    if not known.status and join:
        return known, None
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
