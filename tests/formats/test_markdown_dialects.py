"""Markdown quizzes in all styles: numbers in every language, code in all positions, headings of all levels."""

from __future__ import annotations

import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.importing import pack_of, read, reasons
from tests.formats.test_cost import takes_long
from tests.rows import rows
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions

BOXES = "\n\n- [x] yes\n- [ ] no\n"


def stems(text: str) -> list[str]:
    return [item.stem for item in pack_of("markdown", text).items]


def options(item: Item) -> list[str]:
    """Return the options' texts, with a star before correct ones."""
    return [("*" if option.key else "") + option.text for option in item.options]


NUMBERS = [
    "Q1. ", "Q 2: ", "Q3 - ", "Question 4. ", "Question #5 ", "P6. ", "Pregunta 7: ", "Frage 8) ", "Вопрос 9. ",
    "问题10：", "Question IV. ", "Задание XII: ", "第11题 ", "第十二题：", "س13: ", "سؤال 14: ",
    "1) ", "(3) ", "[4] ", "١. ", "３．", "1、", "15. ",
    "一、", "十二．", "1\\. ", "1 - ", "۲- ", "1.4. ", "Q-2: ", "No. 3: ", "N° 4 : ", "#5. ", "Question three: ",
    "6. Soru: ",    "7. kérdés. ", "8) Frage: ",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_in_every_language_are_removed_from_headings(number: str) -> None:
    assert stems(f"#### {number}Which tea?{BOXES}\n#### {number}Which cup?{BOXES}") == ["Which tea?", "Which cup?"]


LINES = ["Q1. {}", "Question 2: {}", "**Q3.** {}", "**Q4. {}**", "__Q5:__ {}", "6. {}", "7) {}", "Pregunta 8: {}",
         "第九题：{}", "Q10 {}", "**11. {}**", "Вопрос 12) {}"]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=5), st.booleans(), st.booleans())
def test_numbered_lines_never_merge(numbers: list[str], headed: bool, gap: bool) -> None:
    """Also with a question under a heading before them, and without blank lines between."""
    parts = [f"## Q1. Under a heading?{BOXES}"] if headed else []
    between = "\n\n" if gap else "\n"
    parts += [f"{form.format(f'Which {at}?')}{between}- [x] yes\n- [ ] no" for at, form in enumerate(numbers)]
    expected = ["Under a heading?"] * headed + [f"Which {at}?" for at in range(len(numbers))]
    assert stems(between.join(parts)) == expected


@pytest.mark.parametrize("heading", ["####Q2. Two?", "##Question 2: Two?", "#Pregunta 2) Two?", "######第2题：Two?"])
def test_a_numbered_heading_needs_no_blank(heading: str) -> None:
    assert stems(f"#### Q1. One?{BOXES}\n{heading}{BOXES}") == ["One?", "Two?"]


def test_an_answer_below_its_label_is_read_unchanged() -> None:
    boxes = "- [ ] this is\n- [ ] that is the key\n"
    (item,) = pack_of("markdown", f"## Q1?\n{boxes}\nAnswer:\n\nthat is the key\n").items
    assert options(item) == ["*that is the key", "this is"]


@pytest.mark.parametrize(
    "text",
    [
        f"## Q1?\n- [ ] x\n- [ ] y\n\nAnswer:\n\n{'*' * 50_000}B\n",
        f"## Q1?\nA. x\nB. y\n\nAnswer: {' ' * 50_000}B\n",
        f"## {'_' * 50_000}a\nWhich?\n- [ ] x\n- [x] y\n",
        f"## {'_ ' * 50_000}a\nWhich?\n- [ ] x\n- [x] y\n",
        f"## {'__ ' * 30_000}a\nWhich?\n- [ ] x\n- [x] y\n",
    ],
    ids=["stars", "blanks", "gap", "lines", "gaps"],
)
def test_long_runs_of_marks_take_linear_time(text: str) -> None:
    started = time.process_time()
    read("markdown", text)
    assert time.process_time() - started < 5


