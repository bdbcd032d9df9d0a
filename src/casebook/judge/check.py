"""Judging a bank: every problem of every file in one run, before anything is built or released."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from ..author.bank import Bank, Page, list_case_facts
from ..author.bank_reader import keep_exam, list_files, read_bank
from ..author.check import check_cover, check_parts, say_literals, say_unknown_fact
from ..author.course import Course
from ..author.literal import find_in_page
from ..exercise.source import is_in_step
from ..problem import Problem, Severity, relative
from ..subject import Subject
from ..text.case import Case
from .blind.agreement import check_readings
from .blind.guess import read_guesses
from .blind.guessing import check_guesses
from .blind.log import read_log
from .blueprint import check_blueprint, check_named_objectives
from .lint import find_case_flaws, find_flaws
from .plan import check_plans, read_plans
from .region import check_regions
from .retired import Retired, check_retired, read_retired
from .session import check_sessions
from .stray import find_strays
from .term import check_glossary
from .title import check_titles

__all__ = ["check_bank", "check_course"]


def check_course(course: Course, *, as_of: date, strict: bool = False, whole: Bank | None = None) -> list[Problem]:
    """Return every problem of a course, errors and warnings.

    `as_of` is the date on which facts are judged stale, so that the answer doesn't change by itself; `strict` makes
    a stale fact an error. A private folder of graded cases is judged by itself: the book's own files, and how many items
    its objectives have, are no matter of an exam. `whole` is the course's bank, for whoever has read it already.
    """
    whole = whole or read_bank(course)
    bank = keep_exam(course, whole) if course.is_private else whole
    problems = [*bank.problems, *check_bank(bank, course.subject), *_find_given_away(bank, whole)]
    sound = _keep_sound(bank, problems)
    problems += [*find_flaws(bank, course.subject), *_find_draft_flaws(bank, course.subject)]
    # What can't be read of a graded session was said with its exercise.
    problems += [each for each in check_sessions(course, bank.objectives) if each not in bank.problems]
    problems += [*find_strays(course, bank), *check_named_objectives(bank)]
    retired, unread = read_retired(course)
    if not course.is_private:
        problems += [*unread, *check_retired(bank, retired)]
        plans, torn = read_plans(course)
        problems += [*torn, *check_plans(plans, bank)]
    if not bank.problems and not course.is_private:
        # How many items an objective has can be said only when every file could be read.
        problems += check_blueprint(bank)
    problems += check_stale(bank, course.subject, as_of=as_of, strict=strict)
    # Only what is well can be split into halves, which readings and release are about.
    problems += check_log(course, sound, strict=strict, retired=retired)
    problems += _check_release(course, sound)
    return problems


def _find_given_away(bank: Bank, whole: Bank) -> Iterator[Problem]:
    """Yield each case of a private exam that has the name of a self-check: the answers to that are in the book."""
    public = {case.id: case.path for case in whole.cases if case not in bank.cases}
    for part in (*bank.list_graded(), *bank.drafts):
        if part.id in public:
            what = f"the id {part.id} is used already in {public[part.id]}, with its key"
            yield Problem(part.path, 1, what, "write another case, under another id and file name", "duplicate-id")


def _find_draft_flaws(bank: Bank, subject: Subject) -> Iterator[Problem]:
    for part in bank.drafts:
        if isinstance(part, Case):
            # A waiver may be for an item that could not be read.
            waivers = {"idle-waiver", "unknown-waiver"}
            yield from (flaw for flaw in find_case_flaws(part, subject) if flaw.rule not in waivers)


def _keep_sound(bank: Bank, problems: Iterable[Problem]) -> Bank:
    """Return the bank without the cases and exercises of which any file has an error."""
    ill = {problem.path for problem in problems if problem.severity is Severity.ERROR}
    exercises = (
        exercise for exercise in bank.exercises if not any(path.startswith(f"{exercise.path}/") for path in ill)
    )
    return replace(bank, cases=tuple(case for case in bank.cases if case.path not in ill), exercises=tuple(exercises))


def check_log(course: Course, bank: Bank, *, strict: bool = False, retired: Collection[Retired] = ()) -> list[Problem]:
    """Return what the reading log lacks for the well-formed part of a bank; what was read of a retired item is history."""
    log = read_log(course)
    if isinstance(log, list):
        return log
    gone = {each.item for each in retired}
    # What was read of an ill file is neither missing nor idle: it waits until the file is mended.
    sound = {part.path for part in bank.list_parts()}
    ill = {
        path.name.split(".")[0]: name
        for path in list_files(course)
        if (name := relative(path, course.root)) not in sound
    }
    # The log of the book is no matter of a private exam.
    readings = [each for each in log.readings if not (course.is_private and each.path.startswith("book/"))]
    reviews = [each for each in log.reviews if not (course.is_private and each.path.startswith("book/"))]
    left = replace(
        log,
        readings=tuple(each for each in readings if not _is_gone(each.item, ill, gone)),
        reviews=tuple(each for each in reviews if each.of not in ill.values()),
    )
    return [
        *check_readings(bank, left, course.subject, strict=strict),
        *_check_guesses(course, bank, ill, gone, strict=strict),
    ]


def _is_gone(item: str, ill: Collection[str], retired: Collection[str]) -> bool:
    """Return whether an item is not in the bank, and that is known: its file is ill, or it is retired."""
    return item.partition("--")[0] in ill or item in retired


def _check_guesses(
    course: Course, bank: Bank, ill: Collection[str], retired: Collection[str], *, strict: bool
) -> list[Problem]:
    """Return what the log of guesses lacks, or shows."""
    log = read_guesses(course)
    if isinstance(log, list):
        return log
    left = tuple(
        each
        for each in log.guesses
        if not _is_gone(each.item, ill, retired) and not (course.is_private and each.path.startswith("book/"))
    )
    return list(check_guesses(bank, replace(log, guesses=left), course.subject, strict=strict))


def _check_release(course: Course, bank: Bank) -> Iterator[Problem]:
    for exercise in bank.exercises:
        # An exam is checked before its first release, and its release may have been put away since.
        if not course.is_private or (course.exercises / exercise.id).is_dir():
            yield from is_in_step(course, exercise)


def check_bank(bank: Bank, subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong in a bank's files, all rules but those of time and of release."""
    yield from check_parts((*bank.list_parts(), *bank.drafts), bank.objectives, subject)
    for exercise in bank.exercises:
        yield from check_cover(exercise, subject)
    for page in bank.pages:
        yield from check_page(page, subject)
    yield from check_regions(bank, subject)
    yield from check_glossary(bank, subject)
    yield from check_titles(bank)


