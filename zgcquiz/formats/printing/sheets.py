"""Lay out a pack as printed tests: the questions of each version, their order and options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from random import Random
from string import ascii_uppercase

from zgcquiz.core.log.review import Ref
from zgcquiz.core.markup.items import truth_text
from zgcquiz.core.packs.exchange_reports import QUESTION, Lost
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option, PackInfo
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import Confidence, ExchangeOptions, Losses, PackContent
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.shared.own_words import Word, words_in

_CAPACITY = Capacity(
    kinds=frozenset(Kind),
    fields=frozenset(
        {
            "title", "language", "license", "sources", "source", "explanation", "order", "pinned", "pinned order",
            "lines", "spaces", "accept", "number accept", "tolerance", "unit", "recall", "strict", "formerly", "allow",
        }
    ),
    xml=True,
    keeps_numbers=True,
)  # fmt: skip

_CODE = re.compile(r"S(?P<seed>-?[0-9]{1,30})V(?P<versions>[0-9]{1,2})(?:Q(?P<questions>[0-9]{1,9}))?")


class PrintedQuestion(Value, frozen=True):
    """A question on a version.

    number: on that version, from 1; options: in printed order, none if typed; language: of the pack.
    """

    number: int
    item: Item
    options: tuple[Option, ...]
    language: str

    @property
    def lettered(self) -> tuple[tuple[str, Option], ...]:
        """The options with their letters: A, B, …, or those that true and false begin with, such as T and F."""
        letters = ascii_uppercase
        if self.item.kind is Kind.TRUE_FALSE:
            initials = "".join(self.text_of(option)[0] for option in self.options)
            letters = initials if initials.isascii() else letters  # a sign is the whole word, which stands beside it
        return tuple(zip(letters, self.options, strict=False))

    @property
    def key(self) -> str:
        """The answer: the letters of the keys, a number with its tolerance and unit, or all accepted texts."""
        item = self.item
        if self.options:
            return ", ".join(letter for letter, option in self.lettered if option.key)
        if item.kind is Kind.NUMERIC:
            tolerance = f" ± {write_number(item.tolerance)}" if item.tolerance else ""
            return f"{item.keys[0].text}{tolerance}{' ' if item.unit else ''}{item.unit}"
        return " / ".join((item.keys[0].text, *item.accept))

    def text_of(self, option: Option) -> str:
        """Return an option's text as printed."""
        return truth_text(option.text, self.language) if self.item.kind is Kind.TRUE_FALSE else option.text

    @property
    def instruction(self) -> str:
        """The question's own instruction; "" if exactly one option is to be picked."""
        return "Select all that apply." if self.item.kind is Kind.MULTIPLE else ""


class Questions(Iterable[PrintedQuestion]):
    """The questions of a version, laid out each time that they are iterated.

    items: what is printed, in the version's order; seed: of the options and their order; name: the version's; language:
    the pack's.
    """

    def __init__(self, items: Iterable[Item], seed: int, name: str, language: str) -> None:
        self._items = items
        self._seed = seed
        self._name = name
        self._language = language
        self._orders: list[str] = []
        """For each question the places of its printed options, as characters: drawing them again takes longer."""

    def __iter__(self) -> Iterator[PrintedQuestion]:
        orders = self._orders
        for number, item in enumerate(self._items, 1):
            if number > len(orders):
                orders.append(_order(item, self._seed, self._name))
            options = tuple(map(item.options.__getitem__, map(ord, orders[number - 1])))
            yield PrintedQuestion(number, item, options, self._language)


class Version(Value, frozen=True):
    """A version of a test. name: A, B, …; "" if there is only one."""

    name: str
    questions: Iterable[PrintedQuestion]

    def title(self, word: Word) -> str:
        """Return its name as its sheets have it, "" if it is the only one."""
        return f"{word('Version')} {self.name}" if self.name else ""


class Test(Value, frozen=True):
    """A test laid out for printing.

    code: of its sheets, as in `sheet_code`; count: its questions; kinds: of all of them; narrow: whether each has two
    to five options; longest_key: its characters; lost: what of the pack is not printed.
    """

    info: PackInfo
    versions: tuple[Version, ...]
    code: str
    count: int
    kinds: frozenset[Kind]
    narrow: bool
    longest_key: int
    lost: tuple[Lost, ...]

    @property
    def word(self) -> Word:
        """The words of its sheets in the language of the pack."""
        return words_in(self.info.language)

    def cite(self, citation: Citation | None) -> str:
        """Return a citation as `PackInfo.cite` does, in the language of the sheets."""
        return self.info.cite(citation, self.word("paragraph {}"))


def recognise(sample: Sample) -> Confidence:
    """Return NO: printed tests can't be read back."""
    return Confidence.NO


