"""Convert MathML to one line of text: `1/3`, `√16`, `x²`, `(a + b)/2`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from zgcquiz.core.value import Value

_SUPERSCRIPT = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_INVISIBLE = str.maketrans(dict.fromkeys("\u2061\u2062\u2063\u2064\u200b"))
_PRIMES = frozenset("′″‴'’°∘*")
_OVERLINE, _MACRON = "\u0305", "\u0304"
_ACCENTS = {
    **dict.fromkeys(("¯", "‾", "\u0305", "\u0304", "―", "─", "_", "ˉ"), _OVERLINE),
    **dict.fromkeys(("^", "ˆ", "\u0302"), "\u0302"),
    **dict.fromkeys(("~", "˜", "\u0303"), "\u0303"),
    **dict.fromkeys(("→", "⃗", "\u20d7", "⇀"), "\u20d7"),
    **dict.fromkeys((".", "˙", "\u0307"), "\u0307"),
    **dict.fromkeys(("¨", "\u0308", ".."), "\u0308"),
}
"""Marks above a base, with the combining characters that are put after each of its letters."""
_TEX = ("application/x-tex", "tex", "latex", "application/x-latex", "text/x-tex")
_DEEPEST = 60
"""Maximum levels of elements; deeper ones are read as a row."""


def script(text: str, *, below: bool) -> str:
    """Return a superscript or subscript in Unicode's characters if possible, else as `^(…)` or `_(…)`."""
    table = _SUBSCRIPT if below else _SUPERSCRIPT
    if all(ord(character) in table for character in text):
        return text.translate(table)
    mark = "_" if below else "^"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


class _MathPart(Value, frozen=True):
    """A part of a formula as text.

    is_whole: needs no brackets as an operand; is_word: a name or text, separated from others by a space;
    is_open: its end would run into the next part, as in `√16` or `x^a`.
    """

    text: str
    is_whole: bool = True
    is_operator: bool = False
    is_fraction: bool = False
    is_word: bool = False
    is_open: bool = False

    @property
    def operand(self) -> str:
        return self.text if self.is_whole else f"({self.text})"


class _Node:
    """An element of a formula. content: its child elements and texts."""

    __slots__ = ("attributes", "content", "name")

    def __init__(self, name: str, attributes: Mapping[str, str | None]) -> None:
        self.name = name
        self.attributes = attributes
        self.content: list[_Node | str] = []

    @property
    def nodes(self) -> list[_Node]:
        return [each for each in self.content if isinstance(each, _Node)]

    @property
    def text(self) -> str:
        text = "".join(each if isinstance(each, str) else each.text for each in self.content)
        return " ".join(text.translate(_INVISIBLE).split())


class Formula:
    """Builds a formula from a sequence of tags and texts."""

    def __init__(self) -> None:
        self._root = _Node("math", {})
        self._open = [self._root]
        self._deeper: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str | None]) -> None:
        if len(self._open) >= _DEEPEST:
            self._deeper.append(name)
            return
        node = _Node(name, attributes)
        self._open[-1].content.append(node)
        if name not in ("mprescripts", "none", "mspace", "br"):
            self._open.append(node)

    def end(self, name: str) -> None:
        if self._deeper:
            self._deeper.pop()
        elif any(node.name == name for node in self._open[1:]):
            while self._open.pop().name != name:
                pass

    def data(self, text: str) -> None:
        self._open[-1].content.append(text)

    def text(self) -> str:
        return _row(self._root).text.strip()

    def tex(self) -> str:
        """Return the formula's source in TeX, which is beside it in many files; "" if it isn't."""
        return next(_sources(self._root), "")


def _sources(node: _Node) -> Iterator[str]:
    for each in node.nodes:
        if each.name == "annotation" and (each.attributes.get("encoding") or "").lower() in _TEX:
            yield each.text
        else:
            yield from _sources(each)


