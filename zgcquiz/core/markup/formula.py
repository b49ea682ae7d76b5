"""Turn formulas in TeX into Unicode text, such as x², √16, (a + b)/2; leave alone what a line of text can't show."""

from __future__ import annotations

import re
from functools import lru_cache

from zgcquiz.core.markup.symbols import (
    ACCENTS,
    ALPHABETS,
    FONTS,
    FUNCTIONS,
    LARGE,
    LETTERS,
    NAME_COMMANDS,
    OPERATORS,
    RELATIONS,
    SIZES,
    SPACES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    TEXT_COMMANDS,
)
from zgcquiz.core.value import Value

MAX_DEPTH = 12
"""How deep groups are nested in a formula that is shown."""

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|[^\\\s]", re.DOTALL)
_ATOM = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]\u20d7?|[A-Za-z]+[⁰¹²³⁴-⁹ⁿ]", re.DOTALL)
"""What needs no brackets as a part of a fraction or under a root."""
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_OPENING = "([{⌊⌈⟨|"
_MARKS = frozenset("^_")
"""What stands before a superscript or subscript that Unicode lacks."""


class _NotShownError(Exception):
    """The formula has something that a line of text can't show."""


class _Term(Value, frozen=True):
    """A part of a formula. role: ord, op (binary), rel, big, function, fraction, punct, open, close or space.

    scripts: which of ^ and _ it has.
    """

    text: str
    role: str = "ord"
    scripts: str = ""


@lru_cache(maxsize=256)
def to_unicode(source: str) -> str | None:
    """Return a formula as one line of Unicode text; None if it has a command that is unknown or takes several lines."""
    try:
        return _joined(_FormulaReader(_TOKEN.findall(source)).terms("")).strip() or None
    except _NotShownError:
        return None


