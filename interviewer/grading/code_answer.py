"""Code answers, read but never run: what they name and say is compared, which is weak evidence and said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_COMMENT = re.compile(r"(?:#|//|--).*$", re.MULTILINE)
_BODY = re.compile(
    r"\b(?:return|yield|for|while|if|else|elif|switch|case|match|try|select|insert|update|join|where|print|lambda)\b|=>|[-+*/%|&^]?=|\w\("
)


@dataclass(frozen=True)
class CodeWork:
    """What was written beyond the starter: its lines, and whether there is any statement among them."""

    lines: tuple[str, ...]
    has_statements: bool

    @property
    def nothing(self) -> bool:
        return not self.lines


def code_work(code: str, starter: str) -> CodeWork:
    """The lines of ``code`` that ``starter`` lacks, comments, blank lines and lone ``pass`` left out."""
    given = {_squeeze(line) for line in starter.splitlines()}
    lines = []
    for line in code.splitlines():
        bare = _squeeze(_LINE_COMMENT.sub("", line))
        if (
            bare
            and bare not in given
            and _squeeze(line) not in given
            and bare not in {"pass", "...", "}", "{", ");", "};"}
        ):
            lines.append(line)
    return CodeWork(tuple(lines), any(_BODY.search(_LINE_COMMENT.sub("", line)) for line in lines))


def without_starter(answer: str, starter: str) -> str:
    """The answer with the starter's lines blanked out and all else where it was: what was given earns nothing."""
    given = {_squeeze(line) for line in starter.splitlines()} - {""}
    return "".join(
        " " * len(line.rstrip("\r\n")) + line[len(line.rstrip("\r\n")) :] if _squeeze(line) in given else line
        for line in answer.splitlines(keepends=True)
    )


def _squeeze(line: str) -> str:
    return "".join(line.split()).lower()