def test_a_hashtag_is_not_a_heading() -> None:
    assert stems(f"#### Q1. One?\n\n#tea is green{BOXES}") == ["One?\n\n#tea is green"]


@pytest.mark.parametrize(
    "text",
    [
        f"## Q1. One?{BOXES}\nWhich is the second?{BOXES}\nAnd the third?{BOXES}",
        f"Which is the first?{BOXES}\nWhich is the second?{BOXES}\nAnd the third?{BOXES}",
        f"# Quiz\n\nOne?{BOXES}\n\n---\n\nTwo?{BOXES}\n\n***\n\nThree?{BOXES}",
        f"One?\n===\n\n- [x] yes\n- [ ] no\n\nTwo?\n---\n\n- [x] yes\n- [ ] no\n\nThree?\n---------{BOXES}",
    ],
)
def test_three_questions_are_read_as_three(text: str) -> None:
    assert [options(item) for item in pack_of("markdown", text).items] == [["*yes", "no"]] * 3


def test_a_question_without_a_tick_does_not_affect_others() -> None:
    found = read("markdown", f"## Q1. One?\n\n- [ ] a\n- [ ] b\n\nQ2. Two?{BOXES}")
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Two?"]
    assert reasons(found) == [(1, "no option is ticked (- [x] …)")]


CODE = "if (x_1) {\n\n  *y* = a\\b;\n}"
FENCED, INDENTED = f"```c\n{CODE}\n```", "\n".join("    " + line if line else "" for line in CODE.split("\n"))


@pytest.mark.parametrize("code", [FENCED, INDENTED])
@pytest.mark.parametrize(
    "heading", ["Q1. What now?", "P1. ¿Qué? (Elija uno.)", "What now (choose one)", "Complete this:", "Read this"]
)
def test_a_heading_continues_in_the_code_below_it(heading: str, code: str) -> None:
    stem = heading.removeprefix("Q1. ").removeprefix("P1. ")
    assert stems(f"## {heading}\n\n{code}{BOXES}") == [f"{stem}\n\n{CODE}"]


@pytest.mark.parametrize(
    ("heading", "section"), [("Asia (2019)", "Asia (2019)"), ("Rivers:", "Rivers:"), ("Chapter 1. Rivers", None)]
)
def test_other_headings_are_sections(heading: str, section: str | None) -> None:
    text = f"# All\n\n## {heading}\n\nWhich river?{BOXES}\nWhich sea?{BOXES}"
    assert [(item.section, item.stem) for item in pack_of("markdown", text).items] == [
        (section or heading, "Which river?"),
        (section or heading, "Which sea?"),
    ]


def test_indented_code_ends_with_its_indent() -> None:
    (item,) = pack_of("markdown", f"## Q1. What?\n\n    a\n\n\n\tb_c_d\n\nNow *say*{BOXES}").items
    assert item.stem == "What?\n\na\n\n\nb_c_d\n\nNow say"


@pytest.mark.parametrize("before", ["", "Some text.\n\n", "## Q0. Zero?\n\n- [x] a\n- [ ] b\n\n"])
@pytest.mark.parametrize("number", ["## Q1. Which?", "1. Which?", "Q1. Which?"])
@pytest.mark.parametrize("after", ["[Reference](https://example.org)", "[here](https://example.org)", "> Because.", ""])
def test_code_belongs_to_its_option_even_the_last(before: str, number: str, after: str) -> None:
    boxes = "\n".join(f"- [{tick}] {name}\n\n```py\n{name}()\n```\n" for tick, name in zip(" x ", "ABC", strict=True))
    item = pack_of("markdown", f"{before}{number}\n\n{boxes}\n{after}\n").items[-1]
    assert options(item) == ["*B()", "A()", "C()"]
    assert item.stem == "Which?"
    assert bool(item.explanation) == bool(after)


def test_code_after_plain_options_is_explanation() -> None:
    item = pack_of("markdown", f"## Q1. Which?{BOXES}\n```py\nx = 1\n```\n").items[0]
    assert options(item) == ["*yes", "no"]
    assert item.explanation == "x = 1"


