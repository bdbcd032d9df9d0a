"""Rules as data: a row names what must be known, when it counts and which facts stand behind it; this reads the rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Real
from typing import Any

from ketamine.registry.fact import Fact
from ketamine.registry.read import RegistryError, load_facts, read_table
from ketamine.registry.region import GENERAL

DRUGS = ("racemic", "esketamine")
ORIGINS = ("label", "guideline", "trial", "convention")
"""Where a line comes from. A convention is local: no label or trial sets it, and a service may set its own."""

COMPARISONS = ("below", "above", "at_least", "at_most")
_PARTS = ("systolic", "mean", "fall")


class RuleError(ValueError):
    """A question was put that the rules cannot answer: an unknown drug or field, or an answer of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule speaks: its id, what it calls for, a sentence, its facts, whether it speaks for lack of an answer, its origin, and whose it is.

    `regions` are the countries whose say-so the line is, which the sentence names; none where it is nobody's in particular.
    """

    rule: str
    level: str
    why: str
    facts: tuple[str, ...]
    missing: bool = False
    origin: str = ""
    regions: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """Whether the line is a local convention, which no label or trial sets."""
        return self.origin == "convention"


def give_reason(row: Mapping[str, Any], *, level: str, why: str, missing: bool = False) -> Reason:
    """The reason that a row gives, at a level and in words; its facts, origin and regions are the row's. Source: the row."""
    return Reason(
        rule=row["id"],
        level=level,
        why=why,
        facts=tuple(row["facts"]),
        missing=missing,
        origin=row["origin"],
        regions=tuple(row.get("regions", ())),
    )


