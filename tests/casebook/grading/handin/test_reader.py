"""What is made of one hand-in: its time by the term's clock, and whom the file inside of it names."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.mark.response import write_response

Write = Callable[..., Any]
Download = Callable[..., CollectSummary]
ADA = "Ada Example_101_assignsubmission_file_/response.json"


@pytest.fixture(params=["UTC", "America/New_York"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer whose own clock is set to a zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(("clock", "late"), [("17:30", ""), ("17:00", "late by 30 min")])
def test_times_of_a_download_are_read_in_the_zone_of_the_term(
    released: Course, write: Write, download: Download, clock: str, late: str
) -> None:
    (released.root / "term.toml").write_text(f"zone = 'Europe/Berlin'\n[tea]\ndue = 2026-11-20T{clock}:00\n")
    said = download({ADA: write_response(write(released, "ada"))}).text
    assert "the times of the download tell no time zone; they were read by Europe/Berlin" in said
    assert late in said and ("late" in said) == bool(late)
    (stamp,) = Path(released.submitted).rglob("timestamp.txt")
    assert stamp.read_text().startswith("2026-11-20 16:30")


def test_without_a_zone_the_line_says_that_this_computer_s_clock_was_taken(
    released: Course, write: Write, download: Download
) -> None:
    (released.root / "term.toml").write_text("[tea]\ndue = 2026-11-20T18:00:00\n")
    said = download({ADA: write_response(write(released, "ada"))}).text
    assert "the times of the download tell no time zone; they were read by this computer's clock" in said


def test_a_time_in_the_future_is_not_believed_and_the_line_says_so(
    released: Course, write: Write, download: Download
) -> None:
    (released.root / "term.toml").write_text("zone = 'Europe/Berlin'\n")
    now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    said = download({ADA: write_response(write(released, "ada"))}, now=now).text
    assert "the time that came with it, 2026-11-20 17:30 CET by Europe/Berlin, is in the future" in said
    assert "so that of this collection counts" in said


def test_a_name_that_several_have_is_not_said_to_be_another_s(
    released: Course, write: Write, download: Download
) -> None:
    roster = "learner,lms_id,name\nada.1,101,Ada Example\nada.2,102,Ada Example\nben,103,Ben Other\n"
    said = download({ADA: write_response(write(released, "Ada Example"))}, roster=roster).text
    assert "ada.1: the file names Ada Example; taken as ada.1's, on the numbers shown to Ada Example" in said
    assert "ada.2 in the roster" not in said
    other = download({ADA: write_response(write(released, "Ben Other", second_cup__warm="iced"))}).text
    assert "the file names Ben Other, who is ben in the roster; taken as ada.1's" in other
