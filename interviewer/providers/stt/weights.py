"""Fetching a Whisper checkpoint. Only with WHISPER_DOWNLOAD, only from a worker, and nobody waits for it."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status

logger = logging.getLogger(__name__)

QUIET_SECONDS = 30.0  # without a byte, and the download is given up; the next one goes on from there
_starting = threading.Lock()
_running: set[str] = set()


def location(model: str) -> Path:
    """``WHISPER_MODEL`` names a size, whose file lies in ``WHISPER_DIR``, or is the path of a checkpoint."""
    given = Path(model)
    return given if given.suffix == ".pt" else Path(settings.WHISPER_DIR) / f"{model}.pt"


def in_worker() -> bool:
    """Whether this thread carries out a task. The web process's own threads never do."""
    from celery import current_task

    return bool(current_task)


def fetch_in_background(model: str) -> bool:
    """Start the download if it is wanted and this is a worker; whether one runs now. Returns at once."""
    if not settings.WHISPER_DOWNLOAD or location(model).is_file() or not in_worker():
        return False
    with _starting:
        if model in _running:
            return True
        _running.add(model)
    threading.Thread(target=_fetch_quietly, args=(model,), name="whisper-download", daemon=True).start()
    return True


def _fetch_quietly(model: str) -> None:
    try:
        fetch(model)
    except ProviderError as error:
        logger.warning("the speech model %s was not downloaded: %s", model, error)
    except Exception:
        logger.exception("the speech model %s was not downloaded", model)
    finally:
        with _starting:
            _running.discard(model)


def fetch(model: str) -> Path:
    """Download the checkpoint of a size, or go on where a download was broken off; its path. It may take minutes.

    The file appears under its name only when it is whole and its checksum is right. Raises ProviderError.
    """
    target = location(model)
    source, checksum = _source(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.with_suffix(".lock")):
        if target.is_file():
            return target
        partial = target.with_suffix(".part")
        _download(source, partial, model)
        if _sha256(partial) != checksum:
            partial.unlink()
            raise ProviderError("the downloaded speech model is damaged", Category.INVALID_OUTPUT)
        partial.replace(target)
    logger.info("the speech model %s is ready", model)
    return target


def _source(model: str) -> tuple[str, str]:
    """Address and SHA-256 of a size's checkpoint, as the whisper package lists them."""
    import whisper

    address = whisper._MODELS.get(model)
    if address is None:
        raise ProviderError(f"there is no speech model called {model}", Category.NOT_CONFIGURED, permanent=True)
    checksum, name = address.split("/")[-2:]
    return f"{settings.WHISPER_BASE_URL}/{checksum}/{name}", checksum


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Raises ProviderError where another process downloads already. A process that dies lets go of it."""
    try:
        import fcntl
    except ImportError:  # a system without it: the checksum catches what two downloads would spoil
        yield
        return
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ProviderError("another worker is downloading the speech model", Category.UNAVAILABLE) from error
        yield


def _download(source: str, partial: Path, model: str) -> None:
    import httpx

    have = partial.stat().st_size if partial.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    logger.info("downloading the speech model %s", model)
    try:
        with httpx.stream("GET", source, headers=headers, timeout=QUIET_SECONDS, follow_redirects=True) as response:
            if response.status_code == 416:  # all of it is here already
                return
            if not response.is_success:
                raise from_status("the speech model's server", response.status_code, response.headers)
            if response.status_code != 206:
                have = 0
            total = have + int(response.headers.get("content-length") or 0)
            _write(response.iter_bytes(1 << 20), partial, have=have, total=total, model=model)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise ProviderError("the speech model's download broke off", Category.UNAVAILABLE) from error


def _write(parts: Iterator[bytes], partial: Path, *, have: int, total: int, model: str) -> None:
    told = 0
    with partial.open("ab" if have else "wb") as file:
        for part in parts:
            file.write(part)
            have += len(part)
            tenth = have * 10 // total if total else 0
            if tenth > told:
                told = tenth
                logger.info("speech model %s: %d %% of %d MB", model, tenth * 10, total // 1_000_000)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
