"""Judging a bank: every problem of every file in one run, before anything is built or released."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from .agreement import check_readings
from .bank import Bank, Page, list_case_facts, list_files, read_bank
from .blueprint import check_blueprint
from .case import Case, Item, Kind, Text
from .course import Course
from .lint import find_case_flaws, find_flaws
from .literal import Literal, find_in_page, find_in_python, find_in_text
from .mark import is_near
from .markup import Reference, find_broken, find_references, parse_call
from .problem import Problem, Severity, nearest, relative
from .quantity import format_quantity
from .reading import read_log
from .subject import Fact, Subject, is_examinable
from .task import Task
from .variant import check_call, draw_variants, evaluate

__all__ = ["check_bank", "check_case", "check_course"]


def check_course(course: Course, *, as_of: date, strict: bool = False) -> list[Problem]:
    """Return every problem of a course, errors and warnings.

    `as_of` is the date on which facts are judged stale, so that the answer doesn't change by itself; `strict` makes
    a stale fact an error.
    """
    bank = read_bank(course)
    problems = [*bank.problems, *check_bank(bank, course.subject)]
    sound = _keep_sound(bank, problems)
    problems += [*find_flaws(bank, course.subject), *_find_draft_flaws(bank, course.subject)]
    if not bank.problems:
        # How many items an objective has can be said only when every file could be read.
        problems += check_blueprint(bank)
    problems += check_stale(bank, course.subject, as_of=as_of, strict=strict)
    # Only what is well can be split into halves, which readings and release are about.
    problems += check_log(course, sound, strict=strict)
    problems += _check_release(course, sound)
    return problems


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


def check_log(course: Course, bank: Bank, *, strict: bool = False) -> list[Problem]:
    """Return what the reading log lacks for the well-formed part of a bank."""
    log = read_log(course)
    if isinstance(log, list):
        return log
    # What was read of an ill file is neither missing nor idle: it waits until the file is mended.
    sound = {part.path for part in bank.list_parts()}
    ill = {
        path.name.split(".")[0]: name
        for path in list_files(course)
        if (name := relative(path, course.root)) not in sound
    }
    left = replace(
        log,
        readings=tuple(each for each in log.readings if each.item.partition("--")[0] not in ill),
        reviews=tuple(each for each in log.reviews if each.of not in ill.values()),
    )
    return list(check_readings(bank, left, course.subject, strict=strict))


def _check_release(course: Course, bank: Bank) -> Iterator[Problem]:
    if bank.exercises:
        from .release import is_in_step

        for exercise in bank.exercises:
            yield from is_in_step(course, exercise)


def check_bank(bank: Bank, subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong in a bank's files, all rules but those of time and of release."""
    seen: dict[str, str] = {}
    for part in (*bank.list_parts(), *bank.drafts):
        if part.id in seen:
            what = f"the id {part.id} is used already in {seen[part.id]}"
            yield Problem(part.path, 1, what, "give one of them another id and file name", "duplicate-id")
        seen.setdefault(part.id, part.path)
        for name in part.objectives if bank.objectives else ():
            if name not in bank.objectives:
                fix = f"name one of book/objectives.yml{nearest(name, bank.objectives)}"
                yield Problem(part.path, 1, f"there is no objective {name}", fix, "unknown-objective")
        yield from check_case(part, subject) if isinstance(part, Case) else check_task(part, subject)
    for exercise in bank.exercises:
        yield from _check_text(exercise.intro, f"{exercise.path}/exercise.md", None, subject)
    for page in bank.pages:
        yield from check_page(page, subject)


def check_page(page: Page, subject: Subject) -> Iterator[Problem]:
    """Yield the unknown facts and bare clinical numbers of a page of the book."""
    if page.path.startswith("book/contribute/"):
        return  # these pages are about files and commands; their examples are tested on their own
    for name, line in page.list_facts():
        if name not in subject.facts:
            yield _unknown_fact(page.path, name, line, subject)
    yield from _say_literals(page.path, find_in_page(page.source))


def check_task(task: Task, subject: Subject) -> Iterator[Problem]:
    """Yield the unknown facts and bare clinical numbers of a code task; its tests may hold any patient."""
    yield from _check_text(task.prompt, task.path, None, subject)
    for source in (task.starter, task.solution):
        for literal in find_in_python(source, frozenset({0, 1, 2, 3})):
            yield from _say_literals(task.path, [Literal(literal.text, task.prompt.line)])


