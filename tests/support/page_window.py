"""The page as its reader has it: a window of headless Chromium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.web_server import WebServer

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESK: "ViewportSize" = {"width": 1280, "height": 900}
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_DROP = """([name, content]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([content], name));
  for (const type of ["dragover", "drop"]) {
    const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent(type, options));
  }
}"""


class Visit:
    """A browser window, what it asked for and what it complained of."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(15_000)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, server: WebServer, fragment: str = "") -> None:
        """Opens the page afresh, and waits for its map."""
        self.page.goto("about:blank")
        self.page.goto(server.address + fragment)
        self.page.wait_for_selector('.map .land[d^="M"]')

    def follow(self, fragment: str) -> None:
        """Goes to a fragment of the page that is open, as a link on it does."""
        self.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)

    def annotate(self, text: str, title: str = "") -> None:
        """Types an article and has it annotated."""
        self.page.fill("#title", title)
        self.page.fill("#text", text)
        self.page.click("#annotate")
        self.page.wait_for_selector("#story:visible")

    def drop(self, name: str, content: str) -> None:
        """Drops a file onto the middle of the page."""
        self.page.evaluate(_DROP, [name, content])

    def count(self, selector: str) -> int:
        """Returns how many elements there are."""
        return int(self.page.locator(selector).count())


@contextmanager
def open_window() -> Iterator[Visit]:
    """Opens a window; needs playwright and a Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield Visit(browser.new_page(viewport=DESK, reduced_motion="reduce"))
        browser.close()
