"""Turn Anki notes into items, one for each card of a note."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki import choice_notes
from zgcquiz.formats.anki.choice_notes import Layout
from zgcquiz.formats.anki.storage.collection import Note, NoteType
from zgcquiz.formats.anki.templates import filters, template
from zgcquiz.formats.anki.templates import media as anki_media
from zgcquiz.formats.anki.templates.answer_media import AnswerMedia
from zgcquiz.formats.anki.templates.card import MATH_SIGN, CardFields, ignore_loss, text_of
from zgcquiz.formats.anki.templates.template import FieldRef, RenderedText, Side
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.markup.formatted_texts import FormattedTexts
from zgcquiz.formats.shared.cloze import GAP, MAX_GAPS
from zgcquiz.formats.shared.html_elements import hidden_by
from zgcquiz.formats.shared.html_text import Lose
from zgcquiz.formats.shared.identifiers import is_slug

_OF_LEARNER = frozenset(("leech", "marked"))
"""Tags by which Anki remembers how a learner fares; Anki itself leaves them out of decks without a schedule."""
_READINGS = re.compile(r"[\u3400-\u9fff\u3005]\[[\u3040-\u30ff]")
"""A word in Chinese characters followed by its reading in kana, in a field without a furigana filter."""
_PLAIN_GAP = re.compile(r"\{\{c[\d,]++::([^{}:]*+)(?:::[^{}]*+)?\}\}", re.ASCII)
_RUBY_ELEMENT = re.compile(r"<ruby\b[^<>]{0,200}>(.{0,500}?)</ruby>", re.IGNORECASE | re.DOTALL)
_RUBY_TEXT = re.compile(r"<rt\b[^<>]{0,200}>([^<>]{0,200})(?:</rt>)?", re.IGNORECASE)
_RUBY_BRACKET = re.compile(r"<rp\b[^<>]{0,200}>[^<>]{0,20}(?:</rp>)?", re.IGNORECASE)
_ENTRY = re.compile(r"(?:-|\d+\.) (?=\S)")
_RUBY = ("kana", "kanji", "furigana")
_ASIDE = re.compile(r"extra|note|info|source|hint|comment|remark|explan|mnemonic|example|similar", re.IGNORECASE)
"""Names of fields with extra information: another field holds the answer if there is one, even if it is an image."""
_STYLE_TAG = re.compile(r"(?i)</?style\b[^<>]*+>")
_MASKED = "it asks about a part of an image"
_MASKS = {"question mask", "answer mask"}
_DROPPED, _KEPT = "\ufdd0", "\ufdd1"
"""Noncharacters that mark a field that was left out, and both ends of one that was kept."""
_MARKS = re.compile(f"[{_DROPPED}{_KEPT}]")
_LABEL = re.compile(rf"(?<={_KEPT})[^{_DROPPED}{_KEPT}]{{0,40}}:\s?{_DROPPED}")
"""A label between a field that was kept and one that was left out."""


class CardContext(Value, frozen=True):
    """What templates may show of a card. deck: its path; flag: its number, 0 for none; card: its id.

    rendered: what all cards' templates may show.
    """

    deck: str = ""
    flag: int = 0
    card: int = 0
    rendered: RenderedText | None = None


def id_of(note: Note) -> str:
    """Return an item id that is the same for every copy of a note."""
    if is_slug(note.guid):
        return note.guid
    if not note.guid:
        return f"anki-{note.id}"
    return f"anki-{blake2b(note.guid.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def is_choice(type: NoteType) -> bool:
    """Tell whether notes of a type have options; such a note is one item, however many cards it has."""
    return not type.cloze and choice_notes.layout(type.fields) is not None


def read(note: Note, type: NoteType, ord: int, losses: Losses, context: CardContext | None = None) -> Item:
    """Return a card as an item. ord: which of the note's cards. Raises UnusableError if it can't be asked."""
    values = [*note.fields[: len(type.fields)], *[""] * (len(type.fields) - len(note.fields))]
    values = [_MARKS.sub("", value) for value in values]
    choice = None if type.cloze else choice_notes.layout(type.fields)
    if choice:
        item = choice_notes.read(choice, partial(_field, choice, values, losses))
        if not any(anki_media.without(option.text) or losses.texts.shows(option.text) for option in item.options):
            raise UnusableError("its options are images or sounds")
        _check_front(losses.texts.without_files(item.stem))
    else:
        item = _from_card(note, type, values, ord, losses, context or CardContext())
    return replace(item, tags=tuple(tag for tag in note.tags if tag.casefold() not in _OF_LEARNER))


def _field(layout: Layout, values: Sequence[str], losses: Losses, at: int) -> str:
    """Return the text of the field at a position, "" for -1. What only names an option is no text of the question."""
    if at < 0:
        return ""
    is_text = at != layout.kind and (at != layout.key or layout.wrong)
    return text_of(values[at], losses.add, texts=losses.texts if is_text else losses.texts.shared())


class _ParsedTemplate(Value, frozen=True):
    """A card template, parsed.

    hidden: as `from_html` takes it; fault: why its front can't be asked; back_fault: what is wrong with its back.
    """

    name: str
    question: Side
    answer: Side
    hidden: frozenset[str]
    fault: str
    back_fault: str


@lru_cache(maxsize=256)
def _parse(type: NoteType, ord: int) -> _ParsedTemplate:
    if type.cloze and not type.templates:
        raise UnusableError("its note type has no card template")
    if not type.cloze and not 0 <= ord < len(type.templates):
        raise UnusableError("its note type has no template for this card")
    sides = type.templates[0 if type.cloze else ord]
    hidden = hidden_by("}".join((type.css, *_STYLE_TAG.split(sides.question))))
    question, answer = template.parse(sides.question, hidden), template.parse(sides.answer, hidden)

    fields = frozenset(type.fields)

    def fault(side: Side) -> str:
        unknown = next((name for name in side.names if not template.is_known(name, fields)), None)
        return side.fault if unknown is None else f"its note type has no field '{unknown}'"

    masks = {name.casefold() for name in type.fields} >= _MASKS
    return _ParsedTemplate(sides.name, question, answer, hidden, _MASKED if masks else fault(question), fault(answer))


def _from_card(
    note: Note, type: NoteType, values: Sequence[str], ord: int, losses: Losses, context: CardContext
) -> Item:
    parsed = _parse(type, 0 if type.cloze else ord)
    fields = dict(zip(type.fields, values, strict=True))
    if parsed.fault == _MASKED or (type.cloze and any("image-occlusion:" in value for value in values)):
        raise UnusableError(_MASKED)
    if parsed.fault:
        raise UnusableError(f"Anki can't show it; its front template has an error: {parsed.fault}")
    if parsed.back_fault:
        losses.add("template", f"an error on the back, because of which Anki shows no card: {parsed.back_fault}")
    special = {
        "Tags": " ".join(note.tags), "Type": type.name, "Deck": context.deck,
        "Subdeck": context.deck.rpartition("::")[2], "Card": parsed.name, "CardFlag": f"flag{context.flag}",
        "CardID": str(context.card),
    }  # fmt: skip
    card = CardFields(fields, special, ord + 1, parsed.hidden, context.rendered, losses.texts)
    front = [ref for ref in _refs(parsed.question, card) if card.filled(ref.name)]
    stem = _stem(parsed.question, card, losses)
    gaps = [gap for name in dict.fromkeys(each.name for each in front if _asks(each)) for gap in card.gaps(name)]
    if type.cloze and not gaps:
        raise UnusableError(f"it has no gap c{ord + 1}")
    seen = _seen(front, stem, losses.texts)
    for _ in {ref.name for ref in front if ref.hinted and ref.visible}:
        losses.add("hints", "on the front: Anki shows them on request, which can't be done here")
    back = _Back(parsed.answer, card, seen, stem, bool(gaps))
    media = AnswerMedia(card, losses.add)
    accept: tuple[str, ...] = ()
    if gaps:
        html = ", ".join(dict.fromkeys(gaps))
        key = text_of(html, media.taken(html))
    elif typed := next((ref for ref in front if ref.typed), None):
        key, accept = _key(typed, card, media)
        back.remove(typed)
    else:
        key, accept = back.key(media)
    return _typed(stem, key, accept, media.added(back.rest(losses), stem), losses)


def _seen(front: Sequence[FieldRef], stem: str, texts: FormattedTexts) -> list[FieldRef]:
    """Return the fields that the front shows as text. Raises UnusableError if the card can't be asked by them."""
    if stem and not front:
        raise UnusableError("its front shows no field of the note, so Anki treats the card as empty")
    named = texts.without_files(stem)
    _check_front(named, any(ref.spoken for ref in front))
    if not stem:
        raise UnusableError("the question has no text")
    seen = [ref for ref in front if ref.visible and not (ref.typed or ref.spoken or ref.hinted)]
    if not seen and anki_media.names(named):
        raise UnusableError("its front needs an image or a sound, which a terminal can't show")
    if not seen:
        raise UnusableError("its front shows no field of the note as text")
    return seen


