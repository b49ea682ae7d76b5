"""The formatting, formulas and images of QTI packages and GIFT."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.formats.importing import lost_of, marked_like_plain
from tests.formats.test_markup_exports import pack, written
from tests.formats.test_qti import as_version_3, item2, item12, points, quiz12
from zgcquiz.core.markup.media import item_texts
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.packs.pack import MARKDOWN, Item, Option, Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import export
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, convert
from zgcquiz.formats.exchange.registry import get

PNG = b"\x89PNG\r\n\x1a\n"


def only(found: Converted) -> Item:
    assert found.pack
    assert found.pack.info.markup == MARKDOWN
    (item,) = found.pack.items
    return item


def package(**files: bytes | str) -> bytes:
    """A package; __ in a name stands for a slash, _ for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {"imsmanifest_xml": "<manifest/>", **files}.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


RIGHT = points("a", "100")


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("$IMS-CC-FILEBASE$/Quiz/a%20b.png?canvas=1", "web_resources/Quiz/a b.png"),
        ("%24IMS-CC-FILEBASE%24/Quiz/a b.png", "Quiz/a b.png"), ("media/x.png", "q/media/x.png"),
        ("../x.png", "x.png"), ("./x.png", "q/x.png"), ("q.png", "q/q.png"),
    ],
)  # fmt: skip
def test_images_come_from_the_package(source: str, place: str) -> None:
    text = quiz12(item12(RIGHT, stem=f'See &lt;b&gt;it&lt;/b&gt; &lt;img src="{source}" alt="A"/&gt;'))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {"imsmanifest.xml": b"<manifest/>", "q/q.xml": text.encode(), "no.png": PNG}.items():
            archive.writestr(name, content)
        archive.writestr(place, PNG)
    found = marked_like_plain("qti12", out.getvalue())
    (path,) = found.media
    assert only(found).stem == f"See **it** ![A]({path})"
    assert lost_of(found) == {"files of a package": 1}


def test_options_with_images_of_the_same_name_keep_their_own() -> None:
    text = quiz12(item12(points("a", "100")))
    for each in "abc":
        image = f'&lt;img src="$IMS-CC-FILEBASE$/{each.upper()}/flag.png" alt=""/&gt;'
        text = text.replace(f"<mattext>Option {each}", f'<mattext texttype="text/html">{image}')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("q/q.xml", text)
        for each in "ABC":
            archive.writestr(f"web_resources/{each}/flag.png", PNG + each.encode())
    found = convert(get("qti12"), out.getvalue(), "x", ExchangeOptions())
    options = only(found).options
    assert [found.media[option.text[4:-1]][-1:] for option in options] == [b"A", b"B", b"C"]
    assert [option.key for option in options] == [True, False, False]


@pytest.mark.parametrize(
    "source", ["../../etc/passwd", "/etc/passwd", "http://x.org/a.png", "missing.png", "q.xml", "\\..\\x"]
)
def test_what_is_not_in_the_package_is_named(source: str) -> None:
    text = item2(body=f'<p>See <b>it</b> <img src="{source}" alt="A"/></p>')
    found = marked_like_plain("qti21", package(q_xml=text))
    link = "[[image: A]](http://x.org/a.png)" if source.startswith("http") else "[image: A]"
    assert only(found).stem == f"See **it** {link}\n\nWhich?"
    assert found.media == {}
    assert lost_of(found) == {"images": 1}


def test_an_image_beside_the_texts() -> None:
    image = '<matimage imagtype="image/png" uri="a.png" label="A"/>'
    text = quiz12(item12(RIGHT)).replace("</mattext>", f"</mattext>{image}", 1)
    found = marked_like_plain("qti12", package(q_xml=text, a_png=PNG))
    (path,) = found.media
    assert only(found).stem == f"Which?\n\n![]({path})"
    assert lost_of(marked_like_plain("qti12", package(q_xml=text.replace("Which?", "&lt;i&gt;W&lt;/i&gt;")))) == {
        "images": 1
    }


@pytest.mark.parametrize("version", [2, 3])
def test_elements_of_qti_2_and_3(version: int) -> None:
    text = item2(
        body="<p>Is <strong>it</strong> <code>x</code>?</p><ul><li>a<ul><li>b</li></ul></li></ul><pre>x\n  y</pre>"
    )
    text = as_version_3(text) if version == 3 else text
    assert only(marked_like_plain("qti21", text)).stem == "Is **it** `x`?\n\n- a\n\n  - b\n\n```\nx\n  y\n```\n\nWhich?"


