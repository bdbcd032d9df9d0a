"""Flaws of the options as a list. For the sources' names see `casebook.judge.lint.stem`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ...text.case import Kind
from .amount import Amount, overlap, read_amount
from .wording import (
    Choice,
    Flaw,
    Wording,
    count_words,
    list_pairs,
    list_words,
)

__all__ = [
    "LONGEST_OPTION",
    "LONGEST_STATEMENT",
    "find_absolute_term",
    "find_all_of_the_above",
    "find_combined_options",
    "find_long_option",
    "find_mixed_units",
    "find_none_of_the_above",
    "find_numeric_order",
    "find_option_count",
    "find_overlapping_options",
    "find_repeated_opening",
    "find_same_option",
    "find_true_false",
    "find_uneven_options",
    "find_vague_frequency",
]

LONGEST_OPTION = 12
"""How many words an option may have of which one is chosen: it names what the stem decides, and argues nothing."""

LONGEST_STATEMENT = 30
"""How many words an option may have where each is judged by itself, or is a step."""

_MOST_STEMS = 3

_THINGS = (
    r"(?:the\s+)?(?:above|below|following|these|those|them|others?|(?:other\s+)?(?:options|answers|choices|statements))"
)
_ALL = re.compile(rf"(?:all|both|each|every one)(?:\s+of)?\s+{_THINGS}(?:\s+(?:is|are)\s+\w+)?", re.IGNORECASE)
_NONE = re.compile(
    rf"(?:none|neither|not any|no)(?:\s+one)?(?:\s+of)?\s+{_THINGS}(?:\s+(?:is|are)\s+\w+)?", re.IGNORECASE
)


def _bare(text: str) -> str:
    return text.strip().strip(".!?:;").strip()


def find_long_option(wording: Wording) -> Iterator[Flaw]:
    """Yield an option too long to compare with the others at a glance, or longer than three questions like its own.

    Source: NBME (long stem, short options); Haladyna guidelines 13 and 16; the limits are this course's.
    """
    chosen = wording.item.kind in (Kind.BEST, Kind.MATCHING)
    most = LONGEST_OPTION if chosen else LONGEST_STATEMENT
    asked = count_words(wording.stem)
    for choice in wording.choices:
        count = count_words(choice.text)
        if count > most:
            fix = f"cut it to {most}; what argues belongs into the reason below it"
            yield Flaw(choice.line, f"the option {choice.id} has {count} words", fix)
        elif chosen and count > _MOST_STEMS * asked:
            what = f"the option {choice.id} has {count} words, and its question {asked}"
            yield Flaw(choice.line, what, "move what decides into the question, and shorten the options")


def find_all_of_the_above(wording: Wording) -> Iterator[Flaw]:
    """Yield an option that stands for all the others: who knows two of them knows it.

    Source: Tarrant 9; NBME; Haladyna guideline 26.
    """
    for choice in wording.choices:
        if _ALL.fullmatch(_bare(choice.text)):
            fix = "drop it, or tick several options and let learners choose all that apply"
            yield Flaw(choice.line, f"the option {choice.id} stands for all the others", fix)


def find_none_of_the_above(wording: Wording) -> Iterator[Flaw]:
    """Yield an option that says only that the others are wrong: choosing it shows no knowledge of what is right.

    Source: Tarrant 3; NBME; Haladyna guideline 25.
    """
    for choice in wording.choices:
        if _NONE.fullmatch(_bare(choice.text)):
            yield Flaw(choice.line, f"the option {choice.id} only denies the others", "write what is right instead")


_LABEL = r"(?:[a-h]|[1-8]|i{1,3}|iv|v)"
_COMBINED = re.compile(
    rf"(?:(?:both|either|neither|only|options?|answers?|statements?)\s+)*\(?{_LABEL}\)?"
    rf"(?:\s*(?:,|and|or|nor|&|\+)\s*)+\(?{_LABEL}\)?(?:\s*(?:,|and|or|&|\+)\s*\(?{_LABEL}\)?)*(?:\s+only)?"
    r"|(?:both\s+)?the\s+(?:first|second|third|last)(?:\s+two|\s+three)?(?:\s+and\s+(?:the\s+)?(?:second|third|fourth|last))?"
    r"(?:\s+(?:options?|answers?|statements?|of\s+(?:these|the\s+above)))"
    r"|all\s+(?:but|except)\s+(?:the\s+)?(?:first|second|third|last|one)(?:\s+\w+)?",
    re.IGNORECASE,
)


def find_combined_options(wording: Wording) -> Iterator[Flaw]:
    """Yield an option made of other options, such as *1 and 3 only*: it tests logic more than knowledge.

    Source: Tarrant 14 (complex or K-type items); NBME; Haladyna guideline 9.
    """
    for choice in wording.choices if wording.is_choice else ():
        if _COMBINED.fullmatch(_bare(choice.text)):
            fix = "let each option stand alone; tick several if several are right"
            yield Flaw(choice.line, f"the option {choice.id} combines other options", fix)


_VERDICTS = frozenset({"true", "false", "yes", "no", "correct", "incorrect", "right", "wrong", "agree", "disagree"})


def find_true_false(wording: Wording) -> Iterator[Flaw]:
    """Yield an item whose options are only *true* and *false*, or *yes* and *no*: half of all guesses are right.

    Source: Tarrant 6; NBME (true/false items).
    """
    if wording.is_choice and wording.choices and all(_bare(c.text).lower() in _VERDICTS for c in wording.choices):
        yield Flaw(wording.line, "the options are only verdicts", "let each option say what is so, or what to do")


def find_option_count(wording: Wording) -> Iterator[Flaw]:
    """Yield an item with fewer options than three, or more than a reader compares.

    That is six, eight where several are right, and twelve where several stems share them.

    Source: Haladyna guideline 18 (as many effective options as possible, three usually being enough); Rodriguez,
    *Educational Measurement: Issues and Practice* 2005;24(2):3-13; NBME; Tarrant 2 (implausible distractors), of
    which padding is the usual cause.
    """
    fewest, most = 3, {Kind.BEST: 6, Kind.MATCHING: 12}.get(wording.item.kind, 8)
    count = len(wording.choices)
    if wording.choices and not fewest <= count <= most:
        fix = "add a mistake that colleagues make" if count < fewest else "drop those that nobody would choose"
        yield Flaw(wording.line, f"the item has {count} options", fix)


_MOST_RATIO, _MOST_MORE = 2.5, 40


def find_uneven_options(wording: Wording) -> Iterator[Flaw]:
    """Yield options of very unequal length: the longest more than two and a half times the shortest.

    Source: Haladyna guideline 24 (keep the length of options about equal); NBME (options not parallel).
    """
    if not wording.is_choice or not wording.choices:
        return
    sizes = sorted(wording.choices, key=lambda choice: len(choice.text))
    short, long = len(sizes[0].text), len(sizes[-1].text)
    if long > _MOST_RATIO * short and long - short > _MOST_MORE:
        what = f"the option {sizes[-1].id} is {long / max(short, 1):.1f} times as long as {sizes[0].id}"
        yield Flaw(sizes[-1].line, what, "bring them closer together")


def _plain(choice: Choice) -> list[str]:
    return [word for word in list_words(choice.text) if word not in ("a", "an", "the")]


def find_same_option(wording: Wording) -> Iterator[Flaw]:
    """Yield two options that say the same: neither can then be the only right one.

    Source: Tarrant 18 (more than one or no correct answer); Haladyna guideline 22 (options should not overlap).
    """
    for earlier, later in list_pairs(wording.choices):
        if _plain(earlier) == _plain(later) and (_plain(later) or earlier.text == later.text):
            yield Flaw(later.line, f"the options {earlier.id} and {later.id} say the same", "change one of them")


_SAME_START = 3


def find_repeated_opening(wording: Wording) -> Iterator[Flaw]:
    """Yield options that all begin with the same three or more words, which belong into the stem.

    Source: Haladyna guideline 15 (put the central idea in the stem); NBME (repeated phrases in options).
    """
    starts = [list_words(choice.text) for choice in wording.choices]
    if len(starts) < 2:
        return
    same = next(
        (at for at, words in enumerate(zip(*starts, strict=False)) if len(set(words)) > 1), min(map(len, starts))
    )
    if same >= _SAME_START:
        shown = " ".join(starts[0][:same][:6])
        yield Flaw(wording.line, f"all options begin with {shown!r}", "move these words into the question")


_ABSOLUTE = re.compile(
    r"\b(?:always|never|invariably|completely|absolutely|entirely|totally|impossible|guaranteed?s?|"
    r"under (?:no|all) circumstances|without exception|in (?:all|every|no) (?:patients?|cases?|people|adults?)|"
    r"(?:all|every|no) (?:patients?|cases?|people|adults?)|everyone|everybody|no ?one|nobody|none)\b(?!\s+of\s+it\b)",
    re.IGNORECASE,
)


def find_absolute_term(wording: Wording) -> Iterator[Flaw]:
    """Yield an option with a word such as *always* or *never*: learners know that such options are wrong.

    Source: NBME (absolute terms); Tarrant 11; Haladyna guideline 28a (specific determiners).
    """
    for choice in wording.choices if wording.is_choice else ():
        found = _ABSOLUTE.search(choice.text)
        if found:
            fix = "say when and for whom, or waive the rule if the absolute is the point"
            yield Flaw(choice.line, f"the option {choice.id} says {found[0].lower()!r}", fix)


_VAGUE = re.compile(
    r"\b(?:usually|often|frequently|sometimes|occasionally|rarely|seldom|commonly|generally|mostly|"
    r"most of the time|from time to time|hardly ever|as a rule|in (?:many|most|some|few) cases)\b",
    re.IGNORECASE,
)


def find_vague_frequency(wording: Wording) -> Iterator[Flaw]:
    """Yield an option with a word such as *often* or *rarely*, which means different numbers to different people.

    Source: NBME (vague frequency terms); Tarrant 17 (vague terms); Case & Swanson on how far readers differ.
    """
    for choice in wording.choices if wording.is_choice else ():
        found = _VAGUE.search(choice.text)
        if found:
            fix = "show a {fact} with the number, or say what happens and not how often"
            yield Flaw(choice.line, f"the option {choice.id} says {found[0].lower()!r}", fix)


def _read_amounts(wording: Wording) -> list[tuple[Choice, Amount]]:
    """Return the options that are amounts the same for every learner."""
    if not wording.is_choice:
        return []
    read = [(choice, None if choice.drawn else read_amount(choice.text)) for choice in wording.choices]
    return [(choice, amount) for choice, amount in read if amount]


def find_overlapping_options(wording: Wording) -> Iterator[Flaw]:
    """Yield two amounts of which one holds the other, or that share an end: a value could be in both.

    Source: Haladyna guideline 22 (options should not overlap); NBME (options not mutually exclusive).
    """
    amounts = _read_amounts(wording)
    found = dict(amounts)
    for earlier, later in list_pairs(tuple(choice for choice, _ in amounts)):
        if overlap(found[earlier], found[later]):
            what = f"the options {earlier.id} and {later.id} overlap"
            yield Flaw(later.line, what, "draw their limits so that each value is in one of them")


def find_numeric_order(wording: Wording) -> Iterator[Flaw]:
    """Yield numbers that stand in no order: readers should search their knowledge, not the list.

    Source: Tarrant 16 (lost sequence); NBME (options in an illogical order); Haladyna guideline 21.
    """
    amounts = [amount for _, amount in _read_amounts(wording)]
    if len(amounts) < max(3, len(wording.choices)) or len({amount.unit for amount in amounts}) > 1:
        return
    rising = all(first.sort <= second.sort for first, second in pairwise(amounts))
    falling = all(first.sort >= second.sort for first, second in pairwise(amounts))
    if not rising and not falling:
        yield Flaw(wording.line, "the numbers of the options stand in no order", "sort them, lowest first")


def find_mixed_units(wording: Wording) -> Iterator[Flaw]:
    """Yield amounts in different units, or some with a unit and some without.

    Source: NBME (numeric data not stated consistently).
    """
    amounts = [amount for _, amount in _read_amounts(wording)]
    units = sorted({amount.unit for amount in amounts})
    if len(amounts) == len(wording.choices) and len(units) > 1:
        shown = ", ".join(unit or "no unit" for unit in units)
        yield Flaw(wording.line, f"the options are in different units ({shown})", "give them all in one unit")
