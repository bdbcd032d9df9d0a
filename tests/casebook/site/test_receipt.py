"""A build with nothing to do is done at once; anything that changed, on either side, makes it a real one."""

from dataclasses import replace
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.site.receipt import digest_inputs, is_current, write_receipt

WHEELS = {"tea.whl": b"leaves"}


@pytest.fixture
def built(course: Course) -> Course:
    """A course with a site that was built from it."""
    (course.root / "_config.yml").write_text("title: Tea\n")
    for folder in (course.book, course.exercises):
        folder.mkdir(exist_ok=True)
        (folder / "page.md").write_text("# Tea\n")
    course.site.mkdir(parents=True)
    (course.site / "index.html").write_text("<p>Tea</p>")
    write_receipt(course, digest_inputs(course, WHEELS))
    return course


def test_nothing_changed_is_nothing_to_do(built: Course) -> None:
    assert is_current(built, digest_inputs(built, WHEELS))


def test_without_a_receipt_or_with_a_broken_one_there_is_something_to_do(built: Course) -> None:
    path = built.site.parent / "receipt.json"
    path.write_text("{")
    assert not is_current(built, digest_inputs(built, WHEELS))
    path.unlink()
    assert not is_current(built, digest_inputs(built, WHEELS))


@pytest.mark.parametrize("place", ["_config.yml", "book/page.md", "book/new.case.md", "exercises/page.md"])
def test_a_changed_file_of_the_course_counts(built: Course, place: str) -> None:
    (built.root / place).write_text("another\n")
    assert not is_current(built, digest_inputs(built, WHEELS))


def test_a_changed_answer_wheel_option_or_fact_counts(built: Course) -> None:
    before = digest_inputs(built, WHEELS)
    (fact,) = [fact for name, fact in built.subject.facts.items() if name == "tea.warm"]
    facts = {**built.subject.facts, "tea.warm": replace(fact, statement="Tea is served hot.")}
    hot = replace(built, subject=replace(built.subject, facts=facts))  # type: ignore[type-var]
    assert digest_inputs(hot, WHEELS) != before
    assert digest_inputs(built, {"tea.whl": b"twigs"}) != before
    assert digest_inputs(built, WHEELS, "https://example.org/") != before
    (built.root / "answers" / "new").mkdir(parents=True)
    (built.root / "answers" / "new" / "cup.case.md").write_text("# Cup\n")
    assert digest_inputs(built, WHEELS) != before


def test_a_site_that_somebody_touched_is_built_again(built: Course) -> None:
    inputs = digest_inputs(built, WHEELS)
    (built.site / "more.html").write_text("")
    assert not is_current(built, inputs)
    (built.site / "more.html").unlink()
    (built.site / "index.html").write_text("<p>Ale</p>")
    assert not is_current(built, inputs)


def test_a_receipt_can_be_read_by_the_next_build_from_anywhere(built: Course, tmp_path: Path) -> None:
    assert str(tmp_path) not in (built.site.parent / "receipt.json").read_text()
