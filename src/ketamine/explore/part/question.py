"""Questions and what their answers call for: the shared part of the explorers of rules.

Every answer is put to the library alone, once, when an explorer is made; what it calls for is kept with it. The rules of
a table do not look at each other, so the page has only to put the findings together and to sort them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ketamine.explore.part.explorer import Choice, Example, read_texts
from ketamine.quantity.unit import convert
from ketamine.rule.rule import COMPARISONS, Reason, counts, number_of

UNKNOWN, NO, YES = "unknown", "no", "yes"
_STEP = 1

Options = Mapping[str, tuple[str, Any]]
"""The answers to one question: id -> label, and the answer as the library takes it."""


def list_options(rows: Sequence[Mapping[str, Any]], *, never: bool = False) -> Options:
    """What can be answered to the question that these rules share: yes or no, or the spans between their thresholds.

    `never` adds to the highest span that it may never have been. Source: the rules' facts.
    """
    limits = {
        (how, read_threshold(row, how=how)) for row in rows for how in COMPARISONS if how in row and "of" not in row
    }
    if not limits:
        return {NO: ("No", False), YES: ("Yes", True)}
    if any(isinstance(limit, tuple) for _, limit in limits):
        low = [row for row in rows if "of" in row]
        return {**_list_raised(sorted(limit for _, limit in limits), low=low), **_list_lowered(low)}
    return _list_spans(rows, edges=sorted({_edge(how, limit) for how, limit in limits}), never=never)


def _edge(how: str, limit: float) -> float:
    """The first whole number on the upper side of a threshold."""
    return limit + _STEP if how in ("above", "at_most") else limit


def _list_spans(rows: Sequence[Mapping[str, Any]], *, edges: Sequence[float], never: bool) -> Options:
    """The spans that these edges part a number into; the one in which no rule speaks is the answer no."""
    finite = [each for each in edges if each != math.inf]
    spans = [(f"under {_show(finite[0])}", finite[0] - _STEP)]
    spans += [(f"{_show(low)} to under {_show(high)}", low) for low, high in pairwise(finite)]
    apart = math.inf in edges  # a rule tells what was long ago from what never was
    spans.append((f"{_show(finite[-1])}{', or never' if never and not apart else ' or more'}", finite[-1]))
    spans += [("never", math.inf)] if apart else []
    found: dict[str, tuple[str, Any]] = {}
    for label, answer in spans:
        spoken = any(
            counts({**row, how: {"number": read_threshold(row, how=how)}}, answer)
            for row in rows
            for how in COMPARISONS
            if how in row
        )
        place = len(found) - (NO in found)
        found[(f"{YES}-{place}" if place else YES) if spoken else NO] = (label, answer)
    return found


def _list_raised(limits: Sequence[Any], *, low: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, Any]]:
    """The spans above pairs of pressures."""
    floor = f"systolic {_show(number_of(low[0]['below']))} or more, " if low else ""
    spans = {NO: (f"{floor}up to {_show(limits[0])}", limits[0])}
    for index, limit in enumerate(limits):
        upper = f", up to {_show(limits[index + 1])}" if index + 1 < len(limits) else ""
        spans[f"{YES}-{index}" if index else YES] = (f"above {_show(limit)}{upper}", _raise(limit))
    return spans


def _list_lowered(low: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, Any]]:
    """A low systolic pressure, with the mean on either side of its own line where a rule looks at both."""
    if not low:
        return {}
    limit = number_of(low[0]["below"])
    both = [number_of(row["also"]["below"]) for row in low if "also" in row]
    if not both:
        return {"low": (f"systolic under {_show(limit)}", (limit - _STEP, limit / 2))}
    systolic = limit - _STEP
    diastolic = math.ceil((3 * both[0] - systolic) / 2)  # not clinical: how a mean is reckoned
    return {
        "low": (f"systolic under {_show(limit)}, mean {_show(both[0])} or more", (systolic, diastolic)),
        "low-twice": (f"systolic under {_show(limit)}, mean under {_show(both[0])}", (systolic, diastolic - _STEP)),
    }


def read_threshold(row: Mapping[str, Any], *, how: str) -> Any:
    """The number, or the pair of pressures, at which a rule speaks; times in min. Source: the rule's fact."""
    from ketamine.registry.read import load_facts

    limit = number_of(row[how])
    if "fact" not in row[how]:
        return limit
    unit = load_facts()[row[how]["fact"]].unit
    return convert(limit, unit=unit, to="min") if row["field"].startswith("minutes") and unit else limit


