"""Printed tests: the content of each sheet compared with the pack, by parsing the page like a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Ran
from tests.effort import examples
from tests.formats.exchanging import packs
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option, Pack, PackInfo, Source
from zgcquiz.core.rounds.option_sampling import DRAWN_DISTRACTORS
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions, Written
from zgcquiz.formats.markdown.text import to_plain

VOID = {"meta"}
BANK = Path(__file__).parents[2] / "questions" / "zhongguancun"
TAGS = {
    "html", "head", "meta", "title", "style", "body", "nav", "a", "section", "div", "h1", "h2", "p", "span", "b", "i",
    "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "code",
}  # fmt: skip
ATTRIBUTES = {"lang", "dir", "charset", "name", "content", "http-equiv", "class", "id", "href", "colspan"}


class Node:
    """An element of a page and its content."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.content: list[Node | str] = []

    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text() for each in self.content)

    def all(self, tag: str, kind: str = "") -> Iterator[Node]:
        for each in self.content:
            if isinstance(each, Node):
                if each.tag == tag and (not kind or kind in each.attributes.get("class", "").split()):
                    yield each
                yield from each.all(tag, kind)

    def first(self, tag: str, kind: str = "") -> Node:
        return next(self.all(tag, kind))


class Page(HTMLParser):
    """Parses a page strictly: every element is closed, and only elements that we write occur."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]
        self.feed(data.decode())
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        attributes = {name: value or "" for name, value in attrs}
        assert set(attributes) <= ATTRIBUTES
        assert attributes.get("href", "#").startswith("#"), "nothing is fetched"
        node = Node(tag, attributes)
        self._open[-1].content.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].content.append(data)

    def section(self, id: str) -> Node:
        (found,) = (each for each in self.root.all("section") if each.attributes.get("id") == id)
        return found


def written(
    pack: Pack, format: str = "html", versions: int = 1, seed: int = 0, questions: int = 0, day: int = 0
) -> Written:
    write = registry.get(format).write
    assert write
    return write(pack, ExchangeOptions(versions=versions, seed=seed, questions=questions, day=day), ())


def choice(id: str, *wrong: str, right: str = "right", drawn: bool = True) -> Item:
    options = (Option(right, True), *map(Option, wrong))
    return Item(id, Kind.SINGLE, f"What of {id}?", options, drawn=drawn)


def pack_of(*items: Item, title: str = "Tea", language: str = "") -> Pack:
    source = Source("book", "A Book", published="2019")
    return Pack(PackInfo("p", title, language=language, license="CC0-1.0", sources=(source,)), items)


MANY = pack_of(*(choice(f"q{n}", *(f"wrong {n} {m}" for m in range(6))) for n in range(12)))


def names(versions: int) -> list[str]:
    return [f"-{'abcdefghijklmnopqrstuvwxyz'[at]}" for at in range(versions)] if versions > 1 else [""]


def shown(text: str) -> str:
    """Return a text as XML can hold it and an HTML parser returns it."""
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def check_version(page: Page, name: str, pack: Pack) -> None:
    """Check that every question is on the sheet once, with all texts of its item, and that the key fits."""
    by_stem: dict[str, list[Item]] = {}
    for item in pack.items:
        by_stem.setdefault(shown(item.stem), []).append(item)
    questions = list(page.section(f"questions{name}").all("li", "question"))
    rows = [list(row.all("td")) for row in page.section(f"key{name}").first("tbody").all("tr")]
    answers = list(page.section(f"answers{name}").first("ol", "answers").all("li"))
    glance = list(page.section(f"key{name}").first("ol", "quick").all("li"))
    assert len(questions) == len(rows) == len(answers) == len(glance) == len(pack.items)
    ids = []
    for number, (question, row, answer, quick) in enumerate(zip(questions, rows, answers, glance, strict=True), 1):
        for each in (question, answer, quick):
            assert each.first("span", "number").text() == f"{number}."
        assert row[0].text() == f"{number}."
        ids.append(row[4].text())
        (item,) = (each for each in by_stem[question.first("p", "stem").text()] if shown(each.id) == row[4].text())
        options = [
            (option.first("span", "mark").text(), option.first("span", "text").text()) for option in question.all("li")
        ]
        assert [mark.text() for mark in answer.all("span", "mark")] == [letter for letter, _ in options]
        if not item.kind.is_choice:
            assert not options
            assert shown(item.keys[0].text) in row[2].text()
            assert quick.first("span", "text").text() == row[2].text()
            continue
        texts = {text for _, text in options}
        assert len(texts) == len(options)
        right = {shown(key.text if item.kind is not Kind.TRUE_FALSE else key.text.capitalize()) for key in item.keys}
        letters = [letter for letter, text in options if text in right]
        assert {text for _, text in options if text in right} == right
        assert row[1].text() == ", ".join(letters) == quick.first("span", "text").text()
        if item.drawn:
            pinned = sum(option.pinned for option in item.distractors)
            wrong = min(len(item.distractors), max(DRAWN_DISTRACTORS, pinned))
            assert len(options) == len(item.keys) + wrong
        else:
            assert len(options) == len(item.options)
        if shown(item.explanation):
            assert shown(item.explanation) in row[3].text()
    assert sorted(ids) == sorted(shown(item.id) for item in pack.items)


@settings(deadline=None, max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(packs(), st.integers(1, 4), st.integers(0, 99))
def test_every_version_has_each_question_once_and_a_key_that_fits(pack: Pack, versions: int, seed: int) -> None:
    page = Page(written(pack, versions=versions, seed=seed).data)
    for name in names(versions):
        check_version(page, name, pack)


def test_versions_differ_in_order_but_not_in_what_they_ask() -> None:
    page = Page(written(MANY, versions=3, seed=7).data)
    stems, options = [], []
    for name in names(3):
        questions = list(page.section(f"questions{name}").all("li", "question"))
        stems.append([question.first("p", "stem").text() for question in questions])
        options.append(
            {
                question.first("p", "stem").text(): [each.first("span", "text").text() for each in question.all("li")]
                for question in questions
            }
        )
    assert stems[0] != stems[1] != stems[2] != stems[0]
    for stem in stems[0]:
        assert len({frozenset(version[stem]) for version in options}) == 1
    assert options[0] != options[1]
    keys = {Page(written(MANY, versions=3, seed=7).data).section(f"key{name}").text() for name in names(3)}
    assert len(keys) == 3


def test_a_seed_determines_the_test() -> None:
    assert written(MANY, versions=2, seed=7).data == written(MANY, versions=2, seed=7).data
    assert written(MANY, versions=2, seed=7).data != written(MANY, versions=2, seed=8).data
    one = Page(written(MANY, seed=1).data).section("questions")
    assert [each.text() for each in one.all("p", "stem")] == [item.stem for item in MANY.items], "one keeps the order"


def test_what_is_not_printed_is_told_in_the_order_of_the_pack() -> None:
    told = [written(MANY, versions=versions, seed=7).lost for versions in (1, 2)]
    assert told[0] == told[1]


def test_adding_a_question_does_not_change_the_options_of_others() -> None:
    def marks(pack: Pack) -> dict[str, str]:
        questions = Page(written(pack, seed=7).data).section("questions").all("li", "question")
        return {question.first("p", "stem").text(): question.text() for question in questions}

    fewer = marks(replace(MANY, items=MANY.items[:-1]))
    assert {stem: re.sub(r"^\d+", "", text) for stem, text in fewer.items()}.items() <= {
        stem: re.sub(r"^\d+", "", text) for stem, text in marks(MANY).items()
    }.items()


def test_fixed_order_and_pinned_options_are_kept() -> None:
    fixed = choice("years", "1912", "1919", right="1905", drawn=False)
    pinned = replace(MANY.items[0], id="p", options=(*MANY.items[0].options[:3], Option("None", pinned=True)))
    page = Page(written(pack_of(fixed, pinned), versions=3, seed=7).data)
    for name in names(3):
        for question in page.section(f"questions{name}").all("li", "question"):
            texts = [each.first("span", "text").text() for each in question.all("li")]
            assert texts[-1] == "None" or texts == ["1905", "1912", "1919"]


def test_the_key_has_explanation_source_and_licence() -> None:
    item = replace(choice("q", "w"), explanation="Because.", source=Citation("book", "Leaves", 3), section="Leaves")
    key = Page(written(pack_of(item)).data).section("key").text()
    assert "Because." in key
    assert "A Book 2019, Leaves, paragraph 3" in key
    assert "CC0-1.0" in key


def test_a_table_lists_the_positions_of_each_question() -> None:
    page = Page(written(MANY, versions=3, seed=7).data)
    rows = [[cell.text() for cell in row.all("td")] for row in page.root.first("table", "places").all("tr")][1:]
    assert len(rows) == len(MANY.items)
    for id, *places in rows:
        for name, place in zip(names(3), places, strict=True):
            number, letter = place.split()
            row = list(page.section(f"key{name}").first("tbody").all("tr"))[int(number) - 1]
            cells = [cell.text() for cell in row.all("td")]
            assert (cells[0], cells[1], cells[4]) == (f"{number}.", letter, id)


@pytest.mark.parametrize(
    "text", ["</style><b>", '"}</style>', "</title>", "\\", "a\nb", "<script>", "&lt;", "'\u2028x"]
)
def test_titles_are_escaped(text: str) -> None:
    data = written(pack_of(choice("q", text, right=f"{text}{text}"), title=text), versions=2).data
    page = Page(data)
    assert page.root.first("title").text() == text
    assert page.section("questions-a").first("h1").text() == text
    style = page.root.first("style").text()
    strings = re.findall(r'content: ("(?:[^"\\\n]|\\[0-9a-f]+ )*");', style)
    assert len(strings) == style.count("@bottom-left") == 6
    said = {re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), string)[1:-1] for string in strings}
    assert f"{text} · Version A" in said


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("zh", ""), ("", "")])
def test_pages_have_the_direction_of_their_language(language: str, direction: str) -> None:
    html = Page(written(pack_of(choice("q", "w"), language=language)).data).root.first("html")
    assert html.attributes.get("dir", "") == direction
    assert html.attributes["lang"] == (language or "en")
    texts = [each for tag in ("p", "span", "td", "h1") for each in html.all(tag, "text")]
    assert all(each.attributes["dir"] == "auto" for each in texts)


def test_the_page_loads_nothing_and_keeps_questions_whole() -> None:
    data = written(MANY, versions=2).data.decode()
    assert "default-src 'none'" in data
    assert not re.search(r"https?:|url\(|@import|<script", data)
    assert re.search(r"\.question \{[^}]*break-inside: avoid", data)
    assert re.search(r"tr \{[^}]*break-inside: avoid", data)
    assert re.search(r"\.sheet \{[^}]*break-after: page", data)
    assert not re.search(r"#(?!000|999|fff)[0-9a-f]{3}\b(?!-)", data.partition("<body>")[0].partition("<style>")[2])


def test_questions_that_are_not_printed_are_reported() -> None:
    pack = pack_of(
        choice("kept", "a", "b", "c", "d", "e"),
        replace(choice("draft", "w"), draft=True),
        replace(choice("old", "w"), valid_until="2000"),
    )
    found = written(pack, day=20_000)
    assert {(each.field, each.count) for each in found.lost} >= {("question", 2), ("distractors", 2)}
    assert [each.text() for each in Page(found.data).section("questions").all("p", "stem")] == ["What of kept?"]


def test_the_requested_number_is_drawn_with_siblings_last() -> None:
    pack = replace(MANY, items=tuple(replace(item, fact=f"f{at // 2}") for at, item in enumerate(MANY.items)))
    facts = {item.stem: item.fact for item in pack.items}
    draws = set()
    for seed in range(5):
        found = written(pack, seed=seed, questions=6, versions=2)
        assert ("question", 6) in {(each.field, each.count) for each in found.lost}
        page = Page(found.data)
        stems = [each.text() for each in page.section("questions-a").all("p", "stem")]
        assert len({facts[stem] for stem in stems}) == len(stems) == 6
        assert set(stems) == {each.text() for each in page.section("questions-b").all("p", "stem")}
        draws.add(frozenset(stems))
    assert len(draws) > 1
    assert len(list(Page(written(pack, questions=99).data).section("questions").all("p", "stem"))) == len(MANY.items)


def test_typed_and_numeric_questions_get_a_line() -> None:
    typed = Item("t", Kind.TYPED, "What?", (Option("Donau", True),), accept=("die Donau",))
    number = Item("n", Kind.NUMERIC, "How long?", (Option("346", True),), tolerance=5.0, unit="km")
    page = Page(written(pack_of(typed, number)).data)
    for part in ("questions", "answers"):
        assert len(list(page.section(part).all("p", "line"))) == 2
    assert "km" in page.section("questions").text()
    key = page.section("key").text()
    assert "Donau / die Donau" in key
    assert "346 ± 5 km" in key


def test_markdown_has_the_same_sheets() -> None:
    item = replace(choice("q|1", "*w*"), stem="A | b\n\n1. c", explanation="Why | not")
    text = written(pack_of(item, *MANY.items), "print-markdown", versions=2, seed=7).data.decode()
    pages = text.split('<div style="break-after: page"></div>')
    assert [page.strip().split("\n")[0] for page in pages] == [
        "# Tea, Version A, S7V2", "# Tea, answer sheet, Version A, S7V2", "# Tea, Version B, S7V2",
        "# Tea, answer sheet, Version B, S7V2", "# Tea, key, Version A, S7V2", "# Tea, key, Version B, S7V2",
        "# Tea, all versions",
    ]  # fmt: skip
    assert pages[-1].count("\n| ") == 1 + 13
    for sheet, key in ((pages[0], pages[4]), (pages[2], pages[5])):
        rows = [re.split(r"(?<!\\) ?\| ?", line)[1:-1] for line in key.split("\n") if re.match(r"\| \d", line)]
        assert [row[0] for row in rows] == [str(number) for number in range(1, 14)]
        assert {to_plain([row[5].replace("\\|", "|")]) for row in rows} == {"q|1", *(item.id for item in MANY.items)}
        questions = re.split(r"(?m)^\d+\. ", sheet)[1:]
        for question, row in zip(questions, rows, strict=True):
            right = re.search(rf"- \*\*{row[1]}\.\*\* (.*)", question)
            assert right
            assert right[1] == row[2] == "right"


def test_from_the_command_line(zgcquiz: Callable[..., Ran], tmp_path: Path) -> None:
    out = tmp_path / "test.html"
    ran = zgcquiz("pack", "export", str(BANK), "-n", "20", "--versions", "3", "--seed", "7", "-o", str(out))
    assert ran.code == 0
    assert "20 questions" in ran.out
    page = Page(out.read_bytes())
    for name in names(3):
        assert len(list(page.section(f"questions{name}").all("li", "question"))) == 20


@pytest.mark.parametrize("option", ["--versions", "--seed", "--questions"])
def test_print_options_are_refused_for_other_formats(zgcquiz: Callable[..., Ran], option: str) -> None:
    ran = zgcquiz("pack", "export", str(BANK), "--to", "gift", option, "3")
    assert ran.code == 1
    assert ran.out == ""
    assert "for printing" in ran.err


def test_wide_characters_count_twice_for_the_columns_of_options() -> None:
    narrow = choice("narrow", "bbbbbbbbbbbb", "cccc", right="aaaa")
    wide = choice("wide", "二二二二二二二", "三三", right="一一")
    wider = choice("wider", "二" * 18, "三三", right="一一")
    page = Page(written(pack_of(narrow, wide, wider), seed=7).data)
    lists = [question.first("ol", "options") for question in page.section("questions").all("li", "question")]
    assert [each.attributes["class"] for each in lists] == ["options tiny", "options short", "options"]


@pytest.mark.parametrize(("language", "at"), [("de-AT", 1), ("zh-Hans", 2), ("", 0), ("fr", 0)])
@pytest.mark.parametrize("format", ["html", "print-markdown"])
def test_the_words_of_the_sheets_are_in_the_language_of_the_pack(format: str, language: str, at: int) -> None:
    several = Item("m", Kind.MULTIPLE, "M?", (Option("x1", True), Option("x2", True), Option("x3")))
    pack = pack_of(choice("q", "?"), several, title="T")
    data = written(replace(pack, info=replace(pack.info, language=language)), format, versions=2).data.decode()
    words = [
        ("Answer sheet", "Antwortbogen", "答题卡"), ("Key", "Lösungen", "答案"), ("Score", "Punkte", "得分"),
        ("Select all that apply.", "Kreuze alles an, was zutrifft.", "选出所有正确的选项。"),
        ("Explanation", "Erklärung", "解释"), ("Version A", "Version A", "版本 A"),
    ]  # fmt: skip
    for each in words:
        assert each[at].casefold() in data.casefold()
        assert at == 0 or each[0] == each[at] or not re.search(rf"\b{re.escape(each[0])}\b", data)


@pytest.mark.parametrize(
    ("language", "letters", "words", "paragraph"),
    [
        ("", "TF", ("True", "False"), "paragraph 3"),
        ("de-AT", "RF", ("Richtig", "Falsch"), "Absatz 3"),
        ("ger", "RF", ("Richtig", "Falsch"), "Absatz 3"),
        ("zh", "AB", ("对", "错"), "第3段"),
        ("zh-TW", "AB", ("對", "錯"), "第3段"),
    ],
)
def test_true_and_false_and_paragraphs_are_in_the_language_of_the_pack(
    language: str, letters: str, words: tuple[str, str], paragraph: str
) -> None:
    source = Citation("book", "Leaves", 3)
    truth = Item("t", Kind.TRUE_FALSE, "S.", (Option("true"), Option("false", True)), source=source)
    pack = pack_of(truth, language=language)
    page = Page(written(pack).data)
    (question,) = page.section("questions").all("li", "question")
    shown = [(each.first("span", "mark").text(), each.first("span", "text").text()) for each in question.all("li")]
    assert shown == list(zip(letters, words, strict=True))
    key = page.section("key").text()
    assert f"A Book 2019, Leaves, {paragraph}" in key
    assert [cell.text() for cell in page.section("key").first("tbody").all("td")][1:3] == [letters[1], words[1]]
    markdown = written(pack, "print-markdown").data.decode()
    for letter, word in zip(letters, words, strict=True):
        assert f"- **{letter}.** {word}\n" in markdown
    assert f"| 1 | {letters[1]} | {words[1]} |" in markdown
    assert f"Leaves, {paragraph} |" in markdown
