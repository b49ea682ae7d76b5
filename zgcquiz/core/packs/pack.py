"""Packs and the items in them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from zgcquiz.core.moment import day_of
from zgcquiz.core.value import Value

MAX_FILE_BYTES = 16 * 1024 * 1024
"""No file of a pack is larger."""
MAX_FILES = 10_000
"""YAML files of a pack: a section each, so an import of many decks or categories takes many."""


FIRST_DAY, NO_EXPIRY = -(10**9), 10**9
"""Learner's days before and after all others."""


class Kind(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    TYPED = "typed"
    NUMERIC = "numeric"

    @property
    def is_choice(self) -> bool:
        """Options are shown, and one or more of them picked."""
        return self not in (Kind.TYPED, Kind.NUMERIC)


IN_WORDS = (Kind.SINGLE, Kind.TYPED)
"""Kinds whose answer can be typed in words."""


class Option(Value, frozen=True):
    """Something that can be picked. `key`: it is a right one. `pinned`: it is shown last."""

    text: str
    key: bool = False
    feedback: str = ""
    pinned: bool = False


class Source(Value, frozen=True):
    """Where a pack's facts come from. file: its text, beside the pack; "" if it is not at hand."""

    id: str
    title: str
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """The short form that stands under an answer: publisher (or title) and year."""
        return " ".join(part for part in (self.publisher or self.title, self.published[:4]) if part)


class Citation(Value, frozen=True):
    """The place in a source that an item rests on. paragraph counts from 1; 0: not given."""

    source: str
    section: str = ""
    paragraph: int = 0
    quote: str = ""


class Section(Value, frozen=True):
    """A part of a pack: the banks of a folder, or the cited sections of a single file."""

    title: str
    text: str = ""


class Switch(Value, frozen=True):
    """What an author says of a rule on item-writing flaws, for the pack as a whole.

    threshold: in the rule's own measure; None: the rule's own.
    """

    code: str
    on: bool = True
    threshold: float | None = None


class Allowance(Value, frozen=True):
    """A flaw that an author has looked at and keeps, and why."""

    code: str
    reason: str


class Item(Value, frozen=True):
    """One assessable unit.

    options: keys and distractors in the author's order; of a typed or numeric item the right
    answer alone. drawn: the distractors are a pool to draw from; otherwise exactly these options
    are shown, in this order unless one of them is pinned.
    accept: other texts that are right where the answer is typed; strict: what counts there as a mistake
    (`wording.STRICT`), the pack's where the question says nothing; recall: false where it can't be
    asked without its options; tolerance: how far a number may be off, in the answer's own unit;
    unit: of a number, "" if it has none.
    allow: flaws that are kept here; draft: not ready to be asked; superseded_by: the id of the item
    that is asked in its place.
    """

    id: str
    kind: Kind
    stem: str
    options: tuple[Option, ...]
    drawn: bool = False
    explanation: str = ""
    section: str = ""
    source: Citation | None = None
    fact: str = ""
    tags: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    as_of: str = ""
    valid_until: str = ""
    accept: tuple[str, ...] = ()
    recall: bool = True
    tolerance: float = 0.0
    unit: str = ""
    allow: tuple[Allowance, ...] = ()
    draft: bool = False
    superseded_by: str = ""
    strict: tuple[str, ...] = ()

    @property
    def asked_until(self) -> int:
        """The last of the learner's days on which it is asked; NEVER for a draft, or where another is asked instead."""
        if self.draft or self.superseded_by:
            return FIRST_DAY
        return last_day(self.valid_until) if self.valid_until else NO_EXPIRY

    @property
    def keys(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.key)

    @property
    def distractors(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.key)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change when the stem, a key or a distractor does.

        A review carries it, so that the log can tell later which wording was answered.
        """
        from hashlib import blake2b

        parts = [self.kind.value, self.stem]
        parts += sorted(("=" if option.key else "~") + option.text for option in self.options)
        text = "".join(f"{len(part)}:{part}" for part in parts)  # so that no text can pass for two
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class PackInfo(Value, frozen=True):
    """A pack without its items. strict: what its questions have as `Item.strict` unless they say otherwise."""

    id: str
    title: str
    description: str = ""
    language: str = ""
    license: str = ""
    sources: tuple[Source, ...] = ()
    sections: tuple[Section, ...] = ()
    check: tuple[Switch, ...] = ()
    strict: tuple[str, ...] = ()

    def strict_for(self, kind: Kind) -> tuple[str, ...]:
        """What counts as a mistake in an item that says nothing of it; nothing where no words are typed."""
        return self.strict if kind in IN_WORDS else ()

    def source(self, id: str) -> Source | None:
        return next((source for source in self.sources if source.id == id), None)

    def cite(self, citation: Citation | None) -> str:
        """The citation as a learner reads it: "China Daily 2018, A pathfinder …, paragraph 1"."""
        if citation is None:
            return ""
        source = self.source(citation.source)
        parts = [source.name if source else citation.source, citation.section]
        if citation.paragraph:
            parts.append(f"paragraph {citation.paragraph}")
        return ", ".join(part for part in parts if part)


class Pack(Value, frozen=True):
    """A versioned set of items with its metadata."""

    info: PackInfo
    items: tuple[Item, ...]


def last_day(text: str) -> int:
    """The last of the learner's days that a date such as 2017, 2017-06 or 2017-06-30 stands for."""
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    if day:
        return day_of(date(year, month, day))
    following = (year + 1, 1) if month in (0, 12) else (year, month + 1)
    if following[0] > date.max.year:
        return NO_EXPIRY
    return day_of(date(*following, 1) - timedelta(days=1))
