"""Collect files of answers into a dataset."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from zgcquiz.app.classroom.naming import Names
from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import installed_pack, locate
from zgcquiz.core.classroom.collection import Collected, CollectedFile
from zgcquiz.core.classroom.scores import is_near_chance
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.guessing import choices
from zgcquiz.core.log.review import Certainty, Outcome, Review
from zgcquiz.core.log.review_ids import hashed_uuid7, is_generated, is_page
from zgcquiz.core.markup.items import option_texts, stem_line
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.rounds.confusion import answer_key
from zgcquiz.store.classroom.dataset import AnswerRow, Dataset, PackAbout, QuestionAbout
from zgcquiz.store.files.pack_files import SUFFIXES
from zgcquiz.store.log.events.variants import hash_of
from zgcquiz.store.log.tables.sql import as_json
from zgcquiz.store.packs.compiled_pack import CachedPack

if TYPE_CHECKING:
    from zgcquiz.app.classroom.sheet_marking import MarkedAnswer
    from zgcquiz.formats.exchange.contract import ExchangeOptions

SHEET = "sheet"
"""The device of answers on paper."""
_TABLES = (".csv", ".tsv")
_ANSWERS = "Give the files that learners saved or exported (.jsonl), or sheets as a table (.csv)."
_OTHERWISE = {
    **dict.fromkeys(SUFFIXES, f"{_ANSWERS} A pack that they are for is named with --pack."),
    **dict.fromkeys((".xlsx", ".xls", ".ods"), "Save the table of answers as CSV, and give that."),
}
"""What to give instead of a file that holds no answers, by its suffix."""
_REPORTED = 20
"""The problems of a file that are kept; further ones are counted."""
_Checked: TypeAlias = tuple[Review, bool]
"""An answer, and whether it is right."""


def collect(
    context: AppContext, paths: Sequence[Path], folder: Path, packs: Sequence[str], name: str, print: ExchangeOptions
) -> Collected:
    """Add the answers in files to a dataset's folder, each once whatever is given twice.

    packs: by id or path; without any, all answers are taken, and compared with those packs that are installed. name: of
    the learner, for a single file. print: how sheets were printed. What can't be taken is told, and nothing else is
    lost. Raises ZgcError if a pack can't be used, or the dataset can't be written.
    """
    from zgcquiz.store.classroom.engine import open_engine
    from zgcquiz.store.classroom.merging import add_answers, known_devices

    dataset = Dataset(folder)
    with open_engine() as engine, dataset.locked():
        collection = _AnswerCollector(
            context, [context.pack_cache.open(locate(context, each)) for each in packs], print
        )
        collection.names = Names(known_devices(engine, dataset), name)
        added = add_answers(engine, dataset, collection.rows(paths))
        dataset.describe({id: _about(pack) for id, pack in collection.packs.items() if pack and id in collection.seen})
    return Collected(
        tuple(collection.files),
        added.read,
        added.added,
        added.conflicts,
        added.taken_back,
        {id: dict(counts) for id, counts in collection.editions.items()},
        dict(collection.other_packs),
    )


class _AnswerCollector:
    """The state of one collection. packs: by id, None if there is no usable one; editions: answers to another wording,
    by pack and question; other_packs: answers left out, by pack."""

    def __init__(self, context: AppContext, packs: Sequence[CachedPack], print: ExchangeOptions) -> None:
        self._context = context
        self._print = print
        self._named = tuple(packs)
        self.packs: dict[str, CachedPack | None] = {pack.info.id: pack for pack in packs}
        self.names = Names({}, "")
        self.files: list[CollectedFile] = []
        self.editions: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.other_packs: Counter[str] = Counter()
        self.blind: set[Path] = set()
        """Files of sheets whose answers are like blind picks."""
        self.seen: set[str] = set()
        self._items: dict[tuple[str, str], Item | None] = {}
        self._former: dict[str, dict[str, str]] = {}

    def rows(self, paths: Sequence[Path]) -> Iterator[AnswerRow]:
        """Yield the answers of all files that can be used, and note what became of each file."""
        for path in paths:
            problems: list[Problem] = []
            found: list[AnswerRow] = []
            try:
                found = self._sheet(path, problems) if path.suffix.lower() in _TABLES else self._history(path, problems)
            except OSError as error:
                problems.append(Problem("unreadable", f"can't be read: {error.strerror or error}", str(path)))
            except ZgcError as error:
                problems.append(Problem(error.code, f"{error.message} {error.hint}".strip(), str(path)))
            learners = tuple(dict.fromkeys(row.learner for row in found))
            kept, count = tuple(problems[:_REPORTED]), len(problems)
            self.files.append(CollectedFile(str(path), learners, len(found), kept, count, path in self.blind))
            yield from found

    def _history(self, path: Path, problems: list[Problem]) -> list[AnswerRow]:
        by_name: defaultdict[str, list[_Checked]] = defaultdict(list)
        before = self.other_packs.total()
        for learner, event in self._events(path):
            if isinstance(event, Problem):
                problems.append(event)
            elif isinstance(event, Review) and (checked := self._checked(event, path, problems)) is not None:
                by_name[learner or ("" if is_generated(event.device) else event.device)].append((event, checked))
        found = []
        for said, reviews in _by_page(by_name):
            name, problem = self.names.learner(said, path, {review.device for review, _ in reviews} - {""})
            if problem:
                problems.append(problem)
            else:
                found += [self._row(review, name, right) for review, right in reviews]
        if not by_name and not problems:
            what = "only answers to other packs" if self.other_packs.total() > before else "no answers"
            problems.append(Problem("no-answers", f"this file holds {what}", str(path)))
        return found

    def _events(self, path: Path) -> Iterator[tuple[str, object]]:
        from zgcquiz.formats.history import learner_lines, review_lines
        from zgcquiz.store.log.foreign import copied_log, events_of, is_database

        if not path.is_file():
            raise ZgcError("unreadable", "This is not a file." if path.exists() else "There is no such file.")
        if is_database(path):
            with copied_log(path, self._context.rng, self._context.clock) as log:
                yield from (("", event) for event in events_of(log, str(path)))
            return
        with path.open("rb") as file:
            review_lines.check_kind(file, "This", _OTHERWISE.get(path.suffix.lower(), _ANSWERS))
            yield from learner_lines.read(review_lines.bounded_lines(file), str(path))

    def _item(self, pack: str, question: str) -> Item | None:
        """Return a question by its id or a former one; None if its pack isn't at hand, or has none."""
        if (pack, question) not in self._items:
            if pack not in self.packs:
                self.packs[pack] = self._installed(pack)
            cached = self.packs[pack]
            item = cached.item(question) if cached else None
            if cached is not None and item is None:
                item = cached.item(self._former_ids(cached).get(question, ""))
            self._items[pack, question] = item
        return self._items[pack, question]

    def _former_ids(self, pack: CachedPack) -> dict[str, str]:
        """Return the current id of each former one."""
        id = pack.info.id
        if id not in self._former:
            self._former[id] = {former: each.id for each in pack.entries() for former in each.formerly}
        return self._former[id]

    def _installed(self, pack: str) -> CachedPack | None:
        installed = installed_pack(self._context, pack)
        try:
            return self._context.pack_cache.open(installed.root) if installed else None
        except ZgcError as error:
            self._context.warn(error)
            return None

    def _checked(self, review: Review, path: Path, problems: list[Problem]) -> bool | None:
        """Return whether an answer is right; None if it is left out, which is counted or told."""
        pack, question = review.ref.pack, review.ref.item
        if self._named and pack not in {each.info.id for each in self._named}:
            self.other_packs[pack] += 1
            return None
        item = self._item(pack, question)
        right = review.outcome is Outcome.CORRECT
        reason = ""
        if item is None and self.packs[pack] is not None:
            reason = f"the pack {pack} has no such question"
        elif review.shown and review.kind.is_choice and set(review.response or ()) - set(review.shown):
            reason = "its response is none of the options shown"
        elif item is not None and review.fingerprint not in ("", item.fingerprint):
            self.editions[pack][item.id] += 1
        elif item is not None and review.kind.is_choice and review.kind is item.kind:
            truth = _is_right(item, review)
            if truth is not right:
                reason = f"it says that its answer is {'right' if right else 'wrong'}, which it isn't"
        if reason:
            problems.append(Problem("bad-answer", f"answer {review.id[:40]}: {reason}", str(path), question=question))
            return None
        return right

    def _row(self, review: Review, learner: str, right: bool) -> AnswerRow:
        self.seen.add(review.ref.pack)
        item = self._item(review.ref.pack, review.ref.item)
        count = choices(review.kind, len(review.shown)) if review.shown else 0
        return AnswerRow(
            id=review.id,
            hash=hash_of(review),
            learner=learner,
            device=review.device,
            at=review.at.ms,
            pack=review.ref.pack,
            question=item.id if item else review.ref.item,
            fingerprint=review.fingerprint or (item.fingerprint if item else ""),
            kind=review.kind.value,
            choices=count if count > 1 else 0,
            shown=as_json(_said(review.shown, item)),
            response=None if review.response is None else as_json(_said(review.response, item)),
            right=int(right),
            sure=int(review.response is not None and review.certainty is not Certainty.GUESS),
            milliseconds=review.ms,
            void=int(review.void and not review.superseded),
        )

    def _sheet(self, path: Path, problems: list[Problem]) -> list[AnswerRow]:
        from zgcquiz.app.classroom.sheet_marking import BadSheetAnswerError, marker_for
        from zgcquiz.formats.tables import answer_sheets

        answers = [*answer_sheets.read(path.read_bytes(), str(path))]
        codes = {each.sheet for each in answers if not isinstance(each, Problem)} - {""}
        marker = marker_for(self._named, self._print, codes)
        pack = self._named[0].info.id
        self.seen.add(pack)
        found = []
        picks: list[tuple[bool, int]] = []
        for answer in answers:
            if isinstance(answer, Problem):
                problems.append(answer)
                continue
            name, problem = self.names.learner(answer.learner, path, {SHEET})
            try:
                if problem is None:
                    marked = marker.mark(answer)
                    found.append(_sheet_row(marked, name, pack))
                    picks += [(marked.right, marked.choices)] * (marked.by_seed and marked.response is not None)
            except BadSheetAnswerError as error:
                problem = Problem("bad-answer", str(error), str(path), answer.line)
            if problem is not None:
                problems.append(problem)
        if is_near_chance(picks):
            self.blind.add(path)
        return found


