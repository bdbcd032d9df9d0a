"""Judgements and notes as files: only ever added to, whole after a crash, and nobody's name a path."""

from dataclasses import replace
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.grading.written.bank import change_notes, read_notes
from casebook.grading.written.judgement import (
    FIRST,
    Judgement,
    append_judgement,
    list_markers,
    name_marker,
    open_judgements,
    read_judgements,
)
from casebook.problem import CasebookError

NOTE = Judgement(student="m.smith", item="cup--note", score=2.5, points=(2.0, 0.5), comment="Good \u202e", answer="abc")


def test_the_last_word_on_an_answer_counts_and_may_take_it_back(tmp_path: Path) -> None:
    append_judgement(tmp_path, "anna", NOTE)
    append_judgement(tmp_path, "anna", replace(NOTE, score=1.0))
    (found,) = read_judgements(tmp_path, "anna").values()
    assert (found.score, found.points, found.comment) == (1.0, (2.0, 0.5), NOTE.comment) and found.when
    append_judgement(tmp_path, "anna", replace(NOTE, score=None))
    assert read_judgements(tmp_path, "anna") == {}
    assert len((tmp_path / "anna.jsonl").read_text().splitlines()) == 3


def test_a_line_that_a_crash_cut_short_costs_itself_and_nothing_else(tmp_path: Path) -> None:
    append_judgement(tmp_path, FIRST, NOTE)
    path = tmp_path / "first.jsonl"
    path.write_text(path.read_text() + path.read_text()[:40])
    append_judgement(tmp_path, FIRST, replace(NOTE, student="j.doe"))
    assert {student for student, _ in read_judgements(tmp_path, FIRST)} == {"m.smith", "j.doe"}


def test_markers_are_known_by_the_names_they_gave_and_files_are_private(course: Course) -> None:
    folder = open_judgements(course, "tea")
    name = name_marker("  Anna  ../../Ng ")
    append_judgement(folder, name, NOTE)
    append_judgement(folder, FIRST, NOTE)
    assert list_markers(folder) == ["Anna ../../Ng"]
    assert {path.parent for path in folder.glob("*.jsonl")} == {folder}
    assert (folder.parent.stat().st_mode & 0o077, (folder / "first.jsonl").stat().st_mode & 0o077) == (0, 0)


@pytest.mark.parametrize("name", ["", " ", "first", "Settled", "x" * 61, "a\x1b[2J"])
def test_a_name_that_means_something_else_or_nothing_is_refused(name: str) -> None:
    with pytest.raises(CasebookError, match="--as"):
        name_marker(name)


def test_the_note_bank_keeps_a_comment_once_by_item_and_drops_it(tmp_path: Path) -> None:
    change_notes(tmp_path, "cup--note", "Add the **time**.", keep=True)
    assert change_notes(tmp_path, "cup--note", " Add the **time**. ", keep=True) == ["Add the **time**."]
    assert change_notes(tmp_path, "cup--note", "And who.", keep=True) == ["Add the **time**.", "And who."]
    assert read_notes(tmp_path, "other--note") == []
    assert change_notes(tmp_path, "cup--note", "Add the **time**.", keep=False) == ["And who."]
    (tmp_path / "notes.json").write_text("not json")
    assert read_notes(tmp_path, "cup--note") == []
