"""Read and write hashcards decks."""

from __future__ import annotations

import pytest

from tests.formats.importing import lost_of, pack_of, read, read_marked, reasons
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.exchange.recognition import Sample

DECK = """\
---
name = "Rivers & seas"
other = 1
---

Notes on this deck.

Q: Which river flows
through **Vienna**?
A: Danube

Q: Which seas border Denmark?
A:

- North Sea
- Baltic Sea

---

<!-- id: rhine --> <!-- tag: long -->
C: The [Rhine] rises in [Switzerland] and
flows to the \\[sic\\] [North Sea](http://x.org/) ![map](m.png).

Q: What does this print?

```python
A: no answer
---
```
A: Nothing
C: [Paris] lies on the Seine.
"""


def test_a_deck() -> None:
    found = read("hashcards", DECK)
    assert found.pack
    assert found.pack.info.title == "Rivers & seas"
    vienna, seas, rhine, home, code, paris = found.pack.items
    assert (vienna.kind, vienna.stem) == (Kind.TYPED, "Which river flows through Vienna?")
    assert [option.text for option in vienna.options] == ["Danube"]
    assert seas.keys[0].text == "North Sea, Baltic Sea"
    said = "in Switzerland and flows to the [sic] North Sea (http://x.org/) [image: map]."
    assert rhine.stem == f"The _____ rises {said}"
    assert home.stem == f"The Rhine rises {said}".replace("Switzerland", "_____")
    assert (rhine.keys[0].text, home.keys[0].text) == ("Rhine", "Switzerland")
    assert rhine.fact == home.fact != ""
    assert rhine.tags == home.tags == ("long",)
    assert rhine.id == "rhine"
    assert home.id.startswith("rhine-")
    assert code.stem == "What does this print?\n\nA: no answer\n---"
    assert code.keys[0].text == "Nothing"
    assert (paris.stem, paris.fact) == ("_____ lies on the Seine.", "")
    assert found.skipped == ()
    assert lost_of(found) == {"text": 1, "formatting": 1, "line ends": 1, "images": 1}


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("Q: No answer?", "no answer (A: …) follows it"),
        ("A: No question", "no question (Q: …) comes before it"),
        ("C: No gap", "it has no gap"),
        ("C: Not [closed", "it has no gap"),
        ("C: " + "[a] " * 60, "it has more than 50 gaps"),
        ("Q: Empty?\nA:", "it has no answer"),
    ],
)
def test_a_bad_card_is_skipped_with_its_line_and_why(card: str, reason: str) -> None:
    found = read("hashcards", f"\n{card}\n---\nQ: Good?\nA: Yes\n")
    assert reasons(found) == [(2, reason)]
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Good?"]


def test_a_second_answer_is_a_separate_card() -> None:
    found = read("hashcards", "Q: One?\nA: 1\nA: 2\nQ: Two?\nQ: Three?\nA: 3\n")
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["One?", "Three?"]
    assert [each.line for each in found.skipped] == [3, 4]


@pytest.mark.parametrize(
    ("card", "stem"),
    [
        (r"the \` sign, [a](http://x.org/) and ` [b]", "the ` sign, a (http://x.org/) and ` _____"),
        ("a ` sign\n\nand [a](http://x.org/) ` [b]", "a ` sign\n\nand a (http://x.org/) ` _____"),
        ("~~~\nx = [b]\n~~~", "x = _____"),
        ("an array:\n\n    x = [b]", "an array:\n\nx = _____"),
        (r"`\` [a](http://x.org/) ` [b]", "\\ a (http://x.org/) ` _____"),
    ],
)
def test_code_is_where_markdown_has_it(card: str, stem: str) -> None:
    assert [item.stem for item in pack_of("hashcards", f"C: {card}\n").items] == [stem]


def test_references_to_characters_are_resolved_once() -> None:
    (item,) = pack_of("hashcards", r"Q: &amp;lt; in [a](http://x.org/\&lt;&amp;gt;)" "\nA: \\&lt;\n").items
    assert (item.stem, item.keys[0].text) == ("&lt; in a (http://x.org/&lt;&gt;)", "&lt;")


def test_front_matter_other_than_toml_is_noted() -> None:
    found = read("hashcards", "---\nname: Rivers\n---\nQ: One?\nA: 1\n")
    assert found.notes == ("its front matter is not in TOML, so the name in it is not read",)
    assert found.pack


def test_ids_of_siblings_are_the_same_when_imported_again() -> None:
    first = pack_of("hashcards", DECK)
    again = pack_of("hashcards", DECK.replace("Q: Which river", "Q: New?\nA: Yes\n\nQ: Which river"))
    assert {item.id for item in first.items} < {item.id for item in again.items}


def test_what_is_written() -> None:
    pack = Pack(
        PackInfo("rivers", 'Rivers "x"'),
        (
            Item("a", Kind.SINGLE, "Which?\n\nQ: this", (Option("[Danube]", True), Option("Rhine")), tags=("t",)),
            Item("b", Kind.TRUE_FALSE, "It flows.", (Option("true", True), Option("false"))),
            Item("c", Kind.MULTIPLE, "Which two?", (Option("x", True), Option("y", True), Option("z"))),
        ),
    )
    write = registry.get("hashcards").write
    assert write
    written = write(pack, ExchangeOptions(), ())
    assert (
        written.data.decode()
        == """\
---
name = "Rivers \\"x\\""
pack = "rivers"
markup = "plain"
---

<!-- id: a --> <!-- tag: t -->
Q: Which?

Q&#58; this
A: \\[Danube]

---

<!-- id: b -->
Q: It flows.
A: True
"""
    )
    assert {(each.field, each.count) for each in written.lost} == {("options", 4), ("question", 1)}


@pytest.mark.parametrize(
    ("text", "known"), [(DECK, True), ("C: [x] y", True), ("Q: x\n", False), ("C: x\n", False), ("# Q: A:\n", False)]
)
def test_recognised(text: str, known: bool) -> None:
    assert bool(registry.get("hashcards").recognise(Sample(text.encode(), "p.md"))) is known
    if known:
        assert registry.recognise(text.encode(), "p.md").name == "hashcards"


@pytest.mark.parametrize(
    ("text", "stems", "answers"),
    [
        (
            "The call is `f([x])` in [Python].",
            ["The call is `f(_____)` in Python.", r"The call is `f(x)` in \_\_\_\_\_."],
            ["x", "Python"],
        ),
        ("Code:\n\n```py\ndef [f](x):\n    pass\n```", ["Code:\n\n```py\ndef _____(x):\n    pass\n```"], ["f"]),
        ("Code:\n\n```py\nx = [a_b_c * *d]\n```", ["Code:\n\n```py\nx = _____\n```"], ["a_b_c * *d"]),
        (
            "Use [`len`] and ``a ` [b]``.",
            [r"Use \_\_\_\_\_ and ``a ` b``.", "Use `len` and ``a ` _____``."],
            ["len", "b"],
        ),
        ("A ` sign and [**bold** word].", ["A ` sign and _____."], ["bold word"]),
    ],
)
def test_gaps_in_code_are_shown_as_gaps(text: str, stems: list[str], answers: list[str]) -> None:
    found = read_marked("hashcards", f"C: {text}\n\nC: **An** [other].\n")
    assert found.skipped == ()
    assert found.pack
    items = found.pack.items[:-1]
    assert [item.stem for item in items] == stems
    assert [item.options[0].text for item in items] == answers
