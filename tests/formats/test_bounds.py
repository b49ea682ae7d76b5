"""No file takes more memory than the limits allow, whatever is in it.

Each file is made and read in a process of its own, whose memory is limited: what isn't refused in time fails there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.formats.importing import read, reasons
from tests.formats.packs import HEAD, read_texts
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_CHARACTERS, MAX_ENTRIES, MAX_LINE
from zgcquiz.core.value import replace
from zgcquiz.formats.anki.templates.template import RenderedText
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.contract import MAX_LOSSES, Losses
from zgcquiz.formats.native import read_back, writer
from zgcquiz.formats.untrusted.xml_reader import parse
from zgcquiz.store.files import pack_files
from zgcquiz.store.files.pack_files import find_files

ROOT = Path(__file__).parents[2]
MEMORY = 300
"""Megabytes that reading may take, beside a text. An archive counts to them: it is read from the disk."""
PATIENCE = 20
"""Seconds for one file, on a machine that is busy too. Most take a tenth of one."""

pytest.importorskip("resource", reason="memory can't be limited here")


def read_limited(*names: str) -> dict[str, str]:
    """Return what reading each file of `hostile_files` ends in: an error's message, or the number of questions."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.formats.hostile_files", str(MEMORY), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE * len(names),
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: dict[str, str] = json.loads(ran.stdout)
    return found


EXPECTED = {
    "moodle: 15,000 questions": "15000 questions",
    "moodle: one text of 50 MB": "takes too much memory",
    "moodle: one CDATA section": "takes too much memory",
    "moodle: elements": "takes too much memory",
    "moodle: attributes": "more than 10,000 attributes",
    "moodle: an embedded file": "1 questions",
    "moodle: HTML of 5 MB": "0 questions",
    "qti12: one text of 50 MB": "takes too much memory",
    "qti12: a passage that all questions share": "0 questions",
    "xlsx: shared strings": "takes too much memory",
    "xlsx: one shared text": "more than 100,000 characters",
    "xlsx: cells in the last column": "more than 2,000,000 cells",
    "xlsx: merged cells": "takes too much memory",
    "csv: columns": "more than 2,000,000 cells",
    "csv: empty columns": "more than 2,000,000 cells",
    "csv: empty cells": "70000 questions",
    "csv: lines": "more than 2,000,000 lines",
    "csv: one cell": "more than 32 MiB of text",
    "json: arrays": "too many values",
    "json: keys": "too many values",
    "gift: one question": "0 questions",
    "markdown: lines": "more than 2,000,000 lines",
    "yaml: keys": "too-many-nodes",
    "yaml: entries": "too-many-nodes",
    "apkg: a field that a template repeats": "0 questions",
    "apkg: a generated column": "larger than the file can hold",
    "apkg: a default that every row has": "larger than the file can hold",
    "apkg: note types of nothing but brackets": "too many values",
    "apkg: 500,000 decks": "note types and decks take too much memory",
    "apkg: a collection of zeros": "not an SQLite database",
    "apkg: a collection of 550 MB": "too many",
    "apkg: a collection of 500 MB": "1000 questions",
    "apkg: 400 MB of media": "1 questions",
    "zip: entries that claim to be large": "too many",
    "zip: entries": "more than 10,000 files",
    "zip: long names": "its name is too long",
    "zip: a directory without end": "more than 125,000 entries",
}


EVERY_DAY = (
    "moodle: 15,000 questions",
    "moodle: one text of 50 MB",
    "moodle: attributes",
    "xlsx: one shared text",
    "xlsx: cells in the last column",
    "csv: lines",
    "json: keys",
    "apkg: a field that a template repeats",
    "apkg: a generated column",
    "apkg: a default that every row has",
    "apkg: 400 MB of media",
    "zip: entries that claim to be large",
    "zip: a directory without end",
)
"""Those that are read each time; all of them take half a minute."""


@pytest.mark.parametrize("names", [EVERY_DAY, pytest.param(tuple(EXPECTED), marks=pytest.mark.soak)], ids=len)
def test_no_file_takes_much_memory(names: tuple[str, ...]) -> None:
    found = read_limited(*names)
    wrong = {name: found.get(name) for name in names if EXPECTED[name] not in found.get(name, "")}
    assert not wrong


LONG = {
    "question": ("question: {}\nanswer: true", MAX_CHARACTERS["question"]),
    "answer": ("question: Q\nanswer: {}\ndistractors: [b]", MAX_CHARACTERS["answer"]),
    "feedback": ("question: Q\nanswer: a\ndistractors: [{{text: b, feedback: {}}}]", MAX_CHARACTERS["feedback"]),
    "text": ("question: Q\nanswer: a\ndistractors: [{{text: {}}}]", MAX_CHARACTERS["distractors"]),
    "explanation": ("question: Q\nanswer: true\nexplanation: {}", MAX_CHARACTERS["explanation"]),
    "section": ("question: Q\nanswer: true\nsource: {{id: book, section: {}}}", MAX_LINE),
}


