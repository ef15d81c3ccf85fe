"""A tiny writer of PDF files, for tests: text where it is wanted, in any colour, size and mode, and shapes
around it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

WIDTH, HEIGHT = 612, 792


def escape(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


@dataclass
class Page:
    ops: list[bytes] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    images: int = 0

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10,
        *,
        bold: bool = False,
        colour: str = "0 g",
        mode: int = 0,
    ) -> Page:
        """One line of text with its baseline at y, counted from the top of the page."""
        font = b"B" if bold else b"F"
        head = f"q {colour} BT {mode} Tr /".encode() + font + f" {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm (".encode()
        self.ops.append(head + escape(text) + b") Tj ET Q")
        return self

    def lines(self, x: float, y: float, text: str, size: float = 10, leading: float = 14) -> Page:
        """Lines below each other; one that begins with # is a bold heading with space above it."""
        for line in text.strip("\n").split("\n"):
            if line.startswith("#"):
                y += 8
                self.text(x, y, line.lstrip("# "), size + 2, bold=True)
            elif line.startswith("*"):
                self.text(x, y, line.lstrip("* "), size, bold=True)
            else:
                self.text(x, y, line, size)
            y += leading
        return self

    def rect(self, x: float, y: float, width: float, height: float, colour: str = "0 g") -> Page:
        """A filled rectangle with its upper left corner at x, y."""
        self.ops.append(f"q {colour} {x} {HEIGHT - y - height} {width} {height} re f Q".encode())
        return self

    def raw(self, ops: str) -> Page:
        self.ops.append(ops.encode())
        return self

    def image(self, x: float, y: float, width: float, height: float) -> Page:
        self.ops.append(f"q {width} 0 0 {height} {x} {HEIGHT - y - height} cm /Im Do Q".encode())
        return self


def build(*pages: Page, info: dict[str, str] | None = None, encrypted: bool = False, compress: bool = False) -> bytes:
    """The file. Its resources: fonts F and B, image Im, states Clear (transparent) and Half, layer Off that
    is off."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(extra: str, data: bytes) -> int:
        if compress:
            data, extra = zlib.compress(data), extra + " /Filter /FlateDecode"
        return add(f"<< {extra} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")

    regular = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    bold = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
    image = stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"\xff\xcc\xff\xcc",
    )
    layer = add(b"<< /Type /OCG /Name (Layer) >>")
    resources = (
        f"<< /Font << /F {regular} 0 R /B {bold} 0 R >> /XObject << /Im {image} 0 R >> "
        f"/ExtGState << /Clear << /ca 0 /CA 0 >> /Half << /ca 0.5 >> >> /Properties << /Off {layer} 0 R >> >>"
    )
    tree = len(objects) + 1 + sum(2 + len(page.annotations) for page in pages)
    kids: list[int] = []
    for page in pages:
        content = stream("", b"\n".join(page.ops))
        notes = [add(note.encode()) for note in page.annotations]
        annots = " ".join(f"{note} 0 R" for note in notes)
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R "
                f"/Resources {resources} /Annots [{annots}] >>".encode()
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    assert add(f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()) == tree
    root = add(
        f"<< /Type /Catalog /Pages {tree} 0 R /OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] "
        f">> >> >>".encode()
    )
    return _file(objects, f"/Root {root} 0 R" + _extras(add, info, encrypted))


def _extras(add: Callable[[bytes], int], info: dict[str, str] | None, encrypted: bool) -> str:
    """Entries of the trailer for the document's properties and for a password nobody knows."""
    trailer = ""
    if info:
        fields = b" ".join(b"/" + key.encode() + b" (" + escape(value) + b")" for key, value in info.items())
        trailer += f" /Info {add(b'<< ' + fields + b' >>')} 0 R"
    if encrypted:
        secret = "<" + "5a" * 32 + ">"
        lock = add(f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O {secret} /U {secret} >>".encode())
        trailer += f" /Encrypt {lock} 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    return trailer


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
