"""Whose answers a file holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Set
from pathlib import Path

from zgcquiz.core.packs.problem import Problem

MAX_NAME = 200
"""The most characters of a learner's name."""


class Names:
    """The learners of a dataset, with the devices that their answers came from."""

    def __init__(self, devices: Mapping[str, Set[str]], given: str) -> None:
        """given: the name for all answers of the one file; "" if they have their own."""
        self._given = given
        self._devices = {learner: set(found) for learner, found in devices.items()}

    def learner(self, said: str, path: Path, devices: Set[str]) -> tuple[str, Problem | None]:
        """Return the name for answers that came from some devices, or why there is none.

        said: the name in the file, or of the device; "" for none. A name is the one given, or said, or that of the
        device's earlier answers, or else the file's name: two learners' files can be named alike, so one is refused if
        its name belongs to another device.
        """
        name = _tidy(self._given or said)
        if not name and not said.strip():
            owners = sorted(owner for owner, known in self._devices.items() if known & devices)
            if len(owners) > 1:
                reason = f"its answers come from devices of several learners: {', '.join(owners[:5])}"
                return "", _problem(path, reason)
            name = owners[0] if owners else _tidy(path.name.partition(".")[0])
            if not owners and devices and self._devices.get(name):
                return "", _problem(path, f"answers of another device are named '{name}' already")
        if not name or len(name) > MAX_NAME:
            return "", _problem(path, f"a learner's name has 1 to {MAX_NAME} characters")
        self._devices.setdefault(name, set()).update(devices)
        return name, None


def _tidy(name: str) -> str:
    """Return a name on one line, composed, so that equal names are equal."""
    whole = name.encode("utf-8", "replace").decode()  # no half of a surrogate pair, as of a file's name
    return " ".join(unicodedata.normalize("NFC", whole).split())


def _problem(path: Path, reason: str) -> Problem:
    return Problem("learner", f"{reason}. To name the learner, collect this file alone with --name NAME", str(path))
