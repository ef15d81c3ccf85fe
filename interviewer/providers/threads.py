"""Calls that may hang: how not to wait for them longer than is said."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Generic, TypeVar

from django.db import close_old_connections, connection

from interviewer.providers.errors import Category, ProviderError

logger = logging.getLogger(__name__)
R = TypeVar("R")

MAX_ABANDONED = 100  # threads of this process that hang in a library, before no more are started
_abandoned = 0
_counting = threading.Lock()


class _Thread(Generic[R]):
    """One function in a daemon thread, since only a thread can be left behind."""

    def __init__(self, function: Callable[[], R], name: str) -> None:
        self.future: Future[R] = Future()
        self._left = False
        self._ended = False
        context = contextvars.copy_context()
        threading.Thread(target=lambda: self._work(context, function), name=name, daemon=True).start()

    def _work(self, context: contextvars.Context, function: Callable[[], R]) -> None:
        global _abandoned
        try:
            result = context.run(function)
        except Exception as error:
            self.future.set_exception(error)
        except BaseException as error:
            # A library that calls exit() ends its thread, not ours.
            self.future.set_exception(RuntimeError(type(error).__name__))
        else:
            self.future.set_result(result)
        with _counting:
            self._ended = True
            _abandoned -= self._left

    def leave(self) -> None:
        global _abandoned
        with _counting:
            if not self._ended:
                self._left = True
                _abandoned += 1


def within(seconds: float, function: Callable[[], R], provider: str) -> R:
    """What ``function`` returns, or ProviderError: also when it hangs, and for any exception of a library.

    A function that hangs keeps its thread; with ``MAX_ABANDONED`` of them no more are started.
    """
    if _abandoned >= MAX_ABANDONED:
        raise ProviderError(f"too many calls hang already: {provider} is not asked", Category.UNAVAILABLE)
    thread = _Thread(function, f"ask-{provider}")
    try:
        return thread.future.result(timeout=seconds)
    except ProviderError:
        raise
    except FutureTimeout:
        thread.leave()
        raise ProviderError(f"{provider} did not answer within {seconds:.1f} s", Category.TIMEOUT) from None
    except Exception as error:
        # What a library says may quote the prompt: only the kind of error is kept.
        raise ProviderError(f"{provider} failed with {type(error).__name__}", Category.UNAVAILABLE) from None


def in_background(function: Callable[[], None]) -> None:
    """Run ``function`` in a thread nobody waits for, with database connections of its own."""

    def work() -> None:
        try:
            function()
        except Exception:
            logger.warning("a background probe failed", exc_info=True)
        finally:
            connection.close()

    threading.Thread(target=work, name="provider-probe", daemon=True).start()


_callers = ThreadPoolExecutor(max_workers=64, thread_name_prefix="provider")


async def in_thread(function: Callable[[float], R], deadline: float) -> R:
    """Run a blocking call from a coroutine. ``function`` gets what is left of ``deadline`` when it starts.

    These threads are apart from those for database work, which must never wait for a vendor.
    """
    ends = time.monotonic() + deadline

    def call() -> R:
        close_old_connections()
        try:
            return function(max(ends - time.monotonic(), 0.0))
        finally:
            close_old_connections()

    running = asyncio.get_running_loop().run_in_executor(_callers, call)
    try:
        # The call keeps the deadline itself; this catches only a pool or a database that is overrun.
        return await asyncio.wait_for(running, deadline + 1.0)
    except TimeoutError:
        raise ProviderError("the call found no free thread in time", Category.TIMEOUT) from None
