"""Drive a page of a pack as a player does: by keys, taps and what can be read on it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ENTER = "\ue007"
RULE_FILES = ("rules", "text", "numbers", "han", "typed", "sha256", "round")


class Browser:
    """A headless Chromium. downloads: the folder in which it saves files."""

    def __init__(self, chromium: str, driver: str, folder: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        self.downloads = folder
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--disable-background-networking", "--no-first-run",
        ):  # fmt: skip
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self._driver = webdriver.Chrome(options=options, service=Service(driver))
        self._driver.set_script_timeout(120)

    def close(self) -> None:
        self._driver.quit()

    def reset(self) -> None:
        """Forget all that pages kept, and what was set."""
        self._driver.get("file:///")
        self.run("localStorage.clear()")
        self.look(400, 800)
        self.messages()

    def look(self, width: int, height: int = 800, *, dark: bool = False) -> None:
        """Set the size of the window, and whether the user likes dark pages."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.command("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", {"features": [scheme]})

    def command(self, name: str, settings: dict[str, Any]) -> Any:
        """Send a command of the DevTools protocol."""
        return self._driver.execute_cdp_cmd(name, settings)

    def open(self, path: Path) -> None:
        self._driver.get(path.as_uri())

    def visit(self, url: str) -> None:
        """Open an address, of a server on this machine."""
        self._driver.get(url)
        self.run("localStorage.clear()")
        self._driver.get(url)

    def offline(self, on: bool) -> None:
        """Cut the page off from the network, or connect it again."""
        self.command("Network.enable", {})
        limits = {"offline": on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.command("Network.emulateNetworkConditions", limits)

    def wait(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"not in {seconds} seconds"
            time.sleep(0.05)

    def reload(self) -> None:
        self._driver.refresh()

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page, and return what it returns."""
        return self._driver.execute_script(script, *arguments)

    def run_async(self, script: str) -> Any:
        """Run a script that calls its last argument with what it returns."""
        return self._driver.execute_async_script(script)

    def messages(self) -> list[str]:
        """Return what the console said since the last time."""
        return [entry["message"] for entry in self._driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self._driver.switch_to.active_element.send_keys(key)

    def picture(self, path: Path) -> None:
        """Save what the window shows as a PNG."""
        self._driver.save_screenshot(str(path))

    def all(self, selector: str) -> list[Any]:
        return self._driver.find_elements("css selector", selector)

    def click(self, text: str) -> None:
        """Click the button with a text."""
        (found,) = [each for each in self.all("button") if each.text.strip() == text]
        found.click()

    def pick(self, text: str) -> None:
        """Tap the option with a text."""
        (found,) = [each for each in self.all("button.option") if each.text.split("\n")[-1] == text]
        found.click()

    def options(self) -> list[str]:
        return [str(each.text.split("\n")[-1]) for each in self.all(".option")]

    def text(self, selector: str) -> str:
        return "\n".join(each.text for each in self.all(selector))

    def buttons(self) -> list[str]:
        return [each.text for each in self.all("button")]

    def windows(self) -> list[str]:
        return [*self._driver.window_handles]

    def switch(self, window: str) -> None:
        self._driver.switch_to.window(window)

    def close_window(self, window: str, then: str) -> None:
        self.switch(window)
        self._driver.close()
        self.switch(then)

    def lines(self) -> list[dict[str, Any]]:
        """Return the answers as the page hands them out."""
        content = str(self.run("return document.getElementById('lines').value"))
        return [json.loads(line) for line in content.split("\n") if line]

    def saved(self, seconds: float = 30) -> Path:
        """Save the answers as a file, and return it."""
        before = {*self.downloads.iterdir()}
        self.click("Save as a file")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [path for path in {*self.downloads.iterdir()} - before if path.suffix == ".jsonl"]
            if found:
                return found[0]
            time.sleep(0.05)
        raise AssertionError("no file was saved")

    def rules(self, body: str, cases: list[Any]) -> list[Any]:
        """Return what a function over the page's rules returns for each case. body: its expression."""
        import zgcquiz.formats.web as web

        source = "".join((Path(web.__file__).parent / f"{name}.js").read_text("utf-8") for name in RULE_FILES)
        found = self.run(f"{source}\nreturn JSON.stringify(JSON.parse(arguments[0]).map({body}));", json.dumps(cases))
        result: list[Any] = json.loads(found)
        return result
