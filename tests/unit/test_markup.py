"""Markdown as a tree, formulas as Unicode, and both as plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zgcquiz.core.markup.formula import to_unicode
from zgcquiz.core.markup.items import option_texts, plain_item, stem_line
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import plain_text, why_not_shown
from zgcquiz.core.markup.tree import CodeBlock, Literal, MarkupList, Math, Paragraph, Quotation, Strong, Table
from zgcquiz.core.markup.writing import as_markdown
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.recall import can_recall
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.value import replace

HOSTILE = st.text(
    st.one_of(st.sampled_from("*_`[]()!<>|~$\\&#;{}^-+ \n\t01a.:/"), st.characters(codec="utf-8")), max_size=80
)


def item(*options: str, stem: str = "Which?", kind: Kind = Kind.SINGLE) -> Item:
    return Item(
        "a", kind, stem, tuple(Option(text, key=not at) for at, text in enumerate(options)), drawn=True, markup=True
    )


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("a **b** *c* __d__ _e_ `f  g`", "a b c d e f  g"),
        ("$x^2$ and $$\\frac{a}{b}$$", "x² and a/b"),
        ("$5 and $6, or $ 6 $, or $7$8", "$5 and $6, or $ 6 $, or $7$8"),
        ("$x$ $2n$, $a$-th, $y$ ($z$): 求$w$的值, 5$ and $v$", "x 2n, a-th, y (z): 求w的值, 5$ and v"),
        (r"H$_2$O at 20$^\circ$C or $90^\circ$C", "H₂O at 20°C or 90°C"),
        ("$$ x^2 $$ or\n$$\n\\frac{a}\n{b}\n$$", "x² or\na/b"),
        (r"\$x\$ and \*y\*", "$x$ and *y*"),
        ("[a site](https://example.org/x)", "a site (https://example.org/x)"),
        ("<https://example.org>", "https://example.org"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![a cat](cat.png) ![](dog.png)", "[image: a cat] [image: dog.png]"),
        ("<b>bold</b> &amp; <script>x</script>", "<b>bold</b> & <script>x</script>"),
        ("1. May", "1. May"),
        ("- 3", "- 3"),
        ("> 5", "> 5"),
        ("# no heading", "# no heading"),
        ("one\ntwo", "one\ntwo"),
        ("no\n===\nno\n---", "no\n===\nno\n---"),
        ("[hidden]: https://example.org\nseen", "[hidden]: https://example.org\nseen"),
        ("- a\n- b\n  1. c", "- a\n- b\n  1. c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> q\n> r", "> q\n> r"),
        ("```python\nif x:\n    y\n```", "if x:\n    y"),
        ("| a | b |\n|---|--:|\n| 1 | `2` |", "a | b\n1 | 2"),
        ("****", "****"),
        ("![](\n)", "![](\n)"),
        ("![a bark](media/dog.MP3) ![](media/%C3%A9.png)", "[sound: a bark] [image: media/é.png]"),
        ("&nbsp;", "&nbsp;"),
    ],
)
def test_what_markdown_says(markdown: str, said: str) -> None:
    assert plain_text(markdown) == said


@pytest.mark.parametrize("lead", ["", "> ", "- "])
def test_a_formula_on_lines_of_its_own_may_look_like_a_list(lead: str) -> None:
    then = lead.replace("-", " ")
    text = f"\n{then}".join((f"{lead}So", "$$", "a", "+ b", "- c", "$$", "holds."))
    assert plain_text(text) == f"{lead}So\n{then}a + b − c\n{then}holds."


@pytest.mark.parametrize("text", ["$$\na\n\nb\n$$", "$$\n$$", "$$\nopen", "- $$\n  a\n- $$"])
def test_lines_of_dollars_without_a_formula_stay(text: str) -> None:
    assert plain_text(text) == text.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "Between $5 and 10$", "$5 (2010) to 7$", "US$2,000. Prices: 3$, 4$", "$5 to $10. A price of 5$-10$",
        '"$X-$Y" and ${x}-${y}', "$A$B", "A$B$C", "$PATH:$HOME/$USER", "What do $$ and $$ mean?", "$$ $$",
    ],
)  # fmt: skip
def test_amounts_and_names_of_variables_are_no_formulas(text: str) -> None:
    assert plain_text(text) == text


def test_the_tree_of_blocks() -> None:
    tree = parse("**Why**:\n\n```py x\na\n```\n\n- b\n\n> c\n\n| d |\n|:-:|\n| $e$ |")
    assert tree.blocks == (
        Paragraph((Strong((Literal("Why"),)), Literal(":"))),
        CodeBlock("a", "py"),
        MarkupList(((Paragraph((Literal("b"),)),),)),
        Quotation((Paragraph((Literal("c"),)),)),
        Table(((Literal("d"),),), (((Math("e"),),),), ("center",)),
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("x^2", "x²"), ("x_{i+1}", "xᵢ₊₁"), ("e^{i\\pi}+1=0", "e^(iπ) + 1 = 0"), ("x^{2^n}", "x^(2ⁿ)"),
        (r"\frac{a}{b}", "a/b"), (r"\frac{a+b}{2}", "(a + b)/2"), (r"\frac12x", "(1/2)x"),
        (r"\left(\frac{1}{2}\right)^n", "(1/2)ⁿ"), (r"-\frac{b}{2a}", "−b/(2a)"), (r"{\frac12}^2", "(1/2)²"),
        (r"\sqrt{16}", "√16"), (r"\sqrt{a+b}", "√(a + b)"), (r"\sqrt[3]{8}", "∛8"), (r"\sqrt[n]{x}", "ⁿ√x"),
        (r"\alpha \le \beta", "α ≤ β"), (r"2\times 3", "2 × 3"), (r"\sum_{i=1}^n i", "∑ᵢ₌₁ⁿ i"),
        (r"x \to \infty", "x → ∞"), (r"\text{speed of light} = 3", "speed of light = 3"),
        (r"\int_0^1 f(x)\,dx", "∫₀¹ f(x) dx"), (r"\sin x", "sin x"), (r"n\log n", "n log n"), ("1,000", "1,000"),
        ("f(x, y) = -x", "f(x, y) = −x"), (r"90^\circ", "90°"), (r"50\%", "50%"), (r"\vec{v}", "v⃗"),
        (r"\mathbb{R}", "ℝ"), ("f'(x)", "f′(x)"), (r"\binom{n}{k}", "(n choose k)"), (r"a \pmod n", "a (mod n)"),
    ],
)  # fmt: skip
def test_formulas_in_unicode(source: str, text: str) -> None:
    assert to_unicode(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\mathrm{H_2SO_4}", "H₂SO₄"), (r"[\mathrm{H_3O^+}]", "[H₃O⁺]"), (r"\mathrm{m/s^2}", "m/s²"),
        (r"9.81\,\mathrm{m\,s^{-2}}", "9.81 m s⁻²"), (r"\mathrm{Ca^{2+}}", "Ca²⁺"), (r"\mathbf x", "x"),
        (r"\left.x^2\right|_{x=0}", "x²|ₓ₌₀"), (r"\left . x \right)", "x)"), (r"\left(.5\right)", "(.5)"),
        (r"2\operatorname{rank} A", "2 rank A"), (r"\operatorname{rank}(A)", "rank(A)"),
        (r"k_\text{B}T", "k_B T"), ("k_{BT}", "k_(BT)"), ("k_B(T)", "k_B(T)"), (r"\text{a_2 + b}", "a_2 + b"),
        (r"\mathcal{L}", "ℒ"), (r"a \xrightarrow{k} b", "a →[k] b"), (r"x \leqslant y", "x ≤ y"),
    ],
)  # fmt: skip
def test_formulas_of_sciences_in_unicode(source: str, text: str) -> None:
    assert to_unicode(source) == text


@pytest.mark.parametrize(
    "source",
    [
        r"\begin{matrix}a&b\\c&d\end{matrix}", r"\unknown{x}", "{", "}", "x^", r"\frac{1}", "a & b", r"\\", "",
        "{" * 500 + "}" * 500, r"\sqrt" * 300 + "2", "x^^2", "x^2^3", r"\text{a{b}}",
    ],
)  # fmt: skip
def test_formulas_that_a_line_can_not_show(source: str) -> None:
    assert to_unicode(source) is None


def test_a_formula_without_a_form_stays_its_source_and_is_named() -> None:
    matrix = r"$\begin{matrix}a\end{matrix}$"
    assert plain_text(f"Is {matrix} one?") == f"Is {matrix} one?"
    assert [*why_not_shown("$x^2$")] == []


def test_all_formulas_without_a_form_are_named_once() -> None:
    first, other = r"$\begin{matrix}a\end{matrix}$", r"$\unknown{x}$"
    named = [*why_not_shown(f"- {first}\n- $x^2$\n- {other}\n- {first}")]
    assert ["begin{matrix}" in named[0], "unknown" in named[1]] == [True, True]
    assert len(named) == 2


@pytest.mark.parametrize(
    ("row", "warns"),
    [("| 1 | 2 | 3 |", True), ("1 | 2 | 3", True), ("| 1 |", False), (r"| 1 | 2 \| 3 |", False), ("1 | 2", False)],
)
def test_cells_beyond_the_head_of_a_table_are_named(row: str, warns: bool) -> None:
    table = f"| a | b |\n|---|---|\n{row}"
    for text in (table, "> " + table.replace("\n", "\n> "), "x:\n\n- " + table.replace("\n", "\n  ")):
        assert ("more cells" in " ".join(why_not_shown(text))) is warns


@pytest.mark.parametrize("sign", ["&#10;", "&NewLine;", "&#13;", "&#x2028;", "&#12;&#10;"])
def test_entities_break_no_line(sign: str) -> None:
    assert plain_text(f"Paris{sign}**Question** 2") == "Paris Question 2"


WORST = {
    "brackets": "[" * 1400, "images": "![" * 700, "links": "[a](" * 370, "stars": "*" * 1400,
    "pairs": "*" * 700 + "a" + "*" * 700, "underscores": "_a" * 700, "ticks": " ".join("`" * at for at in range(53)),
    "dollars": "$a" * 700, "columns": "a|" * 60 + "\n" + "-|" * 60 + "\n" + "x\n" * 70, "quotes": "> " * 9000 + "\nx",
    "lazy quotes": "> " * 30 + "a\n" * 9000, "lists": "- " * 9000 + "\nx",
    "lazy lists": "- " * 14 + "a\n" + "b\n" * 9000,
    "nested": "".join("  " * at + "- a\n" for at in range(140)), "long": "[" * 200_000,
    "much": "**a** `b` $c$ " * 14_000,
    "formulas": "$$\na\n\n" * 2500, "open formulas": "- $$\n" * 700 + "b\n" * 5000,
    "fences": "~~~\n" * 5000, "entities": "&a" * 700, "lines": "a\n" * 10_000, "blanks": " " * 19_000 + "\n*",
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
def test_the_worst_texts_take_no_second(name: str) -> None:
    parse.cache_clear()
    start = time.process_time()
    plain_text(WORST[name])
    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["long", "much", "pairs", "lazy quotes", "nested"])
def test_a_text_with_too_much_markup_is_shown_as_it_was_typed(name: str) -> None:
    assert parse(WORST[name]).too_complex
    assert plain_text(WORST[name]) == WORST[name].strip("\n")
    assert "too much markup" in " ".join(why_not_shown(WORST[name]))


@given(HOSTILE)
def test_markup_never_hides_all_of_a_text(text: str) -> None:
    assert plain_text(text).strip() or not text.strip()


@given(st.text(st.sampled_from("abc äß中,.?% -+()'\"1"), max_size=60))
def test_a_text_without_signs_says_itself(text: str) -> None:
    assert plain_text(text) == text


@given(st.text(st.sampled_from("ab*_`[]()!<>|~$\\&#;{}^-+=: \n01.)>中"), max_size=60))
def test_text_written_as_markdown_says_itself(text: str) -> None:
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    assert plain_text(as_markdown(lines)) == lines


CODE = ("for i in x:", "    if *i*:", "\tprint(`i`)", "        _a_", "```", "Why?", "- b", "$x$")


@given(st.lists(st.sampled_from(CODE), min_size=1))
def test_indented_lines_written_as_markdown_stay_indented(lines: list[str]) -> None:
    text = "\n".join(lines).strip("\n")
    assume(not text[0].isspace())
    said = plain_text(as_markdown(text)).split("\n")
    if "\n  " in text or "\n\t" in text:
        assert said == text.split("\n")


def test_code_below_a_question_is_code() -> None:
    assert as_markdown("What is printed?\nif x:\n    a()") == "What is printed?\n```\nif x:\n    a()\n```"
    assert as_markdown("if x:\n    a()\n\nand *b*") == "```\nif x:\n    a()\n```\n\nand \\*b\\*"


def test_options_say_what_tells_them_apart() -> None:
    assert option_texts(item("**x**", "`y`", "$z^2$")) == ("x", "y", "z²")
    assert option_texts(item("**x**", "*x*", "y")) == ("**x**", "*x*", "y")
    assert option_texts(item("![](", "**", "a")) == ("![](", "**", "a")
    assert option_texts(item("**x**", kind=Kind.TYPED)) == ("**x**",)


def test_an_item_without_markup_is_itself() -> None:
    plain = replace(item("**x**", "y"), markup=False)
    assert plain_item(plain) is plain
    assert stem_line(replace(plain, stem="a  **b**")) == "a  **b**"


def test_a_plain_item_has_no_markup() -> None:
    marked = replace(item("**x**", "*x*", stem="What is\n\n`a`?"), explanation="$x^2$")
    assert plain_item(marked).stem == "What is\na?"
    assert plain_item(marked).explanation == "x²"
    assert [option.text for option in plain_item(marked).options] == ["**x**", "*x*"]
    assert [option.text for option in plain_item(marked, distinct=False).options] == ["x", "x"]


@pytest.mark.parametrize("text", ["x²", "$x^2$"])
def test_a_typed_answer_may_have_the_markup_of_the_key_or_not(text: str) -> None:
    asked = item("$x^2$", "$x^3$", stem="How do you write x times x?")
    assert can_recall(asked)
    assert compare(asked, text) is Match.RIGHT
    assert compare(asked, text.replace("2", "3").replace("²", "³")) is Match.WRONG


def test_identity_stays_that_of_the_source() -> None:
    marked = item("**x**", "y")
    assert marked.fingerprint == replace(marked, markup=False).fingerprint
