"""Reading takes time in step with size, also of texts that are made to take longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest

from tests.formats.importing import read
from tests.formats.packs import HEAD, read_texts
from tests.rows import rows
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.native.yaml.tree import build
from zgcquiz.formats.shared.html_text import from_html, looks_like_html

SIZE = 6_000
"""Characters of a hard text. What is quadratic takes a quarter of a second and more for that many."""
PATIENCE = 0.1
"""Seconds of the processor; what is linear mostly takes less, without coverage on a machine of 2026."""


def filled(part: str, size: int = SIZE) -> str:
    return part * (size // len(part))


def test_a_pack_without_further_answers_is_read_near_the_cost_of_its_tree() -> None:
    """Three times the bare tree is the most; that it was more went unseen once. The quietest of five turns counts."""
    item = "- {{id: i{0}, question: What is {0} and {0}?, answer: a b {0}, distractors: [c 12 d, e 3 f, 7 g, h i]}}\n"
    data = (HEAD + "questions:\n" + "".join(item.format(at) for at in range(1000))).encode()

    def seconds(work: Callable[[], object]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    turns = [(seconds(lambda: read_texts(data)), seconds(lambda: build(data))) for _ in range(5)]
    assert read_texts(data).questions == 1000
    assert min(whole for whole, _ in turns) < 3 * min(tree for _, tree in turns)


TEXTS = [
    *["\n", " ", "\t\n", "a", "é", "=", "~", "{", "}", "\\", ":", "#", "%", "/", "<", "&", ">", '"'],
    *["::", "}\n", "{\n", "{}\n", "}{", "{=a}\n", "{=a}\n\n", "a\n\n{", "{a\n\n", "\\\\{", "~%50%"],
    *["=a->b", "####", "//\n"],
    *["// [id:", "// [tag:a]", "[id:", "[id:\\]", "$CATEGORY:", "$CATEGORY: a/\n", "::a::"],
    *["::a:: b{=c}\n", "1..", "#1..2:"],
    *["A. ", "A. b\n", "A.\n", "A) b\n\n", "ANSWER: A\n", "ANSWER:\n", "ANSWER ", "a\nA. b\nB. c\nANSWER: A\n"],
    *["x\nA. y\nz\n"],
    *['{"questions":[', "[", '"', "1", "\\u", '{"a":', "[1,"],
]  # fmt: skip
HTML = [
    *["<", "<a ", "<a href=", "<a>", '<a href="http://x">', "<!--", "<!", "<?", "</", "&", "&#", "&a", "&#1", "<b"],
    *["<ul><li>", "<ol>", "<sup>", "<sub>x", "<p>", "<table><tr><td>", "<br>", "<script>", "<pre>", "</a>", "</ul>"],
    *["<b>x</b>", "<img>", "<img src='", "< ", "<style>", "<!DOCTYPE", "<![CDATA[", "x<sup>1</sup>", "<textarea>"],
    *["<int>", "<int a=\"", "<b a='<b a=\"", "<a b=", "<!doctype ", "<?xml ", "<a && ", "<math>", "<mrow>", "</mrow>"],
    *["<math><msup>", "<math a='b'><mfrac>", "<svg>", "<x-y>", "</x-y>", "<b title='", "<b title=\"<", "<b =\""],
]  # fmt: skip

MARKDOWN = [
    "a", " ", "\n", "[", "]", "`", "``` `", "*", "_", "*a ", "_a", "** a **", "~~", "<!--", "<!-- ", "<!-- x\n",
    "-->", "\\", "```\n", "~~~a\n", "```\n````\n", "![](", "[a](b ", "[a](", "$", "$a\\$", "$$a", "&#", "&a", "<sub>",
    "<img ", "<br>", "- [x] a\n", "- [ ] ", "- [ ] ```\n", "- [", "#### Q1. a\n", "# ", "> ", "  > a\n", "| - |\n",
    "a\n===\n", "1. a\n", "1. ", "---\n", "**Answer:** a\n", "**a:** ", "Q: a\n", "A: a\n", "Q: a\nA: b\n",
    "C: [a]\n", "<quiz>\n", "<quiz>", "</quiz>", "[[a]]", "1. a\n*a) b\nc) d\n", "*a) b\n", "... a\n", "GROUP\n",
    "COMMENT\n", "```x\n", "% id: a\n", "Text: a\n", "= [", "    a\n",
    "    - [x] a\n\n", "        - [ ] a\n\n    b\n\n", "A. a\n", "A. a\nB. b\nAnswer: B\n", "<?quiz?>\n",
    "[x] a\n", "- [x] a\nb\n", "```\n## Q1. a\n",
]  # fmt: skip


def took(work: Callable[[], object]) -> float:
    start = time.process_time()
    try:
        work()
    except ZgcError:
        pass  # that it is no such file is an answer too
    return time.process_time() - start


def takes_long(
    work: Callable[[str], object], begin: str, part: str, end: str = "", size: int = SIZE, patience: float = PATIENCE
) -> bool:
    """Return whether work on a text of that part takes long, and a multiple of what it takes on half of the text."""

    def seconds(size: int) -> float:
        return took(lambda: work(f"{begin}{filled(part, size)}{end}"))

    if seconds(size) < patience:
        return False
    # On a busy machine one of them may take twice as long as it does: the quickest of four turns counts.
    turns = [(seconds(size), seconds(size // 2)) for _ in range(4)]
    whole, half = min(whole for whole, _ in turns), min(half for _, half in turns)
    return whole > patience and (whole > 3 * half or whole > 10 * patience)


def test_what_is_quadratic_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock by which the work itself says how many seconds it took."""
    monkeypatch.setattr(f"{__name__}.took", lambda work: work())
    assert takes_long(lambda text: (len(text) / SIZE) ** 2, "", "a")
    assert not takes_long(lambda text: len(text) / SIZE, "", "a")
    assert takes_long(lambda text: 10 * len(text) / SIZE, "", "a"), "nor is anything linear let off that takes seconds"