def check_page(page: Page, subject: Subject) -> Iterator[Problem]:
    """Yield the unknown facts and bare clinical numbers of a page of the book."""
    if page.path.startswith("book/contribute/"):
        return  # these pages are about files and commands; their examples are tested on their own
    for name, line in page.list_facts():
        if name not in subject.facts:
            yield say_unknown_fact(page.path, name, line, subject)
    for line in page.list_broken():
        fix = "write {fact}`id` or {calc}`name(a)`, with the backticks of a programmer's keyboard and no other quotes"
        yield Problem(page.path, line, "a role has no backticks around its name", fix, "broken-role")
    yield from say_literals(page.path, find_in_page(page.source))


def check_stale(bank: Bank, subject: Subject, *, as_of: date, strict: bool) -> Iterator[Problem]:
    """Yield a problem for each fact past its review date, naming every page, calculator and case that leans on it."""
    leaning: dict[str, list[str]] = defaultdict(list)
    for page in bank.pages:
        for name in dict.fromkeys(name for name, _ in page.list_facts()):
            leaning[name].append(page.path)
    for calculator in subject.calculators.values():
        for name in (*calculator.facts, *calculator.limits):
            leaning[name].append(f"the calculator {calculator.name}")
    for case in (*bank.cases, *(part for part in bank.list_graded() if isinstance(part, Case))):
        names = [name for name, _ in list_case_facts(case)]
        for item in case.items:
            for call in item.calls():
                if call.calculator in subject.calculators:
                    calculator = subject.calculators[call.calculator]
                    names += (*calculator.facts, *calculator.limits)
        for name in dict.fromkeys(names):
            leaning[name].append(case.path)
    severity = Severity.ERROR if strict else Severity.WARNING
    for fact in subject.facts.values():
        if fact.review_by < as_of:
            users = ", ".join(leaning[fact.id]) or "nothing yet"
            what = f"the fact {fact.id} was to be reviewed by {fact.review_by.isoformat()}; on it lean {users}"
            fix = "check its sources, then set checked_on and review_by"
            yield Problem(fact.path, fact.line, what, fix, "stale-fact", severity)
