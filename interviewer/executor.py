"""The web process's own threads for database work from sockets.

``database_sync_to_async`` sends every call of the process through one shared thread: one slow query would stall
every socket. Here a few threads each take a whole turn, one function in one transaction.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import SyncToAsync
from django.db import close_old_connections, connection

P = ParamSpec("P")
R = TypeVar("R")

_database = ThreadPoolExecutor(max_workers=8, thread_name_prefix="socket-db")
_disk = ThreadPoolExecutor(max_workers=4, thread_name_prefix="socket-disk")
_passing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="in-passing")
_passing_places = threading.BoundedSemaphore(200)

logger = logging.getLogger(__name__)


def release_connection() -> None:
    """Give this thread's connection back before a long wait for something else; the next query takes another.

    Inside a transaction nothing happens: the connection is needed.
    """
    if not connection.in_atomic_block:
        connection.close()


async def in_database(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that queries the database, without holding the event loop."""

    def call() -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_database, call)


async def on_disk(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that only touches files: the database's threads stay free for turns."""
    return await asyncio.get_running_loop().run_in_executor(_disk, lambda: function(*args, **kwargs))


def in_passing(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do something nobody waits for, some time soon, without a query. With too much of it waiting, it is left out."""
    if not _passing_places.acquire(blocking=False):
        return

    def call() -> None:
        try:
            function(*args, **kwargs)
        except Exception:
            logger.warning("what was to be done in passing failed", exc_info=True)
        finally:
            _passing_places.release()

    _passing.submit(call)


def release_request_thread() -> None:
    """End the thread that asgiref keeps for this request, for a handler about to wait long.

    It keeps one from the first middleware that needs it until the answer is sent, idle or not; another is made where
    one is needed again. Hand it nothing that lives in a thread: all queries of such a handler go to ``in_database``.
    """
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is not None:
        executor = SyncToAsync.context_to_thread_executor.pop(context, None)
        if executor is not None:
            executor.shutdown(wait=False)
