"""Rounds on the page, in a real browser: keys and taps, marks, undo, what is kept, and how answers leave."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran
from tests.web.browser import ENTER, Browser
from tests.web.packs import CAPITAL, DISTRICT, EVERY_KIND, EXACT, INFO, LENGTH, PRIMES, ROUND, YEARS, pack_of
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.history import review_lines

pytestmark = pytest.mark.serves

OpenPack = Callable[..., Path]
NEAR = "Zhngguancn"
SLIP = "Zhonguancun"


def start(browser: Browser) -> None:
    browser.click("Start")


def answer(browser: Browser, item: Item, *, right: bool = True) -> None:
    """Answer the question shown, which is of an item, by tapping or typing."""
    if not item.kind.is_choice:
        text = item.keys[0].text if right else "12"
        browser.press(text, ENTER)
        return
    for option in item.keys if right else item.distractors:
        shown = option.text.capitalize() if item is ROUND else option.text
        if shown in browser.options():
            browser.pick(shown)
            if item is not PRIMES:
                break
    if item is PRIMES:
        browser.click("Answer")


def asked(browser: Browser, pack: Pack = EVERY_KIND) -> Item:
    """Return the item of the question shown."""
    stem = browser.text(".stem")
    return next(item for item in pack.items if item.stem.replace("*", "").replace("`", "") == stem)


def test_a_round_of_every_kind(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(EVERY_KIND)
    start(browser)
    for number in range(1, 7):
        assert browser.text(".progress").startswith(f"Question {number} of 6")
        answer(browser, asked(browser))
        assert browser.text("#verdict") == "Right"
        browser.press(ENTER)
    assert browser.text(".score") == "6 of 6 right"
    assert browser.messages() == []


def test_what_is_said_after_an_answer(browser: Browser, open_pack: OpenPack) -> None:
    info = replace(INFO, markup="")
    item = replace(CAPITAL, markup=False, stem="<i>Capital?</i>", options=(*CAPITAL.options[:1], CAPITAL.options[3]))
    open_pack(pack_of(item, info=info))
    start(browser)
    assert browser.text(".stem") == "<i>Capital?</i>"
    browser.pick("Rome")
    assert browser.text("#verdict") == "Wrong"
    assert browser.text(".remark").split("\n") == ["That is *Italy's*.", "It stands on the Seine."]
    assert browser.text(".source") == "Press 2020, Cities, paragraph 2"
    assert browser.text(".option.missed") == "✗\nRome\nyour answer"
    assert browser.text(".option.right") == "✓\nParis\nright answer"


def test_a_unit_that_alone_is_wrong_is_named(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(LENGTH))
    start(browser)
    for said, remarks in (("3652 miles", 1), ("3600 miles", 0)):
        browser.press(said, ENTER)
        assert browser.text("#verdict") == "Wrong"
        named = "The number is right, but not its unit: miles instead of km."
        assert browser.text(".remark") == named * remarks
        browser.click("Undo")


def test_markup_becomes_elements(browser: Browser, open_pack: OpenPack) -> None:
    stem = "# 1\n\n- *a*\n- b\n\n| x | y |\n|---|---|\n| 1 | $x^2$ |\n\n```py\nif a < b:\n```\n[there](https://a.b/c)"
    open_pack(pack_of(replace(YEARS, stem=stem)))
    start(browser)
    for selector, text in {"li em": "a", "td": "1\nx²", "th": "x\ny", "pre code": "if a < b:"}.items():
        assert browser.text(f".stem {selector}") == text
    assert [each.get_attribute("href") for each in browser.all(".stem a")] == ["https://a.b/c"]


def test_images_are_in_the_page(browser: Browser, open_pack: OpenPack) -> None:
    image = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert(1)</script></svg>'
    stem = "![a map](media/map.svg) and ![none](media/none.png)"
    open_pack(pack_of(replace(YEARS, stem=stem)), media={"media/map.svg": image})
    start(browser)
    (shown,) = browser.all(".stem img")
    assert (shown.get_attribute("alt"), shown.size) == ("a map", {"width": 40, "height": 30})
    assert browser.text(".stem") == "and [image: none]"


def test_keys_answer_as_in_the_terminal(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(YEARS, PRIMES, ROUND))
    start(browser)
    said = {}
    for _ in range(3):
        item = asked(browser, pack_of(YEARS, PRIMES, ROUND))
        keys = [label for label, text in zip("abcde", browser.options(), strict=False)
                if text.lower() in [key.text for key in item.keys]]  # fmt: skip
        if item is PRIMES:
            browser.press(*keys, ENTER)
        else:
            browser.press(keys[0].upper() if item is ROUND else keys[0])
        said[item.id] = browser.text("#verdict")
        browser.press(ENTER)
    assert said == {"years": "Right", "primes": "Right", "earth": "Right · a guess"}
    assert browser.text(".score") == "3 of 3 right, 1 of them guessed"
    certain = {line["question"]: (line["certainty"], line["rating"]) for line in browser.lines()}
    assert certain == {"years": ("sure", 3), "primes": ("sure", 3), "earth": ("guess", 1)}


def test_not_knowing_is_an_answer(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(YEARS))
    start(browser)
    browser.press("0")
    assert browser.text("#verdict") == "Wrong (don’t know)"
    browser.press(ENTER)
    (line,) = browser.lines()
    assert (line["response"], line["certainty"], line["correct"], line["rating"]) == (None, None, False, 1)


@pytest.mark.parametrize("exam", [False, True])
def test_a_number_is_asked_for_where_one_is_needed(browser: Browser, open_pack: OpenPack, exam: bool) -> None:
    open_pack(pack_of(replace(EXACT, accept=("plenty",))), exam=exam)
    start(browser)
    browser.press("far away", ENTER)
    assert "Type a number" in browser.run("return document.querySelector('#status').textContent")
    assert not browser.all("#verdict, .score")
    browser.run("document.querySelector('#typed').value = ''")
    browser.press("Plenty", ENTER, *([] if exam else [ENTER]))
    assert [line["correct"] for line in browser.lines()] == [True]


def test_undo_asks_again_and_the_answer_does_not_count(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(YEARS))
    start(browser)
    before = browser.options()
    browser.pick("1912")
    browser.press("u")
    assert browser.options() == before
    browser.pick("1905")
    browser.press(ENTER)
    assert browser.text(".score") == "1 of 1 right"
    assert [(line["correct"], line["void"]) for line in browser.lines()] == [(False, True), (True, False)]


@pytest.mark.parametrize(
    ("said", "verdict", "key", "after"),
    [(NEAR, "Near", "y", "Right"), (SLIP, "Right, but for a slip", "n", "Wrong")],
)
def test_the_learner_decides_on_typing_errors(
    browser: Browser, open_pack: OpenPack, said: str, verdict: str, key: str, after: str
) -> None:
    open_pack(pack_of(DISTRICT))
    start(browser)
    browser.press(said, ENTER)
    assert browser.text("#verdict") == verdict
    browser.press(key)
    assert browser.text("#verdict") == after
    browser.press(ENTER)
    assert [(line["correct"], line["void"]) for line in browser.lines()] == [
        (verdict != "Near", True), (after == "Right", False)
    ]  # fmt: skip


def test_right_and_sure_answers_are_rated(browser: Browser, open_pack: OpenPack) -> None:
    """By keys or buttons; a second time takes it back. One answer counts, however often it is rated."""
    open_pack(pack_of(YEARS))
    start(browser)
    browser.pick("1905")
    browser.press("e")
    assert browser.text("#verdict") == "Right · easy"
    browser.click("Hard")
    assert browser.text("#verdict") == "Right · hard"
    pressed = {each.text: each.get_attribute("aria-pressed") for each in browser.all("button.toggle")}
    assert {text.removeprefix("✓ "): is_on for text, is_on in pressed.items()} == {"Easy": "false", "Hard": "true"}
    browser.press("h", "h", ENTER)
    assert browser.text(".score") == "1 of 1 right"
    assert [(line["rating"], line["void"]) for line in browser.lines()] == [
        (3, True), (4, True), (2, True), (3, True), (2, False)
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["A", "b", "0"])
def test_other_answers_are_not_rated(browser: Browser, open_pack: OpenPack, key: str) -> None:
    """A guess, a wrong answer, "I don't know"."""
    open_pack(pack_of(ROUND))
    start(browser)
    browser.press(key, "e")
    assert not {"Easy", "Hard"} & {*browser.buttons()}
    browser.press(ENTER)
    assert [line["rating"] for line in browser.lines()] == [1]


def test_missed_questions_again(browser: Browser, open_pack: OpenPack) -> None:
    pack = pack_of(YEARS, ROUND, LENGTH)
    open_pack(pack)
    start(browser)
    for _ in range(3):
        item = asked(browser, pack)
        answer(browser, item, right=item is ROUND)
        browser.press(ENTER)
    assert browser.text(".score") == "1 of 3 right"
    assert sorted(browser.text(".missed").split("\n")) == ["1905", "3,652 km", LENGTH.stem, YEARS.stem]
    browser.press("m")
    assert browser.text(".progress") == "Question 1 of 2"
    for _ in range(2):
        answer(browser, asked(browser, pack))
        browser.press(ENTER)
    assert browser.text(".score") == "2 of 2 right"


def test_a_round_goes_on_after_the_page_was_closed(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(EVERY_KIND)
    start(browser)
    first = asked(browser)
    answer(browser, first)
    browser.press(ENTER)
    second, options = asked(browser), browser.options()
    browser.reload()
    browser.click("Continue: question 2 of 6")
    assert (asked(browser), browser.options()) == (second, options)
    answer(browser, second)
    browser.reload()
    assert "2 answers kept in this browser." in browser.text(".save")
    assert [line["question"] for line in browser.lines()] == [first.id, second.id]


def test_another_edition_of_the_pack_begins_a_new_round(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(YEARS, ROUND))
    start(browser)
    browser.press("0")
    open_pack(pack_of(YEARS, replace(ROUND, stem="Is it flat?")))
    assert "Start" in browser.buttons()
    assert len(browser.lines()) == 1


def test_two_windows_lose_no_answer(browser: Browser, open_pack: OpenPack) -> None:
    page = open_pack(pack_of(YEARS))
    start(browser)
    browser.run(f"window.other = window.open({page.as_uri()!r})")
    first, second = browser.windows()
    browser.switch(second)
    browser.click("Continue: question 1 of 1")
    browser.press("0")
    browser.switch(first)
    browser.press("a", ENTER)
    assert len(browser.lines()) == 2
    browser.close_window(second, first)


def test_a_browser_that_keeps_nothing_is_said_and_played(browser: Browser, open_pack: OpenPack) -> None:
    script = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    added = browser.command("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    try:
        open_pack(pack_of(YEARS))
        assert "keeps nothing" in browser.text("#alert")
        start(browser)
        browser.pick("1905")
        browser.press(ENTER)
        assert browser.text(".score") == "1 of 1 right"
        assert len(browser.lines()) == 1
    finally:
        browser.command("Page.removeScriptToEvaluateOnNewDocument", added)


def test_answers_reach_the_log_once(
    browser: Browser, open_pack: OpenPack, zgcquiz: Callable[..., Ran], tmp_path: Path
) -> None:
    open_pack(EVERY_KIND)
    name = browser.all("#name")[0]
    browser.run("arguments[0].select()", name)
    name.send_keys("  Anna \u200e Berg ", ENTER)
    start(browser)
    for number in range(6):
        answer(browser, asked(browser), right=number % 2 == 0)
        browser.press(ENTER)
    path = browser.saved()
    assert path.name == "kinds-Anna-Berg.jsonl"
    found = [*review_lines.read(path.read_bytes().splitlines(), path.name)]
    reviews = [each for each in found if isinstance(each, Review)]
    assert len(reviews) == len(found) == 6
    items = {item.id: item for item in EVERY_KIND.items}
    for review in reviews:
        item = items[review.ref.item]
        assert (review.fingerprint, review.kind, review.device) == (item.fingerprint, item.kind, "Anna Berg")
        assert set(review.shown) <= {option.text for option in item.options}
        assert abs(review.at.ms - time.time() * 1000) < 120_000
    assert [each.id for each in reviews] == sorted(each.id for each in reviews)
    assert all(each.id[14] == "7" and each.id[19] in "89ab" for each in reviews)
    assert zgcquiz("history", "import", path, "--json").json["added"] == 6
    assert zgcquiz("history", "import", path, "--json").json["added"] == 0
    exported = {line["id"]: line for line in map(_parsed, zgcquiz("history", "export").out.splitlines())}
    assert exported == {line["id"]: line for line in browser.lines()}


def test_the_time_away_from_the_page_is_none_for_the_answer(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(YEARS))
    start(browser)
    turn = (
        "Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    browser.run(turn, True)
    browser.run("const now = performance.now.bind(performance); performance.now = () => now() + 3600000")
    browser.run(turn, False)
    browser.press("0", ENTER)
    assert 0 < browser.lines()[0]["seconds"] < 3600


def _parsed(line: str) -> dict[str, Any]:
    return review_lines.as_dict(review_lines.parse(line))  # type: ignore[arg-type]


def test_deleting_asks_first(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(YEARS))
    start(browser)
    browser.press("0", ENTER)
    browser.run("window.confirm = () => false")
    browser.click("Delete them here")
    assert len(browser.lines()) == 1
    browser.run("window.confirm = () => true")
    browser.click("Delete them here")
    assert not browser.all("#lines")
    browser.reload()
    assert not browser.all("#lines")


def test_an_exam_marks_without_telling(browser: Browser, open_pack: OpenPack) -> None:
    pack = pack_of(CAPITAL, PRIMES, ROUND, YEARS, DISTRICT, EXACT)
    page = open_pack(pack, exam=True).read_text("utf-8")
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert "Seine" not in data
    assert "Zhongguancun" not in data
    assert '"key"' not in data
    start(browser)
    for number in range(6):
        item = asked(browser, pack)
        if item is EXACT:
            browser.press("3500 km" if number % 2 else "3,500,000", ENTER)
        else:
            answer(browser, item, right=number % 2 == 0)
        assert not browser.all("#verdict, .right, .missed")
    right = sum(line["correct"] for line in browser.lines())
    assert browser.text(".score") == "3 of 6 right"
    assert right == 3
    assert not browser.all(".missed, #again")


@pytest.mark.parametrize("said", ["3.5 million", "3500000", "3,500,000 m", "3.5 million m", "3.5e6"])
def test_an_exam_reads_numbers_as_ever(browser: Browser, open_pack: OpenPack, said: str) -> None:
    open_pack(pack_of(EXACT), exam=True)
    start(browser)
    browser.press(said, ENTER)
    assert browser.text(".score") == "1 of 1 right"


def test_an_exam_reads_han_numerals(browser: Browser, open_pack: OpenPack) -> None:
    item = replace(DISTRICT, options=(replace(DISTRICT.options[0], text="二〇〇九年"),), accept=())
    open_pack(pack_of(item, info=replace(INFO, language="zh-Hans")), exam=True)
    browser.click("开始")
    browser.press("2009年", ENTER)
    assert browser.text(".score") == "答对 1 题，共 1 题"
