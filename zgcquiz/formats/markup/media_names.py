"""What stands in the plain texts of a question for its images and sounds, so that they can be told apart."""

from __future__ import annotations


class MediaNames:
    """The names of the images and sounds of one question: the same name never stands for two files."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def distinct(self, name: str, address: str) -> str:
        """Return a name in brackets, with a number in them if it stands for another address already."""
        if (known := self._names.get((name, address))) is not None:
            return known
        found, count = name, self._counts.get(name, 0) + 1
        while found in self._taken:
            count += 1
            found = f"{name[:-1]} {count}]"
        self._counts[name] = count
        self._names[name, address] = found
        self._taken.add(found)
        return found

    def adopt(self, names: MediaNames) -> None:
        """Take over the names of texts that were read before."""
        self._names |= names._names
        self._taken |= names._taken
        self._counts |= names._counts