@rows("name", ["gift", "aiken", "json"])
@rows("part", TEXTS)
def test_no_text_takes_long(name: str, part: str) -> None:
    begins = {"gift": "::t:: q {=", "aiken": "Q\nA. ", "json": '{"questions":["'}
    for begin in ("", begins[name]):
        assert not takes_long(partial(read, name), begin, part)


@rows("name", ["markdown", "mkdocs-quiz", "text2qti", "hashcards"])
@rows("part", MARKDOWN)
def test_no_markdown_takes_long(name: str, part: str) -> None:
    begins = {
        "markdown": "## Q1. x\n- [x] ",
        "mkdocs-quiz": "<quiz>\nx\n",
        "text2qti": "1. x\n*a) ",
        "hashcards": "C: ",
    }
    for begin, end in (("", ""), (begins[name], "\n</quiz>\n## Q2. y\n-->```~~~")):
        assert not takes_long(partial(read, name), begin, part, end)


@pytest.mark.parametrize("part", HTML, ids=repr)
def test_no_html_takes_long(part: str) -> None:
    assert not takes_long(from_html, "<i>", part)
    assert not takes_long(looks_like_html, "<3 ", part)


@pytest.mark.parametrize("name", ["moodle-xml", "qti12", "qti21"])
@pytest.mark.parametrize(
    "part",
    [
        "<a>", "<a/>", "<a b='c'/>", "<question>", "<question/>", "<item/>", "<item><response_lid/></item>",
        "<section>", "<assessmentItem/>", "<mattext>x</mattext>", "<answer/>", "&amp;", "<!---->", "]]", "<text/>",
        '<question type="multichoice"/>', "<respcondition><conditionvar><varequal/></conditionvar></respcondition>",
    ],
)  # fmt: skip
def test_no_xml_takes_long(name: str, part: str) -> None:
    root = {"moodle-xml": "quiz", "qti12": "questestinterop", "qti21": "assessmentTest"}[name]
    inner = {"moodle-xml": "question type='multichoice'", "qti12": "item", "qti21": "assessmentItem"}[name]
    for begin, end in (("", ""), (f"<{inner}>", f"</{inner.split()[0]}>")):
        assert not takes_long(partial(read, name), f"<{root}>{begin}", part, f"{end}</{root}>")


def questions(count: int) -> Pack:
    options = tuple(Option(f"Option {letter} of <some> length", letter == "a") for letter in "abcd")
    return Pack(
        PackInfo("p", "P"),
        tuple(
            Item(f"q{number}", Kind.SINGLE, f"Which is right of number {number}?", options, drawn=True, tags=("t",))
            for number in range(count)
        ),
    )


@pytest.mark.parametrize(
    "name", ["gift", "aiken", "moodle-xml", "qti12", "qti21", "json", "markdown", "text2qti", "hashcards"]
)
def test_twice_as_many_questions_take_about_twice_as_long(name: str) -> None:
    """What is quadratic would take four times as long."""
    write = registry.get(name).write
    assert write
    small, large = (write(questions(count), ExchangeOptions(), ()).data for count in (150, 300))
    times: list[tuple[float, float]] = []
    for _ in range(4):
        times.append((took(partial(read, name, small)), took(partial(read, name, large))))
        if min(large for _, large in times) < 3 * min(small for small, _ in times):
            return
    raise AssertionError(f"twice as many take {times}")


def test_qti12_takes_at_most_three_times_as_long_as_moodle_xml() -> None:
    """Out and back, as `benchmarks/qti.py` measures for many more. The quickest of up to six turns counts."""
    pack = questions(500)
    quickest = {"qti12": 1e9, "moodle-xml": 1e9}
    for _ in range(6):
        for name, before in quickest.items():
            quickest[name] = min(before, took(partial(_out_and_back, name, pack)))
        if quickest["qti12"] < 3 * quickest["moodle-xml"]:
            return
    raise AssertionError(f"out and back takes {quickest}")


def _out_and_back(name: str, pack: Pack) -> None:
    write = registry.get(name).write
    assert write
    found = read(name, write(pack, ExchangeOptions(), ()).data)
    assert found.pack
    assert len(found.pack.items) == len(pack.items)
