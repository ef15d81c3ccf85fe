"""Text of scanned pages, where tesseract is installed. The picture is the one embedded in the page, not a
rendering."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from pdfminer.pdftypes import PDFStream, dict_value, resolve1

from candidates.reading.lines import Line, from_text

SECONDS_A_PAGE = 6.0
MAX_PAGES = 2
MAX_PIXELS = 30_000_000
_JPEG = {"DCTDecode", "DCT"}


def page_text(page: Any, number: int, column: int) -> list[Line]:
    """Lines of a page that is a picture; none without tesseract, or without a picture it can read."""
    program = shutil.which("tesseract")
    if program is None or number > MAX_PAGES:
        return []
    try:
        image = _largest_image(page)
        picture = _as_file(image) if image is not None else None
        if not picture:
            return []
        done = subprocess.run(  # noqa: S603 - fixed arguments; the picture goes in through a pipe
            [program, "stdin", "stdout", "--psm", "1"],
            input=picture,
            capture_output=True,
            timeout=SECONDS_A_PAGE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, TypeError, ValueError, KeyError):
        return []
    lines = from_text(done.stdout.decode("utf-8", "replace")[:50_000]) if done.returncode == 0 else []
    for line in lines:
        line.page, line.column = number, column
    return lines


def _largest_image(page: Any) -> PDFStream | None:
    resources = dict_value(page.resources)
    streams = [resolve1(spec) for spec in dict_value(resolve1(resources.get("XObject", {}))).values()]
    images = [one for one in streams if isinstance(one, PDFStream) and _name(one.get("Subtype")) == "Image"]
    images = [one for one in images if 0 < _pixels(one) <= MAX_PIXELS]
    return max(images, key=_pixels, default=None)


def _pixels(image: PDFStream) -> int:
    return int(resolve1(image.get("Width", 0))) * int(resolve1(image.get("Height", 0)))


def _as_file(image: PDFStream) -> bytes | None:
    """The picture as a JPEG, or as a portable bitmap made of its samples."""
    filters = resolve1(image.get("Filter"))
    names = [_name(resolve1(one)) for one in (filters if isinstance(filters, list) else [filters]) if one is not None]
    if names and names[-1] in _JPEG:
        return bytes(image.get_data() if len(names) > 1 else image.get_rawdata() or b"")
    width, height = int(resolve1(image["Width"])), int(resolve1(image["Height"]))
    bits = int(resolve1(image.get("BitsPerComponent", 8)))
    samples = bytes(image.get_data())
    if bits == 8 and len(samples) >= 3 * width * height:
        return b"P6 %d %d 255\n" % (width, height) + samples[: 3 * width * height]
    if bits == 8 and len(samples) >= width * height:
        return b"P5 %d %d 255\n" % (width, height) + samples[: width * height]
    rows = (width + 7) // 8 * height
    if bits == 1 and len(samples) >= rows:
        # A portable bitmap counts 1 as black, a PDF as white.
        return b"P4 %d %d\n" % (width, height) + bytes(255 - byte for byte in samples[:rows])
    return None


def _name(value: Any) -> str:
    return str(getattr(resolve1(value), "name", ""))
