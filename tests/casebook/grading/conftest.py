"""A zygote for the tests that run a trainee's code, started once."""

from collections.abc import Iterator

import pytest

from casebook.grading.box.sandbox import Place, Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote(["csv"]) as started:
        yield started


@pytest.fixture
def place(zygote: Zygote) -> Iterator[Place]:
    """A line to the zygote, for one box at a time."""
    with zygote.connect() as line:
        yield Place(line, zygote.fence)
