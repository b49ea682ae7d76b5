"""Draw the pictures of the page in docs/screens: python -m tests.web.pictures"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.content.shipped import article_bank
from tests.web.browser import ENTER, Browser
from tests.web.conftest import CHROMIUM, DRIVER
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.web.page import WEB

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "docs" / "screens"
WIDTH, HEIGHT = 400, 720


def draw(folder: Path) -> None:
    """Draw both pictures into a folder."""
    assert CHROMIUM is not None
    assert DRIVER is not None
    assert WEB.write is not None
    with TemporaryDirectory() as place:
        page = Path(place) / "quiz.html"
        pack = article_bank()
        first = replace(pack, items=pack.items[:1])
        page.write_bytes(WEB.write(first, ExchangeOptions(), ()).data)
        browser = Browser(CHROMIUM, DRIVER, Path(place))
        try:
            browser.reset()
            for dark in (False, True):
                browser.look(WIDTH, HEIGHT, dark=dark)
                browser.open(page)
                browser.run("localStorage.clear(); Math.random = () => 0.3")
                browser.press(ENTER)
                if dark:
                    browser.press("a")
                browser.picture(folder / ("web-feedback-dark.png" if dark else "web-question-light.png"))
        finally:
            browser.close()


if __name__ == "__main__":
    draw(SCREENS)
