"""Processor time of a function on a text, with an end to what would take hours."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType

from zgcquiz.core.errors import ZgcError


class TooLongError(BaseException):
    """A function was stopped. Not an Exception, so that no handler of the function under test takes it."""


def took(work: Callable[[str], object], text: str, most: float) -> float:
    """Return the seconds of processor time that a function takes; `most` if it was stopped after that."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    start = time.process_time()
    try:
        work(text)
    except ZgcError:
        pass  # that it can't be read is an answer too
    except TooLongError:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start
