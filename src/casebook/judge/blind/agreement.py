"""What the reading log says about a bank: which items nobody has read, and where a reading and a key disagree.

`check_readings` is part of `casebook check`. `record_answers` compares a filled-in form with the keys and adds it to
the log.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...author.bank import Bank
from ...author.course import Course
from ...problem import CasebookError, Problem, Severity, nearest
from ...subject import Subject
from ...text.case import Level
from ...text.task import Task
from .log import (
    LOG,
    READERS,
    Answer,
    Given,
    Log,
    Reading,
    format_readings,
    read_form,
    read_log,
)
from .sheet import BlindItem, compare_answer, list_items
from .table import append_tables, list_pair

__all__ = ["Record", "check_readings", "record_answers", "summarise_log"]


def _is_here(leaf: BlindItem, reading: Reading) -> bool:
    """Return whether a reading is kept where its item's key is."""
    return leaf.graded is not reading.path.startswith("book/")


def _last(leaf: BlindItem, readings: list[Reading]) -> Reading | None:
    """Return the latest reading of an item as it now is; of two on a day, the one further down."""
    current = [reading for reading in readings if reading.fingerprint == leaf.print]
    return max(reversed(current), key=lambda reading: reading.date, default=None)


def _list_levels(bank: Bank) -> dict[str, Level]:
    """Return the level that each item declares."""
    parts = (*bank.cases, *bank.list_graded())
    levels = {item.name: item.level for part in parts for item in getattr(part, "items", ())}
    return levels | {part.item_name: part.level for part in bank.list_graded() if isinstance(part, Task)}


def _check_item(leaf: BlindItem, readings: list[Reading], level: Level) -> Iterator[Problem]:
    last = _last(leaf, readings)
    item = leaf.name.partition("--")[2]
    again = "have it answered blind by a second reader and record the answer"
    if last is None:
        what = f"the item {item} has changed since its reading" if readings else f"no second reader answered {item}"
        yield Problem(leaf.path, leaf.line, what, again, "no-reading")
    elif not last.agrees:
        what = f"the second reader's answer to {item} was not the key, and nothing has settled it"
        yield Problem(leaf.path, leaf.line, what, f"mend the item, then {again}", "disagreement")
    elif last.wording != leaf.wording:
        what = f"the wording of {item} has changed since its reading"
        yield Problem(leaf.path, leaf.line, what, again, "old-reading")
    elif last.level is not level:
        what = f"{item} says that it asks to {level}, and its second reader judged {last.level}"
        fix = f"write {last.level} instead, or {again}"
        yield Problem(leaf.path, leaf.line, what, fix, "level", Severity.WARNING)
    for reading in readings:
        if not reading.agrees and not reading.changed and reading is not last:
            fix = 'say what was mended: changed = "..."'
            yield Problem(reading.path, reading.line, f"{leaf.name} was disagreed with", fix, "disagreement")
        if reading.fingerprint == leaf.print and compare_answer(leaf, reading.answer) not in (None, reading.agrees):
            said, is_key = ("agrees", "not the key") if reading.agrees else ("disagrees", "the key")
            what = f"the reading of {leaf.name} says that it {said}, and its answer is {is_key}"
            yield Problem(reading.path, reading.line, what, "record the answer that was given", "false-agreement")