def _part(node: _Node) -> _MathPart:
    return _READERS.get(node.name, _row)(node)


def _parts(node: _Node, count: int = 0) -> list[_MathPart]:
    """Return the child elements' parts; with a count, exactly that many, with empty ones for missing ones."""
    found = [_part(each) for each in node.nodes]
    return (found + [_MathPart("")] * count)[:count] if count else found


def _row(node: _Node) -> _MathPart:
    """Return the children in a row, with spaces or brackets around those that would run into each other."""
    given = [_part(each) if isinstance(each, _Node) else _MathPart(" ".join(each.split())) for each in node.content]
    parts = [part for part in given if part.text]
    if len(parts) == 1:
        return parts[0]
    out = ""
    last: _MathPart | None = None
    for part, following in zip_longest(parts, parts[1:]):
        text = part.text
        if part.is_fraction and any(each and not each.is_operator for each in (last, following)):
            mixed = out[-1:].isdigit() and text.replace("/", "").isdigit() and (not following or following.is_operator)
            text = f" {text}" if mixed else f"({text})"
        elif last and out[-1:].isalnum() | last.is_open and text[0].isalnum() | (text[0] == "√"):
            parted = part.is_word or last.is_word or last.is_open
            text = f" {text}" if parted else text
        out += text
        last = part
    whole = _is_enclosed(out) or len(out) == 1 or out.replace(".", "").replace(",", "").isdigit()
    return _MathPart(out, is_whole=whole)


def _is_enclosed(text: str) -> bool:
    """Tell whether the first bracket is closed by the last character."""
    if len(text) < 2 or text[0] not in "([{" or text[-1] not in ")]}":
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return at == len(text) - 1
    return False


def _token(node: _Node) -> _MathPart:
    text = node.text
    return _MathPart(text, is_whole=" " not in text, is_word=len(text) > 1 and not text[0].isdigit())


def _operator(node: _Node) -> _MathPart:
    text = node.text
    spaced = len(text) > 1 and text.isalpha()
    return _MathPart(f" {text} " if spaced else text, is_operator=True)


def _string(node: _Node) -> _MathPart:
    quotes = [node.attributes.get(name) or '"' for name in ("lquote", "rquote")]
    return _MathPart(node.text.join(quotes))


def _fraction(node: _Node) -> _MathPart:
    above, below = _parts(node, 2)
    if (node.attributes.get("linethickness") or "").rstrip("ptxem%") in ("0", "0."):
        return _MathPart(f"binom({above.text}, {below.text})")
    return _MathPart(f"{above.operand}/{below.operand}", is_whole=False, is_fraction=True)


def _root(node: _Node) -> _MathPart:
    return _MathPart(f"√{_row(node).operand}", is_open=True)


def _index_root(node: _Node) -> _MathPart:
    base, index = _parts(node, 2)
    sign = _ROOTS.get(index.text) or f"{script(index.text, below=False)}√"
    return _MathPart(f"{sign}{base.operand}", is_open=True)


def _above(text: str) -> str:
    return text.replace("∘", "°") if text and set(text) <= _PRIMES else script(text, below=False) if text else ""


def _below(text: str) -> str:
    return script(text, below=True) if text else ""


def _scripted(node: _Node, *scripts: str) -> _MathPart:
    """Return the first child with scripts; if it has scripts itself, in brackets."""
    base = _parts(node, 1)[0]
    plain = not node.nodes or node.nodes[0].name not in ("msup", "msubsup")
    text = (base.operand if plain else f"({base.text})") + "".join(scripts)
    return _MathPart(text, is_operator=base.is_operator, is_word=base.is_word, is_open=text[-2:-1] in ("^", "_"))


def _superscript(node: _Node) -> _MathPart:
    return _scripted(node, _above(_parts(node, 2)[1].text))


def _subscript(node: _Node) -> _MathPart:
    return _scripted(node, _below(_parts(node, 2)[1].text))