def _by_page(by_name: Mapping[str, list[_Checked]]) -> Iterator[tuple[str, list[_Checked]]]:
    """Yield answers by name. Those without one are a single learner's, unless they all come from pages in browsers and
    from several: such a file is a server's, so they are by device."""
    for said, reviews in by_name.items():
        devices = dict.fromkeys(review.device for review, _ in reviews)
        if said or len(devices) < 2 or not all(map(is_page, devices)):
            yield said, reviews
        else:
            yield from ((device, [each for each in reviews if each[0].device == device]) for device in devices)


def _is_right(item: Item, review: Review) -> bool:
    """Return whether exactly the keys were picked."""
    said = option_texts(item)
    keys = {answer_key(text) for text, option in zip(said, item.options, strict=True) if option.key}
    return {answer_key(text) for text in _said(review.response or (), item)} == keys


def _said(texts: Sequence[str], item: Item | None) -> list[str]:
    """Return what picked or shown options say, sorted. Histories hold their sources, with the markup."""
    if item is None or not item.markup:
        return sorted(texts)
    by_source = dict(zip((option.text for option in item.options), option_texts(item), strict=True))
    return sorted(by_source.get(text, text) for text in texts)


def _sheet_row(marked: MarkedAnswer, learner: str, pack: str) -> AnswerRow:
    response = None if marked.response is None else as_json(sorted(marked.response))
    content = as_json((learner, pack, marked.item.id, marked.item.fingerprint, response))
    return AnswerRow(
        id=hashed_uuid7(0, f"sheet {as_json((learner, pack, marked.item.id))}"),
        hash=hashed_uuid7(0, content),
        learner=learner,
        device=SHEET,
        at=0,
        pack=pack,
        question=marked.item.id,
        fingerprint=marked.item.fingerprint,
        kind=marked.item.kind.value,
        choices=marked.choices,
        shown=as_json(sorted(marked.shown)),
        response=response,
        right=int(marked.right),
        sure=int(response is not None),
        milliseconds=0,
        void=0,
    )


def _about(pack: CachedPack) -> PackAbout:
    questions = []
    for item in pack.each_item():
        options = zip(option_texts(item), (option.key for option in item.options), strict=True)
        questions.append(
            QuestionAbout(
                item.id,
                item.fingerprint,
                item.section,
                item.kind.value,
                stem_line(item),
                tuple(options) if item.kind.is_choice else (),
            )
        )
    return PackAbout(pack.info.title, tuple(questions))