def layout(pack: PackContent, options: ExchangeOptions, fields: frozenset[str]) -> Test:
    """Lay out a pack's questions. A single version keeps the pack's order; each of several has its own.

    fields: further ones that are kept, for a writer that translates them: `markup` and `media`.

    All versions have the same questions with the same options, drawn from each pool by the seed. The same pack,
    seed and number of versions always yield the same test.
    """
    losses = Losses()
    capacity = replace(_CAPACITY, fields=_CAPACITY.fields | fields)
    fitted = fit(pack, capacity, "print", _Chosen(pack, options, losses))
    names = ascii_uppercase[: options.versions] if options.versions > 1 else ("",)
    items = [*fitted.items()] if len(names) > 1 else []
    orders = _shuffled(items, options.seed, names) if len(names) > 1 else [_Again(fitted.items)]
    versions = tuple(
        Version(name, Questions(order, options.seed, name, fitted.info.language))
        for name, order in zip(names, orders, strict=True)
    )
    questions = versions[0].questions
    if len(names) > 1:  # what is lost is told in the pack's order, as it is of a single version
        place = {item.id: at for at, item in enumerate(items)}
        questions = sorted(questions, key=lambda question: place[question.item.id])
    count, narrow, longest = 0, True, 0
    kinds: set[Kind] = set()
    for question in questions:
        item = question.item
        count += 1
        kinds.add(item.kind)
        narrow = narrow and 1 < len(question.options) < 6
        longest = max(longest, len(question.key))
        if question.options:
            losses.of(item.id)
            unshown = len(item.options) - len(question.options)
            losses.add("distractors", "not drawn; another seed draws others", unshown)
    code, lost = sheet_code(options), (*losses.all(), *fitted.lost())
    return Test(fitted.info, versions, code, count, frozenset(kinds), narrow, longest, lost)


def sheet_code(options: ExchangeOptions) -> str:
    """Return the options that a test is printed with as a code, such as "S7V2Q20"; "" if they are the usual ones.

    Letters are between the numbers so that a spreadsheet takes none for a date.
    """
    if (options.seed, options.versions, options.questions) == (0, 1, 0):
        return ""
    return f"S{options.seed}V{options.versions}" + (f"Q{options.questions}" if options.questions else "")


def options_of_code(code: str, options: ExchangeOptions) -> ExchangeOptions | None:
    """Return options with those of a code, None if it is none."""
    found = _CODE.fullmatch("".join(code.split()).upper())
    if found is None or not 0 < int(found["versions"]) <= len(ascii_uppercase):
        return None
    return replace(
        options, seed=int(found["seed"]), versions=int(found["versions"]), questions=int(found["questions"] or 0)
    )


def _shuffled(items: Sequence[Item], seed: int, names: Iterable[str]) -> Iterator[list[Item]]:
    for name in names:
        order = [*items]
        Random(f"{seed}/{name}").shuffle(order)
        yield order


class _Again(Iterable[Item]):
    """What a function iterates, each time anew."""

    def __init__(self, items: Callable[[], Iterator[Item]]) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Item]:
        return self._items()


class _Chosen(Iterable[Item]):
    """The items of a pack that are printed, in its order."""

    def __init__(self, pack: PackContent, options: ExchangeOptions, losses: Losses) -> None:
        """losses: of the others."""
        self._items = pack.items
        self._taken = bytearray(b"\1" * len(pack.items))
        self._take([item.asked_until >= options.day for item in pack.items], losses, "a draft, expired, or superseded")
        if options.questions:
            drawn = _drawn(self, options)
            self._take([item.id in drawn for item in pack.items], losses, "not drawn with this seed")

    def _take(self, taken: Sequence[bool], losses: Losses, why: str) -> None:
        """Leave out items that are not taken. taken: of all items; why: the reason for which they are lost."""
        for at, item in enumerate(self._items):
            if self._taken[at] and not taken[at]:
                self._taken[at] = 0
                losses.of(item.id)
                losses.add(QUESTION, why)
        losses.of(None)

    def __iter__(self) -> Iterator[Item]:
        return compress(self._items, self._taken)


def positions(test: Test) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each question's id, and its number with its key on each version, such as "3 B"."""
    versions = [
        {each.item.id: f"{each.number} {each.key}" if each.options else str(each.number) for each in version.questions}
        for version in test.versions
    ]
    for id in versions[0]:
        yield id, tuple(version[id] for version in versions)


def _drawn(items: Iterable[Item], options: ExchangeOptions) -> set[str]:
    """Return the ids of the requested number of items; siblings only if there are no others left."""
    pool = [(Ref("", item.id), item.fact) for item in items]
    return {ref.item for ref in sample_round(pool, options.questions, Random(f"{options.seed}/questions"))}


def instructions(test: Test) -> str:
    """Return the instructions for a whole sheet, in addition to those of single questions."""
    kinds = test.kinds
    picks, writes = kinds & {Kind.SINGLE, Kind.TRUE_FALSE}, kinds & {Kind.TYPED, Kind.NUMERIC}
    sentences = []
    if picks:
        all_pick = picks == kinds
        sentences.append("Mark one answer to each question." if all_pick else "Mark one answer, if not told otherwise.")
    if writes:
        all_write = writes == kinds
        sentences.append("Write your answer on the line." if all_write else "Write on the line where there is one.")
    return " ".join(map(test.word, sentences or ["Mark your answers."]))


def _order(item: Item, seed: int, name: str) -> str:
    """Return the places of the options that a version shows, in order. name: the version's."""
    if not item.kind.is_choice:
        return ""
    places = {id(option): chr(at) for at, option in enumerate(item.options)}
    if item.drawn:  # all versions show the same ones
        shown = set(sample_options(item, Random(f"{seed}/{item.id}")))
        item = replace(item, options=tuple(option for option in item.options if option in shown))
    elif not any(option.pinned for option in item.options):
        return "".join(places.values())
    return "".join(places[id(option)] for option in sample_options(item, Random(f"{seed}/{name}/{item.id}")))