def check_readings(bank: Bank, log: Log, subject: Subject, *, strict: bool = False) -> Iterator[Problem]:
    """Yield each item of a checked bank that no second reader has answered as it now is, and what else the log shows.

    A log that is not there at all is one warning (an error when `strict`): a bank starts without one. Once it is
    there, it has to be whole.
    """
    leaves = {leaf.name: leaf for leaf in list_items(bank, subject)}
    readings: dict[str, list[Reading]] = defaultdict(list)
    for reading in log.readings:
        leaf = leaves.get(reading.item)
        if leaf is None:
            fix = f"take it out, or name an item{nearest(reading.item, leaves)}"
            what = f"there is no item {reading.item}"
            yield Problem(reading.path, reading.line, what, fix, "idle-reading", Severity.WARNING)
        elif not _is_here(leaf, reading):
            what = f"the reading of {reading.item} is in the wrong log"
            fix = "move it to the log of its own folder; an answer that agrees is a key"
            yield Problem(reading.path, reading.line, what, fix, "misplaced-reading")
        readings[reading.item].append(reading)
    for path in log.missing:
        if any(leaf.graded is not path.startswith("book/") for leaf in leaves.values()):
            fix = "print the items for a second reader and record the answers"
            severity = Severity.ERROR if strict else Severity.WARNING
            yield Problem(
                path,
                1,
                "there is no reading log, so nobody but its authors answered this bank",
                fix,
                "no-log",
                severity,
            )
    levels = _list_levels(bank)
    for leaf in leaves.values():
        if not any(leaf.graded is not path.startswith("book/") for path in log.missing):
            yield from _check_item(leaf, readings[leaf.name], levels[leaf.name])
    known = {page.path for page in bank.pages} | {leaf.path for leaf in leaves.values()}
    for review in log.reviews:
        if review.of not in known:
            fix = f"name a page or a case{nearest(review.of, known)}"
            yield Problem(review.path, review.line, f"there is no {review.of} to review", fix, "idle-review")


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a form: how many answers were added, how many are the key, and a line for each that isn't."""

    added: int
    agreed: int
    disagreements: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the command prints."""
        return "\n".join([f"{self.added} readings recorded, {self.agreed} of them agree", *self.disagreements])


def _make_reading(leaf: BlindItem, given: Given, *, reader: str, on: date) -> Reading | Problem:
    if given.wording != leaf.wording:
        fix = "print it again and have it answered as it now is"
        return Problem(
            "", given.line, f"the wording of {leaf.name} is not the one that was printed", fix, "broken-form"
        )
    answer = leaf.unletter(given.answer)
    if answer is None:
        fix = "answer with the letters in brackets"
        return Problem(
            "", given.line, f"the answer to {leaf.name} is not in the letters of its options", fix, "broken-form"
        )
    agrees = compare_answer(leaf, answer)
    if agrees is None:
        agrees = given.agrees
    if agrees is None:
        fix = "compare it with the rubric or the tests and write agrees = true or agrees = false"
        return Problem("", given.line, f"nobody has judged the answer to {leaf.name}", fix, "broken-form")
    return Reading(
        item=leaf.name,
        fingerprint=leaf.print,
        wording=leaf.wording,
        reader=reader,
        date=on,
        answer=answer,
        level=given.level,
        agrees=agrees,
        remark=given.remark,
        path="answers/readings.toml" if leaf.graded else "book/readings.toml",
    )


def record_answers(course: Course, bank: Bank, form: bytes, name: str, *, on: date, reader: str = READERS[0]) -> Record:
    """Compare a filled-in form with the keys and add it to the logs; refuse it, with every problem, unless it is whole.

    `name` is what the form is called in problems, `on` the day it was filled in. Answers that are in the log
    already, given by the same reader to the same item on that day, are not added again.
    """
    answers = read_form(form, name)
    if isinstance(answers, list):
        raise CasebookError.of(answers)
    log = read_log(course)
    if isinstance(log, list):
        raise CasebookError.of(log)
    leaves = {leaf.name: leaf for leaf in list_items(bank, course.subject)}
    made: list[Reading] = []
    problems: list[Problem] = []
    for given in answers:
        leaf = leaves.get(given.item)
        if leaf is None:
            fix = f"name one of the items that were printed{nearest(given.item, leaves)}"
            problems.append(Problem(name, given.line, f"there is no item {given.item}", fix, "broken-form"))
            continue
        reading = _make_reading(leaf, given, reader=reader, on=on)
        if isinstance(reading, Problem):
            problems.append(Problem(name, reading.line, reading.what, reading.fix, reading.rule))
        else:
            made.append(reading)
    if problems:
        raise CasebookError.of(problems)
    known = {_identity(reading) for reading in log.readings}
    made = [
        reading
        for reading in dict(zip(map(_identity, made), made, strict=True)).values()
        if _identity(reading) not in known
    ]
    for path, logged in list_pair(course, LOG):
        own = [reading for reading in made if reading.path.startswith("book/") is logged.startswith("book/")]
        append_tables(path, format_readings(own))
    wrong = [reading for reading in made if not reading.agrees]
    said = tuple(f"{reading.item}: answered {_show(reading.answer)}{_remark(reading)}" for reading in wrong)
    return Record(len(made), len(made) - len(wrong), said)


def _identity(reading: Reading) -> tuple[object, ...]:
    return reading.item, reading.fingerprint, reading.wording, reading.reader, reading.date, reading.answer


def _show(answer: Answer) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


def _remark(reading: Reading) -> str:
    return f" ({reading.remark})" if reading.remark else ""


def summarise_log(bank: Bank, log: Log, subject: Subject) -> str:
    """Return the log in one sentence: items read as they now are, agreement on the key and on the level."""
    readings = defaultdict(list)
    for reading in log.readings:
        readings[reading.item].append(reading)
    leaves = list(list_items(bank, subject))
    last = {leaf.name: found for leaf in leaves if (found := _last(leaf, readings[leaf.name]))}
    levels = _list_levels(bank)
    agreed = sum(reading.agrees for reading in last.values())
    same = sum(reading.level is levels[name] for name, reading in last.items())
    mended = sum(not reading.agrees for reading in log.readings)
    return (
        f"{len(last)} of {len(leaves)} items were answered blind by a second reader as they now are; "
        f"{agreed} of these answers are the key, and {same} of the levels judged are the author's. "
        f"{mended} readings over time disagreed with the key."
    )
