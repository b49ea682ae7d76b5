"""Cards as the real Anki shows them: filters, conditions, gaps, special fields, template errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.formats.anki import notes
from zgcquiz.formats.anki.storage.collection import Note, NoteType, Template
from zgcquiz.formats.anki.templates import media
from zgcquiz.formats.anki.templates import template as anki_template
from zgcquiz.formats.anki.templates.card import CardFields, ignore_loss, text_of
from zgcquiz.formats.anki.templates.template import FieldRef
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.shared.html_text import from_html

RENDERER = Path(__file__).with_name("anki_renderer.py")
FIELDS = {
    "F": "a <b>b</b> &amp; c", "J": " 茶[ちゃ]を&nbsp;飲[の]む[sound:a.mp3]", "E": "", "S": " <br><div></div>\n",
    "N": "&nbsp;",
    "T": "{{c1::one::say}} {{c2::two {{c1::uno}}}} {{c11::x}} }}", "a b": "spaced", "X": "<script>1</script>",
}  # fmt: skip
Rendered = Callable[..., tuple[str, str]]
"""(question, answer, fields, number of the card, if it has gaps) to both sides as Anki has them."""


@pytest.fixture(scope="module")
def anki() -> Iterator[Rendered]:
    with subprocess.Popen([sys.executable, RENDERER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        stdin, stdout = run.stdin, run.stdout
        assert stdin
        assert stdout

        def rendered(
            question: str, answer: str = "A", fields: Any = FIELDS, number: int = 1, cloze: bool = False
        ) -> Any:
            case = {"question": question, "answer": answer, "fields": fields, "number": number, "cloze": cloze}
            stdin.write(json.dumps(case | {"tags": ["x", "y::z"]}) + "\n")
            stdin.flush()
            return json.loads(stdout.readline())

        yield rendered
        stdin.close()


MESSAGE = re.compile(r"(?s)<div>(?:The front of this card is blank|No cloze).*?</div>")
PRESS = re.compile(r"(?s)<a class=hint.*?</a>")
BOX = re.compile(r"\[\[type:.*?\]\]|\[anki:play:.:\d+\]")


def seen(html: str) -> str:
    """Return the visible text of a side rendered by Anki, without its messages, input boxes and buttons."""
    text = from_html(BOX.sub("", PRESS.sub("", MESSAGE.sub("", html))))
    return _squeezed(text)


def _squeezed(text: str) -> str:
    return " ".join(text.replace("[]", "[...]").split())  # an empty hint is none


def ours(template: str, fields: dict[str, str], number: int = 1, back: bool = False) -> str:
    special = {
        "Tags": "x y::z",
        "Deck": "(Deck)",
        "Subdeck": "(Deck)",
        "Card": "Card 1",
        "CardFlag": "flag0",
        "CardID": "0",
    }
    card = CardFields(fields, special, number, frozenset())
    side = anki_template.parse(template)

    def show(ref: FieldRef) -> str:
        gap = None if back else lambda hint: f"[{hint or '...'}]"
        return "" if ref.typed or ref.spoken or ref.hinted else card.html(ref, gap)

    html = anki_template.render(side.nodes, card.filled, show)
    return _squeezed(media.without(text_of(html, ignore_loss)))


TEMPLATES = [
    "{{F}}", "{{text:F}}", "{{kana:J}}|{{kanji:J}}", "{{furigana:J}}", "{{text:furigana:J}}", "{{furigana:text:J}}",
    "{{kana:kanji:J}}", "{{hint:F}} {{a b}}", "{{hint:furigana:J}} x", "{{type:F}} {{F}}", "{{type:nc:F}} x {{F}}",
    "{{tts en_US:F}} x {{F}}", "{{tts en_US voices=x:F}}y{{F}}", "{{unknown:F}}", "{{text:unknown:F}}",
    "{{unknown:text:F}}", "{{rtl:edit:F}}", "{{ F }}", "{{text :F}}", "{{F\n}}", "{{::F}}", "{{{F}}}", "{{a b}}",
    "{{Tags}}|{{Deck}}|{{Subdeck}}|{{Card}}|{{CardFlag}}|{{CardID}}", "{{FrontSide}}x{{F}}", "{{text:FrontSide}}x{{F}}",
    "{{#S}}S{{/S}}{{^S}}no{{/S}}{{#N}}N{{/N}}{{F}}", "{{#X}}X{{/X}}{{#E}}E{{/E}}{{^E}}no{{/E}}{{F}}",
    "{{#Tags}}T{{/Tags}}{{#Deck}}D{{/Deck}}{{#CardFlag}}f{{/CardFlag}}{{F}}",
    "{{#c1}}one{{/c1}}{{^c1}}other{{/c1}}{{F}}",
    "{{#c2}}two{{/c2}}{{^c2}}not{{/c2}}{{F}}", "{{#F}}{{^E}}{{#N}}in{{/N}}{{/E}}{{/F}}{{F}}", "{{# F }}x{{/ F }}{{F}}",
    "{{=<% %>=}}<%F%>{{F}}<%#F%>y<%/F%><%text:F%>", " {{=<% %>=}} <% F %>", "<% F %>{{F}}", "<!-- {{Nope}} -->{{F}}",
    "<!-- {{F}}", "x<!--{{#F}}-->y{{F}}", "{{#E}}<!--{{/E}}-->in{{/E}}{{F}}",
    "x {{F", "y }} z {{F}}", "<script>{{F}}</script>z{{F}}", "{{unk:}}{{F}}",
    "{{#F}}yes{{^F}}no{{/F}}{{/F}}{{F}}", "<i title='{{F}}'>q</i>{{F}}", "<div style='display: none'>{{F}}</div>{{F}}",
]  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_shows_what_anki_shows(anki: Rendered, template: str) -> None:
    question, _ = anki(template)
    assert "has a problem" not in question
    side = anki_template.parse(template)
    assert not side.fault
    assert all(anki_template.is_known(name, tuple(FIELDS)) for name in side.names)
    assert ours(template, FIELDS) == seen(question)


CLOZES = [
    "{{cloze:T}}", "{{text:cloze:T}}", "{{cloze:text:T}}", "{{cloze:kana:T}}", "{{unk:cloze:T}}", "{{cloze:unk:T}}",
    "{{type:cloze:T}}{{cloze:T}}", "{{hint:cloze:T}}{{cloze:T}}", "{{cloze:T}}{{cloze:F}}{{cloze:E}}",
    "{{#c1}}one{{/c1}}{{#c2}}two{{/c2}}{{^c2}}not{{/c2}}{{#c99}}x{{/c99}}{{cloze:T}}", "{{T}}", "{{nc:cloze:T}}",
    "{{tts en:cloze-only:T}}{{cloze:T}}",
]  # fmt: skip


@pytest.mark.parametrize("number", [1, 2, 3, 11])
@pytest.mark.parametrize("template", CLOZES)
def test_a_template_with_gaps_shows_what_anki_shows(anki: Rendered, template: str, number: int) -> None:
    question, answer = anki(template, template, FIELDS, number, cloze=True)
    assert ours(template, FIELDS, number) == seen(question)
    if "No cloze" not in answer:
        assert ours(template, FIELDS, number, back=True) == seen(answer)


@pytest.mark.parametrize(
    "template",
    ["{{Nope}}", "{{#Nope}}x{{/Nope}}{{F}}", "{{#F}}a", "{{/F}}{{F}}", "{{#F}}{{#E}}{{/F}}{{/E}}", "{{f}}", "{{F::x}}",
     "{{!note}}{{F}}", "{{}}{{F}}", "{{#E}}{{Nope}}{{/E}}{{F}}", "{{#text:F}}x{{/text:F}}{{F}}", "x{{=<% %>=}}<%F%>",
     "{{type:Nope}}", "{{#c1x}}x{{/c1x}}{{F}}", "{{#C1}}x{{/C1}}{{F}}"],
)  # fmt: skip
def test_template_errors_are_those_that_anki_reports(anki: Rendered, template: str) -> None:
    assert "has a problem" in anki(template)[0]
    side = anki_template.parse(template)
    assert side.fault or not all(anki_template.is_known(name, tuple(FIELDS)) for name in side.names)


pieces = st.sampled_from(
    ["{{c1::", "{{c2::", "{{c1,2::", "{{c10::", "{{c0::", "{{c99999::", "{{C1::", "{{c1:", "{{c,1::", "}}", "}}", "}}",
     "::", "::hint", "a", " b ", "<i>i</i>", "{", "}", "c1::", "[x]", " 茶[ちゃ]", "\\(x\\)",
     "&amp;", "<br>", "&nbsp;"]
)  # fmt: skip
NAMES = ("F", "J", "E", "T")
FILTERS = ("text", "kana", "kanji", "furigana", "unknown", "")
fields = st.builds(
    lambda ref, last, filters: "{{" + ":".join((*last, *filters, ref)) + "}}",
    st.sampled_from(NAMES),
    st.sampled_from([(), (), ("tts en_US",), ("hint",), ("type",)]),
    st.lists(st.sampled_from(FILTERS), max_size=3),
)


def _conditional(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from((*NAMES, "Tags", "c1", "c2"))
    sign = st.sampled_from("#^")
    return st.builds(lambda s, n, i: f"{{{{{s}{n}}}}}{i}{{{{/{n}}}}}", sign, names, inner)


templates = st.recursive(
    st.one_of(fields, st.sampled_from(["x", "<br>", " <b>y</b> ", "<!-- {{E}} -->", "{{FrontSide}}", "}}"])),
    lambda inner: st.one_of(_conditional(inner), st.lists(inner, min_size=2, max_size=3).map(" ".join)),
    max_leaves=8,
)


@settings(deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(templates, st.sampled_from(["", "<br>", "&nbsp;", "x", "<div>y</div>", " 茶[ちゃ] "]))
def test_any_template_shows_what_anki_shows(anki: Rendered, template: str, value: str) -> None:
    fields = {"F": "a", "J": " 茶[ちゃ]を 飲[の]む", "E": value, "T": "<b>t</b> x"}
    assert ours(template + "{{F}}", fields) == seen(anki(template + "{{F}}", "A", fields)[0])


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(pieces, max_size=14).map("".join), st.sampled_from([1, 2, 10]))
def test_any_text_with_gaps_shows_what_anki_shows(anki: Rendered, text: str, number: int) -> None:
    fields = {"T": text + "{{c1::k}}{{c2::l}}{{c10::m}}", "X": ""}
    question, answer = anki("{{cloze:T}}", "{{cloze:T}}", fields, number, cloze=True)
    assert ours("{{cloze:T}}", fields, number) == seen(question)
    assert ours("{{cloze:T}}", fields, number, back=True) == seen(answer) or "No cloze" in answer


@pytest.mark.parametrize(
    "piece",
    ["{{c1::", "{{c1::a}}", "{{", "<!--", "a[", "[a]", " a[b]", "{{#F}}", "<% ", "{{c1::{{c2::x::h}}", "[$]", "<rt>",
     "[sound:", "[image: ", "<style", "<hr ", "<p hidden>", ".x{", "display:none;", "{{#F}}{{F}}{{/F}}", "a:b ",
     "茶[ち"],
)  # fmt: skip
def test_rendering_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    type = NoteType("", False, ("F", "G"), (Template("", "{{F}}" + text, "{{G}}" + text),), css=text)
    gaps = NoteType("", True, ("F", "G"), (Template("", "{{cloze:F}}{{cloze:G}}", "{{F}}{{furigana:G}}"),))
    note = Note(1, "", 1, (), ("{{c1::x}}" + text, "y" + text))
    start = time.process_time()
    for each in (type, gaps):
        with suppress(UnusableError):
            notes.read(note, each, 0, Losses())
    assert time.process_time() - start < 2