def test_a_shared_passage_keeps_its_formatting() -> None:
    passage = (
        '<qti-assessment-stimulus identifier="s"><qti-stimulus-body><p>Tea <em>grows</em> <img src="a.png" alt=""/></p>'
        "</qti-stimulus-body></qti-assessment-stimulus>"
    )
    item = as_version_3(item2()).replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref href="../s/x.xml"/><qti-item-body>'
    )
    found = marked_like_plain("qti30", package(items__a_xml=item, s__x_xml=passage, s__a_png=PNG))
    (path,) = found.media
    assert only(found).stem == f"Tea *grows* ![]({path})\n\nWhich?"


@pytest.mark.parametrize("name", ["moodle-xml", "qti12", "qti21", "gift", "apkg"])
def test_our_own_exports_come_back_with_the_same_trees(name: str) -> None:
    """As far as the exports have them: they have no language of code, and not every formula."""
    texts = {
        "nested": "x\n\n- a\n\n  - b\n\n    1. c\n    2. d\n- e\n\n  p\n\n> - q\n>\n>   - r",
        "inline": "**a** *b* ***c*** `d` un**do** 3 * 4 snake_case *e\nf*",
        "table": "A **table**:\n\n| a | b |\n| --- | --- |\n| `x` | y \\| z |",
        "code": "```\nif x:\n    y = 'a  b'\n\nz\n```\n\nWhy?",
        "formula": r"$x^2$ and $$\frac{a}{b}$$ for \$5" if name != "qti21" else "*x*",
        "links": "See [the *docs*](https://x.org/?a=1&b=2_(3)), [us](mailto:a@x.org) and <https://x.org/>!",
        "plain": "\\*a\\* <b>x</b> &amp; \\[x](y)",
    }
    items = [
        replace(pack().items[0], id=id, stem=text, explanation=text, options=(Option(text, True, text), Option("b")))
        for id, text in texts.items()
    ]
    data = export(get(name), Pack(pack().info, tuple(items)), ExchangeOptions(), ()).data
    found = marked_like_plain(name, data)
    assert found.pack
    read = {item.id: item for item in found.pack.items}
    for item in items:
        meant, got = (sorted(map(str, map(parse, item_texts(each)))) for each in (item, read[item.id]))
        assert got == meant


def test_the_golden_pack_comes_back_marked() -> None:
    for name in ("moodle-xml", "qti12", "qti21", "gift", "apkg"):
        found = marked_like_plain(name, written(name).data)
        assert found.pack
        assert found.pack.info.markup == MARKDOWN
        assert {item.id for item in found.pack.items} == {item.id for item in pack().items}
        assert "formatting" not in lost_of(found)


def gift(text: str) -> Item:
    return only(marked_like_plain("gift", f"::q::{text} {{=a ~b}}\n"))


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("[html]<b>Which</b> one?<pre>x\n  y</pre>", "**Which** one?\n\n```\nx\n  y\n```"),
        ("[html]<b>Which</b>\none?", "**Which** one?"),
        ("<b>Which</b>\none?", "**Which** one?"),
        ("<pre>a\n    b</pre> of\nx", "```\na\n    b\n```\n\nof x"),
        ("[markdown]Is **it** `x`?", "Is **it** `x`?"),
        (r"Is \\(x^2\\)?", "Is $x^2$?"),
        (r"<i>Which</i>\none?", "*Which* one?"),
    ],
)
def test_texts_of_gift(text: str, markdown: str) -> None:
    assert gift(text).stem == markdown


@pytest.mark.parametrize("text", ["[plain]<b>x</b>", "[markdown]x", "x\n  y", r"[plain]\\(x\\)", "3 * 4"])
def test_plain_texts_of_gift_stay_plain(text: str) -> None:
    found = marked_like_plain("gift", f"::q::{text} {{=a ~b}}\n")
    assert found.pack
    assert found.pack.info.markup == ""


def test_options_and_feedback_of_gift() -> None:
    item = only(marked_like_plain("gift", "::q::[html]Which? {=<b>a</b>#<i>yes</i> ~b#no ####<code>e</code>}\n"))
    assert item.options == (Option("**a**", True, "*yes*"), Option("b", feedback="no"))
    assert item.explanation == "`e`"


def test_links_come_back_from_markdown() -> None:
    text = "See [the *docs*](https://x.org/?a=1&b=2_(3)) and [us](mailto:a@x.org), not [x.org](https://y.org)!"
    item = replace(
        pack().items[0], id="l", stem=text, explanation=text, options=(Option(text, True, text), Option("b"))
    )
    data = export(get("markdown"), Pack(pack().info, (item,)), ExchangeOptions(), ()).data
    found = only(convert(get("markdown"), data, "x", ExchangeOptions(markup=True)))
    for read in (found.stem, found.explanation, found.keys[0].text, found.keys[0].feedback):
        assert str(parse(read)) == str(parse(text.replace("[x.org](https://y.org)", "x.org (https://y.org)")))
