"""A PDF file: its pages as drawn, and what it carries besides."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFNoValidXRef, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, resolve1
from pdfminer.utils import apply_matrix_rect, decode_text

from candidates.reading.limits import Encrypted, Limits, TooComplex, Unreadable
from candidates.reading.pdf.interpreter import Interpreter
from candidates.reading.pdf.page import Device, Drawn

MAX_ANNOTATIONS = 2_000


class Document:
    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises Encrypted and Unreadable, and whatever pdfminer raises on a broken file."""
        # Readers accept a file whose header is preceded by other bytes; offsets then count from the header.
        start = data.find(b"%PDF-", 0, 1024)
        if start < 0:
            raise Unreadable
        self.limits = limits
        try:
            self.pdf = self._open(data)
        except (PDFPasswordIncorrect, PDFEncryptionError) as error:
            raise Encrypted from error
        except (PDFNoValidXRef, MemoryError, RecursionError):
            raise
        except Exception:
            if not start:
                raise
            self.pdf = self._open(data[start:])
        if start and not self._has_pages():
            self.pdf = self._open(data[start:])

    def _open(self, data: bytes) -> PDFDocument:
        return PDFDocument(PDFParser(BytesIO(data)), password="")

    def _has_pages(self) -> bool:
        try:
            return next(iter(PDFPage.create_pages(self.pdf)), None) is not None
        except Exception:
            return False

    def pages(self) -> Iterator[tuple[PDFPage, Drawn]]:
        manager = PDFResourceManager(caching=True)
        device = Device(manager, self.limits)
        interpreter = Interpreter(manager, device, self._switched_off())
        for number, page in enumerate(PDFPage.create_pages(self.pdf)):
            if number >= self.limits.max_pages:
                raise TooComplex
            drawn = device.begin(_visible_box(page))
            interpreter.process_page(page)
            yield page, drawn

    def _switched_off(self) -> frozenset[int]:
        """Object numbers of the optional content groups that are off when the file is opened."""
        try:
            properties = dict_value(resolve1(self.pdf.catalog.get("OCProperties", {})))
            default = dict_value(resolve1(properties.get("D", {})))
            groups = _references(properties.get("OCGs"))
            off = set(_references(default.get("OFF")))
            base = getattr(resolve1(default.get("BaseState")), "name", "ON")
        except Exception:
            return frozenset()
        return frozenset((set(groups) - set(_references(default.get("ON")))) | off if base == "OFF" else off)

    def metadata(self) -> dict[str, str]:
        """The document information, by key."""
        found: dict[str, str] = {}
        for info in self.pdf.info[:5]:
            for key, value in list(info.items())[:50]:
                text = _text(value)
                if text:
                    found[str(key)] = text
        try:
            stream = resolve1(self.pdf.catalog.get("Metadata"))
            if isinstance(stream, PDFStream):
                found["XMP"] = stream.get_data()[:200_000].decode("utf-8", "replace")
        except (MemoryError, RecursionError):
            raise
        except Exception:
            return found
        return found


def _references(value: Any) -> list[int]:
    found = resolve1(value)
    return [one.objid for one in found[:10_000] if isinstance(one, PDFObjRef)] if isinstance(found, list) else []


def _visible_box(page: PDFPage) -> tuple[float, float, float, float]:
    """The crop box in the coordinates in which pdfminer places glyphs: the media box at the origin, turned
    upright."""
    x0, y0, x1, y1 = page.mediabox
    turned = {90: (0, -1, 1, 0, -y0, x1), 180: (-1, 0, 0, -1, x1, y1), 270: (0, 1, -1, 0, y1, -x0)}
    matrix = turned.get(page.rotate, (1, 0, 0, 1, -x0, -y0))
    crop = page.cropbox
    box = (max(x0, crop[0]), max(y0, crop[1]), min(x1, crop[2]), min(y1, crop[3]))
    if box[2] <= box[0] or box[3] <= box[1]:
        box = (x0, y0, x1, y1)
    return apply_matrix_rect(matrix, box)


def _text(value: Any) -> str:
    value = resolve1(value)
    if isinstance(value, bytes):
        return decode_text(value).strip()
    return value.strip() if isinstance(value, str) else ""


def page_notes(page: PDFPage) -> Iterator[tuple[str, str, str]]:
    """(subtype, contents, target address) of each note and link of a page."""
    entries = resolve1(page.annots)
    for entry in entries[:MAX_ANNOTATIONS] if isinstance(entries, list) else ():
        values = resolve1(entry)
        if not isinstance(values, dict):
            continue
        action = resolve1(values.get("A"))
        target = _text(action.get("URI")) if isinstance(action, dict) else ""
        subtype = getattr(resolve1(values.get("Subtype")), "name", "")
        yield str(subtype), _text(values.get("Contents")), target
