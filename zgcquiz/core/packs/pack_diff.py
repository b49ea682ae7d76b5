"""The differences between two editions of a pack that matter to a learner."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from zgcquiz.core.packs.pack import Item, Kind, Pack, PackInfo
from zgcquiz.core.text.numbers import read_number
from zgcquiz.core.value import Value

LIKELY = 0.75
"""The similarity, 0 to 1, from which a removed and an added item are taken for a likely rename."""
_SAME_STEM = 2 * LIKELY - 1
"""The similarity of the stems, 0 to 1, from which items with equal keys are."""
_COMPARED = 400
"""The most characters of a stem, and the most items, that are compared with each other."""
_MAX_PAIRS = 15_000
"""The most pairs of stems that are compared in full, the likeliest first; ten thousand take about a second."""


class ChangeKind(StrEnum):
    """The kind of a change to an item.

    renamed: as `formerly` records; likely_rename: similar, but not recorded; rekeyed: another answer
    is right now; reworded: the stem or the options changed; retouched: the explanation or metadata did.
    """

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    LIKELY_RENAME = "likely-rename"
    REKEYED = "rekeyed"
    REWORDED = "reworded"
    RETOUCHED = "retouched"


class Difference(Value, frozen=True):
    """One change to one item. id: the item's id, after a rename the new one; old_id: before a rename.

    before, after: the changed text (keys, stem or distractors), "" for none; what: the changed fields,
    as a pack file names them.
    """

    kind: ChangeKind
    id: str
    old_id: str = ""
    before: str = ""
    after: str = ""
    what: str = ""


class EditedField(Value, frozen=True):
    field: str
    before: str
    after: str


class PackDiff(Value, frozen=True):
    """Two editions of a pack with all differences. about: of the metadata; changes: of the items."""

    old: Pack
    new: Pack
    about: tuple[EditedField, ...]
    changes: tuple[Difference, ...]

    def of(self, kind: ChangeKind) -> tuple[Difference, ...]:
        return tuple(change for change in self.changes if change.kind is kind)

    def stem(self, change: Difference) -> str:
        """Return the current stem of a changed item, the old one if the item was removed."""
        pack = self.old if change.kind is ChangeKind.REMOVED else self.new
        return next(item.stem for item in pack.items if item.id == change.id)


Said: TypeAlias = Callable[[str, Item], str]
"""Returns what a text of an item says, without its markup."""

Shown: TypeAlias = Callable[[str, Item], Hashable]
"""Returns a value that is the same for two texts if a learner sees the same."""


class TextViews(Value, frozen=True):
    """How the texts of items are compared: by what they say without markup, and by what is shown of them."""

    said: Said
    shown: Shown


def _verbatim(text: str, _: Item) -> str:
    return text


_VERBATIM = TextViews(_verbatim, _verbatim)


def diff(old: Pack, new: Pack, views: TextViews = _VERBATIM) -> PackDiff:
    """Return the differences between two editions of a pack, or between two packs. views: read their markup."""
    return PackDiff(old, new, tuple(_edited(old.info, new.info)), compare(old, new, views))


def _edited(old: PackInfo, new: PackInfo) -> Iterator[EditedField]:
    for field in ("id", "title", "description", "language", "license", "markup"):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield EditedField(field, before, after)
    if old.sources != new.sources:
        yield EditedField("sources", *("; ".join(source.title for source in info.sources) for info in (old, new)))
    if old.sections != new.sections:
        yield EditedField("section", *("; ".join(section.title for section in info.sections) for info in (old, new)))
    if old.check != new.check:
        yield EditedField("check", *("; ".join(switch.code for switch in info.check) for info in (old, new)))
    if old.strict != new.strict:
        yield EditedField("strict", *(", ".join(info.strict) for info in (old, new)))


def compare(old: Pack, new: Pack, views: TextViews = _VERBATIM) -> tuple[Difference, ...]:
    """Return all changes to items, in the order of the new pack, removed items last. views: as for `diff`."""
    olds = {item.id: item for item in old.items}
    follows = {former: item.id for item in new.items for former in item.formerly if former in olds}
    pairs = {item.id: item.id for item in new.items if item.id in olds}
    pairs |= {id: former for former, id in follows.items() if id not in pairs}
    paired = set(pairs.values())
    gone = [item for item in old.items if item.id not in paired and item.id not in follows]
    fresh = [item for item in new.items if item.id not in pairs]
    likely = _likely_renames(gone, fresh)
    found: list[Difference] = []
    for item in new.items:
        if item.id in likely:
            before = olds[likely[item.id]]
            found.append(Difference(ChangeKind.LIKELY_RENAME, item.id, before.id, before.stem, item.stem))
        elif item.id not in pairs:
            found.append(Difference(ChangeKind.ADDED, item.id, after=item.stem))
        else:
            found += _changes(olds[pairs[item.id]], item, (old.info.language, new.info.language), views)
    renamed = set(likely.values())
    found += [Difference(ChangeKind.REMOVED, item.id, before=item.stem) for item in gone if item.id not in renamed]
    return tuple(found)


def _changes(old: Item, new: Item, languages: tuple[str, str], views: TextViews) -> Iterator[Difference]:
    """Yield how an item has changed. languages: of the packs, in which numbers are read; views: as for `diff`."""
    said = views.said
    if old.id != new.id:
        yield Difference(ChangeKind.RENAMED, new.id, old.id)
    keys = (_keys(old), _keys(new))
    heard = (_said_keys(old, said), _said_keys(new, said))
    is_same = _is_same_number(old, new, languages) or (old.kind is new.kind and heard[0] == heard[1])
    is_rewritten = keys[0] != keys[1] and is_same
    if (keys[0] != keys[1] and not is_rewritten) or old.kind is not new.kind:
        before, after = ("; ".join(texts) for texts in keys)
        if before == after:
            before, after = (f"{before} ({item.kind.value})" for item in (old, new))
        yield Difference(ChangeKind.REKEYED, new.id, before=before, after=after, what="answer")
    is_stem_kept = views.shown(old.stem, old) == views.shown(new.stem, new)
    if not is_stem_kept:
        stems = (old.stem, new.stem)
        if old.stem == new.stem:  # its markup is read now, or no longer
            stems = (said(old.stem, old), said(new.stem, new))
        if stems[0] != stems[1]:
            yield Difference(ChangeKind.REWORDED, new.id, before=stems[0], after=stems[1], what="question")
    if keys[0] == keys[1] and heard[0] != heard[1]:
        before, after = map("; ".join, heard)
        yield Difference(ChangeKind.REWORDED, new.id, before=before, after=after, what="answer")
    wrong = (_distractors(old), _distractors(new))
    is_respelled = False
    if wrong[0] != wrong[1]:
        lost = "; ".join(_without(old, new, views.shown))
        came = "; ".join(_without(new, old, views.shown))
        if lost or came:
            yield Difference(ChangeKind.REWORDED, new.id, before=lost, after=came, what="distractors")
        is_respelled = not (lost or came) and keys[0] == keys[1]
    was, now = _rest(old), _rest(new)
    touched = ["answer"] if is_rewritten else []
    touched += ["question"] if old.stem != new.stem and is_stem_kept else []
    touched += ["distractors"] if is_respelled else []
    touched += [name for name in now if was[name] != now[name]]
    if touched:
        yield Difference(ChangeKind.RETOUCHED, new.id, what=", ".join(touched))


def _keys(item: Item) -> list[str]:
    return sorted(key.text for key in item.keys)


def _said_keys(item: Item, said: Said) -> list[str]:
    """Return the right answers without their markup."""
    return sorted(said(key.text, item) if item.kind.is_choice else key.text for key in item.keys)


def _is_same_number(old: Item, new: Item, languages: tuple[str, str]) -> bool:
    """Return whether the keys of two numeric items are one number, written in two ways."""
    if not old.kind is new.kind is Kind.NUMERIC:
        return False
    numbers = [read_number(item.keys[0].text, language) for item, language in zip((old, new), languages, strict=True)]
    return numbers[0] is not None and numbers[0] == numbers[1]


def _distractors(item: Item) -> list[str]:
    return sorted(option.text for option in item.distractors)


def _without(item: Item, other: Item, shown: Shown) -> list[str]:
    """Return the distractors of an item that no option of another one shows."""
    found = {shown(option.text, other) for option in other.options} | {option.text for option in other.options}
    return sorted(each.text for each in item.distractors if found.isdisjoint((each.text, shown(each.text, item))))


_RETOUCHED = (
    *("explanation", "source", "section", "fact", "tags", "as_of", "valid_until", "accept", "strict", "tolerance"),
    *("unit", "recall", "draft", "superseded_by", "allow"),
)
"""The fields of an item that change neither its question nor its answer, as a pack file names them."""


def _rest(item: Item) -> dict[str, object]:
    marked = [option for option in item.options if option.feedback or option.pinned]
    return {name: getattr(item, name) for name in _RETOUCHED} | {
        "options": item.drawn,
        "feedback": sorted((option.text, option.feedback, option.pinned) for option in marked),
    }


def _likely_renames(gone: list[Item], fresh: list[Item]) -> dict[str, str]:
    """Map new ids to old ids that are likely the same item, matching the most similar pairs first, each item once.

    Half of the similarity is that the keys are equal, half that of the stems, so only items with equal keys can be
    alike enough. Pairs wait in a heap with an upper bound of their similarity, and are compared only when no other
    pair can be more similar; by then most items are matched. At most _MAX_PAIRS are.
    """
    by_keys: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for old in gone[:_COMPARED]:
        by_keys[tuple(_keys(old))].append(old)
    waiting: list[tuple[float, str, str, _Stem | None]] = []
    stems = {old.id: _Stem(old.stem) for old in gone[:_COMPARED]}
    for new in fresh[:_COMPARED]:
        stem = _Stem(new.stem)
        for old in by_keys.get(tuple(_keys(new)), ()):
            bound = stem.most_alike(stems[old.id])
            if bound >= _SAME_STEM:
                waiting.append((-bound, new.id, old.id, stem))
    heapify(waiting)
    likely: dict[str, str] = {}
    taken: set[str] = set()
    left = _MAX_PAIRS
    while waiting:
        _, new_id, old_id, new_stem = heappop(waiting)
        if new_id in likely or old_id in taken:
            continue
        if new_stem is None:
            likely[new_id] = old_id
            taken.add(old_id)
        elif left:
            left -= 1
            if (likeness := new_stem.likeness(stems[old_id])) >= _SAME_STEM:
                heappush(waiting, (-likeness, new_id, old_id, None))
    return likely


class _Stem:
    """A stem, prepared once for all comparisons."""

    def __init__(self, text: str) -> None:
        self.text = text[:_COMPARED]
        self._counts = Counter(self.text)

    @cached_property
    def _matcher(self) -> SequenceMatcher[str]:
        return SequenceMatcher(None, "", self.text)

    def most_alike(self, other: _Stem) -> float:
        """Return an upper bound of the likeness: that of the same letters in the best order."""
        length = len(self.text) + len(other.text)
        few, many = sorted((self._counts, other._counts), key=len)
        shared = sum([min(count, many[sign]) for sign, count in few.items() if sign in many])
        return 2 * shared / length if length else 1.0

    def likeness(self, other: _Stem) -> float:
        """Return the similarity of this stem and an older one, 0 to 1."""
        self._matcher.set_seq1(other.text)
        return self._matcher.ratio()
