"""The course without a network in each engine: kept on a first visit, read with the host gone."""

from collections.abc import Iterator

import pytest

from ..browser.host import Host
from .driver import Driver
from .walker import Walker


@pytest.fixture
def visitor(walker: Walker, host: Host) -> Iterator[Walker]:
    """A reader at an address that is no preview on this computer; afterwards the host is there again."""
    walker.address = host.address
    yield walker
    if not host.server:
        host.on()


def test_after_one_visit_pages_facts_and_search_are_there_without_a_host(
    visitor: Walker, driver: Driver, host: Host
) -> None:
    visitor.open("index.html")
    assert visitor.wait("() => document.documentElement.dataset.offline") == "yes"
    state = "() => navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')"
    visitor.wait(state)
    # What came before the worker is its own from the next page on.
    visitor.open("start/index.html")
    visitor.wait("() => navigator.serviceWorker.controller")
    host.off()
    for page in ("dosing/infusion.html", "pharmacology/one-infusion.html"):
        visitor.open(page)
        assert visitor.count("h1") == 1, page
    visitor.wait("() => document.querySelector('.cb-simulator.is-live')")
    visitor.click("main a.fact")
    visitor.wait("() => document.querySelector('[role=dialog]')?.innerText.includes('Source')")
    visitor.click("[role=dialog] button", "Close")
    visitor.open("search.html")
    visitor.type("#search-field", "bladder")
    assert visitor.wait("() => document.querySelectorAll('.search-results a').length") > 5
    assert visitor.listen() == []
    visitor.open("dosing/there-is-none.html")
    assert visitor.read("h1") == "There is no page here"
    assert all("there-is-none" in said or "404" in said for said in visitor.listen())
