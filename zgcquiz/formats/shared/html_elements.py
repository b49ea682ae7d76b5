"""Tell tags that are markup from those that are text.

Texts about programming contain `vector<int>`, `Map<K, V>` or `<stdio.h>`, and many files don't say whether they are
HTML. A tag counts as markup only if HTML, MathML or SVG has its element and the tag can do something there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.formats.untrusted.html_tokens import Tag


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_FORMATTING = _names(
    "abbr acronym b bdi bdo big center cite del dfn em font i ins kbd mark nobr q ruby s samp small span strike strong "
    "sub sup tt u var"
)
"""Elements that real files often leave open."""
_END_IS_OPTIONAL = _names("p li dt dd tr td th thead tbody tfoot colgroup caption rb rp rt rtc option")
_VOID = _names("br hr img image col wbr keygen spacer")
_NEEDS_ATTRIBUTES = _names("area base basefont bgsound data embed frame input link map meta param source track")
"""Elements without a meaning if they have no attributes; such a tag is a word, as in `#include <map>`."""
_ENCLOSING = _names(
    "a address applet article aside audio blockquote body button canvas code datalist details dialog dir div dl "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe label legend "
    "main marquee math menu meter nav noframes noscript object ol optgroup output picture pre progress script search "
    "section select slot style summary svg table template textarea time title ul video"
)
"""Elements that are always closed; a start tag without attributes that is never closed is a word."""
_KNOWN = _FORMATTING | _END_IS_OPTIONAL | _VOID | _NEEDS_ATTRIBUTES | _ENCLOSING
_MATHML = _names(
    "annotation annotation-xml maction maligngroup malignmark math menclose merror mfenced mfrac mglyph mi "
    "mlabeledtr mlongdiv mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry "
    "msgroup msline mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none "
    "semantics"
)
_OFFICE = re.compile(r"(?:o|v|w|x|st1):[a-z][\w]*")
"""Elements of word processors, in pasted texts."""
_MATH_PREFIX = re.compile(r"(?:m|mml|math):(?=m|semantics|annotation|none)")

_BARE_ATTRIBUTES = _names(
    "allowfullscreen async autofocus autoplay checked compact controls default defer disabled download hidden ismap "
    "itemscope loop multiple muted nohref noresize noshade novalidate nowrap open playsinline readonly required "
    "reversed selected"
)
"""Attributes that may stand without a value."""
_OPENING, _CLOSING = "([{\"'`“„«", ".,;:?!)]}\"'`”“»"
"""Characters that may precede or follow a tag that a text mentions."""
_END = re.compile(r"</([a-zA-Z][^\s/<>]*)")
_START = re.compile(r"<([a-zA-Z][^\s/<>]*)")
_LONE = re.compile(r"\s*</?([a-zA-Z][\w:-]*)\s*/?>\s*")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")


HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
NEVER_CLOSED = frozenset("br hr img input wbr source link meta col area embed".split())  # noqa: SIM905
"""The elements without content and end tag."""
_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
_LIGHT = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:normal|lighter|[1-4]00)\b", re.IGNORECASE)
_ITALIC = re.compile(r"(?:^|;)\s*font-style\s*:\s*(?:italic|oblique)\b", re.IGNORECASE)
_LINED = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\b(?:underline|line-through)\b", re.IGNORECASE)
_COLOURED = re.compile(
    r"(?:^|;)\s*(?:color|background(?:-color)?)\s*:\s*"
    r"(?!(?:inherit|initial|unset|revert|currentcolor|transparent|none|auto|black|white|windowtext|window"
    r"|#0{3}(?:0{3})?|#f{3}(?:f{3})?|rgba?\(\s*(?:0\s*,\s*0\s*,\s*0|255\s*,\s*255\s*,\s*255)\s*(?:,[^)]*)?\))"
    r"\s*(?:!important\s*)?(?:;|\Z))"
    r"[^;\s]",
    re.IGNORECASE,
)
"""Not black, white and transparent, which editors write for what pages are anyway."""


_TAG = re.compile(r"<[a-zA-Z/!?]|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
"""Not only whole tags: what comes after a text may close one that the text opens."""


_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)


class TextStyle(Value, frozen=True):
    """What an element's `style` says of its text. light: not bold, as headings are; lined: underlined or struck out;
    coloured: in a colour, or on one."""

    bold: bool = False
    italic: bool = False
    light: bool = False
    lined: bool = False
    coloured: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether it makes a text look unlike others."""
        return self.bold or self.italic or self.lined or self.coloured


_NO_STYLE = TextStyle()


def style_of(attributes: Mapping[str, str | None]) -> TextStyle:
    """Return what an element's `style` says of its text."""
    style = attributes.get("style") if attributes else None
    if not style:
        return _NO_STYLE
    patterns = (_BOLD, _ITALIC, _LIGHT, _LINED, _COLOURED)
    return TextStyle(*(pattern.search(style) is not None for pattern in patterns))


