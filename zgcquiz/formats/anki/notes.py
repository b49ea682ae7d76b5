"""From Anki's notes to items: a note makes an item for each of its cards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki import choice_notes
from zgcquiz.formats.anki.storage.collection import Note, NoteType
from zgcquiz.formats.anki.templates import filters, template
from zgcquiz.formats.anki.templates import media as anki_media
from zgcquiz.formats.anki.templates.card import MATH_SIGN, CardFields, nothing_lost, text_of
from zgcquiz.formats.anki.templates.template import FieldRef, Side
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.shared.cloze import GAP, MAX_GAPS
from zgcquiz.formats.shared.html_text import Lose, hidden_by
from zgcquiz.formats.shared.identifiers import is_slug

_READINGS = re.compile(r"[\u3400-\u9fff\u3005]\[[\u3040-\u30ff]")
"""A word in Chinese characters with its reading in kana, where no filter says that it is one."""
_PLAIN_GAP = re.compile(r"\{\{c[\d,]++::([^{}:]*+)(?:::[^{}]*+)?\}\}", re.ASCII)
_RUBY_ELEMENT = re.compile(r"<ruby\b[^<>]{0,200}>(.{0,500}?)</ruby>", re.IGNORECASE | re.DOTALL)
_RUBY_TEXT = re.compile(r"<rt\b[^<>]{0,200}>([^<>]{0,200})(?:</rt>)?", re.IGNORECASE)
_RUBY_BRACKET = re.compile(r"<rp\b[^<>]{0,200}>[^<>]{0,20}(?:</rp>)?", re.IGNORECASE)
_ENTRY = re.compile(r"(?:-|\d+\.) (?=\S)")
_RUBY = ("kana", "kanji", "furigana")
_ASIDE = re.compile(r"extra|note|info|source|hint|comment|remark|explan|mnemonic|example|similar", re.IGNORECASE)
"""Names of fields that say more: the answer is in another, where there is one, and be it an image."""
_STYLE_TAG = re.compile(r"(?i)</?style\b[^<>]*+>")
_MASKED = "it asks about a part of an image"
_MASKS = {"question mask", "answer mask"}
_DROPPED, _KEPT = "\ufdd0", "\ufdd1"
"""Stand in a text for a field that was left out, and on both sides of one that was not; no text has them."""
_MARKS = re.compile(f"[{_DROPPED}{_KEPT}]")
_LABEL = re.compile(rf"(?<={_KEPT})[^{_DROPPED}{_KEPT}]{{0,40}}:\s?{_DROPPED}")
"""What stands behind one field and before another that was left out."""


class CardPlace(Value, frozen=True):
    """Where a card is. deck: its path; flag: 0 for none; card: its id."""

    deck: str = ""
    flag: int = 0
    card: int = 0


def id_of(note: Note) -> str:
    """Return an id that is the same wherever the note goes."""
    if is_slug(note.guid):
        return note.guid
    if not note.guid:
        return f"anki-{note.id}"
    return f"anki-{blake2b(note.guid.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def is_choice(type: NoteType) -> bool:
    """Tell whether notes of a type have options, so that each is one item, whatever cards there are."""
    return not type.cloze and choice_notes.layout(type.fields) is not None


def read(note: Note, type: NoteType, ord: int, losses: Losses, place: CardPlace | None = None) -> Item:
    """Return the item that a card asks. ord: which of the note's cards. Raises UnusableError if it can't be asked."""
    values = [*note.fields[: len(type.fields)], *[""] * (len(type.fields) - len(note.fields))]
    values = [_MARKS.sub("", value) for value in values]
    choice = None if type.cloze else choice_notes.layout(type.fields)
    if choice:
        item = choice_notes.read(choice, lambda at: text_of(values[at], losses.add) if at >= 0 else "")
        if not any(anki_media.without(option.text) for option in item.options):
            raise UnusableError("its options are images or sounds")
        _check_front(item.stem)
    else:
        item = _asked(note, type, values, ord, losses, place or CardPlace())
    return replace(item, tags=note.tags)


class _Plan(Value, frozen=True):
    """How a kind of card shows a note.

    hidden: as `from_html` takes it; fault: why its front can't be asked; back_fault: what is wrong with its back.
    """

    name: str
    question: Side
    answer: Side
    hidden: frozenset[str]
    fault: str
    back_fault: str


@lru_cache(maxsize=256)
def _plan(type: NoteType, ord: int) -> _Plan:
    if type.cloze and not type.templates:
        raise UnusableError("its note type has no kind of card")
    if not type.cloze and not 0 <= ord < len(type.templates):
        raise UnusableError("its card is of a kind that its note type doesn't have")
    sides = type.templates[0 if type.cloze else ord]
    hidden = hidden_by("}".join((type.css, *_STYLE_TAG.split(sides.question))))
    question, answer = template.parse(sides.question, hidden), template.parse(sides.answer, hidden)

    fields = frozenset(type.fields)

    def fault(side: Side) -> str:
        unknown = next((name for name in side.names if not template.is_known(name, fields)), None)
        return side.fault if unknown is None else f"its note type has no field '{unknown}'"

    masks = {name.casefold() for name in type.fields} >= _MASKS
    return _Plan(sides.name, question, answer, hidden, _MASKED if masks else fault(question), fault(answer))


def _asked(note: Note, type: NoteType, values: Sequence[str], ord: int, losses: Losses, place: CardPlace) -> Item:
    plan = _plan(type, 0 if type.cloze else ord)
    fields = dict(zip(type.fields, values, strict=True))
    if plan.fault == _MASKED or (type.cloze and any("image-occlusion:" in value for value in values)):
        raise UnusableError(_MASKED)
    if plan.fault:
        raise UnusableError(f"Anki can't show it, by its front's template: {plan.fault}")
    if plan.back_fault:
        losses.add("template", f"a fault of the back, for which Anki shows no card: {plan.back_fault}")
    special = {
        "Tags": " ".join(note.tags), "Type": type.name, "Deck": place.deck, "Subdeck": place.deck.rpartition("::")[2],
        "Card": plan.name, "CardFlag": f"flag{place.flag}", "CardID": str(place.card),
    }  # fmt: skip
    question, answer = plan.question, plan.answer
    card = CardFields(fields, special, ord + 1, plan.hidden)
    front = [ref for ref in _refs(question, card) if card.filled(ref.name)]
    stem = _stem(question, card, losses)
    gaps = [gap for name in dict.fromkeys(each.name for each in front if _asks(each)) for gap in card.gaps(name)]
    if type.cloze and not gaps:
        raise UnusableError(f"it has no gap c{ord + 1}")
    if stem and not front:
        raise UnusableError("its front has nothing of the note on it, so Anki takes the card for empty")
    _check_front(stem, any(ref.spoken for ref in front))
    if not stem:
        raise UnusableError("the question has no text")
    seen = [ref for ref in front if ref.visible and not (ref.typed or ref.spoken or ref.hinted)]
    if not seen and anki_media.names(stem):
        raise UnusableError("its front needs an image or a sound, which a terminal doesn't show")
    if not seen:
        raise UnusableError("its front shows nothing of the note in text")
    for _ in {ref.name for ref in front if ref.hinted and ref.visible}:
        losses.add("hints", "on the front: they are shown at a press in Anki, and can't be asked for here")
    back = _Back(answer, card, seen, stem, bool(gaps))
    accept: tuple[str, ...] = ()
    if gaps:
        key = text_of(", ".join(dict.fromkeys(gaps)), losses.add)
    elif typed := next((ref for ref in front if ref.typed), None):
        key, accept = _key(typed, card, losses)
        back.without(typed)
    else:
        key, accept = back.key(losses)
    return _typed(stem, key, accept, back.rest(losses), losses)


def _refs(side: Side, card: CardFields) -> list[FieldRef]:
    """Return the fields that a side shows, each once."""
    return list(dict.fromkeys(template.refs(side.nodes, card.filled)))


def _asks(ref: FieldRef) -> bool:
    """Tell whether a field shows a gap, or is the box to type it into."""
    return (ref.visible and ref.cloze) or "type-cloze" in ref.filters


def _check_front(stem: str, spoken: bool = False) -> None:
    needed = anki_media.needed(stem, spoken)
    if needed:
        raise UnusableError(f"its front needs {needed}, which a terminal doesn't show")


def _stem(question: Side, card: CardFields, losses: Losses) -> str:
    def gap(hint: str) -> str:
        return f"{GAP} ({hint})" if hint else GAP

    def show(ref: FieldRef) -> str:
        if ref.visible and (ref.typed or ref.spoken or ref.hinted):
            return _DROPPED
        html = _without_others(card.html(ref, gap), ref, others) if ref.cloze and others else card.html(ref, gap)
        return f"{_KEPT}{html}{_KEPT}" if marking and ref.visible and html else html

    shown = _refs(question, card)
    others = {ref.name: card.fields[ref.name] for ref in shown if ref.cloze and ref.visible and ref.name in card.fields}
    marking = any(ref.typed or ref.spoken or ref.hinted for ref in shown)
    text = card.plain(template.render(question.nodes, card.filled, show), losses.add)
    return (_lines(text) or _MARKS.sub("", text).strip()) if marking else text


def _without_others(html: str, ref: FieldRef, fields: Mapping[str, str]) -> str:
    """Return one of several fields with gaps, with `...` for what stands in the gaps of the others."""
    texts = {found for name, other in fields.items() if name != ref.name for found in _PLAIN_GAP.findall(other)}
    words = sorted((text for text in texts if text), key=lambda text: (-len(text), text))[:MAX_GAPS]
    if not words:
        return html
    pattern = re.compile(rf"<[^<>]*+>|(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    return pattern.sub(lambda found: "..." if found.group(1) else found.group(0), html)


class _Back:
    """What a card's back adds to its front. seen: the fields of the front; gaps: the answer stands in gaps."""

    def __init__(self, side: Side, card: CardFields, seen: Sequence[FieldRef], stem: str, gaps: bool) -> None:
        self._side = side
        self._card = card
        self._stem = stem
        self._seen = {ref.name for ref in seen}
        shown = {stem.casefold()}
        shown |= {card.text(ref).casefold() for ref in seen if not (gaps and ref.cloze)}
        self._news: list[FieldRef] = []
        self._blank = False
        for ref in _refs(side, card):
            if not ref.visible or ref.spoken or ref.name not in card.fields or (gaps and ref.name in self._seen):
                continue
            text = card.text(ref)
            if not text:
                self._blank = self._blank or ref.name not in self._seen
            elif text.casefold() not in shown:
                shown.add(text.casefold())
                self._news.append(ref)

    def without(self, ref: FieldRef) -> None:
        """Leave a field out that is the answer."""
        self._news = [
            other
            for other in self._news
            if other.name != ref.name
            or (other.filters != ref.filters and (self._card.text(other) != self._card.text(ref)))
        ]

    def key(self, losses: Losses) -> tuple[str, tuple[str, ...]]:
        """Return the answer, and what is accepted beside it. Raises UnusableError where the back has none in text."""
        below = any(ref.answer for ref in self._news)

        def rank(ref: FieldRef) -> tuple[bool, ...]:
            return ref.name in self._seen, ref.hinted, below and not ref.answer, bool(_ASIDE.search(ref.name))

        media = False
        for ref in sorted(self._news, key=rank):
            if not anki_media.is_answer(self._card.text(ref)) or (media and _ASIDE.search(ref.name)):
                media = True
                continue
            if "furigana" not in ref.filters or self._card.text(ref) == self._card.text(replace(ref, filters=())):
                self.without(ref)  # else it stays, with what it is read as above it
            return _key(ref, self._card, losses)
        if media:
            raise UnusableError("its answer is an image or a sound")
        if self._blank or not self._side.nodes:
            raise UnusableError("it has no answer")
        conditions = [node for node in self._side.nodes if isinstance(node, template.Condition)]
        said = self._render(conditions)
        if not said:
            media = self._shows_media()
            raise UnusableError("its back adds no text to its front" + (", but an image or a sound" if media else ""))
        return said, ()

    def rest(self, losses: Losses) -> str:
        """Return what else it adds, with the labels of the template that stand in the same lines."""
        return self._render(self._side.nodes, losses.add) if self._news else ""

    def _render(self, nodes: Sequence[template.Node], lose: Lose | None = None) -> str:
        left = set(self._news)

        def show(ref: FieldRef) -> str:
            if ref in left:
                left.remove(ref)
                return f"{_KEPT}{self._card.html(ref)}{_KEPT}"
            return _DROPPED if ref.visible else self._card.html(ref)

        html = template.render(nodes, self._card.filled, show)
        return _lines(text_of(html, lose or nothing_lost, self._card.hidden), self._stem)

    def _shows_media(self) -> bool:
        html = template.render(self._side.nodes, self._card.filled, self._card.html)
        text = text_of(html, nothing_lost, self._card.hidden)
        return any(name not in self._stem for name in anki_media.names(text))


