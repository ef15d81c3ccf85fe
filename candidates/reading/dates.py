"""Dates and ranges of dates as resumes write them, in English, German, French, Spanish, Italian, Portuguese and
Dutch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "jan(?:uary|uar|uari|vier|v)?|jän(?:ner)?|ene(?:ro)?|gen(?:naio)?|janeiro",
    "feb(?:ruary|ruar|ruari|rero|braio)?|f[ée]v(?:rier|r|ereiro)?",
    "mar(?:ch|s|zo|ço)?|mär(?:z)?|mrz|maerz|maart|mrt",
    "apr(?:il|ile)?|avr(?:il)?|abr(?:il)?",
    "may|mai|mei|mayo|mag(?:gio)?|maio",
    "june?|juni?|juin|junio|giu(?:gno)?|junho",
    "july?|juli?|juil(?:let)?|julio|lug(?:lio)?|julho",
    "aug(?:ust(?:us)?)?|août|aout|ago(?:sto)?",
    "sep(?:t|tember|tembre|tiembre)?|set(?:tembre|embro|iembre)?",
    "oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|out(?:ubro)?",
    "nov(?:ember|embre|iembre|embro)?",
    "dec(?:ember)?|dez(?:ember|embro)?|d[ée]c(?:embre)?|dic(?:iembre|embre)?",
)
_MONTH = "|".join(_MONTHS)
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_DATE = (
    rf"(?:(?:(?:{_MONTH})\.?,?\s+(?:de\s+|del\s+)?(?:\d{{1,2}},\s+)?|"
    r"(?:spring|summer|fall|autumn|winter|ws|ss|q[1-4])\s+)"
    rf"['’]?(?:{_YEAR}|\d{{2}}\b)"
    rf"|(?:\d{{1,2}}[./])?\d{{1,2}}\s?[./]\s?{_YEAR}|{_YEAR}\s?[/.]\s?(?:0[1-9]|1[0-2])\b|{_YEAR}-(?:0[1-9]|1[0-2])\b"
    rf"|{_YEAR})"
)
_NOW = (
    r"(?:present|now|today|current(?:ly)?|ongoing|to date|date|heute|aktuell|jetzt|laufend|actualidad|"
    r"(?:la )?actualité|"
    r"(?:el )?presente|actual(?:mente)?|aujourd['’]hui|maintenant|ce jour|en cours|oggi|attuale|atual|heden|nu|"
    r"atualmente|hoy|"
    r"(?:la )?fecha)"
)
_TO = (
    r"\s*(?:[-\u2010-\u2015−~]+|\bto\b|\bbis\b|\buntil\b|\btot\b|\bt/m\b|\bhasta\b|\bau\b|\bà\b|\ba\b|\bal\b"
    r"|\bthrough\b)\s*"
)
RANGE = re.compile(
    rf"(?<![\w/.])(?:(?:seit|since|from|von|desde|depuis|de|du)\s+)?(?P<start>{_DATE}|(?:{_MONTH})\.?(?=\s*[-\u2010-\u2015]))"
    rf"{_TO}(?P<end>{_DATE}|{_NOW}(?!\w))",
    re.IGNORECASE,
)
SINCE = re.compile(rf"(?<!\w)(?:seit|since|sinds|desde|depuis|ab)\s+(?P<start>{_DATE})", re.IGNORECASE)
SINGLE = re.compile(rf"(?<![\w/-])(?P<start>{_DATE})(?![\w/])", re.IGNORECASE)
NOW = re.compile(rf"^{_NOW}$", re.IGNORECASE)
YEAR = re.compile(_YEAR)
MONTH_NAME = [re.compile(rf"^(?:{names})\b", re.IGNORECASE) for names in _MONTHS]


@dataclass(frozen=True)
class Span:
    start: str | None
    """As written."""
    end: str | None
    at: int
    to: int
    """Where in the text it stands."""

    @property
    def is_range(self) -> bool:
        return self.start is not None and self.end is not None


def find_span(text: str) -> Span | None:
    """The first range of dates in `text`; else a date alone, as an end."""
    match = RANGE.search(text)
    if match:
        return Span(match["start"].strip(), match["end"].strip(), match.start(), match.end())
    match = SINCE.search(text)
    if match:
        return Span(match["start"].strip(), None, match.start(), match.end())
    match = SINGLE.search(text)
    return Span(None, match["start"].strip(), match.start(), match.end()) if match else None


def without(text: str, span: Span | None) -> str:
    """The text with its date taken out, and the brackets and signs around it."""
    if span is None:
        return text
    before = re.sub(r"[\s(\[|,;:/–—-]+$", "", text[: span.at])
    after = re.sub(r"^[\s)\]|,;:.]+", "", text[span.to :])
    after = re.sub(
        r"^\(?\d+ (?:years?|yrs?|months?|mos?|Jahre?|Monate?|años?|mes(?:es)?|ans?|mois)\b[^)]*\)?", "", after
    )
    return f"{before}\t{after}".strip("\t ") if before and after else (before or after).strip()


def month_index(written: str | None, *, end: bool = False, today: date | None = None) -> int | None:
    """Months since year 0 of a date as written; a bare year is its January, or at the end of a range its
    December."""
    if not written:
        return None
    if NOW.match(written.strip()):
        now = today or date.today()
        return now.year * 12 + now.month - 1
    year = YEAR.search(written)
    if not year:
        short = re.search(r"\d{2}$", written)
        if not short:
            return None
        value = int(short[0]) + (2000 if int(short[0]) < 50 else 1900)
    else:
        value = int(year[0])
    for month, names in enumerate(MONTH_NAME):
        if names.match(written.strip()):
            return value * 12 + month
    rest = YEAR.sub("", written, count=1)
    numbers = [int(n) for n in re.findall(r"\d{1,2}", rest)] if year else []
    if numbers and 1 <= numbers[-1] <= 12:
        return value * 12 + numbers[-1] - 1
    return value * 12 + (11 if end else 0)


def years_between(spans: list[tuple[str | None, str | None]], today: date | None = None) -> float | None:
    """Years covered by the ranges together, overlaps counted once; None without a usable range."""
    intervals: list[tuple[int, int]] = []
    for start, end in spans:
        # A start alone is a "since"; a date alone is kept as an end.
        first, last = month_index(start, today=today), month_index(end or "now", end=True, today=today)
        if first is None or last is None or last < first or last - first > 12 * 60:
            continue
        bare_years = bool(start and end and re.fullmatch(r"\d{4}", start) and re.fullmatch(r"\d{4}", end))
        # "2014 - 2016" is two years, as people count it.
        intervals.append((first, max(first + 1, last - 11 if bare_years else last)))
    covered, reached = 0, -1
    for first, last in sorted(intervals):
        covered += max(0, last - max(first, reached))
        reached = max(reached, last)
    return round(covered / 12, 1) if intervals else None
