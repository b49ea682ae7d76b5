"""The account of a session: what the screen said was done, against what the log says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from tests.faults.contents import Rows


class Deed(Enum):
    """Something that the screen says has been done, and that must be in the log from then on."""

    ANSWERED = "answered"
    RERATED = "rated easy or hard"
    COUNTED = "counted as right"
    UNDONE = "undone"
    HELD = "suspended or buried"
    RELEASED = "no longer suspended or buried"


@dataclass(frozen=True)
class Shown:
    """One line of the screen. item: that it is about; detail: the outcome, or how it is held."""

    deed: Deed
    item: str = ""
    detail: str = ""


@dataclass
class Entries:
    """What a session adds to a log: reviews by item and outcome, the places of those that are void, and holds."""

    reviews: list[tuple[str, str]] = field(default_factory=list)
    voids: set[int] = field(default_factory=set)
    holds: list[tuple[str, str]] = field(default_factory=list)


def entries_of(shown: list[Shown]) -> Entries:
    """Return what must be in the log once the screen has said all this."""
    made = Entries()
    steps: list[tuple[str, int, str]] = []  # an item, the place of its review or -1, and how the item was held before
    held: dict[str, str] = {}
    for each in shown:
        if each.deed is Deed.ANSWERED:
            steps.append((each.item, len(made.reviews), ""))
            made.reviews.append((each.item, each.detail))
        elif each.deed in (Deed.RERATED, Deed.COUNTED):
            item, place, _ = steps[-1]
            outcome = "correct" if each.deed is Deed.COUNTED else made.reviews[place][1]
            made.voids.add(place)
            steps[-1] = item, len(made.reviews), ""
            made.reviews.append((item, outcome))
        elif each.deed is Deed.HELD:
            steps.append((each.item, -1, held.get(each.item, "resumed")))
            made.holds.append((each.item, each.detail))
            held[each.item] = each.detail
        elif each.deed is Deed.RELEASED:
            item, _, before = steps.pop()
            made.holds.append((item, before))
            held[item] = before
        else:
            _, place, _ = steps.pop()
            made.voids.add(place)
    return made


def kept_entries(before: Rows, after: Rows) -> Entries:
    """Return what was added to a log, in the order of the reviews' ids."""
    ids = [id for id in sorted(after.reviews) if id not in before.reviews]
    places = {id: place for place, id in enumerate(ids)}
    holds = [row for id, row in after.tables["holds"].items() if id not in before.tables["holds"]]
    return Entries(
        [(after.reviews[id]["item"], after.reviews[id]["outcome"]) for id in ids],
        {places.get(id, -1) for id in after.tables["voids"] if id not in before.tables["voids"]},
        [(row["item"], row["held"]) for row in sorted(holds, key=lambda row: (row["at"], row["id"]))],
    )


ONE_MORE = {(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1)}
"""What one deed that was done and not shown any more adds: reviews, voids, holds."""


@dataclass
class Account:
    """lost: answers (and undos, holds) that were shown and are not there; wrong: what else is not as it should be."""

    lost: list[str]
    wrong: list[str]


def compare(shown: list[Shown], kept: Entries) -> Account:
    """Compare what was shown with what is kept: all of it, once, in order, and at most one deed more."""
    made = entries_of(shown)
    lost: list[str] = []
    wrong: list[str] = []
    for place, entry in enumerate(made.reviews):
        found = kept.reviews[place] if place < len(kept.reviews) else None
        if found != entry:
            # All that follows would differ too: one answer is lost, or one that nobody gave is there.
            rest = kept.reviews[place:]
            missing = len(made.reviews) - len(kept.reviews)
            (wrong if entry in rest and missing <= 0 else lost).append(f"answer {place}: shown {entry}, kept {found}")
            break
    lost += [f"undo of answer {place}" for place in sorted(made.voids - kept.voids)]
    if kept.holds[: len(made.holds)] != made.holds:
        lost.append(f"holds: shown {made.holds}, kept {kept.holds}")
    if not lost and not wrong:
        more = (
            len(kept.reviews) - len(made.reviews),
            len(kept.voids - made.voids),
            len(kept.holds) - len(made.holds),
        )
        if more not in ONE_MORE:
            wrong.append(f"{more} more reviews, voids and holds than were shown")
    return Account(lost, wrong)
