"""The built course in three engines, each driven by what it brings: a browser's own way, and one protocol for the tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.author.course import find_course
from casebook.site.build import build_site
from casebook.site.offline import write_worker

from ..browser.host import Host
from .chromium import Chromium
from .driver import Driver
from .ear import give_ear
from .firefox import Firefox
from .walker import Walker
from .webkit import WebKit

ROOT = Path(__file__).parents[2]
ENGINES = {each.name: each for each in (Chromium, Firefox, WebKit)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that the plain test command leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def site() -> Path:
    """The whole course, built as a reader gets it."""
    return build_site(find_course(ROOT), say=lambda line: None)


@pytest.fixture(scope="session", params=ENGINES)
def driver(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    folder = tmp_path_factory.mktemp(request.param) / "downloads"
    folder.mkdir()
    started: Driver = ENGINES[request.param](folder)
    yield started
    started.close()


@pytest.fixture(scope="session")
def folder(driver: Driver, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is put up for an engine."""
    if driver.name != "webkit":
        return site
    heard = Path(shutil.copytree(site, tmp_path_factory.mktemp("heard") / "site"))
    give_ear(heard)
    write_worker(heard)
    return heard


@pytest.fixture(scope="session")
def host(folder: Path) -> Iterator[Host]:
    served = Host(folder, prefix="")
    yield served
    served.off()


@pytest.fixture
def walker(driver: Driver, host: Host) -> Iterator[Walker]:
    """A new reader, of whom afterwards nothing may have been refused, failed or complained of."""
    for path in driver.folder.iterdir():
        path.unlink()
    driver.start()
    walker = Walker(driver, host)
    walker.listen()
    yield walker
    assert walker.listen() == []
