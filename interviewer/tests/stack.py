"""The real product, started by its own command, for tests that want all of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from interviewer.embedded.redis_server import free_port

# Nobody listens there: a connection is refused at once.
NOBODY = "127.0.0.1:9"


def until(condition: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """The condition's first true value. Fails the test when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what or condition}")
        time.sleep(0.05)


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (URLError, OSError):
        return 0, ""


@dataclass
class Stack:
    """``manage.py run`` with data of its own. On PostgreSQL it gets a database of its own as well."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[str] | None = None
    database: str = ""
    starts: int = 0

    @property
    def log_file(self) -> Path:
        return self.folder / f"run-{self.starts}.log"

    @property
    def printed(self) -> str:
        """What the command has printed since its last start."""
        return self.log_file.read_text()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        keep = {
            k: v for k, v in os.environ.items() if k not in {"VAR_DIR", "DEBUG", "SECRET_KEY", "PYTEST_CURRENT_TEST"}
        }
        changes = {
            "VAR_DIR": str(self.folder),
            "PORT": str(self.port),
            "REDIS_PREFIX": f"stack-{self.folder.name}-{os.getpid()}",
        }
        if self.database:
            changes["DATABASE_URL"] = self.database
        # Nothing here may call out: a test that wants a provider points it at this machine.
        keep = {k: v for k, v in keep.items() if not k.endswith(("_API_KEY", "_API_KEYS"))}
        changes |= {"TTS_PROVIDER": "espeak", "EDGE_TTS_URL": f"ws://{NOBODY}"}
        return {**keep, **changes, **self.extra}

    def start(self) -> None:
        self.port = self.port or free_port()
        if settings.DATABASE_URL and not self.database:
            self._create_database()
        self.starts += 1
        log = self.log_file.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=log,
            stderr=log,
            text=True,
        )
        until(self._ready, 120, "the services to come up")

    def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.printed
        return "Stop with Ctrl-C." in self.printed

    def _create_database(self) -> None:
        import psycopg

        parts = urlsplit(settings.DATABASE_URL)
        name = f"stack_{self.folder.name}_{os.getpid()}".replace("-", "_").lower()
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        self.database = urlunsplit(parts._replace(path=f"/{name}"))

    def stop(self) -> int:
        """Press Ctrl-C; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self.process = None
        return code

    def discard(self) -> None:
        if self.process is not None:
            self.stop()
        if self.database:
            import psycopg

            with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{urlsplit(self.database).path[1:]}" WITH (FORCE)')

    @property
    def demo(self) -> dict[str, Any]:
        return json.loads((self.folder / "demo.json").read_text())

    def account(self, role: str) -> dict[str, str]:
        return next(account for account in self.demo["accounts"] if account["role"] == role)

    def process_ids(self) -> dict[str, int]:
        return json.loads((self.folder / "run" / "processes.json").read_text())

    def kill(self, name: str) -> None:
        os.kill(self.process_ids()[name], signal.SIGKILL)

    def manage(self, *arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def simulate(self, kind: str, *arguments: str) -> list[dict[str, Any]]:
        link = self.demo["candidate_links"][kind]
        result = self.manage("simulate", "--url", self.base_url, "--interview", link, "--json", *arguments)
        assert result.stdout, result.stderr
        return json.loads(result.stdout)["sessions"]
