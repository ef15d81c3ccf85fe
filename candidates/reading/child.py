"""The process in which a file is read: started for one file, limited, and killed when it takes too long.

Reads the file from standard input and writes a ReadResult as JSON to standard output. Knows nothing of the
web
application: no Django, no settings, no database.
"""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import sys
import types
from pathlib import Path

from candidates.reading.limits import Encrypted, Limits, TooComplex, Unreadable

ROOT = Path(__file__).resolve().parent.parent.parent


def limit_resources(limits: Limits) -> None:
    wanted = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 16 * 1024 * 1024,
    }
    for what, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # some systems refuse one of them; the clock still holds
            resource.setrlimit(what, (value, value))


def import_lightly() -> None:
    """Make `interviewer.taxonomy` importable without running the project package's own start-up."""
    package = types.ModuleType("interviewer")
    package.__path__ = [str(ROOT / "interviewer")]
    sys.modules.setdefault("interviewer", package)


def read(data: bytes, limits: Limits) -> str:
    """A ReadResult as JSON."""
    from candidates.reading.result import MESSAGES, failed

    try:
        return _read(data, limits)
    except Encrypted:
        return failed("encrypted").model_dump_json()
    except (TooComplex, MemoryError, RecursionError):
        return failed("too_complex").model_dump_json()
    except Unreadable:
        return failed("invalid", None if data else MESSAGES["empty"]).model_dump_json()
    except Exception:  # a broken file can raise anything inside pdfminer
        return failed("invalid", MESSAGES["damaged"]).model_dump_json()


def _read(data: bytes, limits: Limits) -> str:
    from candidates.reading.assemble import assembled

    if b"%PDF-" in data[:1024]:
        from candidates.reading.pdf.read import read_pdf

        content = read_pdf(data, limits)
    elif data[:4] == b"PK\x03\x04":
        from candidates.reading.docx import read_docx

        content = read_docx(data, limits)
    else:
        raise Unreadable
    return assembled(content.lines, content.flags, content.targets, content.pages, limits).model_dump_json()


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1])) if len(sys.argv) > 1 else Limits()
    limit_resources(limits)
    logging.disable(logging.CRITICAL)  # pdfminer quotes the file in its warnings
    import_lightly()
    data = sys.stdin.buffer.read(limits.max_bytes + 1)
    sys.stdout.write(read(data, limits))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