def _show(limit: Any) -> str:
    return "/".join(f"{each:g}" for each in limit) if isinstance(limit, tuple) else f"{limit:g}"


def _raise(limit: Any) -> Any:
    return tuple(each + _STEP for each in limit) if isinstance(limit, tuple) else limit + _STEP


def make_question(field: str, *, ask: str, options: Options, unknown: str) -> Choice:
    """The question as a control that starts with not known. Source: the rules."""
    rows = ((UNKNOWN, unknown), *((name, label) for name, (label, _) in options.items()))
    return Choice(field, ask, rows, UNKNOWN)


def read_answers(values: Mapping[str, Any], *, questions: Mapping[str, Options]) -> dict[str, Any]:
    """The answers of one setting as the library takes them; None for what is not known."""
    return {
        field: None if values[field] == UNKNOWN else options[values[field]][1] for field, options in questions.items()
    }


def list_findings(
    judge: Callable[[Mapping[str, Any]], Iterable[Reason]], *, questions: Mapping[str, Options], rules: Iterable[str]
) -> list[dict[str, Any]]:
    """Every reason that an answer can call for, in the order of the rules, with the answers that do.

    `judge` is the library's own function from answers to reasons. Source: the rules.
    """
    found: dict[tuple[str, bool], dict[str, Any]] = {}
    for field, options in questions.items():
        others = dict.fromkeys(questions)
        silent = {(each.rule, each.missing) for each in judge(others)}
        for name, (_, answer) in options.items():
            for reason in judge({**others, field: answer}):
                if (reason.rule, reason.missing) not in silent:
                    finding = found.setdefault((reason.rule, False), describe_reason(reason))
                    finding["when"].append([field, name])
        known = next(iter(options.values()))[1]
        answered = {(each.rule, each.missing) for each in judge({**others, field: known})}
        for reason in judge(others):
            if (reason.rule, reason.missing) not in answered:
                finding = found.setdefault((reason.rule, True), describe_reason(reason))
                finding["when"].append([field, UNKNOWN])
    order = list(rules)
    return sorted(drop_repeats(found.values()), key=lambda each: (order.index(each["rule"]), each["missing"]))


def describe_reason(reason: Reason) -> dict[str, Any]:
    """A reason as plain data. Source: the rule."""
    text = reason.why.removeprefix("Not known: ")
    convention = read_texts("notice")["convention"] if reason.local and not reason.missing else ""
    return {
        "rule": reason.rule,
        "level": reason.level,
        "text": text[:1].upper() + text[1:] + convention,
        "fact": next(iter(reason.facts), ""),
        "missing": reason.missing,
        "when": [],
    }


def drop_repeats(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings, with an open question only once: two rules may wait for the same answer. Source: the rules."""
    kept: dict[tuple[str, bool], dict[str, Any]] = {}
    for finding in findings:
        kept.setdefault((finding["text"] if finding["missing"] else finding["rule"], finding["missing"]), finding)
    return list(kept.values())


def sum_up(findings: Sequence[Mapping[str, Any]], *, data: Mapping[str, Any]) -> dict[str, Any]:
    """A result: the findings with their looks, the gravest level, and how many are known and unknown. Source: the rules."""
    shown = [
        {**{name: each for name, each in finding.items() if name != "when"}, **data["looks"][finding["level"]]}
        for finding in findings
    ]
    level = shown[0]["level"] if shown else data["levels"][0]
    known = [finding for finding in shown if not finding["missing"]]
    unsure = f"{level}-unknown"
    sentence = data["sentence"]
    numbers = {
        "level": level,
        "known": str(len(known)),
        "unknown": str(len(shown) - len(known)),
        "first": known[0]["text"] if known else "",
    }
    return {
        "template": sentence[unsure] if shown and not known and unsure in sentence else sentence[level],
        "numbers": numbers,
        "tone": data["looks"][level]["tone"],
        "findings": shown,
        "missing": data["missing"],
    }


def make_examples(
    rows: Iterable[Mapping[str, Any]], *, questions: Mapping[str, Options], others: Mapping[str, Any]
) -> tuple[Example, ...]:
    """Invented people: everything answered alike, but for what a row names. Source: explore.toml."""
    made = []
    for row in rows:
        values: dict[str, Any] = {**others, **dict.fromkeys(questions, row["start"])}
        for answer in (YES, NO, UNKNOWN):
            values.update({field: answer for field in row.get(answer, ()) if field in questions})
        made.append(Example(row["label"], {**values, **{k: v for k, v in row.items() if k in others}}))
    return tuple(made)
