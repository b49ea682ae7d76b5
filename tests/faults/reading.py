"""What the program says has been done, read off its lines, on a terminal or from a pipe."""

from __future__ import annotations

import re

from tests.faults.ledger import Deed, Shown

_QUESTION = re.compile(r"Number (\d+)\?")
_VERDICT = re.compile(r"(?:\S )?(RIGHT|WRONG|PARTLY RIGHT|NEAR|Right|Wrong|Partly right|Near)\b(?!:)")
"""In capitals on a terminal, where a line of a typed answer may just read "> right"."""
_OUTCOMES = {"right": "correct", "wrong": "wrong", "partly right": "partial", "near": "partial"}
_SAID = {
    "The last answer was undone.": Deed.UNDONE,
    "Undone: the question will be asked again.": Deed.RELEASED,
    "Rated easy.": Deed.RERATED,
    "Rated hard.": Deed.RERATED,
    "Counted as right.": Deed.COUNTED,
}
_HELD = {"Suspended. To ask": "suspended", "Buried until tomorrow.": "buried"}


class Reading:
    """Notes what lines say, one after the other. item: the question that was shown last."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.item = ""

    def note(self, line: str) -> None:
        """Note what a line says."""
        if found := _QUESTION.match(line):
            self.item = f"q{found[1]}"
        elif found := _VERDICT.match(line):
            self.shown.append(Shown(Deed.ANSWERED, self.item, _OUTCOMES[found[1].lower()]))
        else:
            for text, deed in _SAID.items():
                if line.startswith(text):
                    self.shown.append(Shown(deed))
            for text, held in _HELD.items():
                if line.startswith(text):
                    self.shown.append(Shown(Deed.HELD, self.item, held))


def read_text(text: str) -> list[Shown]:
    """Return what a piped round says has been done."""
    reading = Reading()
    for line in text.splitlines():
        reading.note(line.strip())
    return reading.shown
