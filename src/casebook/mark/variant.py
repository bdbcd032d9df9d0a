"""Numbers per learner: drawing a case's sets of numbers, and computing what follows from them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..problem import Problem, nearest
from ..subject import Calculator, Subject
from ..text.case import Call, Case, NumberRange
from ..text.markup import Reference, parse_call, render_plain
from .quantity import format_number, format_quantity, same_unit, settle

__all__ = [
    "COUNT",
    "Variant",
    "check_call",
    "draw_variants",
    "drop_unit",
    "evaluate",
    "format_result",
    "spell_bare",
    "tell_number",
]

COUNT = 24
"""How many sets of numbers a case has, when its ranges allow as many."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One set of a case's numbers, by name."""

    index: int
    numbers: Mapping[str, float]


def _draw(case: str, attempt: int, name: str, count: int) -> int:
    """Return a position among `count` choices: the same for ever for the same case, attempt and name."""
    digest = hashlib.sha256(f"{case}\n{attempt}\n{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def draw_variants(case: Case, count: int = COUNT) -> tuple[Variant, ...]:
    """Return up to `count` different sets of numbers, drawn from the case's id and so never changing by themselves.

    A case without numbers, or with fixed ones, has one variant. Draws don't depend on the order in which
    the numbers are written.
    """
    wanted = min(count, case.count_draws())
    found: dict[tuple[float, ...], dict[str, float]] = {}
    attempt = 0
    while len(found) < wanted and attempt < 50 * count:
        numbers = {
            name: number.choices[_draw(case.id, attempt, name, len(number.choices))]
            for name, number in case.numbers.items()
        }
        found.setdefault(tuple(numbers.values()), numbers)
        attempt += 1
    return tuple(Variant(index, numbers) for index, numbers in enumerate(found.values()))


def _check_argument(
    calculator: Calculator, parameter: str, source: str, numbers: Mapping[str, NumberRange], subject: Subject
) -> tuple[str, str, str] | None:
    """Return what is wrong with one argument, what to do, and the rule; None when it fits."""
    wanted = calculator.parameters[parameter]
    if "." in source:
        fact = subject.facts.get(source)
        if fact is None:
            return (
                f"there is no fact {source}",
                f"name a fact of the register{nearest(source, subject.facts)}",
                "unknown-fact",
            )
        if fact.value is None or fact.hazard:
            return f"the fact {source} has no number to calculate with", "name another fact", "fact-without-number"
        unit = fact.unit or "1"
    elif source in numbers:
        unit = numbers[source].unit
    else:
        fix = f"declare {source} under numbers: in the header{nearest(source, numbers)}"
        return f"{calculator.name} is given {source}, which is no number of this case", fix, "unknown-number"
    if not same_unit(unit, wanted):
        return (
            f"{source} is in {unit} and {calculator.name} wants {parameter} in {wanted}",
            "use the same unit",
            "unit-mismatch",
        )
    return None


def bind(call: Call, calculator: Calculator) -> dict[str, str]:
    """Match a call's arguments to the calculator's parameters by position or name; raise ValueError in words.

    >>> from types import SimpleNamespace
    >>> volume = SimpleNamespace(parameters={"weight": "kg", "dose": "mL/kg"}, optional=frozenset())
    >>> bind(Call("volume", (("dose", "tea.dose"), ("", "weight")), 1), volume)
    {'dose': 'tea.dose', 'weight': 'weight'}
    """
    bound: dict[str, str] = {}
    free = iter(calculator.parameters)
    for name, source in call.arguments:
        parameter = name or next(free, "")
        if parameter not in calculator.parameters:
            raise ValueError(f"takes {', '.join(calculator.parameters)}")
        if parameter in bound:
            raise ValueError(f"is given {parameter} twice")
        bound[parameter] = source
    missing = [name for name in calculator.parameters if name not in bound and name not in calculator.optional]
    if missing:
        raise ValueError(f"is not given {', '.join(missing)}")
    return bound


def check_call(
    call: Call, path: str, numbers: Mapping[str, NumberRange], subject: Subject, *, key: bool = False
) -> Iterator[Problem]:
    """Yield what keeps a call from being computed; `key` says that a mistake will not do."""
    calculator = subject.calculators.get(call.calculator)
    if calculator is None:
        fix = f"name one the subject has{nearest(call.calculator, subject.calculators)}"
        yield Problem(path, call.line, f"there is no calculator {call.calculator}", fix, "unknown-calculator")
        return
    if key and calculator.mistake:
        fix = "use a right calculation as the key"
        yield Problem(path, call.line, f"{call.calculator} is a mistake", fix, "mistake-as-key")
    try:
        bound = bind(call, calculator)
    except ValueError as error:
        fix = f"write {calculator.name}({', '.join(calculator.parameters)})"
        yield Problem(path, call.line, f"{calculator.name} {error}", fix, "bad-call")
        return
    for parameter, source in bound.items():
        wrong = _check_argument(calculator, parameter, source, numbers, subject)
        if wrong:
            yield Problem(path, call.line, *wrong)


def evaluate(call: Call, numbers: Mapping[str, float], subject: Subject) -> float:
    """Compute a checked call for one set of numbers; raise ValueError in words where it is clinically implausible.

    The result is settled here (`casebook.mark.quantity.settle`), so that nothing made of it hangs on the processor.
    """
    calculator = subject.calculators[call.calculator]
    bound = bind(call, calculator)
    values = {
        parameter: subject.facts[source].value if "." in source else numbers[source]
        for parameter, source in bound.items()
    }
    return settle(float(calculator(**values)))


def tell_number(reference: Reference, case: Case, variants: Sequence[Variant], subject: Subject) -> list[str]:
    """Return what a number of the story or a checked calculation shows, with its unit, in each set of numbers."""
    if reference.role == "number":
        number = case.numbers[reference.target]
        return [number.format(each.numbers[number.name]) for each in variants]
    call = parse_call(reference.target, reference.line)
    assert call is not None  # a case is checked before its numbers are told
    return [format_result(call, evaluate(call, each.numbers, subject), subject) for each in variants]


def format_result(call: Call, value: float, subject: Subject) -> str:
    """Return what a calculation gave with its unit, to as many places as its calculator asks for."""
    calculator = subject.calculators[call.calculator]
    return format_quantity(value, calculator.unit, decimals=calculator.decimals)


def drop_unit(text: str) -> str:
    """Return a number as `tell_number` gives it without its unit, for a place whose head says the unit.

    >>> drop_unit("128\u00a0mmHg"), drop_unit("3")
    ('128', '3')
    """
    return text.partition("\u00a0")[0]


def spell_bare(source: str, case: Case, variants: Sequence[Variant], subject: Subject) -> list[str]:
    """Return a text in each set of numbers, every number without its unit; one text where it names no number."""
    if "{" not in source:
        return [source]

    def spell(each: Variant) -> str:
        def show(reference: Reference) -> str:
            if reference.role == "fact":
                value = subject.facts[reference.target].value
                return reference.label or ("" if value is None else format_number(value))
            return drop_unit(tell_number(reference, case, (each,), subject)[0])

        return render_plain(source, show)

    return [spell(each) for each in variants]
