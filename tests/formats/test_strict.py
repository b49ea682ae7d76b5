"""What counts as a mistake: said by a pack or a question, and kept or reported as lost by every format."""

from __future__ import annotations

import pytest

from tests.formats.exchanging import OPTIONS, there_and_back
from tests.formats.packs import good_pack, only_item
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted
from zgcquiz.formats.native import writer

PACK = """\
zgcquiz: 1
id: p
title: T
strict: [accents, case, case]
questions:
- {id: pack, kind: typed, question: Q1?, answer: Co}
- {id: own, kind: typed, question: Q2?, answer: Co, strict: [spelling]}
- {id: less, kind: typed, question: Q3?, answer: Co, strict: []}
- {id: choice, question: Q4?, answer: Co, distractors: [Cu, Cr, Cm]}
- {id: less-choice, question: Q5?, answer: Co, distractors: [Cu, Cr, Cm], strict: []}
- {id: number, kind: numeric, question: Q6?, answer: '5'}
- {id: both, question: Q7?, answers: [Co, Cu], distractors: [Cr]}
- {id: truth, question: Q8?, answer: true}
"""
EFFECTIVE = {
    "pack": ("case", "accents"),
    "own": ("spelling",),
    "less": (),
    "choice": ("case", "accents"),
    "less-choice": (),
    "number": (),
    "both": (),
    "truth": (),
}


def items_of(converted: Converted) -> tuple[Item, ...]:
    assert converted.pack is not None
    return converted.pack.items


def stricts(pack: Pack) -> dict[str, tuple[str, ...]]:
    return {item.id: item.strict for item in pack.items}


def test_a_question_goes_before_its_pack() -> None:
    pack = good_pack(PACK)
    assert pack.info.strict == ("case", "accents")
    assert stricts(pack) == EFFECTIVE


def test_a_bank_follows_its_pack() -> None:
    bank = "questions:\n- {id: q, kind: typed, question: Q?, answer: Co}\n"
    (item,) = good_pack("zgcquiz: 1\nid: p\ntitle: T\nstrict: [case]\n", bank).items
    assert item.strict == ("case",)


@pytest.mark.parametrize("word", STRICT)
def test_each_word_is_read(word: str) -> None:
    assert only_item(f"kind: typed\nanswer: x\nstrict: [{word}]").strict == (word,)


def test_a_pack_is_written_as_it_was_read() -> None:
    pack = good_pack(PACK)
    files = writer.write(pack)
    assert good_pack(*(content for _, content in files)) == pack
    text = b"".join(content for _, content in files).decode()
    assert text.count("strict: []") == 2
    assert text.count("strict: [spelling]") == 1
    assert text.count("strict: [case, accents]") == 1, "what the pack says is not said again"


@pytest.mark.parametrize("name", ["json", "csv", "markdown", "apkg"])
def test_formats_that_keep_it(name: str) -> None:
    typed = [item for item in good_pack(PACK).items if item.kind in (Kind.TYPED, Kind.SINGLE)]
    pack = replace(good_pack(PACK), items=tuple(typed))
    lost, converted = there_and_back(name, pack)
    assert "strict" not in {each.field for each in lost}
    assert [item.strict for item in items_of(converted)] == [item.strict for item in typed]


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "qti12", "qti21", "text2qti", "hashcards"])
def test_formats_that_lose_it_say_so(name: str) -> None:
    item = Item("q", Kind.TYPED, "Q?", (Option("Co", key=True),), strict=("case",))
    pack = Pack(PackInfo("p", "T", strict=("case",)), (item, replace(item, id="r", stem="R?", strict=())))
    format = registry.get(name)
    lost, converted = there_and_back(name, pack)
    assert format.write
    assert [(each.field, each.count) for each in lost if each.field == "strict"] == [("strict", 1)]
    assert {item.strict for item in items_of(converted)} == {()}


def test_a_table_with_other_words_says_what_is_lost() -> None:
    format = registry.get("csv")
    assert format.read
    data = b'question,answer,strict\nQ?,Co,"case, very"\n'
    converted = format.read(data, "t.csv", OPTIONS)
    assert [item.strict for item in items_of(converted)] == [("case",)]
    assert "strict" in {each.field for each in converted.lost}


def test_a_json_document_with_other_words_loses_the_one_question() -> None:
    import json

    entries = [
        {"id": "a", "kind": "typed", "question": "Q?", "answers": ["Co"], "strict": ["very"]},
        {"id": "b", "kind": "typed", "question": "R?", "answers": ["Co"]},
    ]
    document = {"id": "p", "title": "T", "strict": ["case"], "questions": entries}
    format = registry.get("json")
    assert format.read
    converted = format.read(json.dumps(document).encode(), "p.json", OPTIONS)
    assert [(item.id, item.strict) for item in items_of(converted)] == [("b", ("case",))]
    assert "'strict' takes case" in converted.skipped[0].reason


def test_it_is_no_other_wording_of_a_question() -> None:
    """So that the log takes answers before and after for answers to the same question."""
    item = Item("q", Kind.TYPED, "Q?", (Option("Co", key=True),))
    assert replace(item, strict=("case",)).fingerprint == item.fingerprint == "97da87c32841be56"


APART = """\
zgcquiz: 1
id: p
title: T
strict: [case]
questions:
- {id: case, question: Which people?, answer: Poles, accept: [Polish], distractors: [polish, Czechs, Slovaks]}
- {id: accent, question: Which verb?, answer: hacer, accept: [pasó], distractors: [paso, ser, ir], strict: []}
"""


def test_an_accepted_answer_may_differ_from_a_distractor_by_what_counts_as_a_mistake() -> None:
    assert [item.accept for item in good_pack(APART).items] == [("Polish",), ("pasó",)]


@pytest.mark.parametrize("name", ["json", "csv", "markdown"])
def test_such_an_answer_survives_an_import(name: str) -> None:
    _, again = there_and_back(name, good_pack(APART))
    assert [item.accept for item in items_of(again)] == [("Polish",), ("pasó",)]
    assert not [lost for lost in again.lost if lost.field == "accept"]
