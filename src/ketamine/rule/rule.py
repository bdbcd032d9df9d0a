"""Rules as data: a row names what must be known, when it counts and which facts stand behind it; this reads the rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Real
from typing import Any

from ketamine.registry.fact import Fact
from ketamine.registry.read import RegistryError, load_facts, read_table

DRUGS = ("racemic", "esketamine")
_COMPARISONS = ("below", "above", "at_least", "at_most")


class RuleError(ValueError):
    """A question was put that the rules cannot answer: an unknown drug or field, or an answer of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule speaks: its id, what it calls for, a sentence, its facts, and whether it speaks for lack of an answer."""

    rule: str
    level: str
    why: str
    facts: tuple[str, ...]
    missing: bool = False


@cache
def read_rules(name: str, kind: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of one kind from one file of rules, such as "monitoring.toml". Raises RegistryError where a row cites an unknown fact or has no facts."""
    rows = tuple(read_table(f"rules/{name}")[kind])
    facts = load_facts()
    problems = []
    seen: set[str] = set()
    for row in rows:
        cited = [*row.get("facts", ()), *(row[each]["fact"] for each in (*_COMPARISONS, "every", "at") if each in row)]
        problems += [
            f"{name}: {kind} {row['id']} cites the unknown fact {each} - mend the id"
            for each in cited
            if each not in facts
        ]
        if not row.get("facts"):
            problems.append(f"{name}: {kind} {row['id']} has no facts - name at least one")
        if row["id"] in seen:
            problems.append(f"{name}: {kind} {row['id']} is written twice - give one of them another id")
        seen.add(row["id"])
    if problems:
        raise RegistryError(problems)
    return rows


def number_of(where: Mapping[str, Any]) -> Any:
    """The number that a row points at: a fact's value, an end of its range, a parameter of it, or a pair of pressures."""
    if "number" in where:
        return where["number"]
    fact: Fact = load_facts()[where["fact"]]
    if "parameter" in where:
        found = fact.details["parameters"][where["parameter"]]
        return found[0 if where.get("end") == "low" else 1] if "end" in where else found
    if "end" in where:
        return fact.low if where["end"] == "low" else fact.high
    written = fact.details.get("value")
    if isinstance(written, str):
        return tuple(float(each) for each in written.split("/"))
    return fact.value


def counts(row: Mapping[str, Any], answer: Any) -> bool:
    """Whether an answer makes the row speak. Pairs of pressures count when either number does. Raises RuleError."""
    answer = _plain(answer)
    given = next((each for each in _COMPARISONS if each in row), None)
    if given is None:
        if not isinstance(answer, bool):
            raise RuleError(f"{row['field']} is a yes or a no, and {answer!r} is neither.")
        return answer
    threshold = number_of(row[given])
    if isinstance(threshold, tuple):
        if not isinstance(answer, Sequence) or len(answer) != 2:
            raise RuleError(f"{row['field']} is a pair of numbers, systolic and diastolic, and {answer!r} is not.")
        return any(_compare(given, _number(row, one), limit) for one, limit in zip(answer, threshold, strict=True))
    return _compare(given, _number(row, answer), threshold)


def _plain(answer: Any) -> Any:
    """A number or a yes out of a table of data, as Python writes it."""
    return answer.item() if getattr(answer, "ndim", None) == 0 else answer


def _number(row: Mapping[str, Any], answer: Any) -> float:
    answer = _plain(answer)
    if isinstance(answer, bool) or not isinstance(answer, Real) or math.isnan(answer):
        raise RuleError(f"{row['field']} is a number, and {answer!r} is not.")
    return float(answer)


def find_doubts(answers: Mapping[str, Any], *, fields: Iterable[str]) -> dict[str, str]:
    """Answers that cannot be believed, by field, each with a sentence: most often a slip or another unit.

    Call it after the rules have read the answers, which refuses those of the wrong kind. Source: plausible.toml.
    """
    known = {row["field"]: row for row in read_table("rules/plausible.toml")["reading"]}
    found = {}
    for field in dict.fromkeys(fields):
        answer, row = answers.get(field), known.get(field)
        if answer is None or row is None:
            continue
        pair = isinstance(row["low"], Sequence)
        given, low, high = (tuple(each) if pair else (each,) for each in (answer, row["low"], row["high"]))
        inside = all(least <= each <= most for each, least, most in zip(given, low, high, strict=True))
        if not inside or (pair and given[0] <= given[-1]):
            shown = "/".join(f"{each:g}" for each in given)
            found[field] = f"Not believable: {field.replace('_', ' ')} of {shown} {row['unit']} ({row['why']})."
    return found


def _compare(how: str, value: float, threshold: float) -> bool:
    if how == "below":
        return value < threshold
    if how == "above":
        return value > threshold
    return value >= threshold if how == "at_least" else value <= threshold


def check_fields(answers: Mapping[str, Any], *, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise RuleError for an answer to a question that no rule asks: most often a slip in its name."""
    import difflib

    known = {row["field"] for row in rows}
    for name in answers:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise RuleError(f"No rule asks for {name!r}.{hint}")


def check_drug(drug: str) -> str:
    """Return the drug, or raise RuleError for one that the rules do not know."""
    if drug not in DRUGS:
        raise RuleError(f"The rules know {' and '.join(DRUGS)}, and not {drug!r}.")
    return drug