def list_number(attributes: Mapping[str, str | None], name: str) -> int | None:
    """Return the number in an attribute of a list or an entry; None if it has none."""
    number = (attributes.get(name) or "").strip()
    return int(number) if number.isdecimal() and len(number) < 10 else None


class Markup:
    """Decides which tags of a text are markup, one after another. All tags inside `<math>` and `<svg>` are."""

    def __init__(self, text: str) -> None:
        self._ended = {name.lower() for name in _END.findall(text)} if "</" in text else set()
        self._started = {name.lower() for name in _START.findall(text)} if self._ended else set()
        self._foreign = ""
        self._capitals = False
        self._has_math = "math" in text.lower()
        lone = _LONE.fullmatch(text)
        self._is_lone = lone is not None and lone.group(1).lower() not in ("br", "p", "div", "span")

    def accepts(self, tag: Tag, before: str, after: str) -> bool:
        """Tell whether a tag is markup. before, after: the characters beside it, "" at the ends of the text."""
        name, ends = tag.written, tag.ends
        plain = element_name(name)
        if self._foreign:
            if ends and plain == self._foreign:
                self._foreign = ""
            return True
        if self._is_lone or (tag.attributes and not _are_attributes(tag.attributes)):
            return False
        known = self._ends(name, plain) if ends else self._starts(name, plain, tag.attributes, before, after)
        if not known:
            return False
        if name.isupper():
            self._capitals = True
        if not ends and plain in ("math", "svg") and plain in map(element_name, self._ended):
            self._foreign = plain
        return True

    def _ends(self, name: str, plain: str) -> bool:
        if plain in _KNOWN:
            return plain not in _ENCLOSING or name.lower() in self._started
        return self._is_foreign(plain)

    def _starts(self, name: str, plain: str, attributes: Mapping[str, str | None], before: str, after: str) -> bool:
        glued = before.isalnum() or before in (")", "]", "_")
        if plain not in _KNOWN:
            return self._is_foreign(plain)
        if glued and not attributes:
            is_type = name.istitle() and plain in (*_END_IS_OPTIONAL, "col") and not self._capitals
            if plain == "a" or is_type:  # as in `Maybe<P>`
                return False
        if attributes or plain == "br" or name.lower() in self._ended:
            return bool(attributes) or plain not in _NEEDS_ATTRIBUTES
        starts = before != "" and (before.isspace() or before in _OPENING)
        named = starts and (not after or after.isspace() or after in _CLOSING)
        if plain in _VOID:
            return not named
        if plain in _FORMATTING:
            return plain in ("sub", "sup") or not (glued or named)
        return plain in _END_IS_OPTIONAL

    def _is_foreign(self, plain: str) -> bool:
        """Tell whether an element is a word processor's, MathML, or a web page's custom element."""
        if _OFFICE.fullmatch(plain) or (self._has_math and plain in _MATHML):
            return True
        return "-" in plain and plain in self._ended and plain in self._started


def _are_attributes(attributes: Mapping[str, str | None]) -> bool:
    """Tell whether what looks like attributes may be some, unlike in `a<b && c>d` and `x<a and b>c`."""
    valued = [name for name, value in attributes.items() if value is not None and not value.startswith("=")]
    if valued:
        return any(name[0].isalpha() or name[0] in "_:@*#[(" for name in valued)
    return all(name in _BARE_ATTRIBUTES or name.startswith(("data-", "aria-")) for name in attributes)


def element_name(name: str) -> str:
    """Return the name in lower case, without the prefixes that MathML and QTI use."""
    name = name.lower()
    if ":" in name:
        name = _MATH_PREFIX.sub("", name, count=1)
    return name.removeprefix("qti-")


def has_entity(text: str) -> bool:
    """Tell whether a text contains a character reference such as `&amp;`."""
    return "&" in text and _ENTITY.search(text) is not None


def could_be_html(text: str) -> bool:
    """Tell whether some program might read a text as HTML, even with unknown elements."""
    return _TAG.search(text) is not None


def hidden_by(css: str) -> frozenset[str]:
    """Return the classes and ids that a style sheet always hides, as `.name` and `#name`."""
    found: dict[str, bool] = {}
    for rule in css.split("}"):
        selectors, _, declarations = rule.partition("{")
        if "display" in declarations or "visibility" in declarations:
            off = _HIDING.search(declarations) is not None
            for selector in selectors.rpartition("*/")[2].split(","):
                found[selector.strip()] = off
    return frozenset(name for name, off in found.items() if off and re.fullmatch(r"[.#][\w-]+", name))


def is_hidden(attributes: Mapping[str, str | None], hidden: frozenset[str]) -> bool:
    """Return whether an element is not displayed. hidden: classes and ids that are not, as `.name` and `#name`."""
    if "hidden" in attributes or _HIDING.search(attributes.get("style") or ""):
        return True
    if not hidden:
        return False
    classes = (attributes.get("class") or "").split()
    return f"#{attributes.get('id')}" in hidden or any(f".{name}" in hidden for name in classes)
