"""Chromium, by Playwright."""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Download, Error, Page

from ..browser.play import start_playwright
from .driver import LeftPage, need


class Chromium:
    name = "chromium"

    def __init__(self, folder: Path) -> None:
        found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        self.folder = folder
        self.browser = start_playwright().chromium.launch(
            executable_path=need(found, "chromium"), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        self.context: BrowserContext | None = None
        self.page: Page
        self.said: list[str] = []

    def start(self) -> None:
        if self.context:
            self.context.close()
        self.said = []
        self.context = self.browser.new_context(locale="en-GB")
        self.context.set_default_timeout(30000)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self.note(request.url, request.failure))
        self.page.on("response", lambda answer: self.note(answer.url, answer.status if answer.status >= 400 else None))
        self.page.on("download", self.keep)

    def note(self, address: str, fault: object) -> None:
        # Leaving a page gives up what it still asks for; that is no fault of the page.
        if fault and fault != "net::ERR_ABORTED":
            self.said.append(f"failed: {address} ({fault})")

    def keep(self, download: Download) -> None:
        download.save_as(self.folder / download.suggested_filename)

    def set_size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def go(self, address: str) -> None:
        self.page.goto(address)

    def reload(self) -> None:
        self.page.reload()

    def run(self, function: str, *given: Any) -> Any:
        try:
            return self.page.evaluate(f"given => ({function})(...given)", list(given))
        except Error as error:
            if "context was destroyed" in error.message:
                raise LeftPage from error
            raise

    def tap(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def print_page(self, width: float, height: float) -> bytes:
        return self.page.pdf(width=f"{width}mm", height=f"{height}mm")

    def listen(self) -> list[str]:
        # What was said on the way here is heard only while something is asked.
        self.page.evaluate("0")
        said, self.said = self.said, []
        return said

    def close(self) -> None:
        self.browser.close()
