"""A pack as tests on paper: which questions stand on each version, in which order, with which options."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from string import ascii_uppercase

from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.exchange_reports import QUESTION, Lost
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses

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


class PrintedQuestion(Value, frozen=True):
    """A question of a version. number: on that version, from 1; options: as printed, none where one writes."""

    number: int
    item: Item
    options: tuple[Option, ...]

    @property
    def lettered(self) -> tuple[tuple[str, Option], ...]:
        """The options with what stands before each: A, B, …, or T and F."""
        letters = "TF" if self.item.kind is Kind.TRUE_FALSE else ascii_uppercase
        return tuple(zip(letters, self.options, strict=False))

    @property
    def key(self) -> str:
        """What is right, as short as it goes: letters, or what is to be written."""
        if self.options:
            return ", ".join(letter for letter, option in self.lettered if option.key)
        return self.written

    @property
    def written(self) -> str:
        """What is right where one writes: a number with what it may be off, a text with what else will do."""
        item = self.item
        if item.kind is Kind.NUMERIC:
            off = f" ± {write_number(item.tolerance)}" if item.tolerance else ""
            return f"{item.keys[0].text}{off}{' ' if item.unit else ''}{item.unit}"
        return " / ".join((item.keys[0].text, *item.accept))

    def text_of(self, option: Option) -> str:
        """An option as it is printed."""
        return option.text.capitalize() if self.item.kind is Kind.TRUE_FALSE else option.text

    @property
    def asks_for(self) -> str:
        """What is to be done, where that is not to pick one option; else ""."""
        if self.item.kind is Kind.MULTIPLE:
            return "Select all that apply."
        return ""


class Version(Value, frozen=True):
    """A version of a test. name: A, B, …; "" where there is just one."""

    name: str
    questions: tuple[PrintedQuestion, ...]

    @property
    def title(self) -> str:
        """What sets it apart; "" where there is just one."""
        return f"Version {self.name}" if self.name else ""


class Test(Value, frozen=True):
    """All that is printed of a pack, and what of it is not."""

    info: PackInfo
    versions: tuple[Version, ...]
    lost: tuple[Lost, ...]


def make(pack: Pack, options: ExchangeOptions) -> Test:
    """Lay out a pack's questions. A single version keeps the pack's order; of several each has its own.

    All versions have the same questions with the same options: of a pool, those that the seed draws.
    The same pack, seed and number of versions give the same test.
    """
    losses = Losses()
    asked = tuple(item for item in pack.items if item.asked_until >= options.day)
    losses.add(QUESTION, "a draft, expired, or replaced by another", len(pack.items) - len(asked))
    drawn = _drawn(asked, options)
    losses.add(QUESTION, "not drawn this time", len(asked) - len(drawn))
    fitted = fit(Pack(pack.info, drawn), _CAPACITY, "print")
    items = tuple(_with_options(item, options.seed, losses) for item in fitted.pack.items)
    names = ascii_uppercase[: options.versions] if options.versions > 1 else ("",)
    versions = tuple(Version(name, _questions(items, options.seed, name)) for name in names)
    return Test(fitted.pack.info, versions, (*losses.all(), *fitted.lost))


def places(test: Test) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each question's id, and where it stands on each version with its key there, such as "3 B"."""
    at = [{question.item.id: question for question in version.questions} for version in test.versions]
    for id in at[0]:
        found = [version[id] for version in at]
        yield id, tuple(f"{each.number} {each.key}" if each.options else str(each.number) for each in found)


def _drawn(items: tuple[Item, ...], options: ExchangeOptions) -> tuple[Item, ...]:
    """As many items as are wanted, in the pack's order; siblings only where there is nothing else."""
    if not options.questions:
        return items
    pool = [(Ref("", item.id), item.fact) for item in items]
    chosen = {ref.item for ref in sample_round(pool, options.questions, Random(f"{options.seed}/questions"))}
    return tuple(item for item in items if item.id in chosen)


def instructions(version: Version) -> str:
    """What is to be done with the questions, as far as they don't say so themselves."""
    kinds = {question.item.kind for question in version.questions}
    picks, writes = kinds & {Kind.SINGLE, Kind.TRUE_FALSE}, kinds & {Kind.TYPED, Kind.NUMERIC}
    said = []
    if picks:
        said.append(
            "Mark one answer to each question." if picks == kinds else "Mark one answer, if not told otherwise."
        )
    if writes:
        said.append("Write your answer on the line." if writes == kinds else "Write on the line where there is one.")
    return " ".join(said) or "Mark your answers."


def _with_options(item: Item, seed: int, losses: Losses) -> Item:
    """The item with only those options of its pool that are printed."""
    if not item.drawn:
        return item
    shown = set(sample_options(item, Random(f"{seed}/{item.id}")))
    losses.add("distractors", "more than are printed; another seed draws others", len(item.options) - len(shown))
    return replace(item, options=tuple(option for option in item.options if option in shown))


def _questions(items: tuple[Item, ...], seed: int, name: str) -> tuple[PrintedQuestion, ...]:
    order = list(items)
    if name:
        Random(f"{seed}/{name}").shuffle(order)
    return tuple(
        PrintedQuestion(
            number, item, sample_options(item, Random(f"{seed}/{name}/{item.id}")) if item.kind.is_choice else ()
        )
        for number, item in enumerate(order, 1)
    )