def _refs(side: Side, card: CardFields) -> list[FieldRef]:
    """Return the fields that a side shows, each once."""
    return list(dict.fromkeys(template.refs(side.nodes, card.filled)))


def _asks(ref: FieldRef) -> bool:
    """Tell whether a field shows a gap, or is the input box for one."""
    return (ref.visible and ref.cloze) or "type-cloze" in ref.filters


def _check_front(stem: str, spoken: bool = False) -> None:
    needed = anki_media.needed(stem, spoken)
    if needed:
        raise UnusableError(f"its front needs {needed}, which a terminal can't show")


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
    text = card.kept(template.render(question.nodes, card.filled, show, card.rendered), losses.add)
    return (_lines(text) or _MARKS.sub("", text).strip()) if marking else text


def _without_others(html: str, ref: FieldRef, fields: Mapping[str, str]) -> str:
    """Return one of several cloze fields with the answers of the others replaced by `...`."""
    texts = {text for name, other in fields.items() if name != ref.name for text in _PLAIN_GAP.findall(other)}
    words = sorted((text for text in texts if text), key=lambda text: (-len(text), text))[:MAX_GAPS]
    if not words:
        return html
    pattern = re.compile(rf"<[^<>]*+>|(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    return pattern.sub(lambda found: "..." if found.group(1) else found.group(0), html)


class _Back:
    """What a card's back adds to its front. seen: the fields on the front; gaps: the answer is a cloze deletion."""

    def __init__(self, side: Side, card: CardFields, seen: Sequence[FieldRef], stem: str, gaps: bool) -> None:
        self._side = side
        self._card = card
        self._stem = stem
        self._seen = {ref.name for ref in seen}
        shown = {stem.casefold()}
        shown |= {card.text(ref).casefold() for ref in seen if not (gaps and ref.cloze)}
        self._added: list[FieldRef] = []
        self._blank = False
        for ref in _refs(side, card):
            if not ref.visible or ref.spoken or ref.name not in card.fields or (gaps and ref.name in self._seen):
                continue
            text = card.text(ref)
            if not text:
                self._blank = self._blank or ref.name not in self._seen
            elif text.casefold() not in shown:
                shown.add(text.casefold())
                self._added.append(ref)

    def remove(self, ref: FieldRef) -> None:
        """Leave out the field that is the answer."""
        self._added = [
            other
            for other in self._added
            if other.name != ref.name
            or (other.filters != ref.filters and (self._card.text(other) != self._card.text(ref)))
        ]

    def key(self, media: AnswerMedia) -> tuple[str, tuple[str, ...]]:
        """Return the answer and its accepted alternatives. Raises UnusableError if the back has no answer in text."""
        below = any(ref.answer for ref in self._added)

        def rank(ref: FieldRef) -> tuple[bool, ...]:
            return ref.name in self._seen, ref.hinted, below and not ref.answer, bool(_ASIDE.search(ref.name))

        is_medium = False
        for ref in sorted(self._added, key=rank):
            if not anki_media.is_answer(self._card.text(ref)) or (is_medium and _ASIDE.search(ref.name)):
                is_medium = True
                continue
            if "furigana" not in ref.filters or self._card.text(ref) == self._card.text(replace(ref, filters=())):
                self.remove(ref)  # a word with its reading above it stays in the explanation
            return _key(ref, self._card, media)
        if is_medium:
            raise UnusableError("its answer is an image or a sound")
        if self._blank or not self._side.nodes:
            raise UnusableError("it has no answer")
        conditions = [node for node in self._side.nodes if isinstance(node, template.Condition)]
        text = self._render(conditions)
        if not text:
            html = template.render(self._side.nodes, self._card.filled, self._card.html, self._card.rendered)
            names = anki_media.names(text_of(html, ignore_loss, self._card.hidden))
            is_medium = any(name not in self._stem for name in names)
            but = ", but an image or a sound" if is_medium else ""
            raise UnusableError(f"its back adds no text to its front{but}")
        return text, ()

    def rest(self, losses: Losses) -> str:
        """Return what else the back adds, with the template's labels on the same lines."""
        return self._render(self._side.nodes, losses.add, self._card.texts) if self._added else ""

    def _render(
        self, nodes: Sequence[template.Node], lose: Lose = ignore_loss, texts: FormattedTexts | None = None
    ) -> str:
        left = set(self._added)

        def show(ref: FieldRef) -> str:
            if ref in left:
                left.remove(ref)
                return f"{_KEPT}{self._card.html(ref)}{_KEPT}"
            return _DROPPED if ref.visible else self._card.html(ref)

        html = template.render(nodes, self._card.filled, show, self._card.rendered)
        return _lines(text_of(html, lose, self._card.hidden, texts), self._stem)


def _lines(text: str, front: str = "") -> str:
    """Return a text without the lines whose fields were all left out, and without lines that the front has too."""
    known = {line.strip() for line in front.split("\n")}
    kept = []
    for line in text.split("\n"):
        if _KEPT in line or (_DROPPED not in line and (line.strip() not in known or not line.strip())):
            kept.append(_MARKS.sub("", _LABEL.sub("", line)).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _key(ref: FieldRef, card: CardFields, media: AnswerMedia) -> tuple[str, tuple[str, ...]]:
    """Return a field as an answer with its accepted alternatives: a word for its reading, and vice versa."""
    raw = card.fields[ref.name]
    lose = media.taken(card.html(ref))
    form = next((name for name in ref.filters if name in _RUBY), "")
    if not form and "</" in raw and _RUBY_ELEMENT.search(raw):
        base = _RUBY_ELEMENT.sub(lambda found: _RUBY_TEXT.sub("", _RUBY_BRACKET.sub("", found[1])), raw)
        reading = _RUBY_ELEMENT.sub(lambda found: "".join(_RUBY_TEXT.findall(found[1])), raw)
        accept = tuple(_words(text_of(each, ignore_loss, card.hidden)) for each in (base, reading))
        return card.text(ref, lose), accept
    if not form and ("[" not in raw or not _READINGS.search(raw)):
        return card.text(ref, lose), ()
    kana, kanji = (_words(text_of(filters.ruby(raw, each), ignore_loss, card.hidden)) for each in ("kana", "kanji"))
    if not form:
        return card.text(ref, lose), (kanji, kana)
    if form == "kanji":
        return card.text(ref, lose), (kana,)
    return text_of(filters.ruby(raw, "kana"), lose, card.hidden), (kanji,)


def _words(text: str) -> str:
    return " ".join(anki_media.without(text).split())


def _typed(stem: str, key: str, accept: Sequence[str], explanation: str, losses: Losses) -> Item:
    if key and not anki_media.is_answer(key):
        raise UnusableError("its answer is an image or a sound")
    answer = anki_media.without(key)
    if "\n" in answer:
        losses.add("line ends", "a typed answer is one line")
        lines = [line.strip() for line in answer.split("\n") if line.strip()]
        if all(_ENTRY.match(line) for line in lines):  # a list is typed with commas
            answer = ", ".join(_ENTRY.sub("", line, count=1) for line in lines)
    answer = " ".join(answer.split())
    bare = " ".join(MATH_SIGN.sub(" ", answer).split())
    accepted = dict.fromkeys(each for each in (*accept, bare) if each and each != answer)
    return Item("", Kind.TYPED, stem, (Option(answer, key=True),), accept=tuple(accepted), explanation=explanation)
