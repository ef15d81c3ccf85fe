"""The bases of our views."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewer.accounts.scope import visible_to
from interviewer.api.idempotency import idempotent
from interviewer.api.limits import Limited
from interviewer.executor import in_database


class View(Limited, APIView):
    """A view of plain calls."""


class AsyncView(Limited, APIView):
    """As REST framework's, with handlers that wait without holding a thread. Checks that query run on the executor."""

    async def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        self.args, self.kwargs = args, kwargs
        request = self.initialize_request(request, *args, **kwargs)
        self.request = request
        self.headers = self.default_response_headers
        try:
            await in_database(self.initial, request, *args, **kwargs)
            name = (request.method or "").lower()
            handler = getattr(self, name, None) if name in self.http_method_names else None
            answer = (handler or self.http_method_not_allowed)(request, *args, **kwargs)
            response: Response = await answer if isawaitable(answer) else answer
        except Exception as error:
            response = self.handle_exception(error)
        self.response = self.finalize_response(request, response, *args, **kwargs)
        return self.response


class Creating:
    """A view's mixin: what is sent is read by ``serializer_class``, and one service makes a thing of it.

    ``make`` gets the read fields and what the path names. It gives the row, or the fields of the answer where that
    holds more than the row does.
    """

    serializer_class: Any

    def make(self, request: Request, fields: dict[str, Any], **path: Any) -> Any:
        raise NotImplementedError

    @idempotent
    def post(self, request: Request, **path: Any) -> Response:
        given = self.serializer_class(data=request.data)
        given.is_valid(raise_exception=True)
        made = self.make(request, dict(given.validated_data), **path)
        return Response(made if isinstance(made, dict) else self.serializer_class(made).data, status=201)


class Scoped(Limited):
    """For REST framework's generic views: the rows the caller may see; a foreign row is like one that isn't there."""

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()  # type: ignore[misc]
        if getattr(self, "swagger_fake_view", False):  # the schema is being written, for nobody
            return rows.none()
        return visible_to(self.request.user, rows)  # type: ignore[attr-defined]
