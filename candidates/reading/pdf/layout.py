"""From glyphs on a page to lines in the order a person reads them, column by column.

Glyphs on one baseline are cut into cells at wide gaps. A column is a strip of white that no cell crosses
over several
lines; the page is split there and each part read by itself. Where the cells on both sides stand on the same
baselines and one side is sparse (dates in the margin, dates on the right), it is a table and is read row by
row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, pairwise
from statistics import median

from candidates.reading.headings import is_known_heading
from candidates.reading.lines import BULLET, LONE_BULLET, Line, tidy
from candidates.reading.pdf.page import Box, Drawn, Glyph

MAX_CELLS = 2_500
CELL_GAP = 0.7
"""Times the size of print: wider than a justified line's gaps between words."""
CELL_GAP_OVER_SPACE = 2.0
"""The same where a space character stands in the gap, which is how browsers justify."""
ICONS = ("awesome", "icon", "fontello", "academicons", "marvosym", "glyphicons", "ionicons", "emoji")
SPACE = 0.17
SAME_BASELINE = 0.32
MIN_ROWS = 3
MIN_COLUMN_HEIGHT = 18.0
BOLD = ("bold", "black", "heavy", "semibold", "demi", "cmbx", "sfbx", "ecbx", "-bd", "medi")


RANGE_BEGUN = re.compile(r"^(?=.*\d).{1,20}\s?(?:[-\u2010-\u2015]|to|bis|a|à)$")
RANGE_ENDED = re.compile(
    r"^(?:[^\W\d_]{3,12}\.?\s?)?(?:(?:\d{1,2}[./])?\d{4}|present|now|today|heute|actualidad|presente|actual|"
    r"current|ongoing|aujourd.hui|jetzt)$",
    re.I,
)


@dataclass(slots=True)
class Cell:
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool


def page_lines(page: Drawn, glyphs: list[Glyph], number: int, columns: Iterable[int] | None = None) -> list[Line]:
    numbering = iter(columns) if columns is not None else count()
    cells = cells_of([glyph for glyph in glyphs if glyph.upright])
    _mark_bullets(cells, page.dots)
    blocks = _read(cells, 0) if len(cells) <= MAX_CELLS else [cells]
    height = max(1.0, page.box[3] - page.box[1])
    lines: list[Line] = []
    for block in blocks:
        column = next(numbering)
        lines += _block_lines(block, number, column, page.box[3], height)
    turned = run_text([glyph for glyph in glyphs if not glyph.upright])
    if turned:
        lines.append(Line([turned], page=number, column=next(numbering), gap=True, top=1.0))
    return lines


def run_text(glyphs: list[Glyph]) -> str:
    """The text of glyphs in the order they were drawn."""
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and not last.text.isspace():
            apart = glyph.box[0] - last.box[2] > SPACE * max(glyph.size, 0.1)
            if apart or glyph.box[2] < last.box[0] or abs(glyph.baseline - last.baseline) > 0.5 * max(glyph.size, 0.1):
                parts.append(" ")
        parts.append(glyph.text)
        last = glyph
    return " ".join(tidy("".join(parts)).split())


def cells_of(glyphs: list[Glyph]) -> list[Cell]:
    fine: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (-g.baseline, g.box[0])):
        if fine and abs(fine[-1][0].baseline - glyph.baseline) <= 0.06 * glyph.size:
            fine[-1].append(glyph)
        else:
            fine.append([glyph])
    return [cell for row in _merge_raised(fine) for cell in _row_cells(row)]


def _merge_raised(fine: list[list[Glyph]]) -> list[list[Glyph]]:
    """Puts what is raised or lowered a little (superscripts, the letters of a logo) into the line it belongs
    to."""
    rows: list[list[Glyph]] = []
    baselines: list[float] = []
    for part in sorted(fine, key=len, reverse=True):
        at = bisect_left(baselines, -part[0].baseline)
        near = [i for i in range(max(0, at - 3), min(len(rows), at + 3)) if _belongs(part, rows[i], -baselines[i])]
        if near:
            closest = min(near, key=lambda i: abs(-baselines[i] - part[0].baseline))
            rows[closest].extend(part)
        else:
            rows.insert(at, list(part))
            baselines.insert(at, -part[0].baseline)
    return rows


def _belongs(part: list[Glyph], row: list[Glyph], baseline: float) -> bool:
    apart = abs(part[0].baseline - baseline)
    size = row[0].size
    if apart <= SAME_BASELINE * min(part[0].size, size):
        return True
    if len(part) > 6 or apart > 0.5 * size or part[0].size > 1.1 * size or size > 20:
        return False
    return any(-0.5 * size < part[0].box[0] - glyph.box[2] < 0.35 * size for glyph in row)


