"""An exercise on paper: a sheet without keys and a key with all of them, in one version of the numbers."""

import html
import re
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.source import Source, make_source, read_checked
from casebook.folder import mirror_folder, write_file
from casebook.mark.quantity import format_quantity
from casebook.problem import CasebookError
from casebook.site.handout.paper import make_key_sheet, make_question_sheet
from casebook.site.handout.write import write_paper

SECRETS = (
    "Age comes before beauty",
    "Ten times too much",
    "what was served",
    'return max(cups, key=lambda cup: float(cup["heat"]))',
)


def share(course: Course) -> Source:
    """Give the class one version of the numbers, and release."""
    cover = course.answers / "tea" / "exercise.md"
    cover.write_text(cover.read_text().replace("title:", "numbers: same\ntitle:"))
    source = make_source(course, read_checked(course, "tea"))
    for name, data in source.answers.items():
        write_file(course.answers / "tea" / name, data)
    mirror_folder(source.release, course.exercises / "tea")
    return source


def words(page: bytes) -> str:
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(text).replace("\u00a0", " ").split())


def test_the_sheet_has_every_question_a_place_for_the_name_and_nothing_of_the_answers(released: Course) -> None:
    source = share(released)
    page = make_question_sheet(source)
    text = words(page)
    items: list[Any] = [item for part in source.halves.public["parts"] for item in part["items"]]
    assert all(words(item["question"].encode()) in text for item in items)
    assert "Name or number:" in text
    assert not [secret for secret in (*SECRETS, "secretgreen") if secret in text]
    assert b"<script" not in page


def test_the_key_has_key_reasons_rubric_and_solution_with_the_numbers_of_the_sheet(released: Course) -> None:
    source = share(released)
    text = words(make_key_sheet(source))
    assert [secret for secret in SECRETS if secret not in text] == []
    secret = source.halves.secrets["second-cup--volume"]
    assert format_quantity(secret["keys"][0], secret["unit"]).replace("\u00a0", " ") in text
    weight = source.halves.public["parts"][0]["numbers"]["weight"][0].replace("\u00a0", " ")
    assert weight in text and weight in words(make_question_sheet(source))


def test_numbers_of_each_learner_s_own_are_refused_with_what_to_do(released: Course) -> None:
    source = make_source(released, read_checked(released, "tea"))
    for make in (make_question_sheet, make_key_sheet):
        with pytest.raises(CasebookError, match=r"^answers/tea/exercise\.md: .* write numbers: same into its header"):
            make(source)


def test_nothing_is_written_for_an_exercise_with_numbers_of_each_learner_s_own(released: Course) -> None:
    with pytest.raises(CasebookError):
        write_paper(released, "tea")
    assert not (released.root / "marks").exists() and not (released.root / "_build").exists()


def test_the_key_lies_with_the_marks_and_the_sheet_with_what_is_handed_out(released: Course) -> None:
    share(released)
    sheet, key = write_paper(released, "tea")
    assert (sheet, key) == (
        released.root / "_build" / "handout" / "tea-paper.html",
        released.root / "marks" / "tea-key.html",
    )
    assert "Age comes before beauty" in key.read_text() and "Age comes before beauty" not in sheet.read_text()
