"""Names of folders and files as other platforms, plugins, languages and people make them: the outer name decides, whatever stands inside.

Each shape comes in a class of two, and each of the two files names somebody else inside.
"""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.handin.people.mention import find_mention
from casebook.grading.handin.people.roster import Member, Roster
from casebook.mark.response import write_response

from .test_platforms import ADA, BEN, NOW, PEOPLE

SHAPES = {
    "Moodle, unpacked with underscores": "Ada_Example_4711_assignsubmission_file_/response.json",
    "Moodle, family name first": "Example Ada_4711_assignsubmission_file_/response.json",
    "Moodle, with a comma": "Example, Ada_4711_assignsubmission_file_/response.json",
    "Moodle, blind, in German": "Teilnehmerin_4711_assignsubmission_file_/response.json",
    "Moodle, blind, in Spanish": "Participante_4711_assignsubmission_file_/response.json",
    "Moodle, in a folder of the course": "Kurs-Tee trinken-12345/Ada Example_4711_assignsubmission_file_/response.json",
    "Moodle, in a group with a hyphen": "Gruppe 1-B-Ada Example_4711_assignsubmission_file_/response.json",
    "Moodle, with folders of one's own": "Ada Example_4711_assignsubmission_file_/My work/v2/response.json",
    "Moodle, with another dash": "Ada–Example_4711_assignsubmission_file_/response.json",
    "Moodle's feedback folder": "Ada Example_4711_assignfeedback_file_/response.json",
    "Moodle, renamed by a plugin": "Example_Ada_response.json",
    "Moodle, renamed, with the number": "Example_4711_response.json",
    "Moodle, renamed, with the login": "Example_Ada_a.example_response.json",
    "Moodle, renamed, with address and date": "Example_Ada_a.exampleexample.org_2026-11-20_10-05-00.json",
    "Moodle's quiz, by person": "a.example - Ada Example/Q1 - Upload/response.json",
    "Moodle's quiz, by question": "Q1 - Tea/a.example - Ada Example/response.json",
    "Moodle's quiz, by number": "Q1/4711_Ada Example/Attempt1/response.json",
    "Moodle's programming lab": "Ada Example 4711 a.example@example_org/response.json",
    "Canvas, late and again": "exampleada_LATE_4711_9001_response-2.json",
    "Canvas's quiz": "exampleada4711_question_123_456_response.json",
    "Brightspace in German": "4711-90210 - Ada Example - 20. Nov. 2026 1542/response.json",
    "Brightspace in French": "4711-90210 - Ada Example - 20 nov. 2026 15 h 42/response.json",
    "Brightspace in French, month first": "4711-90210 - Ada Example - nov. 20, 2026 1542/response.json",
    "Brightspace in Spanish": "4711-90210 - Ada Example - 20 de nov de 2026 1542/response.json",
    "Brightspace in Spanish, half days": "4711-90210 - Ada Example - 20 noviembre, 2026 342 p. m/response.json",
    "Brightspace, with dashes of one's own": "4711-90210 - Ada Example - Nov 20, 2026 1205 PM - AExample - Homework 6.json",
    "Brightspace, in a folder of its download": "Tea Download Nov 20, 2026 542 PM/4711-90210 - Ada Example - Nov 20, 2026 542 PM/response.json",
    "Blackboard, without the task": "a.example_attempt_2026-11-20-10-05-00_response.json",
    "Google, copied": "Tea/Ada Example - Copy of response.json",
    "Google, copied in German": "Tea/Ada Example - Kopie von response.json",
    "Google, from Drive": "Tea-20261120T100500Z-001/Tea/Ada Example - response (1).json",
    "Google, by address": "Tea/a.example@example.org - response.json",
    "Google, name last": "Tea/response - Ada Example.json",
    "Teams, without versions": "Submitted files/Ada Example/Tea/response.json",
    "Teams, with a comma": "Submitted files/Example, Ada/Tea/Version 1/response.json",
    "Teams in German": "Student Work/Eingereichte Dateien/Ada Example/Tea/Version 1/response.json",
    "Teams in words nobody listed": "Übermittelte Dateien/Ada Example/Tea/Version 1/response.json",
    "ILIAS": "Abgaben/Example_Ada_a.example_99123/20261120100500_response.json",
    "ILIAS, for feedback": "multi_feedback_Tee_123/Example_Ada_a.example_99123/20261120100500_response.json",
    "OpenOlat": "Example_Ada_a.example/1_submissions/response.json",
    "Sakai": "Tea/Example, Ada(a.example)/Submission attachment(s)/response.json",
    "Schoology": "Ada Example - 123456/Revision 1 - response.json",
    "GitHub Classroom": "tea-submissions/tea-a.example/response.json",
    "Artemis": "tea-a.example-123/response.json",
    "an address as a folder": "a.example@example.org/response.json",
    "numbered by hand": "01 Ada Example/response.json",
    "numbered by hand, with underscores": "01_Ada_Example/response.json",
    "the number in brackets": "Ada Example (4711)/response.json",
    "the task and the name": "tea Ada Example.json",
    "the name and the task": "Example_Ada_tea.json",
    "the kind and the name": "response_Ada_Example.json",
}  # fmt: skip
OTHER = {"Ada": "Ben", "ada": "ben", "4711": "4712", "a.example": "b.example"}


