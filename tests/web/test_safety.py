"""Nothing of a pack runs in its page, and the page asks for nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.web.browser import ENTER, Browser
from tests.web.packs import EVERY_KIND, INFO, YEARS, pack_of
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option, PackInfo, Source
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.web.page import WEB, script_text

pytestmark = pytest.mark.serves

ATTACKS = [
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "<!--<script>",
    "]]></script><img src=x onerror=window.hit=1>",
    "<img src=https://zgcquiz.invalid/x.png onerror=window.hit=1>",
    "![x](https://zgcquiz.invalid/x.png)",
    "![x](data:text/html,<script>window.hit=1</script>)",
    "[x](javascript:window.hit=1)",
    "<style>*{display:none}</style>",
    '"><svg onload=window.hit=1>',
    "$data $script ${title}",
    "\u202etxet\u0000\u2028\u2029",
    "__proto__",
]


def hostile(attack: str, *, markup: bool) -> tuple[PackInfo, Item]:
    """Return a pack with a text in every place of it."""
    info = replace(
        INFO,
        title=attack,
        description=attack,
        license=attack,
        language=attack,
        sources=(Source("s", attack),),
        markup=INFO.markup if markup else "",
    )
    options = (Option("right", key=True, feedback=attack), Option(attack, feedback=attack))
    item = Item(
        "item",
        Kind.SINGLE,
        attack,
        options,
        explanation=attack,
        fact=attack,
        source=Citation("s", attack),
        markup=markup,
    )
    return info, item


def test_links_lead_only_to_pages_and_messages(browser: Browser, open_pack: Callable[..., Path]) -> None:
    """They open elsewhere and say nothing of where they were; in a button, a link is its text and its address."""
    stem = (
        '[one](https://a.example/?y="2") [two](mailto:a@a.example) [x](javascript:hit) [b.example](https://a.example)'
    )
    options = (Option("right [c](http://c.example)", key=True), Option("wrong"))
    item = Item("item", Kind.SINGLE, stem, options, explanation="See <https://d.example>.", markup=True)
    open_pack(pack_of(item))
    browser.click("Start")
    links = "return [...document.querySelectorAll('main a')].map((a) => [a.href, a.rel, a.target, a.textContent])"
    opened = ["noopener noreferrer", "_blank"]
    assert browser.run(links) == [
        ["https://a.example/?y=%222%22", *opened, "one"],
        ["mailto:a@a.example", *opened, "two"],
    ]
    assert browser.text("#stem").endswith("[x](javascript:hit) b.example (https://a.example)")
    assert "right c (http://c.example)" in browser.text(".options")
    browser.press("a")
    assert browser.run(links)[-1] == ["https://d.example/", *opened, "https://d.example"]
    assert browser.messages() == []


@pytest.mark.parametrize("markup", [False, True])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_pack_is_only_text(
    browser: Browser, open_pack: Callable[..., Path], attack: str, markup: bool
) -> None:
    info, item = hostile(attack, markup=markup)
    open_pack(pack_of(item, info=info))
    browser.click("Start")
    browser.press("a")
    browser.press(ENTER)
    assert browser.run("return window.hit") is None
    assert browser.run("return document.scripts.length") == 2
    assert not browser.all("main script, main style, main a, main iframe, main svg, main img")
    assert browser.messages() == []
    assert len(browser.lines()) == 1


def test_the_page_asks_for_nothing(browser: Browser, open_pack: Callable[..., Path]) -> None:
    open_pack(EVERY_KIND)
    browser.click("Start")
    for _ in range(6):
        browser.press(*(["1", ENTER] if browser.all("#typed") else ["0"]))
        browser.press(ENTER)
    assert browser.run("return performance.getEntriesByType('resource').map((each) => each.name)") == []


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.append(Object.assign(new Image(), {src: 'https://zgcquiz.invalid/x.png'}))",
        "fetch('https://zgcquiz.invalid/x').catch(() => {})",
        "navigator.sendBeacon('https://zgcquiz.invalid/x')",
        "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.hit = 1'}))",
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.hit = 1\">x</b>');"
        "document.body.lastChild.click()",
    ],
)
def test_the_policy_refuses_what_a_fault_could_let_in(
    browser: Browser, open_pack: Callable[..., Path], attempt: str
) -> None:
    open_pack(pack_of(YEARS))
    script = (
        "const done = arguments[arguments.length - 1]; const refused = [];"
        "document.addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective));"
        f"{attempt}; setTimeout(() => done(refused), 200);"
    )
    assert browser.run_async(script)
    assert browser.run("return window.hit") is None


def test_the_policy_names_the_only_script() -> None:
    assert WEB.write is not None
    page = WEB.write(EVERY_KIND, ExchangeOptions(), ()).data.decode()
    digest = b64encode(sha256(script_text().encode()).digest()).decode()
    assert f"<script>{script_text()}</script>" in page
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'sha256-" in page
    assert page.count("<script") == page.count("</script") == 2
    assert "unsafe" not in page.partition("</title>")[0]
