"""Whoever can't see, can't point or has a small screen can play too: axe-core's rules, keys, focus, widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.browser import ENTER, Browser
from tests.web.packs import CAPITAL, DISTRICT, EVERY_KIND, INFO, LENGTH, PRIMES, ROUND, YEARS, pack_of
from zgcquiz.core.value import replace

pytestmark = pytest.mark.serves

OpenPack = Callable[..., Path]
TAB, SHIFT_TAB, DOWN = "\ue004", "\ue008\ue004", "\ue015"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3
WIDE = replace(
    YEARS,
    stem=f"{LONG}\n\n```\n{'x' * 200}\n```\n\n| {LONG} | {LONG} |\n|---|---|\n| {'y' * 99} | 1 |",
    options=(*YEARS.options[:3], replace(YEARS.options[3], text=LONG)),
)


def screens(browser: Browser) -> Iterator[str]:
    """Play a round, and yield the name of each screen while it is shown."""
    yield "start"
    browser.click("Start")
    while not browser.all(".score"):
        yield f"question {browser.text('.progress')}"
        browser.press(*(["12", ENTER] if browser.all("#typed") else ["0"]))
        if browser.all("#verdict"):
            yield f"feedback {browser.text('.progress')}"
            browser.press(ENTER)
    yield "summary"


def violations(browser: Browser) -> list[str]:
    """Return what breaks a rule of axe-core on the screen shown."""
    from importlib.resources import files

    if not browser.run("return Boolean(window.axe)"):
        source = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
        browser.command("Runtime.evaluate", {"expression": source})
    found = browser.run_async(
        "const done = arguments[arguments.length - 1];"
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then((result) => done(result.violations.map((each) => each.id + ': ' + each.nodes.map((n) => n.html))));"
    )
    return [*map(str, found)]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("exam", [False, True])
def test_no_screen_breaks_a_rule(browser: Browser, open_pack: OpenPack, dark: bool, exam: bool) -> None:
    pack = pack_of(CAPITAL, PRIMES, ROUND, DISTRICT) if exam else EVERY_KIND
    browser.look(400, 800, dark=dark)
    open_pack(pack, exam=exam)
    assert {screen: found for screen in screens(browser) if (found := violations(browser))} == {}


@pytest.mark.parametrize("width", [320, 400, 1280])
def test_nothing_is_cut_off_or_scrolls_sideways(browser: Browser, open_pack: OpenPack, width: int) -> None:
    browser.look(width)
    info = replace(INFO, title=LONG)
    open_pack(pack_of(CAPITAL, PRIMES, WIDE, LENGTH, info=info))
    for screen in screens(browser):
        wide = browser.run(
            "return [...document.querySelectorAll('body *')].filter((each) => !each.closest('.hidden, pre, table') "
            "&& each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.outerHTML.slice(0, 80))"
        )
        assert (browser.run("return document.documentElement.scrollWidth"), wide) == (width, []), screen


def test_what_is_touched_is_large_enough(browser: Browser, open_pack: OpenPack) -> None:
    browser.look(320)
    open_pack(EVERY_KIND)
    for screen in screens(browser):
        sizes = [each.size for each in browser.all("button, select, input, summary") if each.is_displayed()]
        assert min((min(size["width"], size["height"]) for size in sizes), default=44) >= 40, screen


@pytest.mark.parametrize("dark", [False, True])
def test_a_right_answer_can_be_rated_by_everyone(browser: Browser, open_pack: OpenPack, dark: bool) -> None:
    """The buttons are in one row, large enough, and reached by keys alone."""
    browser.look(320, dark=dark)
    open_pack(pack_of(ROUND, replace(ROUND, id="again", stem="Is it still round?")))
    browser.press(ENTER, "a", TAB, TAB, ENTER)
    assert browser.text("#verdict") == "Right · easy"
    assert violations(browser) == []
    row = browser.all(".stay > button")
    assert len({each.location["y"] for each in row}) == 1
    assert min(min(each.size.values()) for each in row) >= 40


def test_keys_alone_suffice(browser: Browser, open_pack: OpenPack) -> None:
    pack = pack_of(YEARS, ROUND)
    open_pack(pack)
    browser.press(ENTER)  # the focus is on Start
    for _ in range(2):
        assert browser.run("return document.activeElement.id") == "stem"
        browser.press(TAB)
        assert browser.run("return document.activeElement.className") == "option"
        browser.press(DOWN, ENTER)
        assert browser.run("return document.activeElement.id") == "verdict"
        browser.press(TAB)
        assert browser.run("return document.activeElement.textContent") in ("Next", "See the result")
        browser.press(ENTER)
    assert "of 2 right" in browser.run("return document.activeElement.textContent")


def test_a_typed_answer_has_the_focus_and_a_name(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(LENGTH))
    browser.press(ENTER)
    (node,) = [each for each in _accessible(browser) if each["role"] == "textbox"]
    assert node == {"role": "textbox", "name": "How long is it? km"}
    assert browser.run("return document.activeElement.id") == "typed"


def test_the_state_of_what_is_selected_is_told(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(PRIMES))
    browser.press(ENTER, "a")
    states = [each.get_attribute("aria-checked") for each in browser.all("[role=checkbox]")]
    assert states == ["true", "false", "false", "false", "false"]
    browser.press("B")
    assert browser.all("#guess")[0].get_attribute("aria-pressed") == "true"


def test_what_happens_is_said_to_screen_readers(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(PRIMES))
    browser.press(ENTER, ENTER)
    status = "return document.querySelector('[role=status]').textContent"
    assert browser.run(status) == "Select an option first, or press: I don’t know."
    browser.press("0", "u")
    assert browser.run(status) == "The last answer was undone."


def test_letters_as_keys_can_be_turned_off(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(ROUND))
    browser.all("summary")[0].click()
    assert violations(browser) == []
    browser.all("#letters")[0].click()
    browser.reload()
    browser.press(ENTER, "a", "0", "u")
    assert not browser.all("#verdict")
    browser.press(TAB, ENTER)
    assert browser.text("#verdict") == "Right"


def test_progress_and_players_have_names(browser: Browser, open_pack: OpenPack) -> None:
    sound = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0"
    item = replace(
        YEARS,
        stem="![an owl](media/owl.wav)",
        options=(*YEARS.options[:2], replace(YEARS.options[2], text="![o](media/owl.wav)")),
    )
    open_pack(pack_of(item), media={"media/owl.wav": sound})
    browser.press(ENTER)
    names = {each["role"]: each["name"] for each in _accessible(browser)}
    assert names["progressbar"] == "Answered"
    assert [each.get_attribute("aria-label") for each in browser.all("audio")] == ["an owl", "o"]
    assert not browser.all("button audio")


def _accessible(browser: Browser) -> list[dict[str, str]]:
    nodes = browser.command("Accessibility.getFullAXTree", {})["nodes"]
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
        for node in nodes
        if not node.get("ignored")
    ]


@pytest.mark.parametrize(("language", "direction"), [("he", "rtl"), ("fa-IR", "rtl"), ("en", ""), ("zh-Hans", "")])
def test_the_page_has_the_direction_of_the_language(
    browser: Browser, open_pack: OpenPack, language: str, direction: str
) -> None:
    open_pack(pack_of(replace(ROUND, stem="1 ?שלום"), info=replace(INFO, language=language)))
    browser.press(ENTER)
    assert browser.run("return document.documentElement.dir") == direction
    assert browser.all("#stem")[0].get_attribute("lang") == language
    key, text = browser.all(".option:first-child > *")[:2]
    assert (key.location["x"] > text.location["x"]) is (direction == "rtl")


def test_reduced_motion_and_print(browser: Browser, open_pack: OpenPack) -> None:
    open_pack(pack_of(ROUND))
    still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.command("Emulation.setEmulatedMedia", still)
    seconds = "return getComputedStyle(document.querySelector('button')).transitionDuration"
    assert browser.run(seconds) in ("0s", "")
    browser.press(ENTER, "0", ENTER)
    browser.command("Emulation.setEmulatedMedia", {"media": "print"})
    shown = [each.text for each in browser.all("main *") if each.is_displayed()]
    assert "Is the earth round?" in shown
    assert not [each for each in browser.all("button, .save") if each.is_displayed()]
    browser.command("Emulation.setEmulatedMedia", {"media": ""})
