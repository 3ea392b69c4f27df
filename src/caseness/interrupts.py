"""An interrupt that cannot get lost on the way: it is remembered, and heard again where work may stop.

Python raises ``KeyboardInterrupt`` wherever the program happens to be. In a finaliser or a callback it is printed and
dropped, and DuckDB turns one that arrives during a query into a `RuntimeError`. Work would go on, or end as a fault.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_heard: list[int] = []


@contextmanager
def remembered() -> Iterator[None]:
    """Within it an interrupt is raised as ever and remembered, so that it ends in ``KeyboardInterrupt`` whatever comes of it.

    Where whoever started the program wants interrupts ignored, they are. Other threads than the first hear none.
    """
    if not _raised_here():
        yield
        return
    earlier = signal.signal(signal.SIGINT, _remember)
    try:
        yield
        heed()
    except Exception:
        heed()
        raise
    finally:
        signal.signal(signal.SIGINT, earlier)
        _heard.clear()


def heed() -> None:
    """Raise ``KeyboardInterrupt`` if there was an interrupt: before anything is put in place, and between steps of long work."""
    if _heard:
        raise KeyboardInterrupt


@contextmanager
def held_back() -> Iterator[None]:
    """Within it interrupts wait until its end. Processes started meanwhile inherit that they hear none."""
    waiting: list[int] = []
    raised = _raised_here()
    earlier = signal.signal(signal.SIGINT, lambda number, _frame: waiting.append(number)) if raised else None
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if raised:
            signal.signal(signal.SIGINT, earlier)
    if waiting:
        signal.raise_signal(signal.SIGINT)


def _remember(number: int, _frame: object) -> None:
    _heard.append(number)
    raise KeyboardInterrupt


def _raised_here() -> bool:
    """Whether an interrupt is raised in this thread: the first alone hears one, and none that is ignored from outside."""
    return threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGINT))
