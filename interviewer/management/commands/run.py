"""Everything on one machine with one command: ``make run``."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from interviewer import demo
from interviewer.embedded.redis_server import PrivateRedis, find_binary
from interviewer.embedded.supervisor import (
    CannotStart,
    Child,
    Supervisor,
    environment,
    only_one,
    python,
    require_free_port,
)


class Command(BaseCommand):
    help = "Prepare the database, then run the web server, the worker and the beat together until Ctrl-C."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-demo", action="store_true", help="Don't fill an empty database with demo data.")

    def handle(self, *args: Any, **options: Any) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)  # what is said is to be seen at once, in a file as on a screen
        host, port = options["host"], options["port"]
        try:
            with ExitStack() as stack:
                require_free_port(host, port)
                stack.enter_context(only_one(settings.VAR_DIR / "run" / "lock"))
                self._run(stack, host, port, with_demo=not options["no_demo"])
        except CannotStart as problem:
            raise CommandError(str(problem)) from problem

    def _run(self, stack: ExitStack, host: str, port: int, *, with_demo: bool) -> None:
        began = time.monotonic()
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        demo_file = settings.VAR_DIR / "demo.json"
        known = demo.read_file(demo_file)
        fresh = with_demo and demo.is_empty()
        if fresh:
            self.stdout.write("Filling it with a small demo …")
            known = demo.seed()
        base_url = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104
        content = demo.write_file(demo_file, base_url, known)
        connections.close_all()

        supervisor = Supervisor(
            self._children(stack, host, port), settings.VAR_DIR / "run" / "processes.json", self.stdout.write
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.stopping.set())
        stack.callback(self._stopped)
        stack.callback(supervisor.stop)
        self.stdout.write("Starting …")
        supervisor.start()
        supervisor.wait_until_ready(f"{base_url}/health/ready")
        if not supervisor.stopping.is_set():
            self._announce(content, fresh, time.monotonic() - began)
        supervisor.watch()
        self.stdout.write("Stopping …")

    def _children(self, stack: ExitStack, host: str, port: int) -> Sequence[Child | PrivateRedis]:
        logs = settings.VAR_DIR / "log"
        logs.mkdir(parents=True, exist_ok=True)
        changes = {"HOST": host, "PORT": str(port)}
        if not settings.REDIS_URL_GIVEN:
            binary = find_binary() if settings.PRIVATE_REDIS else None
            if binary is None:
                self.stdout.write("Without a redis-server: background work runs inside the web process.")
                return [_web(host, port, changes, logs)]
            redis = PrivateRedis(settings.VAR_DIR, binary)
            try:
                redis.start()
            except RuntimeError as problem:
                raise CannotStart(str(problem)) from problem
            stack.callback(redis.close)
            changes["REDIS_URL"] = redis.url
            return [redis, *_services(host, port, changes, logs)]
        return _services(host, port, changes, logs)

    def _announce(self, content: dict[str, Any], fresh: bool, seconds: float) -> None:
        base = content["base_url"]
        lines = [
            "",
            self.style.SUCCESS(f"Ready after {seconds:.0f} s."),
            f"  Dashboard       {base}/dashboard/",
            f"  Admin           {base}/admin/",
        ]
        for kind, link in content["candidate_links"].items():
            lines.append(f"  Candidate link  {link}  ({kind})")
        if fresh:
            lines.append("")
            lines.append("  Sign in with (shown this once, and kept in var/demo.json):")
            for account in content["accounts"]:
                lines.append(f"    {account['role']:<12} {account['email']:<24} {account['password']}")
        lines += ["", "Stop with Ctrl-C."]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _stopped(self) -> None:
        self.stdout.write("Stopped.")


def _services(host: str, port: int, changes: dict[str, str], logs: Path) -> list[Child]:
    return [_web(host, port, changes, logs), _worker(changes, logs), _beat(changes, logs)]


def _web(host: str, port: int, changes: dict[str, str], logs: Path) -> Child:
    command = python("-m", "daphne", "-v", "0", "-b", host, "-p", str(port), "interviewer.asgi:application")
    return Child("web", command, environment(**changes), logs / "web.log")


def _worker(changes: dict[str, str], logs: Path) -> Child:
    command = python(
        "-m", "celery", "-A", "interviewer", "worker", "--pool", "threads", "--concurrency", "8",
        "--queues", ",".join(settings.QUEUES), "--without-mingle", "--without-gossip", "--loglevel", "INFO",
    )  # fmt: skip
    return Child("worker", command, environment(**changes), logs / "worker.log")


def _beat(changes: dict[str, str], logs: Path) -> Child:
    schedule = settings.VAR_DIR / "run" / "beat-schedule"
    command = python("-m", "celery", "-A", "interviewer", "beat", "--schedule", str(schedule), "--pidfile=")
    return Child("beat", command, environment(**changes), logs / "beat.log")
