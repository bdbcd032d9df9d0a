"""A small case around a figure, and what its readers and its author are told."""

from collections.abc import Callable
from typing import Any

import pytest

from casebook.author.check import check_case
from casebook.author.reader import read_case
from casebook.kind.split import split_case
from casebook.text.case import Case

HEAD = """---
id: first-cup
title: A first cup
objectives: [tea-1]
level: apply
minutes: 5
numbers:
  top: {from: 150, to: 180, step: 1, unit: mmHg}
  pulse: {value: 88, unit: 1}
---
A guest.

"""
ITEM = "\n\n## cup: Which cup?\n- [x] warm: Warm\n  > {fact}`tea.warm`\n- [ ] iced: Iced\n  > Another course.\n"

FIRST = 13
"""The line of the file on which a figure begins."""


def read_story(story: str) -> Case:
    case = read_case(f"{HEAD}{story}{ITEM}".encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), [str(each) for each in case]
    return case


@pytest.fixture
def read() -> Callable[[str], Case]:
    return read_story


@pytest.fixture
def publish(tea: Any) -> Callable[[str], dict[str, Any]]:
    """Return what gives the public half of a case with this story."""
    return lambda story: dict(split_case(read_story(story), tea, b"a salt of sixteen")[0])


@pytest.fixture
def list_faults(tea: Any) -> Callable[[str], list[str]]:
    """Return what lists the problems of a case with this story, each from its line on: ``13: what - what to do``."""
    return lambda story: [
        str(problem).removeprefix("book/tea/first-cup.case.md:") for problem in check_case(read_story(story), tea)
    ]
