"""The JSON Schema takes what the reader takes, and refuses what can be seen to be wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from tests.formats.exchanging import packs
from tests.formats.packs import GOOD, HEAD, MARK
from tests.formats.test_problems import CASES, Case
from tests.rows import rows
from zgcquiz.core.packs.pack import Pack
from zgcquiz.formats.native import reader, writer
from zgcquiz.formats.native.reading.bank_reader import BANK_KEYS, CITATION_KEYS, PACK_KEYS
from zgcquiz.formats.native.schema import schema, text
from zgcquiz.formats.native.yaml.traps import OPTION_KEYS, QUESTION_KEYS

ROOT = Path(__file__).parents[2]
SCHEMA = schema()
VALIDATOR = Draft202012Validator(SCHEMA)


class Editor(yaml.SafeLoader):
    """Reads YAML as an editor's language server does: numbers, booleans and null, but no dates."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rpartition(":")[2] in ("bool", "int", "float", "null")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def mistakes(file: str | bytes) -> list[str]:
    found = VALIDATOR.iter_errors(yaml.load(file, Editor))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_shipped_one_is_up_to_date() -> None:
    """Write it anew: zgcquiz pack schema --force -o questions/pack.schema.json"""
    assert (ROOT / "questions" / "pack.schema.json").read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("path", sorted((ROOT / "questions").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_packs_fit_it_and_name_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    _, _, named = first.partition("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == ROOT / "questions" / "pack.schema.json"
    assert mistakes(path.read_bytes()) == []


def test_it_has_every_key_that_the_reader_knows_and_no_other() -> None:
    defs = SCHEMA["$defs"]
    assert set(defs["pack"]["properties"]) == set(PACK_KEYS)
    assert set(defs["bank"]["properties"]) == set(BANK_KEYS)
    assert set(defs["question"]["properties"]) == set(QUESTION_KEYS)
    assert set(defs["source"]["properties"]) == set(reader.SOURCE_KEYS)
    assert set(defs["citation"]["anyOf"][1]["properties"]) == set(CITATION_KEYS)
    assert set(defs["option"]["anyOf"][1]["properties"]) == set(OPTION_KEYS)


@given(packs())
def test_every_pack_that_can_be_written_fits(pack: Pack) -> None:
    for name, data in writer.write(pack):
        try:
            found = mistakes(data)
        except (yaml.YAMLError, ValueError):  # a number such as 0b_ or 09:9, which only PyYAML takes for one
            continue
        assert found == [], name


@pytest.mark.parametrize(
    "value", ["3,652", "1905", "1.10", "No", "~", "null", "12:30", "2018-07-26", "0755", "=", "on"]
)
def test_an_option_may_be_what_an_editor_takes_for_no_text(value: str) -> None:
    question = f"- {{id: a, question: Q, answer: x, distractors: [{value}, y]}}\n"
    assert mistakes(HEAD + "questions:\n" + question.replace("3,652", "'3,652'")) == []


SEEN = {"missing-key", "unknown-key", "wrong-type", "conflict", "bad-id", "too-few-options"}
"""What a schema can tell."""


def seen() -> Iterator[Case]:
    for case in CASES:
        loose = "unit: km" in case.texts[-1] and "kind: typed" in case.texts[-1]  # harmless; the check says it
        if case.code in SEEN and not loose:
            yield case


@rows("case", list(seen()))
def test_what_can_be_seen_to_be_wrong_is_refused(case: Case) -> None:
    assert any(mistakes(text.replace(MARK, "")) for text in case.texts)


def test_a_version_that_is_not_ours_is_refused() -> None:
    assert mistakes(GOOD) == []
    assert mistakes(GOOD.replace("zgcquiz: 1", "zgcquiz: 2"))


def test_the_command_prints_it_or_writes_it(zgcquiz: Any, tmp_path: Path) -> None:
    assert json.loads(zgcquiz("pack", "schema").out) == SCHEMA
    target = tmp_path / "pack.schema.json"
    assert zgcquiz("pack", "schema", "-o", target).code == 0
    assert target.read_text(encoding="utf-8") == text()
    assert zgcquiz("pack", "schema", "-o", target).code == 1
    assert zgcquiz("pack", "schema", "-o", target, "--force").code == 0
