"""Packs and the items in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from zgcquiz.core.moment import day_of
from zgcquiz.core.value import Value

MAX_FILE_BYTES = 16 * 1024 * 1024
"""The largest size of a file in a pack."""
MAX_PACK_BYTES = 128 * 1024 * 1024
"""The largest size of all files in a pack."""
MAX_FILES = 10_000
"""The most YAML files in a pack: one per section, of which an import of many decks makes many."""

MAX_LINE = 2000
"""The most characters of a text that MAX_CHARACTERS doesn't name: a title, a tag, an address."""
MAX_CHARACTERS = {
    "question": 20_000,
    **dict.fromkeys(("answer", "answers", "distractors", "options", "accept"), 5_000),
    "feedback": 20_000,
    "explanation": 50_000,
    "quote": 20_000,
    "description": 20_000,
    "text": 1_000_000,
}
"""The most characters of a text, by its key in a pack's file. `text` is a section's study text."""
MAX_ENTRIES = 1000
"""The most entries of a list in a question."""

NEVER_ASKED, NO_EXPIRY = -(10**9), 10**9
"""Values of `Item.asked_until`: a learner's day before all others, and one after all others."""


MARKDOWN = "markdown"
"""The value of `PackInfo.markup` for texts in Markdown."""


class Kind(StrEnum):
    """The way an item is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    TYPED = "typed"
    NUMERIC = "numeric"

    @property
    def is_choice(self) -> bool:
        """Whether the answer is picked from options."""
        return self not in (Kind.TYPED, Kind.NUMERIC)


IN_WORDS = (Kind.SINGLE, Kind.TYPED)
"""The kinds whose answer can be typed in words."""


class Option(Value, frozen=True, omit_defaults=True):
    """An answer to pick. key: whether it is right; pinned: whether it is always shown, and last."""

    text: str
    key: bool = False
    feedback: str = ""
    pinned: bool = False


class Source(Value, frozen=True):
    """A work that a pack's facts come from. file: its text, beside the pack; "" if it has none."""

    id: str
    title: str
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """The short form shown below an answer: publisher (or title) and year."""
        return " ".join(part for part in (self.publisher or self.title, self.published[:4]) if part)


class Citation(Value, frozen=True, omit_defaults=True):
    """The passage of a source that supports an item. source: its id; paragraph: from 1, 0 if not given."""

    source: str
    section: str = ""
    paragraph: int = 0
    quote: str = ""


class Section(Value, frozen=True):
    """A part of a pack: one file of a folder, or a cited section of a single file."""

    title: str
    text: str = ""


class Switch(Value, frozen=True):
    """An author's setting of an item-writing rule for a whole pack.

    threshold: in the rule's own unit; None: the rule's default.
    """

    code: str
    on: bool = True
    threshold: float | None = None


class Allowance(Value, frozen=True):
    """A flaw that an author has reviewed and accepts, with the reason."""

    code: str
    reason: str


class Item(Value, frozen=True, omit_defaults=True):
    """A question with its answer.

    options: keys and distractors in the author's order; for a typed or numeric item only the right answer. drawn: the
    distractors are a pool to sample from; otherwise exactly these options are shown, in this order unless one of them
    is pinned. accept: other right texts for a typed answer; strict: the differences that count as mistakes in one
    (`STRICT`), the pack's by default; recall: whether it may be asked without its options; tolerance: how far
    a number may be off, in the answer's own unit; percent: that as a share of the answer, 0 if its author gave none;
    unit: of a number, "" for none. allow: flaws that are accepted; draft: not ready to be asked; superseded_by: the id
    of the item asked in its place; markup: the stem, the options to pick, feedback and explanation are in Markdown, as
    in its whole pack.
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
    percent: float = 0.0
    unit: str = ""
    allow: tuple[Allowance, ...] = ()
    draft: bool = False
    superseded_by: str = ""
    strict: tuple[str, ...] = ()
    markup: bool = False

    @property
    def asked_until(self) -> int:
        """The last of the learner's days on which it is asked; NEVER_ASKED for a draft or a superseded item."""
        if self.draft or self.superseded_by:
            return NEVER_ASKED
        return last_day(self.valid_until) if self.valid_until else NO_EXPIRY

    @property
    def is_shuffled(self) -> bool:
        """Whether its options are shown in an order of their own in each round, at least those that aren't pinned."""
        return self.drawn or any(option.pinned for option in self.options)

    @property
    def keys(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.key)

    @property
    def distractors(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.key)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with the kind, the stem, a key or a distractor.

        Each review stores it, so that the log can tell later which wording was answered.
        """
        from hashlib import blake2b

        parts = [self.kind.value, self.stem]
        parts += sorted(("=" if option.key else "~") + option.text for option in self.options)
        text = "".join(f"{len(part)}:{part}" for part in parts)  # lengths, so that one text can't equal two
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def count_drafts(items: Iterable[Item]) -> int:
    """Return how many items are drafts."""
    return sum(item.draft for item in items)


class PackInfo(Value, frozen=True):
    """A pack's metadata. strict: the default of its items' `strict`; markup: MARKDOWN, or "" for plain texts."""

    id: str
    title: str
    description: str = ""
    language: str = ""
    license: str = ""
    sources: tuple[Source, ...] = ()
    sections: tuple[Section, ...] = ()
    check: tuple[Switch, ...] = ()
    strict: tuple[str, ...] = ()
    markup: str = ""

    def strict_for(self, kind: Kind) -> tuple[str, ...]:
        """Return the default of `Item.strict` for a kind: empty if its answer isn't typed in words."""
        return self.strict if kind in IN_WORDS else ()

    def source(self, id: str) -> Source | None:
        return next((source for source in self.sources if source.id == id), None)

    def cite(self, citation: Citation | None, paragraph: str = "paragraph {}") -> str:
        """Return a citation as a learner reads it: "China Daily 2018, A pathfinder …, paragraph 1".

        paragraph: what a paragraph is called, with {} for its number.
        """
        if citation is None:
            return ""
        source = self.source(citation.source)
        parts = [source.name if source else citation.source, citation.section]
        if citation.paragraph:
            parts.append(paragraph.format(citation.paragraph))
        return ", ".join(part for part in parts if part)


class Pack(Value, frozen=True):
    """A versioned set of items with its metadata."""

    info: PackInfo
    items: tuple[Item, ...]


def last_day(text: str) -> int:
    """Return the last of the learner's days in a period such as 2017, 2017-06 or 2017-06-30."""
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    if day:
        return day_of(date(year, month, day))
    following = (year + 1, 1) if month in (0, 12) else (year, month + 1)
    if following[0] > date.max.year:
        return NO_EXPIRY
    return day_of(date(*following, 1) - timedelta(days=1))
