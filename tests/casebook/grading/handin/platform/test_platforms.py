"""Every platform by every way of handing in: the right person, the right attempt, and a line for what was left.

The roster is the table that Moodle's, Canvas's and the others' exports come down to; its numbers are the platform's.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.grading.handin.collect import collect
from casebook.grading.handin.notebook.work import rebuild_notebook
from casebook.grading.handin.submission import read_notebook
from casebook.mark.learner import name_folder
from casebook.mark.response import read_response, write_response

from .platforms import PLACES, Person, Sent, download, worksheet

Write = Callable[..., Any]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 10, 6, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)

ADA = Person("a.example", "Ada", "Example", "4711")
BEN = Person("b.example", "Ben", "Example", "4712")
UMLAUT = Person("j.mueller", "Jürgen", "Müller-Lüdenscheidt", "4713")
HAN = Person("w.wang", "伟", "王", "4714")
TOM, TIM = Person("t.smith", "Tom", "Smith", "4715"), Person("t.smith2", "Tom", "Smith", "4716")
AWAY = Person("z.away", "Zoë", "Away", "4717")
PEOPLE = [ADA, BEN, UMLAUT, HAN, TOM, TIM, AWAY]

PLAIN = sorted(PLACES)
TOLD_BY_NAME = ("google", "teams")
"""Platforms that give names and no number."""


class Desk:
    """An educator's desk: a course, a platform, and what is handed in."""

    def __init__(self, course: Course, write: Write, folder: Path, place: str) -> None:
        self.course, self.write, self.folder, self.place = course, write, folder, place
        self.roster = folder / "class.csv"
        if place.startswith("moodle"):
            self.roster.write_bytes(worksheet(PEOPLE))
        else:
            lines = [f"{each.learner},{each.number},{each.first},{each.last},{each.email}" for each in PEOPLE]
            self.roster.write_text("\n".join(["learner,lms_id,First name,Last name,Email", *lines]), "utf-8")
        self.count = 0

    def sent(self, person: Person, warm: str = "warm", own: str | None = None, **more: Any) -> Sent:
        data = write_response(self.write(self.course, person.learner if own is None else own, second_cup__warm=warm))
        return replace(Sent(person, "response.json", data, MONDAY), **more)

    def notebook(self, person: Person) -> Sent:
        blank = read_notebook((self.course.exercises / "tea" / "tea.ipynb").read_bytes())
        data = rebuild_notebook(blank, self.write(self.course, person.learner))
        return Sent(person, "tea.ipynb", data, MONDAY)

    def collect(self, *sent: Sent) -> CollectSummary:
        self.count += 1
        path = download(PLACES[self.place], list(sent), self.folder / f"download-{self.count}.zip")
        return collect(self.course, "tea", path, roster=self.roster, now=NOW)

    def warm(self, person: Person) -> Any:
        """What a person's hand-in that counts answers to the question whether the tea was warm."""
        return self.taken(person).responses.get("second-cup--warm")

    def taken(self, person: Person) -> Any:
        return read_response((self.home(person) / "response.json").read_bytes(), "tea")

    def home(self, person: Person) -> Path:
        return self.course.submitted / name_folder(person.learner) / "tea"

    def folders(self) -> list[str]:
        return sorted(path.name for path in self.course.submitted.iterdir()) if self.course.submitted.is_dir() else []


