"""What all benchmarks of one run share: the folder with what is made, the number of runs, and the rivals."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.homes import Home, make_home, make_learned_home, reviews_by_item
from benchmarks.measure import Row, Sample, Use, exponent, used
from benchmarks.rivals import Anki
from benchmarks.startup import zgcquiz

SMALL, LARGE = 1_000, 100_000
"""The numbers of items between which growth is measured."""
LONG_GROWTH = 1.05
"""The exponent allowed in long jobs, from SMALL to LARGE items."""
REVIEWS_EACH = 10
"""Reviews of each item in a log of a life."""


@dataclass
class Setting:
    """folder: where all is made, and kept if asked to; runs: how often a program is started; anki: None if it is not
    installed."""

    folder: Path
    runs: int
    anki: Anki | None
    _homes: dict[tuple[str, int, int], Home] = field(default_factory=dict)

    def place(self, name: str) -> Path:
        """Return a folder for what a group makes."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place

    def home(self, items: int, due: int) -> Home:
        """Return a home with a pack, all items of which were answered once or twice."""
        key = ("met", items, due)
        if key not in self._homes:
            like = next((home for (_, n, _), home in self._homes.items() if n == items), None)
            self._homes[key] = make_home(self.folder / f"{items}-items-{due}-due", items, due, like)
        return self._homes[key]

    def learned(self, items: int) -> Home:
        """Return a home in which every item was answered REVIEWS_EACH times."""
        key = ("learned", items, 0)
        if key not in self._homes:
            self._homes[key] = make_learned_home(self.folder / f"{items}-items-learned", items, REVIEWS_EACH)
        return self._homes[key]

    def copy(self, home: Home, name: str) -> Home:
        """Return a copy of a home, without the log's backups, to change it."""
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(home.root, root, ignore=shutil.ignore_patterns("backups"))
        return Home(root, home.items, home.due)

    def collection(self, items: int) -> Path | None:
        """Return Anki's collection with the reviews of `learned`, None without Anki."""
        if self.anki is None:
            return None
        home = self.learned(items)
        path = home.root / "collection.anki2"
        if not path.exists():
            log = home.root / "log.csv"
            with log.open("w", newline="") as file:
                writer, last = csv.writer(file), ""
                for item, at, rating in reviews_by_item(home):
                    writer.writerow((item, at, rating, int(item == last)))
                    last = item
            self.anki.job("make", self.folder, log, path)
        return path


def ours(home: Home, *arguments: str, out: Path = Path("/dev/null"), code: int = 0) -> Use:
    """Run zgcquiz in a home, to its end; return what it took."""
    return used([*zgcquiz(), *arguments], home.environ, home.root, out, code)


def growth(small: float, large: float, items: int = LARGE) -> float:
    """Return the exponent with which a cost grows from SMALL to `items` items."""
    return exponent(small, large, items / SMALL)


def growing_row(
    name: str, uses: Mapping[int, Sequence[Use]], peak: float, *, limit: float | None = None,
    theirs: Sample | None = None, target: float | None = None, items: int = LARGE,
) -> Row:  # fmt: skip
    """Return the row of a long job, in seconds of processor time.

    uses: by the number of items, SMALL and `items`. peak: the memory allowed, in MB. target: used if there is a
    yardstick.
    """
    small, large = (Sample(name, tuple(use.cpu for use in uses[number])) for number in (SMALL, items))
    most = max(use.peak for use in uses[items])
    grown = growth(small.median, large.median, items)
    return Row(
        large, theirs, target if theirs else None, "s CPU", limit, peak=(most, peak), growth=(grown, LONG_GROWTH)
    )