class _FormulaReader:
    """Reads the tokens of a formula."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def terms(self, end: str) -> list[_Term]:
        """Read terms up to a token, or to the end of the formula if that is ""."""
        found: list[_Term] = []
        while (token := self._next()) != end:
            if not token:
                raise _NotShownError
            if token in "^_":
                term = found.pop() if found else _Term("")
                found.append(self._with_script(term, token))
            elif token == "'":
                term = found.pop() if found else _Term("")
                found.append(_Term(term.text + "′", term.role))
            elif token in (r"\left", r"\right"):
                self._skip_empty_delimiter()
            elif not token.isspace() and token not in SIZES:
                found.append(self._term(token))
        return found

    def _next(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += 1
        return token

    def _skip_empty_delimiter(self) -> None:
        """Skip the dot that stands where a bracket has no partner."""
        start = self._at
        while (token := self._next()).isspace():
            pass
        if token != ".":
            self._at = start

    def _argument(self) -> str:
        """Read a group, or a single term, as text."""
        while (token := self._next()).isspace():
            pass
        if token in ("", "}", "^", "_"):
            raise _NotShownError
        return _joined([self._term(token)])

    def _verbatim(self) -> str:
        """Read a group as it is written."""
        if self._next() != "{":
            raise _NotShownError
        start = self._at
        while (token := self._next()) != "}":
            if token in ("", "{") or token.startswith("\\"):
                raise _NotShownError
        return "".join(self._tokens[start : self._at - 1])

    def _term(self, token: str) -> _Term:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _NotShownError
        term = self._sign(token) or self._command(token)
        self._depth -= 1
        return term

    def _sign(self, token: str) -> _Term | None:
        """Return a group, or what has a sign of its own; None for any other command."""
        if token == "{":
            return _Term(_joined(self.terms("}")))
        if token in LETTERS:
            return _Term(LETTERS[token])
        for role, names in (("op", OPERATORS), ("rel", RELATIONS), ("big", LARGE), ("space", SPACES)):
            if token in names:
                return _Term(names[token], role)
        if token in FUNCTIONS:
            return _Term(token[1:], "function")
        if token.startswith("\\"):
            return None
        if token in "}&#%~":
            raise _NotShownError
        role = "punct" if token in ",;" else "open" if token in "([" else "close" if token in ")]" else "ord"
        return _Term(token, role)

    def _command(self, name: str) -> _Term:
        if name in TEXT_COMMANDS:
            return _Term(self._verbatim())
        if name in NAME_COMMANDS:
            return _Term(self._verbatim(), "function")
        if name in FONTS:
            return _Term(self._argument())
        if name in ACCENTS:
            inner = self._argument()
            if len(inner) != 1:
                raise _NotShownError
            return _Term(inner + ACCENTS[name])
        if name in (r"\frac", r"\dfrac", r"\tfrac"):
            return _Term(f"{_bracketed(self._argument())}/{_bracketed(self._argument())}", "fraction")
        if name in ALPHABETS:
            letter = self._argument()
            return _Term(ALPHABETS[name].get(letter, letter))
        if name == r"\binom":
            return _Term(f"({self._argument()} choose {self._argument()})")
        if name == r"\pmod":
            return _Term(f" (mod {self._argument()})")
        if name == r"\xrightarrow":
            above = self._argument()
            return _Term(f"→[{above}]" if above else "→", "rel")
        if name == r"\sqrt":
            return self._root()
        raise _NotShownError

    def _root(self) -> _Term:
        index = ""
        if self._at < len(self._tokens) and self._tokens[self._at] == "[":
            self._at += 1
            index = _joined(self.terms("]"))
        sign = _ROOTS.get(index) or f"{_script(index, SUPERSCRIPTS, '')}√"
        return _Term(sign + _bracketed(self._argument()))

    def _with_script(self, term: _Term, sign: str) -> _Term:
        inner = self._argument()
        if sign in term.scripts:
            raise _NotShownError
        text, role = term.text, term.role
        if role == "fraction" or (sign == "^" and "/" in text and text[-1:] != ")"):
            text, role = f"({text})", "ord"
        if sign == "^" and inner in ("∘", "′"):
            script = inner.replace("∘", "°")
        else:
            script = _script(inner, SUPERSCRIPTS if sign == "^" else SUBSCRIPTS, sign)
        return _Term(text + script, role, term.scripts + sign)


def _script(text: str, signs: dict[str, str], mark: str) -> str:
    """Return a superscript or subscript, in brackets behind a mark if Unicode lacks one of its characters."""
    if not text:
        raise _NotShownError
    tight = text.replace(" ", "")
    if all(sign in signs for sign in tight):
        return "".join(signs[sign] for sign in tight)
    if not mark:
        raise _NotShownError
    return mark + (tight if len(tight) == 1 else f"({tight})")


def _bracketed(text: str) -> str:
    return text if _ATOM.fullmatch(text) or (text[:1] in "√∛" and _ATOM.fullmatch(text[1:])) else f"({text})"


def _joined(terms: list[_Term]) -> str:
    """Return terms as text, with the spaces that TeX sets between them."""
    line = ""
    before = _Term("", "open")
    for at, term in enumerate(terms):
        after = terms[at + 1] if at + 1 < len(terms) else _Term("", "close")
        text = term.text
        if term.role == "fraction" and (_touches(before) or _touches(after)):
            text = f"({text})"
        binary = term.role == "op" and before.role not in ("open", "op", "rel", "punct", "big", "function")
        if term.role == "rel" or binary:
            line = f"{line.rstrip(' ')} {text} "
        elif term.role == "punct":
            line += text if after.text[:1].isdigit() and before.text[-1:].isdigit() else f"{text} "
        else:
            if term.role in ("big", "function") and line[-1:].isalnum():
                line += " "
            if before.text[-2:-1] in _MARKS and text[:1].isalnum():
                line += " "
            if before.role in ("big", "function") and text[:1] not in _OPENING and line[-1:] != " ":
                line += " "
            line += text
        before = term
    return line.rstrip(" ") if line.strip(" ") else line


def _touches(term: _Term) -> bool:
    """Return whether a fraction beside this term would be read as one with it."""
    return term.role in ("ord", "fraction", "big", "function") and bool(term.text.strip())