@pytest.mark.parametrize("name", LONG)
def test_a_pack_takes_texts_up_to_their_limit(name: str) -> None:
    body, most = LONG[name]
    for length, codes in ((most, []), (most + 1, ["too-long"])):
        lines = body.format("x" * length).replace("\n", "\n  ")
        reading = read_texts(f"{HEAD}questions:\n- id: a\n  {lines}\n")
        assert [problem.code for problem in reading.errors] == codes
        assert all(problem.line and problem.column and len(problem.message) < 200 for problem in reading.errors)


def test_an_import_skips_what_a_pack_does_not_take() -> None:
    question = '{{"question":"{}","correct_answer":"{}","incorrect_answers":["{}"]}}'
    texts = [question.format("Q" * most, "A" * MAX_CHARACTERS["answer"], "b") for most in (20_000, 20_001)] + [
        question.format("Q", "a", "b" * 5001),
        question.format("Q2", "a", "b"),
    ]
    found = read("json", f'{{"questions":[{",".join(texts)}]}}')
    assert found.pack
    assert [len(item.stem) for item in found.pack.items] == [20_000, 2]
    assert [reason for _, reason in reasons(found)] == [
        "the question has 20,001 characters, more than the 20,000 that a pack holds",
        "an option has 5,001 characters, more than the 5,000 that a pack holds",
    ]


@pytest.mark.parametrize("rows", [1, 40], ids=["one", "a block"])
def test_the_quick_ways_of_tables_have_the_same_limits(rows: int) -> None:
    good = "".join(f"Q{row},a,b,c\n" for row in range(rows))
    for long in (f"{'Q' * 20_001},a,b,c\n", f"Q,a,b,{'c' * 5001}\n", f"Q,{'a' * 5001},b,c\n"):
        found = read("csv", f"question,answer,wrong,wrong 2\n{good}{long}")
        assert found.pack
        assert len(found.pack.items) == rows
        assert len(found.skipped) == 1
        assert len(found.skipped[0].text) <= 60


def test_a_report_names_no_more_fields_and_notes_than_can_be_read() -> None:
    losses = Losses()
    for number in range(MAX_LOSSES + 50):
        losses.add(f"{number:04}" * 1000)
    assert len(losses.all()) == MAX_LOSSES + 1
    assert losses.all()[-1].field == "other fields"
    assert losses.all()[-1].count == 50
    assert max(len(lost.field) for lost in losses.all()) <= 80
    rows = "".join(f'Q{number},"{number},500"\n' for number in range(1, 300))
    found = read("csv", f"question,answer,type\n{rows.replace(chr(34) + chr(10), chr(34) + ',number' + chr(10))}")
    assert found.pack
    assert len(found.notes) <= 102
    assert found.notes[-1].startswith("and ")


def test_parts_are_read_like_the_rest() -> None:
    """Elements that are parsed on use have the same content, lines and attributes, wherever they end."""
    text = '<?xml version="1.0"?>\n<a>t<b x=">"/><b\n y="1/>">u\n<c>v</c></b >\n<b/></a>'
    whole, parts = (parse(text.encode(), "f", names).root for names in ((), ("b",)))
    for plain, part in zip(whole.children("b"), parts.children("b"), strict=True):
        assert part.is_part
        assert (part.name, part.attributes, part.line, part.text) == (
            plain.name,
            plain.attributes,
            plain.line,
            plain.text,
        )
        assert [each.line for each in part.loaded().all("c")] == [each.line for each in plain.all("c")]
    assert whole.text == parts.text
    with pytest.raises(ZgcError, match="f:3: its elements are nested more than 200 deep"):
        parse(b"<a>\n<b>\n" + b"<c>" * 200, "f", ("b",))


def test_templates_show_as_much_as_cards_and_notes_of_that_number_may() -> None:
    rendered = RenderedText(cards=100, characters=10_000)
    for _ in range(19):
        rendered.take(1_000_000)
    with pytest.raises(UnusableError, match="too long to show"):
        rendered.take(1_000_000)
    with pytest.raises(UnusableError, match="too long to show"):
        RenderedText(cards=100, characters=10_000).take(1_000_001)


def test_most_entries_of_a_list_are_what_a_pack_takes() -> None:
    wrong = ",".join(f'"w{number}"' for number in range(MAX_ENTRIES))
    found = read("json", f'{{"questions":[{{"question":"Q","correct_answer":"a","incorrect_answers":[{wrong}]}}]}}')
    assert found.pack is None
    assert "too many" in found.skipped[0].reason


def test_a_pack_that_could_not_be_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = read("csv", "question,answer,wrong,wrong 2\nQ,a,b,c\nQ2,a,b,c\n").pack
    assert pack
    size = sum(len(content) for _, content in read_back.write(pack).files)
    for items in (pack.items, tuple(replace(each, explanation="E") for each in pack.items)):
        monkeypatch.setattr(read_back, "MAX_PACK_BYTES", size - 1)
        with pytest.raises(ZgcError, match="which is the limit of one"):
            read_back.write(replace(pack, items=items))
    path = tmp_path / "pack.yaml"
    path.write_bytes(writer.write(pack)[0][1])
    monkeypatch.setattr(pack_files, "MAX_PACK_BYTES", size - 1)
    with pytest.raises(ZgcError, match="has more than"):
        find_files(tmp_path).read()
    monkeypatch.setattr(pack_files, "MAX_PACK_BYTES", size)
    assert len(find_files(tmp_path).read()) == 1
