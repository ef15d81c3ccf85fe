"""Sending private files: never kept by anybody on the way, and in ranges, so that players can seek."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


def ranged(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """The file, or the one range of it that a player asks for when somebody seeks."""
    size = path.stat().st_size
    unit, _, wanted = request.headers.get("Range", "").partition("=")
    first, dash, last = wanted.partition("-")
    if unit != "bytes" or not dash or not _is_place(first):
        response = FileResponse(path.open("rb"), content_type=content_type)
        response["Accept-Ranges"] = "bytes"
        return response
    start, end = int(first), min(int(last), size - 1) if _is_place(last) else size - 1
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(start)
        body = file.read(end - start + 1)
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", "Accept-Ranges": "bytes"}
    return HttpResponse(body, status=206, content_type=content_type, headers=headers)


def _is_place(text: str) -> bool:
    """A number as the protocol has them: "²" counts as a digit too, and no file is as long as thousands of them."""
    return text.isascii() and text.isdigit() and len(text) < 20


def private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
