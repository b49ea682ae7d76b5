"""Reads a file's section and items, and any of the items once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from zgcquiz.core.packs.pack import Citation, Item, Kind, PackInfo
from zgcquiz.formats.native.reading.lint_settings import read_allow
from zgcquiz.formats.native.reading.options import OptionReader
from zgcquiz.formats.native.reading.quick_item import quick_item
from zgcquiz.formats.native.reading.source_file import SilentFile, SourceFile
from zgcquiz.formats.native.reading.value_reader import ValueReader
from zgcquiz.formats.native.yaml.nodes import Path, brief
from zgcquiz.formats.native.yaml.traps import QUESTION_KEYS

BANK_KEYS = ("section", "text", "questions")
PACK_KEYS = (
    *("zgcquiz", "id", "title", "description", "language", "license", "markup", "sources", "check", "strict"),
    *BANK_KEYS,
)
CITATION_KEYS = ("id", "section", "paragraph", "quote")
KINDS = tuple(kind.value for kind in Kind)


class BankReader(ValueReader):
    """Reads a file's section and items."""

    def __init__(self, file: SourceFile, info: PackInfo | None) -> None:
        super().__init__(file)
        self.options = OptionReader(file, info)
        self.info = info
        self.sources = None if info is None else tuple(source.id for source in info.sources)
        self.section = ""
        self.study_text = ""
        self.key = "questions"
        """That of the list of questions, even if misspelt."""

    def read(self, *, is_bank: bool) -> Iterator[tuple[int, Item]]:
        """Yield the items in order, each with its index in the list of questions.

        is_bank: whether it is not the main file, whose keys are checked elsewhere.
        """
        node = self.file.mapping
        if node is None:
            return
        if is_bank:
            self.keys(node, (), BANK_KEYS, ("questions",), "a bank")
        self.section = self.text(node, (), "section")
        self.study_text = self.text(node, (), "text")
        if self.study_text and not self.section:
            message = "a study text belongs to a section; add 'section' with its title"
            self.find(("text",), "missing-key", message, on_key=True)
        self.key = self._questions_key(node)
        for at, entry in enumerate(self.entries(node, (), self.key)):
            self.question = ""
            item = self._item(entry, (self.key, at))
            if item is not None:
                yield at, item

    def read_again(self, at: int) -> Item:
        """Return an item that was read, by its index in the list of questions; its problems are reported already."""
        item = self._again._item(self.file.question(self.key, at), (self.key, at))
        assert item is not None
        return item

    @cached_property
    def _again(self) -> BankReader:
        again = BankReader(SilentFile("", b""), self.info)
        again.section = self.section
        return again

    def _questions_key(self, node: dict[str, Any]) -> str:
        """Return the key of the list of questions, even if misspelt (which is reported elsewhere)."""
        if "questions" in node:
            return "questions"
        lists = (key for key, value in node.items() if key not in PACK_KEYS and isinstance(value, list))
        meant = (key for key in lists if self.closest(key, PACK_KEYS) == "questions")
        return next(meant, "questions")

    def _item(self, value: Any, path: Path) -> Item | None:
        node = self.mapping(value, path, "a question")
        if node is None:
            return None
        if (item := quick_item(node, self.section, self.options.info)) is not None:
            return item
        id = node.get("id")
        self.question = id if isinstance(id, str) else ""
        if self._is_of_unknown_kind(node, path):
            return None
        self.keys(node, path, QUESTION_KEYS, ("id", "question"), "a question")
        self.options.question = self.question
        offered = self.options.read(node, path)
        kind = self.text(node, path, "kind")
        if kind and offered.options and kind != offered.kind:
            message = f"'kind: {kind}' does not fit the answer given, which makes it '{offered.kind}'"
            self.find((*path, "kind"), "bad-value", message)
        citation = self._citation(node, path)
        return Item(
            id=self.slug(node, path, "id"),
            kind=offered.kind,
            stem=self.text(node, path, "question"),
            options=offered.options,
            drawn=offered.drawn,
            accept=offered.accept,
            strict=offered.strict,
            recall=offered.recall,
            tolerance=offered.tolerance,
            percent=offered.percent,
            unit=offered.unit,
            explanation=self.text(node, path, "explanation"),
            source=citation,
            section=self.section or (citation.section if citation else ""),
            fact=self.slug(node, path, "fact"),
            tags=self.lines(node, path, "tags"),
            formerly=self.slugs(node, path, "formerly"),
            as_of=self.date(node, path, "as_of"),
            valid_until=self.date(node, path, "valid_until"),
            allow=read_allow(self, node, path),
            draft=self.flag(node, path, "draft"),
            superseded_by=self.slug(node, path, "superseded_by"),
            markup=bool(self.options.info.markup),
        )

    def _is_of_unknown_kind(self, node: dict[str, Any], path: Path) -> bool:
        """Report an unknown kind: a warning if it may be of a later version, an error if it is misspelt."""
        kind = node.get("kind")
        if not isinstance(kind, str) or not kind.strip() or kind in KINDS:
            return False
        meant = _kind_called(kind, node) or self.closest(kind, KINDS)
        if meant:
            self.find((*path, "kind"), "bad-value", f"the kind '{brief(kind)}' is unknown; did you mean '{meant}'?")
        else:
            message = f"the kind '{brief(kind)}' is unknown, so the question is left out; it may need a newer zgcquiz"
            self.warn((*path, "kind"), "unknown-kind", message)
        return True

    def _citation(self, node: dict[str, Any], path: Path) -> Citation | None:
        if "source" not in node:
            return None
        where: Path = (*path, "source")
        value = node["source"]
        if isinstance(value, str) and value:
            return Citation(self._source_id(value, where), self.section)
        entry = self.mapping(value, where, "'source'")
        if entry is None:
            return None
        self.keys(entry, where, CITATION_KEYS, ("id",), "a source")
        return Citation(
            source=self._source_id(self.text(entry, where, "id"), (*where, "id")),
            section=self.text(entry, where, "section") or self.section,
            paragraph=self.count(entry, where, "paragraph"),
            quote=self.text(entry, where, "quote"),
        )

    def _source_id(self, id: str, path: Path) -> str:
        if id and self.sources is not None and id not in self.sources:
            fix = self.fix(id, self.sources, "add it under 'sources' in the pack's main file")
            self.find(path, "unknown-source", f"the source '{brief(id)}' is unknown; {fix}")
        return id


_KINDS_CALLED = {
    Kind.TRUE_FALSE: ("truefalse", "tf", "trueorfalse", "boolean", "bool", "yesno"),
    Kind.TYPED: ("shortanswer", "short", "text", "open", "fillin", "fillintheblank", "freetext", "input"),
    Kind.NUMERIC: ("number", "numerical", "num", "integer", "float", "decimal"),
    Kind.SINGLE: ("multiplechoice", "multichoice", "mc", "mcq", "choice", "singlechoice", "radio", "singleanswer"),
    Kind.MULTIPLE: ("multipleresponse", "multipleanswers", "multipleanswer", "multiselect", "checkbox", "checkboxes"),
}
"""Names of kinds in other tools."""


def _kind_called(name: str, node: dict[str, Any]) -> str:
    """Return the kind with a name from another tool, or ""."""
    word = re.sub(r"[\W_]", "", name.lower())
    kind = next((kind for kind, names in _KINDS_CALLED.items() if word in names), None)
    if kind is Kind.SINGLE and "answers" in node:
        kind = Kind.MULTIPLE
    return kind.value if kind is not None else ""
