"""A tiny writer of Word files, for tests."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str, properties: str = "") -> str:
    inner = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def paragraph(text: str = "", properties: str = "", runs: str = "", style: str = "", listed: bool = False) -> str:
    setup = f'<w:pStyle w:val="{style}"/>' if style else ""
    setup += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{setup}</w:pPr>{run(text, properties) if text else ''}{runs}</w:p>"


def table(*rows: list[str]) -> str:
    """Rows of cells; each cell is a string of paragraphs."""
    body = "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{body}</w:tbl>"


def build(body: str, extra: dict[str, str] | None = None, doctype: str = "") -> bytes:
    content = f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
    document = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}{content}'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", document)
        for name, text in (extra or {}).items():
            package.writestr(name, text)
    return out.getvalue()
