"""What an import or export loses is reported with the questions that lose it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Ran
from tests.formats.importing import read_marked
from zgcquiz.core.packs.exchange_reports import MOST_NAMED, Lost
from zgcquiz.core.packs.pack import MARKDOWN, NEVER_ASKED, Allowance, Citation, Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses
from zgcquiz.formats.native.writer import without_sections

Run = Callable[..., Ran]

PLAIN = Item("plain", Kind.SINGLE, "Which?", (Option("one", True), Option("two"), Option("three")), drawn=True)
RICH = replace(
    PLAIN,
    id="rich",
    stem="Which *one* is it?\n\n![a map](media/none.png)",
    options=(Option("**four**", True, "So it is."), Option("five"), Option("six", pinned=True)),
    drawn=False,
    explanation="It is.",
    fact="f",
    tags=("a b",),
    accept=("4",),
    as_of="2017",
    valid_until="2999",
    recall=False,
    draft=True,
    allow=(Allowance("no-alt-text", "it has some"),),
    formerly=("poor",),
    strict=("case",),
    section="S",
    superseded_by="typed",
    markup=True,
)
TYPED = Item("typed", Kind.TYPED, "Say it.", (Option("word", True),), accept=("other",))
NUMBER = Item("number", Kind.NUMERIC, "How many?", (Option("0.00001", True),), tolerance=1e-6, unit="km")
ITEMS = (replace(PLAIN, markup=True), RICH, replace(TYPED, markup=True), replace(NUMBER, markup=True))
PACK = Pack(PackInfo("p", "P", markup=MARKDOWN), ITEMS)
OF_THE_PACK = {"title", "study text", "section"}
WRITTEN = [name for name in registry.names() if registry.get(name).write]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_loss_of_an_export_names_its_questions(name: str) -> None:
    write = registry.get(name).write
    assert write
    written = write(PACK, ExchangeOptions(day=NEVER_ASKED + 1), ())
    ids = [item.id for item in PACK.items]
    for lost in written.lost:
        named = list(lost.questions)
        assert named or lost.field == "title", lost
        assert named == [id for id in ids if id in named], lost
        assert lost.question_count == len(named) <= lost.count
    of_rich = [lost for lost in written.lost if lost.field in ("draft", "pinned", "as_of", "valid_until", "images")]
    assert all(lost.questions == ("rich",) for lost in of_rich)
    assert of_rich or name in ("yaml", "html", "print-markdown", "web")


def test_the_only_file_of_a_pack_names_the_questions_that_lose_their_section() -> None:
    assert [(lost.field, lost.questions) for lost in without_sections(PACK)[1]] == [("section", ("rich",))]


IMPORTED = {
    "json": (
        json.dumps([{"question": "A?", "answer": "a", "distractors": ["b"], "mood": mood} for mood in ("", "x")]),
        1,
    ),
    "csv": ("question,answer,wrong 1,mood\nA?,a,b,\nB?,a,b,x\n", 1),
    "gift": ("::a::A?{=a ~b}\n\n::b::B?{=a ~%50%b ~c}\n", 1),
    "opentdb": (
        json.dumps(
            {
                "results": [
                    {"question": q, "correct_answer": "a", "incorrect_answers": ["b"], "type": "multiple"} | more
                    for q, more in (("A?", {}), ("B?", {"mood": "x"}))
                ]
            }
        ),
        1,
    ),
    "markdown": ("# T\n\n## A?\n\n- [x] a\n- [ ] b\n\n## B?\n\n- [x] a\n- [ ] b\n- [ ] b\n", 1),
    "text2qti": ("1. A?\n*a) a\nb) b\n\nPoints: 2\n2. B?\n*a) a\nb) b\n", 1),
    "anki-text": ("#separator:tab\n#html:true\nA?\ta\nB?\t<font color=red>a</font>\n", 1),
}


@pytest.mark.parametrize("name", list(IMPORTED))
def test_every_loss_of_an_import_names_its_questions(name: str) -> None:
    data, place = IMPORTED[name]
    found = read_marked(name, data)
    assert found.pack, found.skipped
    assert found.lost
    for lost in found.lost:
        assert lost.questions == (found.pack.items[place].id,), lost
        assert lost.question_count == 1


def test_a_loss_of_the_file_names_no_question() -> None:
    found = read_marked("markdown", "---\ntitle: T\nmood: x\n---\n\n## A?\n\n- [x] a\n- [ ] b\n")
    assert [(lost.field, lost.questions, lost.question_count) for lost in found.lost] == [("front matter", (), 0)]


def test_a_skipped_question_is_not_named_and_ids_are_those_of_the_pack() -> None:
    collector = Collector("f", ExchangeOptions())
    for stem in ("", "A?", "A?"):
        losses = Losses()
        losses.add("colour")
        collector.add(replace(PLAIN, id="same", stem=stem), losses=losses)
    found = collector.result()
    assert found.pack
    (lost,) = found.lost
    assert lost.questions == tuple(item.id for item in found.pack.items)
    assert lost == Lost("colour", 2, "", lost.questions, 2)
    assert len({*lost.questions}) == 2


def test_a_stray_reference_is_a_loss_of_its_question() -> None:
    collector = Collector("f", ExchangeOptions())
    collector.add(PLAIN)
    collector.add(replace(PLAIN, id="stray", superseded_by="none", source=Citation("none"), formerly=("plain",)))
    assert {lost.field: lost.questions for lost in collector.result().lost} == {
        "source": ("stray",),
        "superseded_by": ("stray",),
        "formerly": ("stray",),
    }


def test_as_many_as_a_report_names_are_kept_and_all_are_counted() -> None:
    losses = Losses()
    for number in range(MOST_NAMED + 7):
        for _ in range(2):
            losses.of(f"q{number}")
            losses.add("colour")
    (lost,) = losses.all()
    assert (lost.count, lost.question_count) == (2 * (MOST_NAMED + 7), MOST_NAMED + 7)
    assert lost.questions == tuple(f"q{number}" for number in range(MOST_NAMED))


def test_a_page_names_the_first_five(zgcquiz: Run, tmp_path: object) -> None:
    rows = "\n".join(f"Is it {number}?,yes,no,x" for number in range(8))
    ran = zgcquiz("pack", "import", "-", "--from", "csv", stdin=f"question,answer,wrong 1,mood\n{rows}\n")
    said = " ".join(ran.out.split())
    assert "lost: mood, 8 times: is-it-0, is-it-1, is-it-2, is-it-3, is-it-4 and 3 more questions" in said
