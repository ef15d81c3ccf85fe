"""Starts the web server, the worker and the beat as one, watches over them, and stops them together."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from interviewer.embedded.parent import die_with_parent
from interviewer.embedded.redis_server import PrivateRedis

logger = logging.getLogger(__name__)

READY_SECONDS = 90
STOP_SECONDS = 12


class CannotStart(Exception):
    """The message tells a person what to do about it."""


def require_free_port(host: str, port: int) -> None:
    """Raises CannotStart where another program listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(
                f"Port {port} needs more rights than this user has. Choose another: PORT=8000 make run"
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Port {port} on {host} is taken by another program. "
                f"Stop it, or choose another port: PORT={port + 1} make run"
            ) from error


@contextlib.contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Two of these on one database would start two beats and two brokers. Raises CannotStart for the second."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart("It is running already (in this folder). Stop that one first, with Ctrl-C.") from error
        yield


@dataclass
class Child:
    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us, and we stop them in order
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Supervisor:
    children: Sequence[Child | PrivateRedis]
    pid_file: Path
    out: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        for child in self.children:
            child.start()
        self._write_pids()

    def _write_pids(self) -> None:
        """Which process is which, for whoever looks after this machine."""
        pids = {child.name: child.process.pid for child in self.children if child.process}
        self.pid_file.write_text(json.dumps(pids))

    def wait_until_ready(self, url: str) -> None:
        """Raises CannotStart when the web process or the worker doesn't come up."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping.is_set():
            for child in self.children:
                if child.ended:
                    raise CannotStart(
                        f"The {child.name} process ended at once. The end of {child.log}:\n{_tail(child.log)}"
                    )
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"The services did not come up within {READY_SECONDS} s. "
                    f"Their logs are in {self.children[0].log.parent}."
                )
            self.stopping.wait(0.2)

    def watch(self) -> None:
        """Until told to stop: a process that ends is started again, ever more slowly if it keeps ending."""
        while not self.stopping.wait(0.3):
            for child in self.children:
                if not child.ended:
                    continue
                lived = time.monotonic() - child.started_at
                child.failures = 1 if lived > 30 else child.failures + 1
                pause = min(30.0, 0.5 * 2 ** (child.failures - 1))
                self.out(f"The {child.name} process ended (see {child.log}); starting it again.")
                if self.stopping.wait(pause):
                    return
                self._start_again(child)
                self._write_pids()

    def _start_again(self, child: Child | PrivateRedis) -> None:
        try:
            child.start()
        except (OSError, RuntimeError) as problem:
            self.out(f"The {child.name} process could not be started: {problem}")

    def stop(self) -> None:
        self.stopping.set()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.stop()
        for child in self.children:
            child.wait(deadline)
        self.pid_file.unlink(missing_ok=True)


def _tail(path: Path, lines: int = 15) -> str:
    file: IO[str]
    with path.open(errors="replace") as file:
        return "".join(file.readlines()[-lines:])


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, **changes}
