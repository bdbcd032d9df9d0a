"""Retired items: an id is never used again, and what came in its place is there."""

from pathlib import Path
from typing import Any

import pytest

from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.check import check_log
from casebook.judge.retired import check_retired, read_retired

GONE = '[[retired]]\nitem = "{}"\non = 2026-11-28\nbecame = {}\nwhy = "It asked for manners."\n'


def find(course: Course, text: str) -> list[str]:
    (course.book / "retired.toml").write_text(text)
    retired, problems = read_retired(course)
    return [str(problem) for problem in [*problems, *check_retired(read_bank(course), retired)]]


@pytest.mark.parametrize("became", ["[]", '["first-cup--warm"]', '["first-cup--older"]'])
def test_an_item_that_went_is_left_alone(course: Course, became: str) -> None:
    older = GONE.format("first-cup--older", "[]")
    assert find(course, f"{older}\n{GONE.format('first-cup--old', became)}") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GONE.format("first-cup--warm", "[]"), "book/retired.toml:1: first-cup--warm is retired, and an item has its id - give"),
        (GONE.format("a--b", "[]") * 2, "book/retired.toml:6: a--b is retired twice - keep one of the two"),
        (GONE.format("a--b", '["first-cup--wram"]'), "a--b became first-cup--wram, which is no item - name an item, did you mean first-cup--warm?"),
        (GONE.format("a--b", "3"), "a retired item can't be used: became is no list of items"),
        ("[[retired]]\nitem = \"a--b\"\n", "it has no date"),
        ("[[retire]]\n", "it is headed retire - write [[retired]]"),
        (GONE.format("a--b", "[]").replace("why", "because"), "it has no entry called because"),
        ("[[retired]", "book/retired.toml:1: the file is not valid TOML"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line(course: Course, text: str, said: str) -> None:
    assert said in "\n".join(find(course, text))


def test_readings_of_a_retired_item_stay_as_history(course: Course, monkeypatch: Any) -> None:
    log = '[[reading]]\nitem = "first-cup--old"\nfingerprint = "0"\nwording = "0"\nreader = "second reader"\n'
    log += 'date = 2026-11-20\nanswer = "a"\nlevel = "apply"\nagrees = true\n'
    (course.book / "readings.toml").write_text(log)
    path = Path(course.book / "retired.toml")

    def idle() -> int:
        return sum(
            problem.rule == "idle-reading"
            for problem in check_log(course, read_bank(course), retired=read_retired(course)[0])
        )

    assert idle() == 1
    path.write_text(GONE.format("first-cup--old", "[]"))
    assert idle() == 0