def _row_cells(row: list[Glyph]) -> list[Cell]:
    row.sort(key=lambda g: g.box[0])
    pieces: list[list[Glyph]] = []
    spaces: set[int] = set()
    last: Glyph | None = None
    for glyph in row:
        if any(mark in glyph.font.lower() for mark in ICONS):
            continue  # a picture; the letter behind it means nothing
        if glyph.text.isspace():
            spaces.add(id(last))
            continue
        if last is not None and glyph.text == last.text and abs(glyph.box[0] - last.box[0]) < 0.1 * glyph.size:
            continue  # drawn twice to look bold
        wide = CELL_GAP_OVER_SPACE if id(last) in spaces else CELL_GAP
        if last is None or glyph.box[0] - last.box[2] > wide * max(glyph.size, last.size):
            pieces.append([])
        pieces[-1].append(glyph)
        last = glyph
    cells = [_cell(piece, spaces) for piece in pieces]
    return _join_bullets([cell for cell in cells if cell.text])


def _cell(piece: list[Glyph], spaces: set[int]) -> Cell:
    gaps = [max(0.0, b.box[0] - a.box[2]) for a, b in pairwise(piece)]
    size = median(glyph.size for glyph in piece)
    # Spaced-out headings have a gap after every letter: only more than that is a space.
    usual = median(gaps) if len(gaps) > 2 else 0.0
    usual = usual if usual > 0.1 * size else 0.0
    parts = [piece[0].text]
    for gap, before, glyph in zip(gaps, piece, piece[1:], strict=False):
        explicit = id(before) in spaces and (gap > 0.05 * size or not usual)
        if (explicit and gap >= usual * 1.3) or gap > usual * 1.2 + SPACE * min(before.size, glyph.size):
            parts.append(" ")
        parts.append(glyph.text)
    letters = [glyph for glyph in piece if glyph.text.isalnum()] or piece
    bold = sum(any(mark in glyph.font.lower() for mark in BOLD) for glyph in letters) > 0.6 * len(letters)
    text = " ".join(tidy("".join(parts)).split())
    biggest = max(glyph.size for glyph in letters) if len(letters) < 60 else size
    return Cell(text, piece[0].box[0], piece[-1].box[2], median(g.baseline for g in piece), biggest, bold)


def _join_bullets(cells: list[Cell]) -> list[Cell]:
    joined: list[Cell] = []
    for cell in cells:
        if joined and LONE_BULLET.match(joined[-1].text) and cell.x0 - joined[-1].x1 < 4 * cell.size:
            bullet = joined.pop()
            cell = Cell(f"{bullet.text} {cell.text}", bullet.x0, cell.x1, cell.baseline, cell.size, cell.bold)
        joined.append(cell)
    return joined


def _mark_bullets(cells: list[Cell], dots: list[Box]) -> None:
    """Puts a bullet before the text that a drawn dot stands in front of. Dots in a row are a rating, not
    bullets."""
    dots = sorted(dots, key=lambda dot: (round(dot[1]), dot[0]))
    single = [
        dot
        for at, dot in enumerate(dots)
        if not any(
            abs(o[1] - dot[1]) < 2 and 0 < abs(o[0] - dot[0]) < 16
            for o in (*dots[max(0, at - 1) : at], *dots[at + 1 : at + 2])
        )
    ]
    for x0, y0, x1, y1 in single:
        middle = (y0 + y1) / 2
        beside = [
            cell
            for cell in cells
            if 0 < cell.x0 - x1 < 26 and cell.baseline - 1 < middle < cell.baseline + 0.9 * cell.size
        ]
        cell = min(beside, key=lambda c: c.x0, default=None)
        if cell is not None and not BULLET.match(cell.text):
            cell.text, cell.x0 = f"• {cell.text}", x0


def _rows(cells: list[Cell]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda c: (-c.baseline, c.x0)):
        if rows and abs(rows[-1][0].baseline - cell.baseline) <= SAME_BASELINE * min(cell.size, rows[-1][0].size):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    for row in rows:
        row.sort(key=lambda c: c.x0)
    return rows


def _read(cells: list[Cell], depth: int) -> list[list[Cell]]:
    """Cells in blocks, each of which is read from top to bottom."""
    if not cells:
        return []
    gutter = _gutter(cells) if depth < 6 and len(cells) >= 2 * MIN_ROWS else None
    if gutter is None:
        return [cells]
    x, top, bottom = gutter
    above = [cell for cell in cells if cell.baseline > top]
    below = [cell for cell in cells if cell.baseline < bottom]
    between = [cell for cell in cells if bottom <= cell.baseline <= top]
    left = [cell for cell in between if cell.x1 <= x]
    right = [cell for cell in between if cell.x1 > x]
    parts = (above, left, right, below)
    return [block for part in parts for block in _read(part, depth + 1)]