def _both(node: _Node) -> _MathPart:
    _, lower, upper = _parts(node, 3)
    return _scripted(node, _below(lower.text), _above(upper.text))


def _over(node: _Node) -> _MathPart:
    base, upper = _parts(node, 2)
    accent = _ACCENTS.get(upper.text)
    if accent and base.text.isalnum():
        accent = _MACRON if accent == _OVERLINE and len(base.text) == 1 else accent
        return _MathPart("".join(character + accent for character in base.text))
    return _limits(base, "", upper.text)


def _under(node: _Node) -> _MathPart:
    base, lower = _parts(node, 2)
    if _ACCENTS.get(lower.text) == _OVERLINE and base.text.isalnum():
        return _MathPart("".join(f"{character}\u0332" for character in base.text))
    return _limits(base, lower.text, "")


def _under_and_over(node: _Node) -> _MathPart:
    base, lower, upper = _parts(node, 3)
    return _limits(base, lower.text, upper.text)


def _limits(base: _MathPart, lower: str, upper: str) -> _MathPart:
    """Return a sum, an integral or a limit, with a space after it."""
    return _MathPart(f"{base.text.strip()}{_below(lower)}{_above(upper)} ", is_operator=True)


def _fenced(node: _Node) -> _MathPart:
    opening, closing, signs = (
        default if node.attributes.get(name) is None else node.attributes[name] or ""
        for name, default in (("open", "("), ("close", ")"), ("separators", ","))
    )
    signs = "".join(signs.split())
    out = ""
    for at, part in enumerate(_parts(node)):
        out += f"{signs[min(at - 1, len(signs) - 1)]} " if at and signs else ""
        out += part.text
    return _MathPart(f"{opening}{out}{closing}")


def _table(node: _Node) -> _MathPart:
    rows = [row for row in node.nodes if row.name in ("mtr", "mlabeledtr")]
    cells = [", ".join(part.text for part in _parts(row)[row.name == "mlabeledtr" :]) for row in rows]
    return _MathPart("; ".join(cells) if rows else _row(node).text, is_whole=False)


def _scripts_around(node: _Node) -> _MathPart:
    """Return a base with scripts after it and, those that follow `mprescripts`, before it: `¹⁴₆C`."""
    base = next(iter(node.nodes), None)
    behind: list[str] = []
    before: list[str] = []
    side = behind
    for each in node.nodes[1:]:
        if each.name == "mprescripts":
            side = before
        else:
            side.append("" if each.name == "none" else _part(each).text)

    def scripts(texts: Sequence[str]) -> str:
        pairs = zip(texts[::2], [*texts[1::2], ""], strict=False)
        return "".join(_above(upper) + _below(lower) for lower, upper in pairs)

    return _MathPart(scripts(before) + (_part(base).operand if base else "") + scripts(behind))


def _first(node: _Node) -> _MathPart:
    return next(iter(_parts(node)), _MathPart(""))


def _enclosed(node: _Node) -> _MathPart:
    return _root(node) if "radical" in (node.attributes.get("notation") or "") else _row(node)


_READERS: dict[str, Callable[[_Node], _MathPart]] = {
    **dict.fromkeys(("mi", "mn", "mtext"), _token),
    "mo": _operator, "ms": _string, "mfrac": _fraction, "msqrt": _root, "mroot": _index_root,
    "msup": _superscript, "msub": _subscript, "msubsup": _both, "mmultiscripts": _scripts_around,
    "mover": _over, "munder": _under, "munderover": _under_and_over,
    "mfenced": _fenced, "mtable": _table, "menclose": _enclosed,
    "mspace": lambda _: _MathPart(" ", is_operator=True),
    **dict.fromkeys(("semantics", "maction"), _first),
    **dict.fromkeys(("mphantom", "annotation", "annotation-xml", "none", "mprescripts"), lambda _: _MathPart("")),
}  # fmt: skip