@pytest.mark.parametrize(
    "texts",
    [
        ["![image](images/001.png)", "![image](images/002.png)"],
        ["![](images/001.png)", "![](images/002.png)"],
        ["![a](x/1.png)", "![a](y/1.png)"],
        ['<img src="a.png" alt="x">', '<img src="b.png" alt="x">'],
        ["[here](https://example.org/1)", "[here](https://example.org/2)"],
        ["[here](one.md)", "[here](two.md)"],
        ["*a*", "a", "`a`", "**a**"],
        ["`<b>`", "`</b>`", "<b>"],
    ],
)
def test_options_keep_markup_that_distinguishes_them(texts: list[str]) -> None:
    boxes = "\n".join(f"- [{' ' if at else 'x'}] {text}" for at, text in enumerate(texts))
    (item,) = pack_of("markdown", f"#### Q1. Which?\n\n{boxes}\n").items
    assert len({option.text for option in item.options}) == len(texts)
    assert sum(option.key for option in item.options) == 1


@pytest.mark.parametrize("rank", ["###", "####", "######"])
def test_a_heading_of_lower_level_is_not_a_section(rank: str) -> None:
    text = f"# Rivers\n\n## Q1. One?{BOXES}\n{rank} Reference\n\n[A map](https://example.org)\n\n## Q2. Two?{BOXES}"
    one, two = pack_of("markdown", text).items
    assert (one.section, two.section) == ("", "")
    assert one.explanation == "Reference\n\nA map (https://example.org)"


@pytest.mark.parametrize("word", ["Options", "Choices", "Answers:", "Possible answers"])
def test_a_heading_above_the_boxes_is_not_text(word: str) -> None:
    text = f"## Which river?\n\n### {word}{BOXES}\n### Explanation\n\nBecause.\n\n## Which sea?\n\n### {word}{BOXES}"
    one, two = pack_of("markdown", text).items
    assert (one.stem, two.stem) == ("Which river?", "Which sea?")
    assert one.explanation.endswith("Because.")


@pytest.mark.parametrize(
    "said",
    ["**Answer:** B", "Answer: b)", "**Correct answer**: no", "*Answer: 2*", "The correct answer is: B", "Solution: B.",
     "<details><summary>Answer</summary>\n\nB\n\n</details>",
     "<details>\n<summary>Show answer</summary>\nno\n</details>"],
)  # fmt: skip
def test_an_answer_below_ticks_its_box(said: str) -> None:
    (item,) = pack_of("markdown", f"## Q1. One?\n\n- [ ] yes\n- [ ] no\n\n{said}\n").items
    assert options(item) == ["*no", "yes"]


@pytest.mark.parametrize(
    "box", ["* [{}] ", "+ [{}] ", "-[{}] ", "- [ {} ] ", "1. [{}] ", "2) [{}] ", "A. [{}] ", "  - [{}] "]
)
def test_all_kinds_of_boxes(box: str) -> None:
    (item,) = pack_of("markdown", f"## Q1. One?\n\n{box.format('x')}yes\n{box.format(' ')}no\n").items
    assert options(item) == ["*yes", "no"]


def test_an_export_of_typed_questions_alone_is_recognised() -> None:
    items = (Item("a", Kind.TYPED, "Which plant?", (Option("Camellia", True),)),)
    writer = registry.get("markdown").write
    assert writer
    data = writer(Pack(PackInfo("t", "T"), items), ExchangeOptions(), ()).data
    assert registry.recognise(data, "t.txt").name == "markdown"
    assert registry.recognise(b"#### Q1. Which plant?\n\n**Answer:** Camellia\n", "t.md").name == "markdown"


# Whole quizzes in random dialects

_words = st.sampled_from(
    ["tea", "Assam", "green leaf", "x = 1", "a_b", "100 °C", "中国", "чай", "what is it", "yes (often)"]
)
_code = st.sampled_from(["", "print(1)", "for x in y:\n    *z*", "a\n\n\\b"])


