from __future__ import annotations

import subprocess
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from candidates.reading import Limits, ReadResult, read_resume_file, reader
from candidates.reading.result import PASTE
from candidates.reading.tests.docxs import build as build_docx
from candidates.reading.tests.docxs import paragraph
from candidates.reading.tests.pdfs import Page, build

TEXT = """# Vera Lind
vera@lind.example
# Experience
Analyst, Nordbank AG, 2019 - 2022
Built reports in Python.
# Skills
Python, SQL"""


@pytest.fixture
def read(tmp_path: Path):
    def go(data: bytes, name: str = "resume.pdf", **limits: float) -> ReadResult:
        path = tmp_path / name
        path.write_bytes(data)
        return read_resume_file(path, limits=replace(Limits(), **limits))

    return go


def test_a_pdf_is_read_in_a_process_of_its_own(read) -> None:
    result = read(build(Page().lines(72, 72, TEXT), compress=True))
    assert result.state == "parsed" and result.message == "" and result.pages == 1
    assert (result.facts.name, result.facts.email) == ("Vera Lind", "vera@lind.example")
    assert [job.name for job in result.facts.employers] == ["Nordbank AG"]


def test_content_decides_what_a_file_is(read) -> None:
    assert read(build(Page().lines(72, 72, TEXT)), "resume.docx").state == "parsed"
    assert read(b"GIF89a" + build(Page().lines(72, 72, TEXT))).facts.name == "Vera Lind"
    word = build_docx("".join(map(paragraph, TEXT.replace("# ", "").split("\n"))))
    assert read(word, "resume.pdf").facts.name == "Vera Lind"
    assert read(b"\x89PNG\r\n\x1a\n" + b"\x00" * 500).state == "invalid"
    assert read(b"PK\x03\x04 no zip at all").state == "invalid"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"", "invalid"),
        (b"%PDF-1.4\nnothing else", "invalid"),
        (build(Page()), "no_text"),
        (build(Page().image(0, 0, 612, 792)), "no_text"),
        (build(Page().lines(72, 72, TEXT), encrypted=True), "encrypted"),
        (build(*[Page().text(72, 72, "page") for _ in range(40)]), "too_complex"),
    ],
)
def test_every_state_that_is_not_parsed_tells_what_to_do(read, data: bytes, state: str) -> None:
    result = read(data)
    assert result.state == state
    assert result.message.endswith(PASTE)
    assert result.text == "" and result.facts.name is None


def test_a_large_file_is_refused_with_the_limit_named(read) -> None:
    result = read(b"%PDF-1.4" + b" " * (2 * 1024 * 1024), max_bytes=1024 * 1024)
    assert result.state == "invalid" and "1 MB" in result.message


def test_a_missing_file_is_a_result_and_no_error(tmp_path: Path) -> None:
    assert read_resume_file(tmp_path / "nowhere.pdf").state == "invalid"
    assert read_resume_file(tmp_path).state == "invalid"


def test_a_stream_that_unpacks_to_more_than_memory_is_too_complex(read) -> None:
    packed = zlib.compress(b"\x00" * (300 * 1024 * 1024), 9)
    body = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"
    page = build(Page().text(72, 72, "x"))
    at = page.index(b"<<  /Length")
    data = page[:at] + body + page[page.index(b"endstream", at) + 9 :]
    assert read(data, memory=300 * 1024 * 1024).state in {"too_complex", "invalid"}


def test_a_file_that_takes_too_long_is_given_up_and_leaves_nothing_behind(
    read, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def slow(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(real([sys.executable, "-c", "import time; time.sleep(60)"], **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(reader.subprocess, "Popen", slow)
    begin = time.monotonic()
    assert read(build(Page()), wall_seconds=0.3).state == "too_complex"
    assert time.monotonic() - begin < 5
    assert started[0].poll() is not None


@pytest.mark.parametrize("code", ["import os; os.write(1, b'x' * 10_000_000)", "raise SystemExit(3)", "print('{')"])
def test_a_child_that_misbehaves_gives_a_named_state(read, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    real = subprocess.Popen
    monkeypatch.setattr(reader.subprocess, "Popen", lambda _, **options: real([sys.executable, "-c", code], **options))
    assert read(build(Page())).state in {"too_complex", "invalid"}


def test_the_reading_process_loads_neither_django_nor_settings() -> None:
    code = (
        "import sys, candidates.reading.child as child\n"
        "from candidates.reading.limits import Limits\n"
        "child.import_lightly()\n"
        "child.read(sys.stdin.buffer.read(), Limits())\n"
        "heavy = {'django', 'celery', 'interviewer.settings', 'channels'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=build(Page().lines(72, 72, TEXT)),
        cwd=reader.ROOT,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_form_objects_that_call_each_other_for_ever_end_soon(read) -> None:
    page = build(Page().raw("/Im Do"))
    looped = page.replace(b"/Subtype /Image /Width 2 /Height 2", b"/Subtype /Form /BBox [0 0 9 9] /X 123")
    assert read(looped).state in {"no_text", "too_complex", "invalid"}


def test_a_scan_is_read_where_tesseract_is_installed(read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\ncat > /dev/null\nprintf 'Vera Lind\\nvera@lind.example\\n\\nSkills\\nPython, SQL\\n'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    result = read(build(Page().image(0, 0, 612, 792)))
    assert result.state == "parsed" and result.facts.email == "vera@lind.example"


def test_the_result_survives_json(read) -> None:
    result = read(build(Page().lines(72, 72, TEXT)))
    assert ReadResult.model_validate_json(result.model_dump_json()) == result