@pytest.fixture(params=PLAIN)
def desk(released: Course, write: Write, tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    released_without_id = Desk(released, write, folder, request.param)
    if request.param.startswith("moodle"):
        # In Moodle marks are kept under the ID number; the worksheet tells it beside the assignment's own number.
        assert b"Identifier" in released_without_id.roster.read_bytes()
    return released_without_id


def rows(summary: CollectSummary, outcome: str) -> list[str]:
    return sorted({row.learner for row in summary.rows if row.outcome == outcome})


ABSENT = sorted(each.learner for each in PEOPLE)


def missing(*there: Person) -> list[str]:
    return sorted({each.learner for each in PEOPLE} - {each.learner for each in there})


def test_a_file(desk: Desk) -> None:
    summary = desk.collect(desk.sent(ADA), desk.sent(BEN, "iced"), Sent(BEN, "notes.pdf", b"%PDF-1.4", MONDAY))
    assert desk.folders() == ["a.example", "b.example"]
    assert (desk.warm(ADA), desk.warm(BEN)) == ("warm", "iced")
    assert rows(summary, "taken") == ["a.example", "b.example"]
    assert rows(summary, "not a hand-in") == ["b.example"]
    assert rows(summary, "nothing handed in") == missing(ADA, BEN)


def test_pasted_text(desk: Desk) -> None:
    summary = desk.collect(desk.sent(ADA, "iced", pasted=True), desk.sent(BEN))
    assert desk.folders() == ["a.example", "b.example"]
    assert (desk.warm(ADA), desk.warm(BEN)) == ("iced", "warm")
    assert not summary.refused + summary.held and rows(summary, "nothing handed in") == missing(ADA, BEN)


def test_a_notebook(desk: Desk) -> None:
    summary = desk.collect(desk.notebook(ADA), desk.sent(BEN))
    assert "hottest-cup--code" in desk.taken(ADA).responses
    assert "a.example: no response file came with the notebook" in summary.text
    assert desk.folders() == ["a.example", "b.example"] and rows(summary, "nothing handed in") == missing(ADA, BEN)


def test_a_notebook_and_a_response(desk: Desk) -> None:
    summary = desk.collect(desk.notebook(ADA), desk.sent(ADA, "iced"), desk.sent(BEN))
    assert desk.warm(ADA) == "iced" and "hottest-cup--code" in desk.taken(ADA).responses
    assert desk.folders() == ["a.example", "b.example"]
    assert {row.outcome for row in summary.rows if row.learner == "a.example"} == {"taken"}


def test_two_attempts(desk: Desk) -> None:
    first = desk.sent(ADA, "iced")
    second = desk.sent(ADA, "warm", when=FRIDAY, attempt=2)
    if desk.place.startswith("moodle") or desk.place in ("canvas", "google"):
        # These give the last attempt only, so the earlier one comes from the earlier download.
        desk.collect(first)
        summary = desk.collect(second)
    else:
        summary = desk.collect(second, first)
        assert rows(summary, "superseded") == ["a.example"]
    assert desk.warm(ADA) == "warm" and rows(summary, "taken") == ["a.example"]
    again = desk.collect(first)
    assert desk.warm(ADA) == "warm", "an old file is no new hand-in"
    assert rows(again, "superseded") == ["a.example"] and not rows(again, "taken")


def test_late(desk: Desk) -> None:
    summary = desk.collect(desk.sent(ADA, when=FRIDAY, late=True), desk.sent(BEN, when=MONDAY))
    assert (desk.home(ADA) / "timestamp.txt").read_text().startswith("2026-11-20 15:42")
    assert (desk.home(BEN) / "timestamp.txt").read_text().startswith("2026-11-16 10:06")
    assert ("a.example: late, as Canvas says" in summary.text) == (desk.place == "canvas")


def test_another_s_id_inside(desk: Desk) -> None:
    summary = desk.collect(desk.sent(ADA), desk.sent(BEN, "iced", own=ADA.learner, when=FRIDAY))
    assert (desk.warm(ADA), desk.warm(BEN)) == ("warm", "iced")
    assert "b.example: the file names a.example; taken as b.example's" in summary.text
    assert rows(summary, "taken") == ["a.example", "b.example"]


def test_umlauts(desk: Desk) -> None:
    summary = desk.collect(desk.sent(UMLAUT, "iced"), desk.sent(ADA))
    assert desk.folders() == ["a.example", "j.mueller"] and desk.warm(UMLAUT) == "iced"
    assert "Jürgen Müller-Lüdenscheidt" in summary.text


def test_chinese_letters(desk: Desk) -> None:
    person = replace(HAN, first="王", last="伟") if desk.place in ("google", "teams") else HAN
    summary = desk.collect(desk.sent(person, "iced"), desk.sent(ADA))
    assert desk.folders() == ["a.example", "w.wang"] and desk.warm(HAN) == "iced"
    assert rows(summary, "nothing handed in") == missing(HAN, ADA)


def test_two_of_one_name(desk: Desk) -> None:
    first, second = (
        desk.sent(TOM),
        desk.sent(TIM, "iced", name="again.json" if desk.place in TOLD_BY_NAME else "response.json"),
    )
    summary = desk.collect(first, second)
    assert (desk.warm(TOM), desk.warm(TIM)) == ("warm", "iced")
    assert rows(summary, "taken") == ["t.smith", "t.smith2"]


def test_two_of_one_name_whom_nothing_tells_apart(desk: Desk) -> None:
    summary = desk.collect(desk.sent(TOM, own="tom"), desk.sent(TIM, "iced", own="tom", name="again.json"))
    if desk.place in TOLD_BY_NAME:
        assert desk.folders() == [] and len(summary.held) == 2
        assert "t.smith and t.smith2 are all called Tom Smith in the roster" in summary.text
        assert rows(summary, "nothing handed in") == missing(TOM, TIM)
    else:
        assert (desk.warm(TOM), desk.warm(TIM)) == ("warm", "iced")