def _gutter(cells: list[Cell]) -> tuple[float, float, float] | None:
    """The best strip of white between two columns: its x, and the baselines where it begins and ends."""
    rows = _rows(cells)
    best: tuple[float, tuple[float, float, float]] | None = None
    for x in sorted({round(cell.x1 + 1.5) for cell in cells}):
        run: list[Cell] = []
        for row in [*rows, None]:
            if row is not None and not any(cell.x0 < x < cell.x1 for cell in row):
                run += row
                continue
            found = _split(run, x)
            if found and (best is None or found[0] > best[0]):
                best = found
            run = []
    return best[1] if best else None


def _split(run: list[Cell], x: float) -> tuple[float, tuple[float, float, float]] | None:
    left = [cell for cell in run if cell.x1 <= x]
    right = [cell for cell in run if cell.x1 > x]
    if min(len(left), len(right)) < MIN_ROWS - 1 or max(len(left), len(right)) < MIN_ROWS:
        return None
    size = median(cell.size for cell in run)
    width = min(cell.x0 for cell in right) - max(cell.x1 for cell in left)
    # Two lines beside three or more (a name beside the contact data) have to stand well apart.
    few = min(len(left), len(right)) < MIN_ROWS
    if width < max(7.0, (3.0 if few else 0.8) * size):
        return None
    top = min(max(c.baseline for c in left), max(c.baseline for c in right))
    bottom = max(min(c.baseline for c in left), min(c.baseline for c in right))
    if top - bottom < (12.0 if few else MIN_COLUMN_HEIGHT) or _is_table(left, right):
        return None
    # What stands above or below both columns' common part still belongs to its own column.
    # A heading there begins something new: under a short block of contact data, or beside none.
    first, last = max(c.baseline for c in run), min(c.baseline for c in run)
    under = max((cell for cell in run if cell.baseline < bottom), key=lambda c: c.baseline, default=None)
    if under is not None and is_known_heading(under.text):
        last = bottom
    return (top - bottom) + 2 * len(run) + 0.1 * width, (x, first, last)


def _is_table(left: list[Cell], right: list[Cell]) -> bool:
    narrow, wide = sorted((left, right), key=lambda side: sum(len(cell.text) for cell in side))
    if all(any(is_known_heading(cell.text) for cell in side) for side in (narrow, wide)):
        return False  # each side has sections of its own
    baselines = [row[0].baseline for row in _rows(wide)]
    size = median(cell.size for cell in narrow)

    def beside(cell: Cell) -> bool:
        return any(abs(cell.baseline - y) <= 0.35 * size for y in baselines)

    # A heading above a table stands alone on its line, and says nothing of the table.
    rows = [row for row in _rows(narrow) if beside(row[0]) or not is_known_heading(row[0].text)]
    if not rows or sum(beside(row[0]) for row in rows) < 0.75 * len(rows):
        return False
    return median(len(row[0].text) for row in rows) <= 30 or len(rows) < 0.6 * len(baselines)


def _block_lines(block: list[Cell], page: int, column: int, top: float, height: float) -> list[Line]:
    rows = _rows(block)
    steps = [a[0].baseline - b[0].baseline for a, b in pairwise(rows)]
    lines: list[Line] = []
    for at, row in enumerate(rows):
        size = max(cell.size for cell in row)
        usual = _usual_step(steps, size)
        line = Line(
            cells=[cell.text for cell in row],
            size=round(size, 1),
            bold=row[0].bold,
            page=page,
            column=column,
            gap=at == 0 or steps[at - 1] > 1.35 * usual,
            top=(top - row[0].baseline) / height,
            x=row[0].x0,
            spans=[(cell.x0, cell.x1) for cell in row],
        )
        if len(row) > 1 and is_known_heading(row[0].text) and not any(map(is_known_heading, line.cells[1:])):
            lines.append(Line([row[0].text], line.size, True, page, column, True, "heading", line.top, line.x))
            line.cells, line.gap = line.cells[1:], False
        lines.append(line)
    return _join_dates(lines)


def _join_dates(lines: list[Line]) -> list[Line]:
    """A range of dates broken in a narrow left column ("2017 –" above "Present") is put together again."""
    for line, following in pairwise(lines):
        if len(line.cells) < 2 or abs(line.x - following.x) > 30:
            continue
        broken = RANGE_BEGUN.match(line.cells[0]) and RANGE_ENDED.match(following.cells[0])
        if broken and (len(following.cells) > 1 or len(following.cells[0]) < 16):
            line.cells[0] += " " + following.cells.pop(0)
    return [line for line in lines if line.cells]


def _usual_step(steps: list[float], size: float) -> float:
    close = [step for step in steps if 0.8 * size <= step <= 1.9 * size]
    return median(close) if close else 1.25 * size
