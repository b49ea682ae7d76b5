"""Lay out a pack as printed tests: the questions of each version, their order and options."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from string import ascii_uppercase

from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.exchange_reports import QUESTION, Lost
from zgcquiz.core.packs.pack import Item, Kind, Option, PackInfo
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import Confidence, ExchangeOptions, Losses, PackContent
from zgcquiz.formats.exchange.recognition import Sample

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
    """A question on a version. number: on that version, from 1; options: in printed order, none if typed."""

    number: int
    item: Item
    options: tuple[Option, ...]

    @property
    def lettered(self) -> tuple[tuple[str, Option], ...]:
        """The options with their letters: A, B, …, or T and F."""
        letters = "TF" if self.item.kind is Kind.TRUE_FALSE else ascii_uppercase
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
        return option.text.capitalize() if self.item.kind is Kind.TRUE_FALSE else option.text

    @property
    def instruction(self) -> str:
        """The question's own instruction; "" if exactly one option is to be picked."""
        return "Select all that apply." if self.item.kind is Kind.MULTIPLE else ""


class Version(Value, frozen=True):
    """A version of a test. name: A, B, …; "" if there is only one."""

    name: str
    questions: tuple[PrintedQuestion, ...]

    @property
    def title(self) -> str:
        return f"Version {self.name}" if self.name else ""


class Test(Value, frozen=True):
    """A test laid out for printing. lost: what of the pack is not printed."""

    info: PackInfo
    versions: tuple[Version, ...]
    lost: tuple[Lost, ...]


def recognise(sample: Sample) -> Confidence:
    """Return NO: printed tests can't be read back."""
    return Confidence.NO


def layout(pack: PackContent, options: ExchangeOptions) -> Test:
    """Lay out a pack's questions. A single version keeps the pack's order; each of several has its own.

    All versions have the same questions with the same options, drawn from each pool by the seed. The same pack,
    seed and number of versions always yield the same test.
    """
    losses = Losses()
    current = tuple(item for item in pack.items if item.asked_until >= options.day)
    losses.add(QUESTION, "a draft, expired, or superseded", len(pack.items) - len(current))
    drawn = _drawn(current, options)
    losses.add(QUESTION, "not drawn with this seed", len(current) - len(drawn))
    fitted = fit(pack, _CAPACITY, "print", drawn)
    items = tuple(_with_options(item, options.seed, losses) for item in fitted.items())
    names = ascii_uppercase[: options.versions] if options.versions > 1 else ("",)
    versions = tuple(Version(name, _questions(items, options.seed, name)) for name in names)
    return Test(fitted.info, versions, (*losses.all(), *fitted.lost()))


def positions(test: Test) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each question's id, and its number with its key on each version, such as "3 B"."""
    versions = [{question.item.id: question for question in version.questions} for version in test.versions]
    for id in versions[0]:
        found = [version[id] for version in versions]
        yield id, tuple(f"{each.number} {each.key}" if each.options else str(each.number) for each in found)


def _drawn(items: tuple[Item, ...], options: ExchangeOptions) -> tuple[Item, ...]:
    """Return the requested number of items in the pack's order; siblings only if there are no others left."""
    if not options.questions:
        return items
    pool = [(Ref("", item.id), item.fact) for item in items]
    chosen = {ref.item for ref in sample_round(pool, options.questions, Random(f"{options.seed}/questions"))}
    return tuple(item for item in items if item.id in chosen)


def instructions(version: Version) -> str:
    """Return the instructions for the whole sheet, in addition to those of single questions."""
    kinds = {question.item.kind for question in version.questions}
    picks, writes = kinds & {Kind.SINGLE, Kind.TRUE_FALSE}, kinds & {Kind.TYPED, Kind.NUMERIC}
    sentences = []
    if picks:
        all_pick = picks == kinds
        sentences.append("Mark one answer to each question." if all_pick else "Mark one answer, if not told otherwise.")
    if writes:
        all_write = writes == kinds
        sentences.append("Write your answer on the line." if all_write else "Write on the line where there is one.")
    return " ".join(sentences) or "Mark your answers."


def _with_options(item: Item, seed: int, losses: Losses) -> Item:
    """Return an item with only those options of its pool that are printed."""
    if not item.drawn:
        return item
    shown = set(sample_options(item, Random(f"{seed}/{item.id}")))
    losses.add("distractors", "not drawn; another seed draws others", len(item.options) - len(shown))
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
