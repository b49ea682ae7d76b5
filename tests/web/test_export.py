"""What the export of a page holds, and what it leaves out."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran
from tests.web.packs import CAPITAL, DISTRICT, EVERY_KIND, EXACT, INFO, LENGTH, PRIMES, ROUND, YEARS, pack_of
from zgcquiz.app.serving import answer_check, pages
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Option, Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import ExchangeOptions, Written
from zgcquiz.formats.shared.own_words import page_words
from zgcquiz.formats.web.page import WEB, script_text


def written(pack: Pack, **options: Any) -> Written:
    assert WEB.write is not None
    return WEB.write(pack, ExchangeOptions(**options), ())


def data(pack: Pack, **options: Any) -> Any:
    page = written(pack, **options).data.decode()
    return json.loads(page.partition('id="data">')[2].partition("</script>")[0])


def question(item: Item, **options: Any) -> Any:
    (found,) = data(pack_of(item), **options)["questions"]
    return found


def test_a_question_with_options() -> None:
    assert question(CAPITAL) == {
        "id": "capital",
        "fingerprint": CAPITAL.fingerprint,
        "kind": "single",
        "stem": ["What is the ", ["strong", "capital"], " of ", ["code", "France"], "?"],
        "explanation": ["It stands on the Seine."],
        "source": "Press 2020, Cities, paragraph 2",
        "shuffled": True,
        "options": [
            {"text": "Paris", "key": True},
            {"text": "Lyon", "pool": True},
            {"text": "Nice", "pool": True},
            {"text": "Rome", "feedback": ["That is ", ["em", "Italy's"], "."], "pool": True},
            {"text": "Lille", "pool": True},
        ],
    }


def test_a_typed_question() -> None:
    assert question(DISTRICT) == {
        "id": "district",
        "fingerprint": DISTRICT.fingerprint,
        "kind": "typed",
        "stem": ["Which district?"],
        "options": [],
        "unit": "",
        "strict": [],
        "right": ["Zhongguancun", "ZGC"],
        "wrong": [],
        "accept": ["ZGC"],
        "tolerance": ["0", "1"],
    }


def test_an_exam_tells_no_key() -> None:
    found = question(CAPITAL, exam=True)
    assert not {"explanation", "source"} & found.keys()
    assert [each.keys() for each in found["options"]] == [{"text"}] * 4
    assert [each["text"] for each in found["options"]] == sorted(each["text"] for each in found["options"])
    assert len(found["hashes"]) == 1
    assert "right" not in question(DISTRICT, exam=True)


def test_in_an_exam_the_place_of_an_option_does_not_depend_on_its_being_right() -> None:
    other = replace(CAPITAL, options=tuple(replace(each, key=each.text == "Rome") for each in CAPITAL.options))
    both = replace(PRIMES, drawn=False, options=(*PRIMES.options[2:], *PRIMES.options[:2]))
    for item in (other, both, YEARS, ROUND):
        texts = [each["text"] for each in question(item, exam=True)["options"]]
        fixed = not item.drawn and not any(option.pinned for option in item.options)
        last = [option.text for option in item.options if option.pinned]
        if fixed:
            assert texts == [option.text for option in item.options]
        else:
            assert texts == [*sorted(set(texts) - set(last)), *last]


def test_what_the_page_leaves_out_is_counted() -> None:
    draft, old = replace(ROUND, id="draft", draft=True), replace(ROUND, id="old", valid_until="1990")
    pack = pack_of(replace(YEARS, tags=("a", "b"), section="One"), draft, old, LENGTH)
    lost = {(each.field, each.why): each.count for each in written(pack, exam=True, day=20_000).lost}
    assert lost == {
        (QUESTION, "a draft, expired, or superseded"): 2,
        (QUESTION, "a number with a tolerance can't be marked by its hash"): 1,
        ("tags", ""): 1,
        ("section", ""): 1,
    }


def test_a_missing_image_is_counted_and_named() -> None:
    item = replace(YEARS, stem="![map](media/a.png)")
    made = written(pack_of(item))
    assert [(each.field, each.count) for each in made.lost] == [("images", 1)]
    assert question(item)["stem"] == ["[image: map]"]


def test_options_that_look_alike_are_told_apart() -> None:
    item = replace(
        YEARS, markup=False, options=(replace(YEARS.options[0], text="Co"), replace(YEARS.options[1], text="Сo"))
    )
    assert [each.get("drawn", each["text"]) for each in question(item)["options"]] == ["Co", "С<U+0421>o"]


def test_the_same_pack_gives_the_same_page() -> None:
    assert written(EVERY_KIND).data == written(EVERY_KIND).data
    assert data(EVERY_KIND)["edition"] != data(pack_of(YEARS, EXACT))["edition"]


def test_a_round_can_go_on_only_with_the_same_options_in_the_same_places() -> None:
    turned = replace(CAPITAL, options=CAPITAL.options[::-1])
    assert turned.fingerprint == CAPITAL.fingerprint
    assert data(pack_of(turned))["edition"] != data(pack_of(CAPITAL))["edition"]


def test_from_the_command_line(zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "quiz.html"
    assert zgcquiz("pack", "export", pack_file, "--to", "web", "-o", out).code == 0
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    refused = zgcquiz("pack", "export", pack_file, "--exam", "--to", "html", "-o", tmp_path / "x.html", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "web-only")


@pytest.mark.parametrize(("exam", "count"), [(True, 3), (False, 0)])
def test_distractors_that_an_exam_does_not_draw_are_counted(exam: bool, count: int) -> None:
    more = tuple(Option(text) for text in ("Oslo", "Bern"))
    pool = replace(CAPITAL, options=(*CAPITAL.options, *more))
    lost = {each.field: each.count for each in written(pack_of(pool, DISTRICT), exam=exam).lost}
    assert lost.get("distractors", 0) == count


def test_a_page_speaks_the_language_of_its_pack() -> None:
    """And its scripts have no word of their own that has no row in the table of words, which has no other rows."""
    _, german = page_words("de-AT")
    server = "".join(inspect.getsource(each) for each in (answer_check, pages)).replace("{MAX_NAME}", "64")
    said = re.findall(r'\bword\(\s*"([^"]+)"', script_text())
    unused = [
        text
        for text in german
        if f'"{text}"' not in script_text() + server and text not in written(pack_of(YEARS)).data.decode()
    ]
    assert (set(said) - set(german), unused) == (set(), [])
    for language, tongue, begins in (
        ("de", "de", "Weiß ich"),
        ("zh-Hans", "zh", "不知道"),
        ("fr", "en", ""),
        ("", "en", ""),
    ):
        page = written(pack_of(YEARS, info=replace(INFO, language=language))).data.decode()
        assert f'<html lang="{tongue}">' in page
        assert begins in page
        words = page_words(language)[1]
        assert all(row.count("{}") == text.count("{}") and row != "" for text, row in words.items())
        assert len(words) == (len(german) if begins else 0)