@st.composite
def quizzes(draw: st.DrawFn) -> tuple[str, list[tuple[str, list[str]]]]:
    """Draw a quiz as Markdown, with its stems and options."""
    heading = draw(
        st.sampled_from(["#### Q{}. ", "## {}. ", "###Q{}: ", "Q{}. ", "{}) ", "**Frage {}:** ", "## 第{}题 "])
    )
    bullet = draw(st.sampled_from(["- ", "* ", "+ "]))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    reference = draw(st.sampled_from(["", "[Reference](https://example.org)\n\n", "**Explanation:** Because.\n\n"]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text, expected = "# A quiz\n\n", []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        stem, code = f"{draw(_words)} {number}?", draw(_code)
        with_code = draw(st.booleans())
        texts = draw(st.lists(_words, min_size=2, max_size=4, unique=True))
        text += heading.format(number) + stem + "\n\n"
        text += f"```\n{code}\n```\n\n" if code else ""
        for at, option in enumerate(texts):
            text += f"{bullet}[{' ' if at else 'x'}] {option}{gap}"
            text += f"{gap if gap == chr(10) else ''}```py\nrun({at})\n```\n\n" if with_code else ""
        text += ("\n" if gap == "\n" else "") + reference
        ends = [f"\n\nrun({at})" if with_code else "" for at in range(len(texts))]
        whole = [("" if at else "*") + option + end for at, (option, end) in enumerate(zip(texts, ends, strict=True))]
        expected.append((stem + (f"\n\n{code}" if code else ""), whole))
    return text.replace("\n", newline), expected


@given(quizzes())
def test_all_dialects_have_the_same_questions(quiz: tuple[str, list[tuple[str, list[str]]]]) -> None:
    text, expected = quiz
    assert [(item.stem, options(item)) for item in pack_of("markdown", text).items] == expected


@pytest.mark.parametrize(
    "line", ["- [ ] a\n", "Q1. a\n", "1. a\n- [x] a\n", "## a:\n", "    a\n\n", "**Answer:** a\n", "x\n---\n",
             "## Q1\n### b\n", "- [x]\n\n```\n\n", "Answer: a\n", "第一题\n", "**Q1. "],
)  # fmt: skip
def test_long_files_take_linear_time(line: str) -> None:
    assert not takes_long(partial(read, "markdown"), "# T\n- [x] a\n", line, size=25_000, patience=0.5)


@pytest.mark.parametrize("stem", ["What is 2+2?", "Complete the sum:", "Two and two"])
def test_questions_without_a_blank_line_between_are_separate(stem: str) -> None:
    assert stems(f"What is 1+1?\n- [x] 2\n- [ ] 3\n{stem}\n- [x] 4\n- [ ] 5\n") == ["What is 1+1?", stem]


@pytest.mark.parametrize("fence", [True, False])
@pytest.mark.parametrize(
    "code", ["- [x] done\n- [ ] todo", "# Question 1: a\n## Q2. b\nx = 1", "text\n- [x] done", "## Q2. b\n\n- a"]
)
def test_code_in_a_stem_is_neither_a_question_nor_an_option(code: str, fence: bool) -> None:
    shown = f"```\n{code}\n```" if fence else "\n".join(f"    {line}" if line else "" for line in code.split("\n"))
    (item,) = pack_of("markdown", f"## Q1. What is it?\n\n{shown}\n\n- [x] yes\n- [ ] no\n").items
    assert (item.stem, options(item)) == (f"What is it?\n\n{code}", ["*yes", "no"])


def test_a_numbered_line_without_options_is_skipped_with_its_line() -> None:
    found = read("markdown", f"## Q1. One?{BOXES}\nQ2. None here\n\nQ3. Three?{BOXES}\nQ4. Nor here\n")
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["One?", "Three?"]
    assert reasons(found) == [(6, "no options (- [ ] …) follow it"), (13, "no options (- [ ] …) follow it")]


@rows("label", ["Antwort", "Lösung", "Réponse", "Solution", "答案"])
def test_a_question_with_an_answer_alone_is_skipped_in_any_language(label: str) -> None:
    """It is not the explanation of the question before it, which would give it away."""
    text = f"**Frage 1:** Wo?\n\nA) da\nB) dort\n\n**{label}:** A\n\n**Frage 2:** Formel?\n\n**{label}:** NaCl\n"
    found = read("markdown", f"{text}\n**Frage 3:** Wer?\n\nA) ich\nB) du\n\n**{label}:** B\n")
    assert found.pack
    assert [(item.stem, item.explanation) for item in found.pack.items] == [("Wo?", ""), ("Wer?", "")]
    assert reasons(found) == [(8, "no options (- [ ] …) follow it")]


def test_a_heading_of_the_same_level_that_explains_belongs_to_the_question() -> None:
    one, two = pack_of("markdown", f"## Q1. One?{BOXES}\n## Explanation\n\nSo.\n\n## Q2. Two?{BOXES}").items
    assert (one.explanation, one.section, two.section) == ("So.", "", "")


BEGINNINGS = ["Q1. x", "1) x", "(3) x", "Frage 2: x", "第2题 x", "س1 x", "**Q1.** x", "## Q2. x", "Q7", "- [x] x",
              "A. x", "b) y", "C. z", "一、x", "1\\. x", "1 - ab", "1.4. x", "6. Soru: x", "#5. x", "No. 3: x",
              "Question two: x"]  # fmt: skip


@given(st.lists(st.sampled_from(["a", "b\n  c", *BEGINNINGS]), min_size=1, max_size=4), st.sampled_from(["\n\n", "\n"]))
def test_no_text_of_an_export_is_taken_for_a_question(texts: list[str], glue: str) -> None:
    text, line = glue.join(texts), " ".join(texts[0].split())
    choice = Item(
        "a", Kind.SINGLE, text, (Option(text, True, text), Option("z")), drawn=True, explanation=text, section=line
    )
    typed = Item("b", Kind.TYPED, text, (Option(line, True),), explanation=text, section=line)
    pack = Pack(PackInfo("p", line, text, sections=(Section(line, text),)), (choice, typed))
    write = registry.get("markdown").write
    assert write
    found = pack_of("markdown", write(pack, ExchangeOptions(), ()).data)
    assert replace(found, info=replace(found.info, language="")) == pack, "which is plainly Chinese, if often repeated"


WORDS = [
    "प्र{}. ", "Câu hỏi {}: ", "Câu {}. ", "{}번 ", "문제 {}. ", "Question {} of 20: ", "Question no. {}: ", "ข้อ {}. ",
    "שאלה {}: ", "Galdera {}: ", "Ερώτηση {}) ", "კითხვა {}. ", "Kysymys {}: ", "প্রশ্ন {}. ", "№ {} ", "Q.{} ",
]  # fmt: skip


@rows("head", ["#### ", "", "####"])
@rows("word", WORDS)
def test_words_for_a_question_are_removed(word: str, head: str) -> None:
    if head == "####" and word[0] in "{№":
        head = "#### "
    assert stems(f"{head}{word.format(1)}Which?{BOXES}\n{head}{word.format(2)}What?{BOXES}") == ["Which?", "What?"]


@pytest.mark.parametrize("stem", ["1939: what began?", "10:30 is when?", "3.5 is what?", "5 - 3 = ?", "C++11: what?"])
def test_meaningful_numbers_are_kept(stem: str) -> None:
    assert stems(f"#### {stem}{BOXES}") == [stem]


ANSWERS = [
    "Answer: {}", "**Answer:** {}", "**Correct Answer:** {}", "**Correct answer**: {}", "Correct answer: **{}**",
    "<details>\n<summary>Answer</summary>\n\n{}\n</details>",
    "<details>\n<summary><strong>Answer</strong></summary>\n**Correct Answer:** {}\n</details>",
]  # fmt: skip


@rows("answer", ANSWERS)
@rows("letters", ["{}. ", "{}) ", "({}) ", "- {}. ", "* {}) ", "  {}) ", "**{}.** ", "**{})** "])
@rows("head", ["### Q{}. Which one", "**Question {}**\nWhich one", "{}. Which one", "{}) Which one?"])
def test_options_with_letters_and_an_answer_below(head: str, letters: str, answer: str) -> None:
    text = ""
    for number, key in ((1, "B"), (2, "A, C"), (3, "c) blue")):
        offered = "\n".join(
            letters.format(letter) + name for letter, name in zip("ABC", ["red", "green", "blue"], strict=True)
        )
        gap = "" if "- " in letters or "* " in letters else "\n"
        text += f"{head.format(number)}\n\n{offered}\n{gap}{answer.format(key)}\n\n**Explanation:** So.\n\n"
    made = pack_of("markdown", text).items
    assert [set(options(item)) for item in made] == [
        {"red", "*green", "blue"},
        {"*red", "green", "*blue"},
        {"red", "green", "*blue"},
    ]
    assert [item.stem.rstrip("?") for item in made] == ["Which one"] * 3
    assert [item.explanation for item in made] == ["So."] * 3


def test_letters_in_a_stem_without_an_answer_below_are_text() -> None:
    assert stems(f"## Q1. Which is right?\n\nA. one\nB. two{BOXES}") == ["Which is right?\n\nA. one B. two"]


@pytest.mark.parametrize("name", ["markdown", "mkdocs-quiz", "hashcards"])
@given(
    st.lists(st.sampled_from(["a *b*", "  \\_c_", "", "`d`", "      e", "[x](y)", "&amp;"]), min_size=1, max_size=5),
    st.booleans(),
)
def test_indented_code_is_kept_by_every_reader(name: str, lines: list[str], tab: bool) -> None:
    code = "\n".join(["x", *lines, "z"])
    shown = "\n".join(("\t" if tab else "    ") + line if line else "" for line in code.split("\n"))
    forms = {
        "markdown": f"## Q1. What?\n\n{shown}{BOXES}",
        "mkdocs-quiz": f"<quiz>\nWhat?\n\n{shown}{BOXES}</quiz>\n",
        "hashcards": f"Q: What?\n\n{shown}\nA: yes\n",
    }
    (item,) = pack_of(name, forms[name]).items
    assert item.stem == f"What?\n\n{code}"


@pytest.mark.parametrize("box", ["[{}] {}", "- A. [{}] {}", "1) [{}] {}", "[{}]  {}"])
def test_boxes_with_letters_or_without_a_bullet(box: str) -> None:
    (item,) = pack_of("markdown", f"## Q1. Which?\n\n{box.format('x', 'yes')}\n{box.format(' ', 'no')}\n").items
    assert options(item) == ["*yes", "no"]


@pytest.mark.parametrize("form", ["{}. {}", "## {}. {}", "**{}.** {}", "{}) {}", "### Q{}. {}"])
@pytest.mark.parametrize("lost", [1, 2])
def test_questions_without_options_are_reported_and_explain_nothing(form: str, lost: int) -> None:
    """With any kind of number, between others and at the end."""
    numbers = range(1, lost + 3)
    boxes = "\n- [x] yes\n- [ ] no\n"
    parts = [form.format(at, f"Which {at}?") + boxes * (at in (1, lost + 2)) for at in numbers]
    end = form.format(lost + 3, "Last?")
    got = read("markdown", "\n\n".join([*parts, end]).encode())
    assert got.pack
    assert [item.stem for item in got.pack.items] == ["Which 1?", f"Which {lost + 2}?"]
    assert not any(item.explanation or item.section for item in got.pack.items)
    assert len(got.skipped) == lost + 1
    assert {skipped.reason for skipped in got.skipped} == {"no options (- [ ] …) follow it"}


def test_a_numbered_explanation_is_kept() -> None:
    steps = "Because:\n\n1. first\n2. second"
    text = f"1. Which?\n- [x] yes\n- [ ] no\n\n{steps}\n\n2. And?\n- [x] yes\n- [ ] no\n"
    one, two = pack_of("markdown", text).items
    assert (one.explanation, two.stem) == (steps, "And?")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("indent", ["", "  ", "    "])
@pytest.mark.parametrize("head", ["1. ", "## ", "#### Q1. "])
def test_a_numbered_list_in_an_option_is_part_of_it(gap: str, indent: str, head: str) -> None:
    if not indent and gap == "\n\n":
        return
    lists = [[f"{at}. {word}" for at, word in enumerate(words, 1)] for words in (("boil", "pour"), ("pour", "boil"))]
    boxes = "\n".join(
        f"- [{tick}] {name}{gap}" + "\n".join(indent + line for line in lines)
        for tick, name, lines in zip("x ", "AB", lists, strict=True)
    )
    text = f"{head}Which?\n\n{boxes}\n\n{head.replace('1', '2')}Next?\n- [x] yes\n- [ ] no\n"
    which, following = pack_of("markdown", text).items
    assert [option.text.split() for option in which.options] == [
        ["A", *" ".join(lists[0]).split()],
        ["B", *" ".join(lists[1]).split()],
    ]
    assert following.stem == "Next?"


@pytest.mark.parametrize("stems_of", [["Vienna?", "Paris?"], ["1. Vienna?", "2. Paris?"]])
def test_a_numbered_heading_above_several_questions_is_a_section(stems_of: list[str]) -> None:
    boxes = "\n- [x] yes\n- [ ] no\n\n"
    text = f"# Quiz\n\n## 1. Rivers\n\n{boxes.join(stems_of)}{boxes}## 2. Cities\n\nPeru?{boxes}"
    items = pack_of("markdown", text).items
    assert [(item.stem, item.section) for item in items] == [
        ("Vienna?", "1. Rivers"), ("Paris?", "1. Rivers"), ("Peru?", "2. Cities")
    ]  # fmt: skip


def test_a_numbered_heading_with_more_of_its_stem_below_asks() -> None:
    boxes = "\n- [x] yes\n- [ ] no\n\n"
    text = f"## 1. Look at this\n\nIs it?{boxes}2. And this?{boxes}## 3. Look there.\n\nIs it?{boxes}"
    assert stems(text) == ["Look at this\n\nIs it?", "And this?", "Look there.\n\nIs it?"]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n  "])
@pytest.mark.parametrize("image", ["![{}]({}.png)", "<img src='{}.png' alt='{}'>", "![{}][{}]"])
def test_an_image_of_the_last_option_belongs_to_it(gap: str, image: str) -> None:
    boxes = "\n\n".join(f"- [{tick}] {at}{gap}{image.format(at, at)}" for at, tick in zip("ab", "x ", strict=True))
    item, _ = pack_of("markdown", f"#### Q1. Which?\n{boxes}\n\nA reason.\n\n#### Q2. Next?{BOXES}").items
    assert len({len(option.text) for option in item.options}) == 1
    assert item.explanation == "A reason."


@pytest.mark.parametrize("mark", ["-", "*", "+", "•"])
@pytest.mark.parametrize("indent", ["  ", "    "])
def test_list_entries_are_stems_without_bullets(mark: str, indent: str) -> None:
    boxes = f"\n{indent}- [x] yes\n{indent}- [ ] no\n"
    assert stems(f"{mark} One?{boxes}{mark} Two?{boxes}") == ["One?", "Two?"]


def test_reference_links_have_their_address() -> None:
    text = (
        "#### Q1. Which?\n- [x] [yes][1]\n- [ ] [no][Two]\n- [ ] a[i][j]\n\n[Reference][]\n\n"
        '[1]: https://a.example\n[two]: <https://b.example> "B"\n[reference]: https://c.example\n[9]: https://d.example\n'
    )
    inline = (
        "#### Q1. Which?\n- [x] [yes](https://a.example)\n- [ ] [no](https://b.example)\n- [ ] a[i][j]\n\n"
        "[Reference](https://c.example)\n\n[9]: https://d.example\n"
    )
    assert pack_of("markdown", text).items == pack_of("markdown", inline).items
