"""Playwright, started once in a process: it refuses to be started beside itself, and two suites drive Chromium."""

import atexit
from functools import cache

from playwright.sync_api import Playwright, sync_playwright


@cache
def start_playwright() -> Playwright:
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started
