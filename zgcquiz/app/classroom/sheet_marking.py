"""Mark the answers on graded sheets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.guessing import choices
from zgcquiz.core.log.review import Outcome
from zgcquiz.core.markup.items import option_texts
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.confusion import answer_key
from zgcquiz.core.rounds.marking import mark_typed
from zgcquiz.core.value import Value
from zgcquiz.formats.errors import brief
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.printing.sheets import PrintedQuestion, layout, options_of_code, sheet_code
from zgcquiz.formats.tables.answer_sheets import SheetAnswer
from zgcquiz.store.packs.compiled_pack import CachedPack
from zgcquiz.store.packs.stored_items import StoredPack

_TRUTHS = {"true": ("t", "wahr", "richtig", "对", "對"), "false": ("f", "unwahr", "falsch", "错", "錯")}
"""What true and false may be called whatever the language of the sheet."""

_LISTED = 5
"""Codes that a message names."""


class MarkedAnswer(Value, frozen=True):
    """A marked answer. shown, response: texts of options; response: None if nothing was answered; choices: as in
    `AnswerRow`."""

    item: Item
    shown: tuple[str, ...]
    response: tuple[str, ...] | None
    right: bool
    choices: int
    by_seed: bool
    """Whether another seed would have printed its letters, or its number, otherwise."""


class BadSheetAnswerError(Exception):
    """An answer that doesn't fit the test; says why."""


class SheetMarker:
    """Marks answers by the test as it was printed: the same pack, seed, and numbers of versions and questions."""

    def __init__(self, pack: CachedPack, options: ExchangeOptions) -> None:
        self._language = pack.info.language
        self._several = options.versions > 1
        test = layout(StoredPack(pack), options, frozenset({"markup", "media"}))
        self._versions: dict[str, Sequence[PrintedQuestion]] = {
            version.name.casefold(): tuple(version.questions) for version in test.versions
        }
        self._by_id = {name: {each.item.id: each for each in questions} for name, questions in self._versions.items()}

    def mark(self, answer: SheetAnswer) -> MarkedAnswer:
        """Return a marked answer. Raises BadSheetAnswerError."""
        question = self._question(answer)
        item = question.item
        if not question.options:
            text = answer.answer.strip()
            right = bool(text) and mark_typed(item, text, self._language)[0] is Outcome.CORRECT
            return MarkedAnswer(item, (), (text,) if text else None, right, 0, self._several)
        texts = dict(zip(item.options, option_texts(item), strict=True))
        picked = self._picked(question, answer.answer)
        count = choices(item.kind, len(question.options))
        return MarkedAnswer(
            item,
            tuple(texts[option] for option in question.options),
            tuple(texts[option] for option in question.options if option in picked) or None,
            bool(picked) and all(option.key == (option in picked) for option in question.options),
            count if count > 1 else 0,
            self._several or item.is_shuffled,
        )

    def _question(self, answer: SheetAnswer) -> PrintedQuestion:
        version = answer.version.casefold().removeprefix("version").strip()
        if version == "a" and not self._several:
            version = ""  # one version has no name
        if version not in self._versions and not self._several:
            raise BadSheetAnswerError(
                f"there is no version '{answer.version}': give the code of the sheets, or --versions"
            )
        if version not in self._versions:
            known = ", ".join(name.upper() for name in self._versions)
            raise BadSheetAnswerError(
                f"there is no version '{answer.version}'; give the --versions that you printed with: {known}"
                if version
                else f"it needs a version, one of {known}"
            )
        by_id, questions = self._by_id[version], self._versions[version]
        if answer.question in by_id:
            return by_id[answer.question]
        number = answer.question.rstrip(".")
        if number.isdecimal() and len(number) < 10 and 1 <= int(number) <= len(questions):
            return questions[int(number) - 1]
        raise BadSheetAnswerError(f"the test has no question '{answer.question}'")

    @staticmethod
    def _picked(question: PrintedQuestion, text: str) -> frozenset[Option]:
        """Return the options that a cell names: by their letters, or one of them by its text."""
        text = text.strip()
        if not text or text in "-–—":
            return frozenset()
        letters = {letter.casefold(): option for letter, option in question.lettered}
        marks = [mark for mark in text.casefold() if not mark.isspace() and mark not in ",;/+&"]
        by_text = [option for option in question.options if answer_key(text) in _names(question, option)]
        if by_text:
            return frozenset(by_text[:1])
        if not all(mark in letters for mark in marks):
            raise BadSheetAnswerError(f"'{text}' is no option of question {question.number}")
        if len(marks) > 1 and question.item.kind is not Kind.MULTIPLE:
            raise BadSheetAnswerError(f"question {question.number} has one answer, not '{text}'")
        return frozenset(letters[mark] for mark in marks)


def _names(question: PrintedQuestion, option: Option) -> set[str]:
    """Return what names an option of a question besides its letter, as `answer_key` folds it."""
    synonyms = _TRUTHS[option.text] if question.item.kind is Kind.TRUE_FALSE else ()
    return {*map(answer_key, (option.text, question.text_of(option), *synonyms))}


def marker_for(packs: Sequence[CachedPack], options: ExchangeOptions, codes: Collection[str]) -> SheetMarker:
    """Return the marker for sheets of the one pack named.

    options: how they were printed, if they have no code; codes: those of all answers of a file. Raises ZgcError if
    there isn't one pack, or one print.
    """
    if len(packs) != 1:
        raise ZgcError(
            "sheet-pack", "Graded sheets are marked by one pack.", "Name the pack that was printed: --pack PACK"
        )
    prints = {sheet_code(options)} - {""}
    for code in codes:
        printed = options_of_code(code, options)
        if printed is None:
            raise ZgcError("sheet-code", f"'{brief(code)}' is not the code of a sheet.", "One is like S7V2.")
        prints.add(sheet_code(printed))
        options = printed
    if len(prints) > 1:
        raise ZgcError(
            "sheet-code",
            f"These sheets were printed in several ways: {', '.join(sorted(prints)[:_LISTED])}.",
            "Give each test its own table, and no other --seed, --versions and --questions than a sheet's code says.",
        )
    return SheetMarker(packs[0], options)