def check_case(case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong in one case: its references, its numbers, and what its keys rest on."""
    for text in case.texts():
        yield from _check_text(text, case.path, case, subject)
    broken = False
    for item in case.items:
        for call in item.calls():
            for problem in check_call(call, case.path, case.numbers, subject, key=call is item.key):
                broken = True
                yield problem
    if broken:
        return
    for item in case.items:
        yield from _check_numbers(item, case, subject)
        yield from _check_ground(item, case, subject)


def _check_text(text: Text, path: str, case: Case | None, subject: Subject) -> Iterator[Problem]:
    for reference in find_references(text):
        yield from _check_reference(reference, path, case, subject)
    for line in find_broken(text):
        fix = "close it: {fact}`id`, {calc}`name(a)` or {{ name }}"
        yield Problem(path, line, "a role or placeholder is begun and not ended", fix, "broken-role")
    yield from _say_literals(path, find_in_text(text.source, text.line))


def _say_literals(path: str, literals: Iterator[Literal] | list[Literal]) -> Iterator[Problem]:
    for literal in literals:
        fix = "take it from a fact, a calculator or the case's numbers:"
        yield Problem(path, literal.line, f"{literal.text} is a clinical number without a source", fix, "bare-number")


def _unknown_fact(path: str, name: str, line: int, subject: Subject) -> Problem:
    fix = f"name a fact of the register{nearest(name, subject.facts)}"
    return Problem(path, line, f"there is no fact {name}", fix, "unknown-fact")


def _check_reference(reference: Reference, path: str, case: Case | None, subject: Subject) -> Iterator[Problem]:
    numbers = case.numbers if case else {}
    if reference.role == "fact":
        if reference.target not in subject.facts:
            yield _unknown_fact(path, reference.target, reference.line, subject)
        else:
            fact = subject.facts[reference.target]
            if fact.hazard and not reference.label:
                fix = "show your own words: {fact}`a dangerous dose <id>`"
                what = f"the number of {fact.id} must never be read as a dose"
                yield Problem(path, reference.line, what, fix, "hazard-shown")
    elif reference.role == "number":
        if reference.target not in numbers:
            fix = f"declare it under numbers: in the header{nearest(reference.target, numbers)}"
            what = f"there is no number {reference.target} in this case"
            yield Problem(path, reference.line, what, fix, "unknown-number")
    elif reference.role == "calc":
        call = parse_call(reference.target, reference.line)
        if call is None:
            fix = "write {calc}`name(weight, strength)`"
            yield Problem(path, reference.line, f"{reference.target!r} is not a calculation", fix, "not-a-calculation")
        else:
            yield from check_call(call, path, numbers, subject)
    else:
        fix = "use {fact} or {calc}, or {{ name }} for a number of the story"
        yield Problem(path, reference.line, f"there is no role {{{reference.role}}}", fix, "unknown-role")


def _describe(numbers: dict[str, float], case: Case) -> str:
    return ", ".join(f"{name} {case.numbers[name].format(value)}" for name, value in numbers.items()).replace(
        "\u00a0", " "
    )


def _check_numbers(item: Item, case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield what goes wrong when an item's numbers are computed, at the corners of its ranges and in every variant."""
    calls = list(item.calls())
    for text in item.texts():
        for reference in find_references(text):
            call = parse_call(reference.target, reference.line) if reference.role == "calc" else None
            if call and not list(check_call(call, case.path, case.numbers, subject)):
                calls.append(call)
    if item.tolerance and item.key:
        unit = subject.calculators[item.key.calculator].unit
        if item.tolerance.unit not in ("%", unit):
            what = f"the tolerance is in {item.tolerance.unit} and the key in {unit}"
            yield Problem(case.path, item.key.line, what, f"write within 2 % or an amount in {unit}", "unit-mismatch")
            return
    settings = [*case.corners(), *(dict(variant.numbers) for variant in draw_variants(case))]
    implausible: set[int] = set()
    for call in calls:
        for numbers in settings:
            try:
                evaluate(call, numbers, subject)
            except (ValueError, ArithmeticError) as error:
                what = f"an implausible variant ({_describe(numbers, case)}): {str(error).rstrip('.')}"
                yield Problem(case.path, call.line, what, "narrow the numbers: in the header", "implausible-variant")
                implausible.add(call.line)
                break
    if not implausible and item.kind is Kind.NUMBER:
        yield from _check_mistakes(item, case, settings, subject)


def _check_mistakes(item: Item, case: Case, settings: list[dict[str, float]], subject: Subject) -> Iterator[Problem]:
    if not item.key or not item.tolerance:
        return
    names: set[str] = set()
    for prediction in item.predictions:
        name = prediction.call.calculator
        if name in names:
            what = f"the mistake {name} is predicted twice"
            yield Problem(case.path, prediction.call.line, what, "keep one of them", "duplicate-id")
        names.add(name)
        unit = subject.calculators[item.key.calculator].unit
        for numbers in settings:
            key, wrong = evaluate(item.key, numbers, subject), evaluate(prediction.call, numbers, subject)
            if is_near(wrong, key, item.tolerance.allow(key)):
                what = (
                    f"the mistake {name} gives {format_quantity(wrong, unit)} where the key is "
                    f"{format_quantity(key, unit)} ({_describe(numbers, case)}), within its tolerance"
                ).replace("\u00a0", " ")
                fix = "narrow the tolerance or the numbers, or drop the mistake"
                yield Problem(case.path, prediction.call.line, what, fix, "mistake-within-tolerance")
                break


def _list_cited(message: Text, subject: Subject) -> list[Fact]:
    """Return the facts that a reason cites, as far as they are there."""
    named = (reference.target for reference in find_references(message) if reference.role == "fact")
    return [subject.facts[name] for name in named if name in subject.facts]


def _check_ground(item: Item, case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield an item whose key rests on nothing a mark may rest on."""
    if item.kind is Kind.WRITTEN:
        return
    if item.key:
        for name in subject.calculators[item.key.calculator].facts:
            fact = subject.facts.get(name)
            if fact is None or not is_examinable(fact):
                what = f"the key of {item.id} leans on {name}, which may not decide a mark"
                fix = "use another calculator; marks rest on facts of high confidence seen on a page"
                yield Problem(case.path, item.key.line, what, fix, "weak-ground")
        return
    cited = [(option, _list_cited(option.message, subject)) for option in item.options]
    fix = "cite in its message a {fact} of high confidence that was seen on a page"
    if not any(is_examinable(fact) for option, facts in cited if option.key for fact in facts):
        what = f"the key of {item.id} rests on no fact that may decide a mark"
        yield Problem(case.path, item.line, what, fix, "weak-ground")
    elif item.kind is Kind.ALL:
        # Here every option decides, ticked or not.
        for option, facts in cited:
            if facts and not any(is_examinable(fact) for fact in facts):
                what = f"option {option.id} rests on {facts[0].id}, which may not decide a mark"
                yield Problem(case.path, option.line, what, fix, "weak-ground")


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
