"""Fixtures that all apps' tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Nothing outside the database carries over from one test to the next."""
    yield
    cache.clear()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def shared_data() -> Path:
    """The folder of test data beside the checkout; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the test data in {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A real Celery worker, on threads of this process, over whatever broker the settings name."""
    from interviewer.celery import app
    from interviewer.embedded.worker import EmbeddedWorker

    app.control.purge()
    running = EmbeddedWorker(app, beat=False)
    running.start()
    yield
    running.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With ``STRICT_TESTS`` set, as CI does, a test that is skipped has failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("STRICT_TESTS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here, but this was: {report.longrepr}"
