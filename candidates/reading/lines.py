"""Lines of text with what can be told of their looks: the form in which every kind of file is read
further."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

LIGATURES = {chr(0xFB00 + i): text for i, text in enumerate(["ff", "fi", "fl", "ffi", "ffl", "st", "st"])}
# TeX's older fonts set an accent as a sign of its own before (or after) its letter.
ACCENTS = {
    "¨": "\u0308",
    "´": "\u0301",
    "`": "\u0300",
    "˜": "\u0303",
    "ˆ": "\u0302",
    "¸": "\u0327",
    "˚": "\u030a",
}
LOOSE_ACCENT = re.compile(r"([¨´`˜ˆ˚])[ ]?([A-Za-zıȷ])")
LOOSE_CEDILLA = re.compile(r"([cCsS])¸")
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\U000f0000-\U0010fffd\ufffd]")
BULLETS = "•●▪‣◦∙■□▸►➢➤❖✓✔★☆◆◇○–—-*·⁃–▫"
BULLET = re.compile(rf"^\s*[{re.escape(BULLETS)}\u2010-\u2015o]\s+(?=\S)")
LONE_BULLET = re.compile(rf"^\s*[{re.escape(BULLETS)}]\s*$")


@dataclass
class Line:
    cells: list[str]
    """Parts of the line that stand apart, left to right."""
    size: float = 10.0
    bold: bool = False
    page: int = 1
    column: int = 0
    """Lines of one column of one page share a number; a new number starts another column."""
    gap: bool = False
    """Space before it, more than between the lines around."""
    style: str = ""
    """A heading style, where the file names one."""
    top: float = 0.0
    """How far down the page, 0 to 1."""
    x: float = 0.0
    spans: list[tuple[float, float]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\t".join(self.cells)

    @property
    def bullet(self) -> bool:
        return bool(BULLET.match(self.text))

    @property
    def plain(self) -> str:
        """Without its bullet, its cells joined by spaces."""
        return BULLET.sub("", " ".join(self.cells)).strip()


def tidy(text: str) -> str:
    """As a person reads it: ligatures undone, loose accents joined, unprintable characters gone."""
    if text.isascii():
        return UNPRINTED.sub("", text)
    for sign, letters in LIGATURES.items():
        text = text.replace(sign, letters)
    text = UNPRINTED.sub("", INVISIBLE.sub("", text))
    text = LOOSE_ACCENT.sub(lambda m: m[2].replace("ı", "i").replace("ȷ", "j") + ACCENTS[m[1]], text)
    text = LOOSE_CEDILLA.sub(lambda m: m[1] + "\u0327", text)
    return unicodedata.normalize("NFC", text)


def trimmed(text: str) -> str:
    """Without signs at its ends and brackets that have lost their other half."""
    text = text.strip(" ,;:|–—-·•\t/")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        return text[1:-1].strip()
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    return text.strip(" ,;:|–—-·•\t/")


def from_text(text: str) -> list[Line]:
    """Lines of pasted text. Tabs and wide gaps separate cells."""
    lines: list[Line] = []
    gap = False
    for row in text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n"):
        cells = [tidy(cell).strip() for cell in re.split(r"\t+| {4,}", row.strip())]
        cells = [cell for cell in cells if cell]
        if not cells:
            gap = True
            continue
        if len(cells) > 1 and LONE_BULLET.match(cells[0]):
            cells = [f"{cells[0]} {cells[1]}", *cells[2:]]
        lines.append(Line(cells, gap=gap or not lines, top=min(1.0, len(lines) / 60)))
        gap = False
    return lines


def to_text(lines: list[Line]) -> str:
    parts: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None:
            parts.append("\n\n" if line.gap or line.column != before.column or line.page != before.page else "\n")
        parts.append(line.text)
    return "".join(parts)