def _lines(text: str, front: str = "") -> str:
    """Return a text without the lines whose fields were all left out, and those that the front has too."""
    known = {line.strip() for line in front.split("\n")}
    kept = []
    for line in text.split("\n"):
        if _KEPT in line or (_DROPPED not in line and (line.strip() not in known or not line.strip())):
            kept.append(_MARKS.sub("", _LABEL.sub("", line)).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _key(ref: FieldRef, card: CardFields, losses: Losses) -> tuple[str, tuple[str, ...]]:
    """Return a field as an answer, and what is accepted beside it: a word for its reading, and the other way round."""
    raw = card.fields[ref.name]
    form = next((name for name in ref.filters if name in _RUBY), "")
    if not form and "</" in raw and _RUBY_ELEMENT.search(raw):
        base = _RUBY_ELEMENT.sub(lambda found: _RUBY_TEXT.sub("", _RUBY_BRACKET.sub("", found[1])), raw)
        reading = _RUBY_ELEMENT.sub(lambda found: "".join(_RUBY_TEXT.findall(found[1])), raw)
        accept = tuple(_said(text_of(each, nothing_lost, card.hidden)) for each in (base, reading))
        return card.text(ref, losses.add), accept
    if not form and ("[" not in raw or not _READINGS.search(raw)):
        return card.text(ref, losses.add), ()
    kana, kanji = (_said(text_of(filters.ruby(raw, each), nothing_lost, card.hidden)) for each in ("kana", "kanji"))
    if not form:
        return card.text(ref, losses.add), (kanji, kana)
    if form == "kanji":
        return card.text(ref, losses.add), (kana,)
    return text_of(filters.ruby(raw, "kana"), losses.add, card.hidden), (kanji,)


def _said(text: str) -> str:
    return " ".join(anki_media.without(text).split())


def _typed(stem: str, key: str, accept: Sequence[str], explanation: str, losses: Losses) -> Item:
    if key and not anki_media.is_answer(key):
        raise UnusableError("its answer is an image or a sound")
    said = anki_media.without(key)
    if "\n" in said:
        losses.add("line ends", "a typed answer stands on one line")
        lines = [line.strip() for line in said.split("\n") if line.strip()]
        if all(_ENTRY.match(line) for line in lines):  # a list is typed with commas
            said = ", ".join(_ENTRY.sub("", line, count=1) for line in lines)
    said = " ".join(said.split())
    bare = " ".join(MATH_SIGN.sub(" ", said).split())
    accepted = dict.fromkeys(each for each in (*accept, bare) if each and each != said)
    return Item("", Kind.TYPED, stem, (Option(said, key=True),), accept=tuple(accepted), explanation=explanation)
