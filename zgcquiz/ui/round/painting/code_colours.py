"""Colours for code, from the theme: which parts of it are keywords, strings, numbers, comments and names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

from zgcquiz.ui.round.painting.python_colours import python_spans

LONGEST = 5_000
"""The most characters of code that are coloured: some lexers take the square of their number."""

_LEXERS = {
    "c_cpp": {"CLexer": "c h", "CppLexer": "cpp c++ cc cxx hpp"},
    "configs": {"IniLexer": "ini cfg", "TOMLLexer": "toml", "DockerLexer": "dockerfile docker"},
    "css": {"CssLexer": "css"},
    "data": {"JsonLexer": "json", "YamlLexer": "yaml yml"},
    "diff": {"DiffLexer": "diff patch"},
    "dotnet": {"CSharpLexer": "csharp c# cs"},
    "go": {"GoLexer": "go golang"},
    "haskell": {"HaskellLexer": "haskell hs"},
    "html": {"HtmlLexer": "html", "XmlLexer": "xml svg"},
    "javascript": {"JavascriptLexer": "javascript js jsx", "TypeScriptLexer": "typescript ts tsx"},
    "julia": {"JuliaLexer": "julia jl"},
    "jvm": {"JavaLexer": "java", "KotlinLexer": "kotlin kt", "ScalaLexer": "scala"},
    "lisp": {"SchemeLexer": "scheme", "CommonLispLexer": "lisp", "RacketLexer": "racket"},
    "make": {"MakefileLexer": "make makefile"},
    "markup": {"MarkdownLexer": "markdown md", "TexLexer": "tex latex"},
    "matlab": {"MatlabLexer": "matlab"},
    "ml": {"OcamlLexer": "ocaml ml"},
    "objective": {"SwiftLexer": "swift"},
    "perl": {"PerlLexer": "perl pl"},
    "php": {"PhpLexer": "php"},
    "python": {"PythonConsoleLexer": "pycon"},
    "r": {"SLexer": "r"},
    "ruby": {"RubyLexer": "ruby rb"},
    "rust": {"RustLexer": "rust rs"},
    "scripting": {"LuaLexer": "lua"},
    "shell": {"BashLexer": "bash sh shell zsh", "BashSessionLexer": "console", "PowerShellLexer": "powershell ps1"},
    "sql": {"SqlLexer": "sql sqlite mysql postgresql"},
}
"""The lexers by Pygments' modules, each with the languages it is for: to ask Pygments for a name takes longer, and
loads lexers of other packages."""
LANGUAGES = {
    language: (module, lexer)
    for module, lexers in _LEXERS.items()
    for lexer, languages in lexers.items()
    for language in languages.split()
}
_PYTHON = frozenset(("python", "py", "python3"))
_UNCOLOURED = frozenset(("text", "txt", "plain", "plaintext", "none", "output"))

_STYLES = (
    ("Token.Keyword.Constant", "accent"), ("Token.Keyword", "accent.strong"), ("Token.Operator.Word", "accent.strong"),
    ("Token.Literal.String", "caution"), ("Token.Literal.Number", "accent"), ("Token.Comment.Preproc", "accent"),
    ("Token.Comment", "faint"), ("Token.Name.Function", "bold"), ("Token.Name.Class", "bold"),
    ("Token.Name.Tag", "accent.strong"), ("Token.Name.Builtin", "accent"), ("Token.Generic.Prompt", "faint"),
    ("Token.Generic.Heading", "bold"), ("Token.Generic.Deleted", "caution"), ("Token.Generic.Inserted", "accent"),
)  # fmt: skip
"""Styles by what the name of a token's type begins with; the first counts. None has the colour of a right or a wrong
answer."""


def is_known(language: str) -> bool:
    """Return whether code in a language has colours, or is meant to have none."""
    return not language or language.lower() in {*LANGUAGES, *_PYTHON, *_UNCOLOURED}


@lru_cache(maxsize=64)
def coloured_spans(code: str, language: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, style) of the parts of code that have a style; none of an unknown language."""
    if len(code) > LONGEST:
        return ()
    if language.lower() in _PYTHON:
        return tuple(python_spans(code))
    if language.lower() not in LANGUAGES:
        return ()
    module, name = LANGUAGES[language.lower()]
    lexer = getattr(import_module(f"pygments.lexers.{module}"), name)(stripnl=False, ensurenl=False)
    return tuple(_spans(lexer, code))


def _spans(lexer: Any, code: str) -> Iterator[tuple[int, int, str]]:
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        name = str(kind)
        style = next((style for begin, style in _STYLES if name.startswith(begin)), "")
        if style and text.strip():
            yield start, start + len(text), style
