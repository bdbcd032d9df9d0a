"""What the log says about a bank: items nobody has read, answers that are not the key, and forms that are recorded."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casebook.author.bank import Bank
from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.blind.agreement import check_readings, record_answers, summarise_log
from casebook.judge.blind.log import Log, Reading, format_readings, read_log
from casebook.judge.blind.sheet import compare_answer, list_items
from casebook.problem import CasebookError, Severity

DAY = date(2026, 11, 20)


def read(course: Course) -> Bank:
    bank = read_bank(course)
    assert bank.problems == ()
    return bank


def solve(course: Course) -> dict[str, str]:
    """Return right answers as a reader writes them: options in letters, the number worked out from the case."""
    volume, *_, order, _ = list_items(read(course), course.subject)
    options = [option["id"] for option in order.item["options"]]
    steps = ["abc"[options.index(step)] for step in ("boil", "steep", "pour")]
    right = {
        "volume": str(volume.secret["keys"][0]),
        "warm": "b",
        "guests": ["a", "c"],
        "order": steps,
        "note": "A warm cup.",
    }
    return {item: json.dumps(answer) for item, answer in right.items()}


def make_form(course: Course, answers: dict[str, str], *, of: str = "first-cup", remark: str = "") -> bytes:
    """Return a form with these answers, and a remark to each."""
    wordings = {leaf.name: leaf.wording for leaf in list_items(read(course), course.subject)}
    blocks = []
    for item, answer in answers.items():
        name = f"{of}--{item}"
        judged = f'remark = "{remark}"\n' + ("agrees = true\n" if item == "note" else "")
        words = f'item = "{name}"\nwording = "{wordings.get(name, "none")}"\n'
        blocks.append(f'[[answer]]\n{words}answer = {answer}\nlevel = "apply"\n{judged}')
    return "\n".join(blocks).encode()


def record(course: Course, answers: dict[str, str], *, on: date = DAY, remark: str = "") -> str:
    form = make_form(course, answers, remark=remark)
    return record_answers(course, read(course), form, "form.toml", on=on).text


def check(course: Course, *, strict: bool = False) -> list[str]:
    log = read_log(course)
    assert isinstance(log, Log)
    return [str(problem) for problem in check_readings(read(course), log, course.subject, strict=strict)]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.fixture
def case(course: Course) -> Path:
    return course.book / "tea" / "first-cup.case.md"


@pytest.fixture
def log(course: Course) -> Path:
    """A log in which every item of the course has been read and agrees."""
    record(course, solve(course))
    return course.book / "readings.toml"


def test_a_bank_without_a_log_is_one_warning_and_strictly_an_error(course: Course) -> None:
    (problem,) = check_readings(
        read(course), Log(missing=("book/readings.toml", "answers/readings.toml")), course.subject
    )
    assert problem.severity is Severity.WARNING
    assert check(course, strict=True) == [
        "book/readings.toml:1: there is no reading log, so nobody but its authors answered this bank - "
        "print the items for a second reader and record the answers"
    ]


def test_a_bank_that_was_read_has_no_problem(course: Course, log: Path) -> None:
    assert check(course, strict=True) == []
    assert log.read_text().count("[[reading]]") == 5


def test_an_item_without_a_reading_is_an_error_at_its_heading(course: Course, log: Path) -> None:
    log.write_text("")
    found = check(course)
    assert len(found) == 5
    assert found[1] == (
        "book/tea/first-cup.case.md:21: no second reader answered warm - "
        "have it answered blind by a second reader and record the answer"
    )


def test_an_item_whose_key_changed_must_be_read_again(course: Course, log: Path, case: Path) -> None:
    edit(case, "[ ] host: The host", "[x] host: The host")
    edit(case, "[x] elder:", "[ ] elder:")
    assert [line.split(" - ")[0] for line in check(course)] == [
        "book/tea/first-cup.case.md:29: the item guests has changed since its reading"
    ]


def test_an_item_whose_wording_changed_must_be_read_again(course: Course, log: Path, case: Path) -> None:
    edit(case, "The iced one", "The cold one")
    assert [line.split(" - ")[0] for line in check(course)] == [
        "book/tea/first-cup.case.md:21: the wording of warm has changed since its reading"
    ]


def test_a_disagreement_stands_until_the_mended_item_has_been_read_again(course: Course, case: Path) -> None:
    said = record(course, {**solve(course), "warm": '"a"'}, remark="Both could be served.")
    assert said.split("\n") == [
        "5 readings recorded, 4 of them agree",
        "first-cup--warm: answered iced (Both could be served.)",
    ]
    log = course.book / "readings.toml"
    assert [line.split(" - ")[0] for line in check(course)] == [
        "book/tea/first-cup.case.md:21: the second reader's answer to warm was not the key, and nothing has settled it"
    ]
    edit(case, "Which cup do you serve?", "Which cup do you serve in winter?")
    record(course, {"warm": '"b"'}, on=date(2026, 11, 21))
    assert [line.split(" - ") for line in check(course)] == [
        ["book/readings.toml:12: first-cup--warm was disagreed with", 'say what was mended: changed = "..."']
    ]
    edit(log, "agrees = false", 'agrees = false\nchanged = "It says that it is winter."')
    assert check(course, strict=True) == []


def test_of_two_readings_on_one_day_the_one_further_down_counts(course: Course, log: Path) -> None:
    record(course, {"warm": '"a"'})
    assert any("nothing has settled it" in line for line in check(course))


@pytest.mark.parametrize(("old", "new"), [('answer = "warm"', 'answer = "iced"'), ("agrees = true", "agrees = false")])
def test_a_log_can_not_claim_an_agreement_that_its_answer_denies(course: Course, log: Path, old: str, new: str) -> None:
    text = log.read_text()
    start = text.index('item = "first-cup--warm"')
    log.write_text(text[:start] + text[start:].replace(old, new, 1))
    assert any("the reading of first-cup--warm says that it" in line for line in check(course))


def test_a_graded_item_s_reading_may_not_lie_in_the_book(course: Course, log: Path) -> None:
    (course.answers / "tea").mkdir()
    text = (course.book / "tea" / "first-cup.case.md").read_text().replace("id: first-cup", "id: second-cup")
    (course.answers / "tea" / "second-cup.case.md").write_text(text)
    (course.answers / "tea" / "exercise.md").write_text("---\ntitle: Tea\norder: [second-cup]\n---\n")
    graded = make_form(course, {"warm": '"b"'}, of="second-cup")
    record_answers(course, read(course), graded, "form.toml", on=DAY)
    secret = course.answers / "readings.toml"
    assert "second-cup" not in log.read_text()
    assert secret.read_text().count("[[reading]]") == 1
    log.write_text(log.read_text() + "\n" + secret.read_text())
    assert any("the reading of second-cup--warm is in the wrong log" in line for line in check(course))


def test_a_reading_or_review_of_nothing_is_said(course: Course, log: Path) -> None:
    edit(log, "first-cup--note", "first-cup--noet")
    with log.open("a") as file:
        file.write(
            '\n[[review]]\nof = "book/tea/idnex.md"\nwording = "x"\nname = "Dr E."\nrole = "nurse"\ndate = 2027-01-01\n'
        )
    said = "\n".join(check(course))
    assert (
        "warning: there is no item first-cup--noet - take it out, or name an item, did you mean first-cup--note?"
        in said
    )
    assert "there is no book/tea/idnex.md to review - name a page or a case, did you mean book/tea/index.md?" in said


def test_answers_are_compared_as_learners_would_be_marked(course: Course) -> None:
    leaves = {leaf.name.partition("--")[2]: leaf for leaf in list_items(read(course), course.subject)}
    key = leaves["volume"].secret["keys"][0]
    assert compare_answer(leaves["volume"], f"{key} mL") is True
    assert compare_answer(leaves["volume"], str(key * 10)) is False
    assert compare_answer(leaves["warm"], ("warm",)) is True
    assert compare_answer(leaves["warm"], ("warm", "iced")) is False
    assert compare_answer(leaves["guests"], ("elder", "guest")) is True
    assert compare_answer(leaves["guests"], "guest") is False
    assert compare_answer(leaves["order"], ("boil", "pour", "steep")) is False
    assert compare_answer(leaves["note"], "anything") is None


def test_a_form_recorded_twice_is_recorded_once(course: Course, log: Path) -> None:
    before = log.read_bytes()
    assert record(course, solve(course)) == "0 readings recorded, 0 of them agree"
    assert log.read_bytes() == before


def test_a_form_with_problems_is_refused_whole(course: Course) -> None:
    form = make_form(course, {"warm": '"b"', "wram": '"b"', "guests": '["a", "elder"]', "note": '"A note."'})
    with pytest.raises(CasebookError) as caught:
        record_answers(course, read(course), form.replace(b"agrees = true", b""), "form.toml", on=DAY)
    assert str(caught.value).split("\n") == [
        "form.toml:8: there is no item first-cup--wram - name one of the items that were printed, did you mean "
        "first-cup--warm?",
        "form.toml:15: the answer to first-cup--guests is not in the letters of its options - "
        "answer with the letters in brackets",
        "form.toml:22: nobody has judged the answer to first-cup--note - "
        "compare it with the rubric or the tests and write agrees = true or agrees = false",
    ]
    assert not (course.book / "readings.toml").exists()


def test_an_answer_to_other_words_than_those_printed_is_refused(course: Course, case: Path) -> None:
    form = make_form(course, {"warm": '"b"'})
    edit(case, "The iced one", "The cold one")
    with pytest.raises(
        CasebookError, match="the wording of first-cup--warm is not the one that was printed - print it"
    ):
        record_answers(course, read(course), form, "form.toml", on=DAY)


def test_a_level_that_its_second_reader_judged_otherwise_is_named(course: Course, case: Path, log: Path) -> None:
    edit(case, "level: apply", "level: evaluate")
    said = check(course)
    assert len(said) == 5
    assert said[1] == (
        "book/tea/first-cup.case.md:21: warning: warm says that it asks to evaluate, and its second reader judged apply - "
        "write apply instead, or have it answered blind by a second reader and record the answer"
    )


def test_the_log_in_one_sentence(course: Course, log: Path) -> None:
    found = read_log(course)
    assert isinstance(found, Log)
    assert summarise_log(read(course), found, course.subject) == (
        "5 of 5 items were answered blind by a second reader as they now are; 5 of these answers are the key, "
        "and 5 of the levels judged are the author's. 0 readings over time disagreed with the key."
    )


def test_fingerprints_in_the_log_outlive_a_new_salt(course: Course, log: Path) -> None:
    (course.answers / "salt.txt").write_bytes(b"another salt, long enough")
    assert check(course) == []
    found = read_log(course)
    assert isinstance(found, Log)
    changed: list[Reading] = [replace(reading, path="", line=0) for reading in found.readings]
    assert format_readings(changed) == log.read_text()


def test_check_names_what_no_sheet_can_be_printed_of_though_its_items_were_read(course: Course, log: Path) -> None:
    # In another process there is another subject, which knows nothing of tea: every fact and calculator is unknown.
    run = subprocess.run(
        [sys.executable, "-m", "casebook", "check"], cwd=course.root, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "first-cup.case.md:" in run.stdout and "there is no calculator" in run.stdout
