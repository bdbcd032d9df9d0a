"""What code may use: the command's options, then the course's settings, then what is usual; nonsense is refused in words."""

import pytest

from casebook.author.course import Course
from casebook.command import main
from casebook.grading.outcome import Limits
from casebook.grading.run.allowance import ALLOWANCES, read_limits
from casebook.problem import CasebookError


def configure(course: Course, *lines: str) -> Course:
    (course.root / "nbgrader_config.py").write_text("\n".join(["config = get_config()", *lines]) + "\n")
    return course


def test_without_a_word_it_is_what_is_usual(course: Course) -> None:
    assert read_limits(course) == Limits()


def test_the_settings_decide_and_the_options_before_them(course: Course) -> None:
    configure(course, "config.CasebookGrade.memory = 4096", "config.CasebookGrade.cell_time = 90")
    assert read_limits(course) == Limits(megabytes=4096, cell_seconds=90)
    given = {"memory": 512, "time": 60, "cell_time": None, "disk": 128, "processes": 16}
    assert read_limits(course, given) == Limits(
        megabytes=512, seconds=60, cell_seconds=90, disk_megabytes=128, processes=16
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("config.CasebookGrade.memory = 'much'", "CasebookGrade.memory: 'much' is not a number of MB - give a whole number from 64"),
        ("config.CasebookGrade.memory = True", "True is not a number of MB"),
        ("config.CasebookGrade.time = 0", "0 is not a number of seconds - give a whole number from 1 to 86400"),
        ("config.CasebookGrade.processes = 1", "1 is not a number of processes"),
        ("config.CasebookGrade.ram = 1", "CasebookGrade has no setting ram - it has cell_time, disk, memory, processes, time"),
    ],
)  # fmt: skip
def test_a_setting_that_is_none_is_refused(course: Course, line: str, says: str) -> None:
    with pytest.raises(CasebookError) as caught:
        read_limits(configure(course, line))
    assert says in str(caught.value)


def test_an_option_out_of_bounds_is_refused(course: Course) -> None:
    with pytest.raises(CasebookError, match=r"--cell-time: 90000 is not a number of seconds"):
        read_limits(course, {"cell_time": 90_000})


@pytest.mark.parametrize("option", [f"--{each.name.replace('_', '-')}" for each in ALLOWANCES])
def test_each_is_an_option_of_the_command(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["grade", option, "much"])
    assert ended.value.code == 2 and "much is not a whole number" in capsys.readouterr().err
