"""The examples in the engine's docstrings: each says what it says it does."""

import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import casebook

SOURCE = Path(casebook.__file__).parent


def list_examples() -> Iterator[doctest.DocTest]:
    # Only modules with examples are loaded: all of them would take longer than the examples.
    for path in sorted(SOURCE.rglob("*.py")):
        if ">>> " in path.read_text("utf-8"):
            name = ".".join(["casebook", *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__")
            module = importlib.import_module(name)
            yield from (each for each in doctest.DocTestFinder().find(module) if each.examples)


EXAMPLES = list(list_examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name.removeprefix("casebook."))
def test_an_example_gives_what_it_says(example: doctest.DocTest) -> None:
    said: list[str] = []
    failed = doctest.DocTestRunner().run(example, out=said.append).failed
    assert not failed, "".join(said)


def test_the_engine_has_examples() -> None:
    assert len(EXAMPLES) >= 15
