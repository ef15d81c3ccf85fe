"""Typst in this process: one compiler, kept warm. Takes plain data and knows nothing of reports.

The data goes in as JSON and comes out of it as strings, so nothing in it is ever read as markup.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).parent / "report.typ"
STANDARD: Final = "ua-1"
BOX = "□"
# Said in the document where characters had to be left out.
NOTE = f"{BOX} stands for a character that no font on this machine can show. The report's page has it."

_LONG_WORD = re.compile(r"\S{41,}")
_PART_OF_IT = re.compile(r".{20}", re.DOTALL)
_UNSHOWABLE = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_MOST_TRIES = 6

_lock = threading.Lock()  # a compiler works for one thread at a time; it lets others run meanwhile
# What no font here can show, as far as it has come up.
_boxed: set[str] = set()


class NotMade(Exception):
    """The PDF could not be made."""


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent)


def compiled(data: dict[str, Any]) -> bytes:
    """The PDF, tagged by PDF/UA-1. ``data`` has a ``note``, which is set where characters can't be shown.

    Raises NotMade.
    """
    data = _map(data, _plain)
    for _ in range(_MOST_TRIES):
        try:
            return _compile(_map(data, _box) | _note(data))
        except typst.TypstError as error:
            missing = set(_unshowable(error))
            if missing <= _boxed:
                logger.error("a PDF could not be made: %s", _kind(error))
                raise NotMade("The PDF could not be made.") from error
            _boxed.update(missing)
    raise NotMade("The PDF could not be made.")


def _compile(data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _lock:
        made = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD])
    if not isinstance(made, bytes):
        raise NotMade("The PDF has no pages.")
    return made


def _note(data: dict[str, Any]) -> dict[str, Any]:
    found = json.dumps(data, ensure_ascii=False)
    return {"note": NOTE} if any(character in found for character in _boxed) else {}


def _unshowable(error: typst.TypstError) -> list[str]:
    """The characters that the compiler names as missing in all fonts."""
    found = []
    for text in _UNSHOWABLE.findall(str(error.diagnostic)):
        text = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda m: chr(int(m[1], 16)), text)
        found += [c for c in re.sub(r"\\(.)", r"\1", text) if not c.isspace() and c != BOX]
    return found


def _kind(error: typst.TypstError) -> str:
    """What went wrong and where in the template, without the text it went wrong with: that is a candidate's."""
    place = re.search(r"\w+\.typ:\d+:\d+", str(error.diagnostic))
    return f"{str(error.message).partition(':')[0][:80]} at {place[0] if place else 'an unknown place'}"


def _map(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: entry if name == "svg" else _map(entry, change) for name, entry in value.items()}
    if isinstance(value, list):
        return [_map(entry, change) for entry in value]
    return value


def _plain(text: str) -> str:
    """Without what is no character of a text, and with places to break in words no line can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    text = "".join(c for c in text if c == "\n" or (unicodedata.category(c) not in _NOT_TEXT and not _invalid(c)))
    return _LONG_WORD.sub(lambda word: _PART_OF_IT.sub("\\g<0>\u200b", word[0]), text)


# Controls, halves of pairs, private and unassigned characters.
_NOT_TEXT = frozenset({"Cc", "Cs", "Co", "Cn"})


def _invalid(character: str) -> bool:
    return ord(character) & 0xFFFE == 0xFFFE


def _box(text: str) -> str:
    return "".join(BOX if c in _boxed else c for c in text) if _boxed.intersection(text) else text


def sample(answers: list[str], chart: str) -> dict[str, Any]:
    """Data as a report's, for measuring."""
    return {
        "title": "A report", "author": "", "language": "en", "footer": "", "name": "A Candidate", "facts": ["A role"],
        "state": "",
        "recommendation": {
            "word": "Recommend", "tone": "good", "reason": "", "rests": "", "summary": answers[0], "corrected": "",
        },
        "score": {"value": "70", "low": "58", "high": "81"},
        "skills": [{"name": "Technical", "score": "70", "range": "58 to 81", "rests": "12 answers"}],
        "charts": [{"svg": chart, "alt": "Skills", "width": 55}],
        "strengths": [], "concerns": [], "tally": "", "marks": True,
        "answers": [
            {
                "label": f"Q{number}", "question": text[:100], "facts": ["A skill"], "why": "", "score": "70",
                "range": "58 to 81", "outcome": "Correct", "tone": "good", "notes": [], "source": "Answer, typed",
                "words": [{"text": text, "mark": "supports"}], "code": [], "feedback": text[:80],
                "covered": [text[:60]], "missed": [], "people": [], "flags": [],
            }
            for number, text in enumerate(answers, 1)
        ],
        "next": [], "quality": [], "versions": [], "note": "",
    }  # fmt: skip