@cache
def read_rules(name: str, kind: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of one kind from one file of rules, such as "monitoring.toml". Raises RegistryError where a row cites an unknown fact or has no facts."""
    rows = tuple(read_table(f"rules/{name}")[kind])
    facts = load_facts()
    problems = []
    seen: set[str] = set()
    for row in rows:
        cited = [*row.get("facts", ()), *(where["fact"] for where in find_thresholds(row) if "fact" in where)]
        problems += [
            f"{name}: {kind} {row['id']} cites the unknown fact {each} - mend the id"
            for each in cited
            if each not in facts
        ]
        if not row.get("facts"):
            problems.append(f"{name}: {kind} {row['id']} has no facts - name at least one")
        if row.get("origin", "convention") not in ORIGINS:
            problems.append(f"{name}: {kind} {row['id']} has the origin {row['origin']} - write one of {ORIGINS}")
        if row.get("of", "mean") not in _PARTS or row.get("also", {}).get("of", "mean") not in _PARTS:
            problems.append(f"{name}: {kind} {row['id']} compares an unknown part - write of as one of {_PARTS}")
        problems += [f"{name}: {kind} {row['id']} {fault}" for fault in find_faults(row, facts)]
        if row["id"] in seen:
            problems.append(f"{name}: {kind} {row['id']} is written twice - give one of them another id")
        seen.add(row["id"])
    if problems:
        raise RegistryError(problems)
    return rows


def find_faults(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterator[str]:
    """Yield what is wrong with the regions of a row: a line that only countries set names them, and only those that set it. Source: the row."""
    cited = [facts[each] for each in row.get("facts", ()) if each in facts]
    lines = [facts[where["fact"]] for where in find_thresholds(row) if where.get("fact") in facts] or cited
    owners = {region for fact in cited for region in fact.regions} - {GENERAL}
    for each in row.get("regions", ()):
        if owners and each not in owners:
            yield f"is said to be a rule of {each}, and none of its facts is - name another fact, or take the region out"
    local = bool(lines) and all(GENERAL not in fact.regions for fact in lines)
    if local and "origin" in row and row["origin"] != "convention" and not row.get("regions"):
        yield "rests on rules of countries and names none - write regions, and name them in its words"


def find_thresholds(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Where a row points for its numbers, those of its second condition included. Source: the row."""
    own = [row[each] for each in (*COMPARISONS, "every", "at") if each in row]
    return (*own, *(find_thresholds(row["also"]) if "also" in row else ()))


def list_fields(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Every answer that these rows look at, once, in the order of the rows. Source: the rows."""
    found: list[str] = []
    for row in rows:
        found += [row["field"], *([row["baseline"]] if "baseline" in row else [])]
        found += list_fields([row["also"]]) if "also" in row else ()
    return tuple(dict.fromkeys(found))


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


def speaks(row: Mapping[str, Any], answers: Mapping[str, Any]) -> bool | None:
    """Whether a row counts, its second condition included; None where an answer that it needs is not known.

    Raises RuleError. Source: the row's facts.
    """
    answer, baseline = answers.get(row["field"]), answers.get(row.get("baseline", ""))
    first: bool | None
    if answer is None or ("baseline" in row and baseline is None):
        first = None
    elif "of" in row:
        part = _part_of(row, answer, baseline=baseline)
        first = None if part is None else counts({**row, "of": None}, part)
    else:
        first = counts(row, answer)
    if "also" not in row or first is False:
        return first
    second = speaks(row["also"], answers)
    return None if first is None and second else second if first else second and first


def _part_of(row: Mapping[str, Any], answer: Any, *, baseline: Any) -> float | None:
    """The systolic or the mean pressure in mmHg, or the fall of the systolic below the baseline in %."""
    systolic, diastolic = _pair(row, answer)
    if row["of"] == "systolic":
        return systolic
    if row["of"] == "mean":
        return diastolic + (systolic - diastolic) / 3  # not clinical: how a mean is reckoned
    before, _ = _pair(row, baseline)
    return 100 * (before - systolic) / before if before > 0 else None  # not clinical: percent


def _pair(row: Mapping[str, Any], answer: Any) -> tuple[float, float]:
    if isinstance(answer, str) or not isinstance(answer, Sequence) or len(answer) != 2:
        raise RuleError(f"{row['field']} is a pair of numbers, systolic and diastolic, and {answer!r} is not.")
    return _number(row, answer[0]), _number(row, answer[1])


def counts(row: Mapping[str, Any], answer: Any) -> bool:
    """Whether an answer makes the row speak. Pairs of pressures count when either number does. Raises RuleError."""
    answer = _plain(answer)
    given = next((each for each in COMPARISONS if each in row), None)
    if given is None:
        if not isinstance(answer, bool):
            raise RuleError(f"{row['field']} is a yes or a no, and {answer!r} is neither.")
        return answer
    threshold = number_of(row[given])
    if isinstance(threshold, tuple):
        return any(_compare(given, one, limit) for one, limit in zip(_pair(row, answer), threshold, strict=True))
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


def check_ladder(rows: Iterable[Mapping[str, Any]], *, key: str, order: Sequence[str]) -> None:
    """Raise RegistryError where a graver level would begin before a milder one; a service's own lines can bring that about."""
    steps: dict[tuple[str, bool, int], list[tuple[float, int, str]]] = {}
    for row in rows:
        for how in COMPARISONS:
            if how in row and "also" not in row:
                rising = how in ("above", "at_least")
                limits = number_of(row[how])
                for place, limit in enumerate(limits if isinstance(limits, tuple) else (limits,)):
                    parts = {"systolic": 0, "": place}
                    part = parts.get(row.get("of", ""), 2)
                    away = limit if rising else -limit
                    steps.setdefault((row["field"], rising, part), []).append((away, order.index(row[key]), row["id"]))
    for found in steps.values():
        for one, first, milder in found:
            for other, second, graver in found:
                if first < second and other < one:
                    raise RegistryError(
                        [f"{graver} begins before {milder}, which is milder - set the line of one of them further out"]
                    )


def check_fields(answers: Mapping[str, Any], *, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise RuleError for an answer to a question that no rule asks: most often a slip in its name."""
    import difflib

    known = list_fields(rows)
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
