"""What is told at the end of a run of grading."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.response import Response, write_response


def test_what_is_the_same_for_many_items_of_a_person_is_one_line(
    opened: Course, write: Callable[..., Response], tmp_path: Path
) -> None:
    response = write(opened, hottest_cup__code=None)
    other = 0 if response.variants["second-cup"] else 1
    path = tmp_path / "m.smith.json"
    path.write_bytes(write_response(replace(response, variants={**response.variants, "second-cup": other})))
    collect(opened, "tea", path, now=datetime(2026, 11, 20, 12, tzinfo=UTC))
    waiting = grade_exercise(opened, "tea").waiting
    (line,) = [line for line in waiting if "the numbers shown are not those of the name in the file" in line]
    assert line.startswith("m.smith: second-cup--") and line.count("second-cup--") > 1
