from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from candidates.reading.tests.pdfs import Page, build


def test_the_command_prints_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "resume.pdf"
    path.write_bytes(build(Page().lines(72, 72, "# Vera Lind\nvera@lind.example\n# Skills\nPython, SQL")))
    call_command("read_resume", path, "--json")
    assert json.loads(capsys.readouterr().out)["facts"]["name"] == "Vera Lind"
    call_command("read_resume", path)
    assert "Python (python)" in capsys.readouterr().out


def test_the_command_fails_for_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("read_resume", tmp_path / "nowhere.pdf", "--json")
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["state"] == "invalid"
