from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.tests.stack import Stack

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One running product for the tests of a worker: they add to it, and leave it running."""
    running = Stack(tmp_path_factory.mktemp("stack"), extra={"SWEEP_EVERY_SECONDS": "2"})
    running.start()
    yield running
    running.discard()


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """A product of the test's own, to be stopped and killed at will. Not started yet."""
    running = Stack(tmp_path, extra={"SWEEP_EVERY_SECONDS": "2"})
    yield running
    running.discard()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed browser; the test is skipped where there is none."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("needs Chromium: install the package chromium")
