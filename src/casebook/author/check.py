"""Whether what authors wrote can be used: references that lead somewhere, numbers that can be drawn, keys with a ground."""

from collections.abc import Iterable, Iterator, Mapping

from ..figure.fence import find_blocks
from ..figure.figure import check_figures
from ..kind import find_verbs
from ..mark.mark import is_near
from ..mark.quantity import format_quantity
from ..mark.variant import check_call, draw_variants, evaluate, spell_bare
from ..problem import Problem, nearest
from ..subject import Fact, Subject, is_examinable
from ..text.case import Case, Item, Text
from ..text.markup import Reference, find_broken, find_references, parse_call
from ..text.task import Exercise, Task
from .literal import Literal, find_in_cover, find_in_python, find_in_text

__all__ = ["check_case", "check_cover", "check_parts", "check_task", "say_literals", "say_unknown_fact"]


def check_cover(exercise: Exercise, subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong in an exercise's cover page."""
    path, intro = f"{exercise.path}/exercise.md", exercise.intro
    yield from _refuse_figures(intro, path)
    yield from _check_references(intro, path, None, subject)
    yield from say_literals(path, find_in_cover(intro.source, intro.line, subject.name))


def check_parts(parts: Iterable[Case | Task], objectives: Mapping[str, str], subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong in cases and code tasks that stand in one bank; without objectives, none is looked up."""
    seen: dict[str, str] = {}
    for part in parts:
        if part.id in seen:
            what = f"the id {part.id} is used already in {seen[part.id]}"
            yield Problem(part.path, 1, what, "give one of them another id and file name", "duplicate-id")
        seen.setdefault(part.id, part.path)
        for name in part.objectives if objectives else ():
            if name not in objectives:
                fix = f"name one of book/objectives.yml{nearest(name, objectives)}"
                yield Problem(part.path, 1, f"there is no objective {name}", fix, "unknown-objective")
        yield from check_case(part, subject) if isinstance(part, Case) else check_task(part, subject)


def check_task(task: Task, subject: Subject) -> Iterator[Problem]:
    """Yield the unknown facts and bare clinical numbers of a code task; its tests may hold any patient."""
    yield from _check_text(task.prompt, task.path, None, subject)
    yield from _refuse_figures(task.prompt, task.path)
    for source in (task.starter, task.solution):
        for literal in find_in_python(source, frozenset({0, 1, 2, 3})):
            yield from say_literals(task.path, [Literal(literal.text, task.prompt.line)])


def check_case(case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong in one case: its references, its numbers, and what its keys rest on."""
    for text in case.texts():
        found = list(_check_text(text, case.path, case, subject))
        yield from found or _check_figures(text, case, subject)
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
    yield from _check_references(text, path, case, subject)
    yield from say_literals(path, find_in_text(text.source, text.line))


def _refuse_figures(text: Text, path: str) -> Iterator[Problem]:
    """Yield the figures that stand where none is drawn."""
    for block in find_blocks(text):
        what = f"the figure {block.kind} stands outside a case"
        yield Problem(path, block.line - 1, what, "put it into a case, or say it in words", "figure")


def _check_figures(text: Text, case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield what is wrong with the figures of a text whose references lead somewhere."""
    variants = draw_variants(case)
    for fault in check_figures(text, lambda cell: spell_bare(cell, case, variants, subject)):
        yield Problem(case.path, fault.line, fault.what, fault.fix, "figure")


def _check_references(text: Text, path: str, case: Case | None, subject: Subject) -> Iterator[Problem]:
    for reference in find_references(text):
        yield from _check_reference(reference, path, case, subject)
    for line in find_broken(text):
        fix = "close it: {fact}`id`, {calc}`name(a)` or {{ name }}"
        yield Problem(path, line, "a role or placeholder is begun and not ended", fix, "broken-role")


def say_literals(path: str, literals: Iterator[Literal] | list[Literal]) -> Iterator[Problem]:
    """Yield each bare clinical number of a file as a problem."""
    for literal in literals:
        fix = "take it from a fact, a calculator or the case's numbers:"
        yield Problem(path, literal.line, f"{literal.text} is a clinical number without a source", fix, "bare-number")


def say_unknown_fact(path: str, name: str, line: int, subject: Subject) -> Problem:
    """Return the problem that a file names a fact the register does not have."""
    fix = f"name a fact of the register{nearest(name, subject.facts)}"
    return Problem(path, line, f"there is no fact {name}", fix, "unknown-fact")


def _check_reference(reference: Reference, path: str, case: Case | None, subject: Subject) -> Iterator[Problem]:
    numbers = case.numbers if case else {}
    if reference.role == "fact":
        if reference.target not in subject.facts:
            yield say_unknown_fact(path, reference.target, reference.line, subject)
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
    if not implausible:
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
    if item.key:
        for name in subject.calculators[item.key.calculator].facts:
            fact = subject.facts.get(name)
            if fact is None or not is_examinable(fact):
                what = f"the key of {item.id} leans on {name}, which may not decide a mark"
                fix = "use another calculator; marks rest on facts of high confidence seen on a page"
                yield Problem(case.path, item.key.line, what, fix, "weak-ground")
    fix = "cite in its message a {fact} of high confidence that was seen on a page"
    for ground in find_verbs(item.kind).rest(item):
        facts = [fact for reason in ground.reasons for fact in _list_cited(reason, subject)]
        if any(is_examinable(fact) for fact in facts):
            continue
        if ground.needed:
            yield Problem(
                case.path, ground.line, f"{ground.what} rests on no fact that may decide a mark", fix, "weak-ground"
            )
            return
        if facts:
            what = f"{ground.what} rests on {facts[0].id}, which may not decide a mark"
            yield Problem(case.path, ground.line, what, fix, "weak-ground")
