"""Somebody at the page in a real browser, and the browser."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect, sync_playwright

SIZES: Final[dict[str, dict[str, Any]]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
    },
    "desk": {"viewport": {"width": 1280, "height": 800}},
}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Where the system's Chromium is."""
    return shutil.which("chromium")


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """What a person does and sees on a page of `context`."""

    def __init__(self, context: BrowserContext, address: str, *, touch: bool) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.touch = touch
        self.complaints: list[str] = []
        """What the browser found wrong: errors, refused content, pop-ups, requests to other hosts."""
        host = urlsplit(address).netloc

        def note_address(url: str) -> None:
            if urlsplit(url).scheme != "data" and urlsplit(url).netloc != host:
                self.complaints.append(f"request to {url}")

        def close_dialog(dialog: Dialog) -> None:
            self.complaints.append(f"dialog {dialog.message}")
            dialog.dismiss()

        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type != "log" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: note_address(request.url))
        self.page.on("websocket", lambda socket: note_address(socket.url))
        self.page.on("dialog", close_dialog)

    @property
    def answers(self) -> Locator:
        """Everything the bot said."""
        return self.page.locator("article.message.bot")

    @property
    def sayings(self) -> Locator:
        """Everything the person said."""
        return self.page.locator("article.message.me")

    def opens_the_page(self, address: str = "/") -> None:
        """Come for the first time, and be greeted."""
        self.page.goto(self.address + address)
        expect(self.answers).to_have_count(1)

    def reloads(self) -> None:
        """Load the page again, and have the line again."""
        shown = self.page.locator("article.message[data-id]").count()
        self.page.reload()
        expect(self.page.locator("article.message[data-id]")).to_have_count(shown)

    def presses(self, target: Locator) -> None:
        """Tap or click, as the device has it."""
        if self.touch:
            target.tap()
        else:
            target.click()

    def types(self, text: str) -> None:
        """Fill the field."""
        self.page.locator("#text").fill(text)

    def says(self, text: str) -> None:
        """Type and send."""
        self.types(text)
        self.presses(self.page.locator("#send"))

    def sees(self, part: str) -> Locator:
        """The newest message of the bot, with this in it."""
        expect(self.answers.last).to_contain_text(part)
        return self.page.locator(f'article.bot[data-id="{self.answers.last.get_attribute("data-id")}"]')

    def hears(self, text: str, part: str) -> Locator:
        """Say something and see the one answer to it."""
        before = self.answers.count()
        self.says(text)
        answer = self.sees(part)
        expect(self.answers).to_have_count(before + 1)
        return answer

    def taps(self, label: str) -> None:
        """Press the newest button with this label, and see that something is said to it."""
        before = self.answers.count()
        self.presses(self.page.locator("article .buttons button").filter(has_text=re.compile(f"^{label}$")).last)
        expect(self.answers).to_have_count(before + 1)

    def is_told(self, part: str) -> None:
        """A short note with this in it."""
        expect(self.page.locator("#toasts .toast").last).to_contain_text(part)

    def token(self) -> str:
        """The secret that opens the history."""
        token: str = self.page.evaluate("() => localStorage['jinyue.token']")
        return token

    def pardons(self, *parts: str) -> None:
        """Forget complaints that were to be expected."""
        self.complaints = [line for line in self.complaints if not any(part in line for part in parts)]
