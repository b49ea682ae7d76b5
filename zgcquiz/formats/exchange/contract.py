"""The interface of exchange formats.

A `Format` says how files are recognised, read and written. A reader returns a `Converted`: the pack, and a report of
everything that is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Protocol

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import MOST_NAMED, Lost, Skipped
from zgcquiz.core.packs.pack import NEVER_ASKED, Item, Pack, PackInfo
from zgcquiz.core.value import Value
from zgcquiz.formats.errors import LONGEST_QUOTED, brief
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.limits import ContentKind
from zgcquiz.formats.markup.formatted_texts import PLAIN_TEXTS, FormattedTexts
from zgcquiz.formats.untrusted.zip_reader import Archive, Content, whole


class Converted(Value, frozen=True):
    """The result of reading a file. pack: None if it has no usable question.

    reviews: can be iterated any number of times, also once the file is closed; notes: further messages for the user,
    such as that the file is not in UTF-8; holds: suspended questions; history_lost: what is lost of the reviews and
    holds, to be told only to those who want them;
    media: the images and sounds that its texts show, by their path in the pack's folder.
    """

    pack: Pack | None
    skipped: tuple[Skipped, ...] = ()
    lost: tuple[Lost, ...] = ()
    reviews: Collection[Review] = ()
    notes: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    history_lost: tuple[Lost, ...] = ()
    media: Mapping[str, bytes] = {}


class PackContent(Protocol):
    """What a writer reads: a `Pack`, or one in storage, whose items are read each time that they are iterated."""

    @property
    def info(self) -> PackInfo: ...

    @property
    def items(self) -> Sequence[Item]: ...


_CHUNK = 1 << 16
"""Characters of a text that are encoded together."""


class Written:
    """A pack in another format.

    Its content can be so large that it is made while it is taken, and what is lost is known once all of it was taken.
    """

    def __init__(
        self,
        data: bytes | Iterable[bytes],
        lost: tuple[Lost, ...] | Callable[[], tuple[Lost, ...]] = (),
        parts: tuple[tuple[str, bytes], ...] = (),
    ) -> None:
        """data: the content, or pieces of it; lost: what is lost, or a function that returns it after the last piece;
        parts: (name, content) of its files if it needs a folder."""
        self._data = data
        self._lost = lost
        self.parts = parts

    def chunks(self) -> Iterator[bytes]:
        """Yield the content in pieces. If it is made while it is taken, that is possible only once."""
        if isinstance(self._data, bytes):
            yield self._data
        else:
            yield from self._data
        self._lost = self._lost() if callable(self._lost) else self._lost

    @property
    def data(self) -> bytes:
        """The whole content."""
        if not isinstance(self._data, bytes):
            self._data = b"".join(self.chunks())
        return self._data

    @property
    def lost(self) -> tuple[Lost, ...]:
        """What the format cannot hold. It makes the content, unless that was taken."""
        if callable(self._lost):
            assert self.data is not None
        assert not callable(self._lost)
        return self._lost


def encoded(texts: Iterable[str], errors: str = "replace") -> Iterator[bytes]:
    """Yield a text in UTF-8, in pieces of about 64 KiB. texts: its parts."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= _CHUNK:
            yield "".join(held).encode("utf-8", errors)
            held.clear()
            size = 0
    if held:
        yield "".join(held).encode("utf-8", errors)


