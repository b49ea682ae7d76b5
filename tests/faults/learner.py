"""A learner at a terminal, who answers, guesses, gives up, undoes, rates, suspends and goes on."""

from __future__ import annotations

import time
from random import Random

from tests.faults.screen import Screen

CHOICE = ("b", "b", "b", "b", "b", "b", "b", "b", "a", "c", "B", "0", "-", "!", "u", "e", "h", "?")
SEVERAL = ("ab\r", "ab\r", "ab\r", "ab\r", "ab\r", "ac\r", "c\r", "0", "-", "!", "u", "e", "h")
TYPED = (
    "rightly\r",
    "rightly\r",
    "rightly\r",
    "rightly\r",
    "rightly\r",
    "wrong\r",
    "rightly?\r",
    "\x1b0",
    "\x1b-",
    "\x1b!",
    "\x1bu",
    "\x1bh",
)
PLAIN = {CHOICE: ("a", "b", "c"), SEVERAL: ("ab\r", "c\r"), TYPED: ("rightly\r", "wrong\r")}
"""Of these keys, those that answer."""
AFTER = ("\r", "\r", "\r", "\r", "\r", "u", "-", "!")
LEVELS = ("1", "2", "3")
_PATIENCE = 5
"""Seconds after which a key that showed nothing is a fault."""


class Learner:
    """Sits at a screen.

    ahead: types several answers at once, without looking at what comes; plain: does nothing but answer.
    """

    def __init__(self, screen: Screen, rng: Random, ahead: bool = False, plain: bool = False) -> None:
        self.screen = screen
        self.rng = rng
        self.ahead = ahead
        self.plain = plain
        self.sent = 0
        self.stuck = ""

    def sit(self, until: float) -> bool:
        """Answer until a moment of the monotonic clock; False if the program ended before."""
        last = time.monotonic()
        while (now := time.monotonic()) < until:
            if not self.screen.take(min(0.05, until - now)):
                return False
            keys = self.keys()
            if keys:
                self.screen.send(keys)
                self.sent += 1
                last = time.monotonic()
            elif time.monotonic() - last > _PATIENCE:
                self.stuck = f"nothing to answer for {_PATIENCE} s: {self.screen.tail[-300:]!r}"
                return True
        return True

    def keys(self) -> str:
        """Choose keys for what is on the screen; "" if it is not complete yet."""
        tail = self.screen.tail
        if "How sure are you?" in tail and "Esc back" in tail:
            return self.rng.choice(LEVELS)
        if "quit (saved)" in tail:
            return self.rng.choice((*AFTER, "y", "y") if "it was right" in tail else AFTER)
        if "ROUND" in tail and "q quit" in tail:
            return self.rng.choice(("n", "n", "u", "m"))
        if "Enter answer   ...? guess" in (tail[-120:] if self.plain else tail):
            return "" if self.plain and "> \n" not in tail[-120:] else self._one_of(TYPED)
        if not tail.rstrip().endswith(("quit", " q")) and "Esc go on typing" not in tail:
            return ""
        if "pick" in tail:
            return self._one_of(SEVERAL)
        if self.ahead:
            return "b" * self.rng.randint(1, 8)
        return self._one_of(CHOICE)

    def _one_of(self, keys: tuple[str, ...]) -> str:
        return self.rng.choice(PLAIN[keys] if self.plain else keys)