def for_ben(path: str) -> str:
    for old, new in OTHER.items():
        path = path.replace(old, new)
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_the_outer_name_decides_whose_it_is(shape: str, released: Course, write: Any, tmp_path: Path) -> None:
    roster = tmp_path / "class.csv"
    lines = [f"{each.learner},{each.number},{each.first},{each.last},{each.email}" for each in PEOPLE]
    roster.write_text("\n".join(["learner,lms_id,First name,Last name,Email", *lines]), "utf-8")
    paths = {ADA.learner: SHAPES[shape], BEN.learner: for_ben(SHAPES[shape])}
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        # Ada's names Ben inside, Ben's a stranger.
        for (learner, path), own in zip(paths.items(), (BEN.learner, "stranger"), strict=True):
            warm = "warm" if learner == ADA.learner else "iced"
            archive.writestr(zipfile.ZipInfo(path, (2026, 11, 20, 15, 42, 0)), write_response(write(released, own, second_cup__warm=warm)))  # fmt: skip
    summary = collect(released, "tea", tmp_path / "download.zip", roster=roster, now=NOW)
    assert {row.learner: row.file for row in summary.rows if row.outcome == "taken"} == paths
    assert f"the file names {BEN.learner}; taken as {ADA.learner}'s" in summary.text
    assert summary.clean


CLASS = Roster((
    Member(learner="jdoe", first="Jane", last="Doe", lms_id="1001"), Member(learner="paul", first="Paul", last="Ng", lms_id="1002"),
    Member(learner="t.smith", first="Tom", last="Smith", lms_id="1003"), Member(learner="t.smith2", first="Tom", last="Smith", lms_id="1004"),
    Member(learner="s-1", first="Zoë", last="Łukasik", email="zoe@example.org"), Member(learner="20261", name="王伟"),
))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sure", "maybe"),
    [
        ("Doe_Jane_1", ["jdoe"], []), ("Tom Smith (late)", ["t.smith", "t.smith2"], []), ("Smith_Tom_t.smith2_77", ["t.smith2"], []),
        ("Smith 1003", ["t.smith"], []), ("Tom_Smith_1004_x", ["t.smith2"], []), ("submission_1003", [], []),
        ("tea-jdoe", [], ["jdoe"]), ("Paul Newman", [], ["paul"]), ("Ng, Paul (paul)", ["paul"], ["paul"]), ("zoe lukasik 3", ["s-1"], ["s-1"]),
        ("x zoe@example.org", ["s-1"], []), ("Jane", [], []), ("Doe", [], []), ("", [], []), ("20261", [], ["20261"]),
        ("Doe_Jane_t.smith", ["t.smith", "jdoe"], []),
    ],
)  # fmt: skip
def test_ids_and_whole_names_tell_and_a_word_or_number_alone_does_not(
    text: str, sure: list[str], maybe: list[str]
) -> None:
    mention = find_mention(CLASS, text)
    assert [member.id for member in mention.sure] == sure
    assert [member.id for member in mention.maybe] == maybe


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("01 Ada Example/for Ben Example.json", "names a.example and b.example of the roster"),
        ("Ada Example and Ben Example/response.json", "names a.example and b.example of the roster"),
        ("work of Tom Smith/response.json", "names t.smith and t.smith2 of the roster"),
    ],
)  # fmt: skip
def test_names_that_lead_to_several_are_held(
    path: str, says: str, released: Course, write: Any, tmp_path: Path
) -> None:
    roster = tmp_path / "class.csv"
    lines = [f"{each.learner},{each.first},{each.last}" for each in PEOPLE]
    roster.write_text("\n".join(["learner,First name,Last name", *lines]), "utf-8")
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        archive.writestr(path, write_response(write(released, BEN.learner)))
    summary = collect(released, "tea", tmp_path / "download.zip", roster=roster, now=NOW)
    assert not any(row.outcome == "taken" for row in summary.rows) and says in summary.text


def test_a_word_that_may_be_an_id_does_not_let_the_file_make_it_another_s(
    released: Course, write: Any, tmp_path: Path
) -> None:
    (tmp_path / "class.csv").write_text("learner,name\njdoe,Jane Doe\npng,Paul Ng\n")
    for number, (own, outcome) in enumerate({"png": "held", "jdoe": "taken"}.items()):
        with zipfile.ZipFile(tmp_path / f"{number}.zip", "w") as archive:
            archive.writestr("tea-jdoe/response.json", write_response(write(released, own)))
        summary = collect(released, "tea", tmp_path / f"{number}.zip", roster=tmp_path / "class.csv", now=NOW)
        assert [row.outcome for row in summary.rows if row.file and "tea-jdoe/" in row.file] == [outcome], summary.text
        assert not (released.submitted / "png").exists()


def test_files_with_the_same_content_each_have_a_line(released: Course, write: Any, tmp_path: Path) -> None:
    data = write_response(write(released, BEN.learner))
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name in ("one.json", "two.json", "three.json"):
            archive.writestr(name, data)
    summary = collect(released, "tea", tmp_path / "download.zip", now=NOW)
    assert sorted(row.file for row in summary.rows) == ["one.json", "three.json", "two.json"]
    assert sorted(row.outcome for row in summary.rows) == ["superseded", "superseded", "taken"]
    assert sum("the same as " in row.note for row in summary.rows) == 2