def lines_of(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines as the parts of a text, with line feeds between them."""
    between = ""
    for line in lines:
        yield between + line
        between = "\n"


def _no_progress(done: int, total: int) -> None:
    """Report nothing."""


def _no_media(path: str) -> bytes | None:
    """Return that there is no file."""


class ExchangeOptions(Value, frozen=True):
    """The user's options for a conversion; each format uses those that apply to it.

    columns: the meaning of a table's columns, by heading or number; distractors: turn cards without options into
    multiple choice; markup: keep the formatting of texts, which become plain otherwise; seed, versions, questions: of a
    printed test: its shuffle, and the numbers of versions and questions, 0 for all; id: the pack's, overriding the
    file's; encoding: of text files, "" to detect it; default_id: the pack's if the file has none ("": made from the
    title); day: the learner's current day, for expiry dates; exam: right answers can't be read in a page to play;
    suspended: ids of suspended questions; media: returns the content of an image or sound by its path in the exported
    pack's folder, None if there is none, or raises ZgcError; progress: called now and then with (done, total).
    """

    columns: Mapping[str, str] = {}
    distractors: bool = False
    markup: bool = True
    seed: int = 0
    versions: int = 1
    questions: int = 0
    id: str = ""
    encoding: str = ""
    default_id: str = ""
    day: int = NEVER_ASKED + 1  # leaves out drafts, but nothing by its date
    exam: bool = False
    suspended: frozenset[str] = frozenset()
    media: Callable[[str], bytes | None] = _no_media
    progress: Callable[[int, int], None] = _no_progress


PLAIN = "plain"
"""What our exports to Markdown dialects say of the markup of a pack that has none."""


class Confidence(IntEnum):
    """How sure a format is that a file is in it."""

    NO = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3
    """It declares so, or can be nothing else."""


Recogniser = Callable[[Sample], Confidence]
"""From a sample of a file. Must be fast and never raise."""
PackReader = Callable[[bytes, str, ExchangeOptions], Converted]
"""From (content, file name, options). Raises ZgcError if the file is not in the format."""
ArchiveReader = Callable[[Archive, str, ExchangeOptions], Converted]
"""The same from a zip archive, whose files are read when they are asked for."""
PackWriter = Callable[[PackContent, ExchangeOptions, Collection[Review]], Written]
"""From (pack, options, its reviews by time, then id). A writer from another package gets a `Pack`, and a tuple."""


class Format(Value, frozen=True):
    """A format of packs. suffixes: of its files, with their dots, the usual one first.

    read, write: None if not supported. binary: its files can be packages or databases, which a terminal can't show.
    keeps_history: its writer takes reviews. prints: it writes a printable test. hides_keys: its writer takes `exam`.
    read_archive: reads a file that is a
    zip archive; None if `read` takes it, whole in memory; content: of its files that are not packages, for
    the limits of what is written.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognise: Recogniser
    read: PackReader | None = None
    write: PackWriter | None = None
    binary: bool = False
    keeps_history: bool = False
    prints: bool = False
    hides_keys: bool = False
    read_archive: ArchiveReader | None = None
    content: ContentKind = ContentKind.TEXT


def convert(format: Format, content: Content, name: str, options: ExchangeOptions) -> Converted:
    """Read a file in a format that can be read. Raise ZgcError if the file is not in it."""
    assert format.read is not None
    if isinstance(content, bytes):
        return format.read(content, name, options)
    if format.read_archive is not None:
        return format.read_archive(Archive(content, name), name, options)
    return format.read(whole(content), name, options)


MAX_LOSSES = 200
"""Fields that a report tells apart; a file can have any names."""


class _Tally:
    """How often a field was lost. questions: the first that lost it; question_count: how many did."""

    def __init__(self) -> None:
        self.count = 0
        self.questions: list[str | int] = []
        self.question_count = 0
        self.last: str | int | None = None

    def add(self, count: int, question: str | int | None) -> None:
        self.count += count
        if question is None or question == self.last or question in self.questions:
            return
        self.last = question
        self.question_count += 1
        if len(self.questions) < MOST_NAMED:
            self.questions.append(question)


class Losses:
    """Counts losses by field and reason, in order of first occurrence, and which questions have them.

    texts: of the question whose losses they are.
    """

    def __init__(self, texts: FormattedTexts | None = None) -> None:
        self.texts = PLAIN_TEXTS if texts is None else texts
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._question: str | int | None = None

    def of(self, question: str | int | None) -> None:
        """Attribute what is added from now on to a question, by its id or, until it has one, by its number from 0.

        None: to the pack or the file as a whole.
        """
        self._question = question

    def add(self, field: str, why: str = "", count: int = 1) -> None:
        if not count:
            return
        key = brief(field), brief(why, 2 * LONGEST_QUOTED)
        if key not in self._tallies and len(self._tallies) >= MAX_LOSSES:
            key = "other fields", ""
        self._tallies.setdefault(key, _Tally()).add(count, self._question)

    def merge(self, others: Losses) -> None:
        """Add other losses, all of them of the current question."""
        for (field, why), tally in others._tallies.items():
            self.add(field, why, tally.count)

    def name(self, ids: Sequence[str]) -> None:
        """Name the questions that were added by number. ids: by these numbers."""
        for tally in self._tallies.values():
            tally.questions = [ids[each] if isinstance(each, int) else each for each in tally.questions]
            tally.last = ids[tally.last] if isinstance(tally.last, int) else tally.last

    def all(self) -> tuple[Lost, ...]:
        return tuple(
            Lost(field, tally.count, why, tuple(map(str, tally.questions)), tally.question_count)
            for (field, why), tally in self._tallies.items()
        )
