"""`casebook check`: every mistake an author can make, said in one line, all in one run."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.check import check_bank, check_course, check_stale
from casebook.problem import Severity, format_problems

TODAY = date(2026, 11, 20)


def check(course: Course) -> list[str]:
    bank = read_bank(course)
    problems = [*bank.problems, *check_bank(bank, course.subject)]
    return format_problems(problems).split("\n") if problems else []


def edit(course: Course, old: str, new: str, name: str = "book/tea/first-cup.case.md") -> None:
    path = course.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_sound_course_has_no_problem(course: Course) -> None:
    assert check(course) == []


def test_a_course_is_held_to_its_blueprint_and_to_the_rules_of_item_writing(course: Course) -> None:
    rules = {problem.rule for problem in check_course(course, as_of=TODAY)}
    assert "none-graded" in rules
    assert "message-length" in rules


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("`tea.dose`", "`tea.dsoe`", "there is no fact tea.dsoe - name a fact of the register, did you mean tea.dose?"),
        (
            "{calc}`volume(weight, strength)` within",
            "{calc}`volum(weight, strength)` within",
            "there is no calculator volum",
        ),
        (
            "{calc}`volume(weight, strength)` within",
            "{calc}`volume_tenfold(weight, strength)` within",
            "volume_tenfold is a mistake",
        ),
        (
            "{calc}`volume(weight, strength)` within",
            "{calc}`guessed(weight)` within",
            "leans on tea.guess, which may not decide a mark",
        ),
        ("within 2 %", "within 2 mg", "the tolerance is in mg and the key in mL"),
        ("volume_tenfold(", "volume(", "within its tolerance"),
        ("{fact}`tea.warm`", "{fact}`tea.warm", "a role or placeholder is begun and not ended"),
        ("volume_tenfold(", "volume_rounded(", "within its tolerance"),
        (
            "to: 130",
            "to: 230",
            "an implausible variant (weight 230 kg, strength 10 mg/mL): a weight of 230 kg is outside",
        ),
        ("The iced one", "The iced one, 250 mL", "250 mL is a clinical number without a source"),
        ("asks for tea", "asks for tea within two hours", "two hours is a clinical number without a source"),
        ("{{ weight }}", "{{ wieght }}", "there is no number wieght in this case"),
        ("{fact}`tea.warm`", "{fcat}`tea.warm`", "there is no role {fcat}"),
        ("{fact}`tea.warm`", "{fact}`tea.guess`", "rests on no fact that may decide a mark"),
        (
            "The host waits.",
            "The host waits: {fact}`tea.guess`.",
            "option host rests on tea.guess, which may not decide a mark",
        ),
        ("{fact}`tea.warm`", "{fact}`tea.poison`", "must never be read as a dose"),
        ("[tea-1]", "[tea-2]", "there is no objective tea-2"),
    ],
)
def test_a_mistake_is_one_line_with_its_place_and_its_remedy(course: Course, old: str, new: str, said: str) -> None:
    edit(course, old, new)
    lines = check(course)
    matching = [line for line in lines if said in line]
    assert matching, lines
    path, number, rest = matching[0].split(":", 2)
    assert path == "book/tea/first-cup.case.md"
    assert int(number) > 0
    assert " - " in rest


def test_a_page_with_a_bare_number_or_an_unknown_fact_is_named(course: Course) -> None:
    page = course.book / "tea" / "index.md"
    page.write_text(
        page.read_text()
        + "\nPour 250 mL.\n\nSee {fact}`the rule <tea.cold>`.\n\n```{code-cell} ipython3\ndose = 0.5\n```\n"
    )
    lines = check(course)
    assert [line.split(":")[1] for line in lines] == ["5", "7", "10"]
    assert "250 mL" in lines[0]
    assert "tea.cold" in lines[1]
    assert "0.5" in lines[2]


def test_the_same_id_twice_is_named(course: Course) -> None:
    other = course.book / "coffee"
    other.mkdir()
    (other / "first-cup.case.md").write_text((course.book / "tea" / "first-cup.case.md").read_text())
    assert any("the id first-cup is used already in book/coffee/first-cup.case.md" in line for line in check(course))


def test_all_files_are_judged_in_one_run(course: Course) -> None:
    edit(course, "`tea.dose`", "`tea.dsoe`")
    (course.book / "tea" / "empty.case.md").write_bytes(b"")
    (course.book / "tea" / "latin.case.md").write_bytes(b"---\nid: caf\xe9\n")
    (course.answers / "tea").mkdir()
    (course.answers / "tea" / "broken.case.md").write_text("---\nid: [\n---\n")
    said = "\n".join(check(course))
    for path in ("tea/first-cup.case.md", "tea/empty.case.md", "tea/latin.case.md", "answers/tea/broken.case.md"):
        assert path in said


def test_what_is_well_in_a_file_is_judged_even_when_another_item_of_it_is_broken(course: Course) -> None:
    edit(course, "- [x] warm", "- [ ] warm")
    edit(course, "volume_tenfold(", "volume_elevenfold(")
    edit(course, "Guests come first: {fact}`tea.warm`", "Guests come first, within two hours: {fact}`tea.wram`")
    said = "\n".join(check(course))
    for what in ("the item warm has no key", "no calculator volume_elevenfold", "two hours is", "no fact tea.wram"):
        assert what in said


def test_a_broken_file_does_not_hide_what_release_and_readings_say_of_the_others(graded: Course) -> None:
    before = check_course(graded, as_of=TODAY)
    assert any("run casebook release" in problem.fix for problem in before)
    (graded.book / "tea" / "broken.case.md").write_text("---\nid: [\n---\n")
    after = check_course(graded, as_of=TODAY)
    assert {problem.path for problem in after if problem not in before} == {"book/tea/broken.case.md"}
    # How many items an objective has is not known while a file can't be read; all else is said as before.
    assert {problem.rule for problem in before if problem not in after} <= {"too-few-items", "none-graded"}


def test_a_stale_fact_is_a_warning_that_names_what_leans_on_it(course: Course) -> None:
    bank = read_bank(course)
    (problem, *_) = [
        p for p in check_stale(bank, course.subject, as_of=date(2029, 1, 1), strict=False) if "tea.dose" in p.what
    ]
    assert problem.severity is Severity.WARNING
    for user in ("book/tea/index.md", "the calculator volume", "book/tea/first-cup.case.md"):
        assert user in problem.what
    assert str(problem).startswith("tea.toml:3: warning: ")


def test_strict_makes_it_an_error_and_the_date_decides(course: Course) -> None:
    bank = read_bank(course)
    late = list(check_stale(bank, course.subject, as_of=date(2029, 1, 1), strict=True))
    assert {problem.severity for problem in late} == {Severity.ERROR}
    assert list(check_stale(bank, course.subject, as_of=TODAY, strict=True)) == []


@pytest.mark.parametrize(
    "data",
    [b"\x00" * 9, b"---\n---\n", b"---\nid: x\n---\n## \n- [x]\n", b"\xff\xfe\x00", b"---\n{}\n---\n" + b"> " * 5000],
)
def test_no_file_makes_the_command_show_a_traceback(tmp_path: Path, course: Course, data: bytes) -> None:
    (course.book / "tea" / "odd.case.md").write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-m", "casebook", "check"], cwd=course.root, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    assert "book/tea/odd.case.md:" in run.stdout


def test_outside_a_course_the_command_says_where_to_go(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "casebook", "check"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert run.stderr.endswith("is not in a course - go to the folder that holds nbgrader_config.py\n")


def test_problems_are_printed_in_the_order_of_files_and_lines(course: Course, capsys: Any) -> None:
    edit(course, "`tea.dose`", "`tea.dsoe`")
    edit(course, "The iced one", "The iced 250 mL")
    lines = check(course)
    assert lines == sorted(lines, key=lambda line: (line.split(":")[0], int(line.split(":")[1])))
