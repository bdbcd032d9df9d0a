"""Item-writing flaws: what the literature on written tests says spoils a question, found by machine.

`find_flaws` judges a whole bank, `find_case_flaws` one case. Each rule is one short function whose docstring names its
source; `RULES` gives them by the names that waivers use. Of the 19 flaws on the published list, three can't be judged by a
machine that reads words: unclear information, implausible distractors, and more than one right answer beyond
two options that say the same. For these an item is answered blind by a second reader (`casebook.judge.blind.log`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ...author.bank import Bank
from ...problem import Problem
from ...subject import Subject
from ...text.case import Case
from . import balance, cue, matching, message, option, stem, surface
from .caution import find_all_cautious, find_cautious_habit
from .repeat import Check, count_item, find_repeat
from .waiver import apply_waivers
from .wording import Flaw, Wording, count_words, render_words, word_item

__all__ = ["BANK_RULES", "RULES", "find_case_flaws", "find_flaws"]

RULES: Mapping[str, Callable[[Wording], Iterator[Flaw]]] = {
    "long-stem": stem.find_long_stem,
    "negative-stem": stem.find_negative_stem,
    "unfocused-stem": stem.find_unfocused_stem,
    "unfinished-stem": stem.find_unfinished_stem,
    "teaching-stem": stem.find_teaching_stem,
    "recall-as-apply": stem.find_recall,
    "long-option": option.find_long_option,
    "all-of-the-above": option.find_all_of_the_above,
    "none-of-the-above": option.find_none_of_the_above,
    "combined-options": option.find_combined_options,
    "true-false": option.find_true_false,
    "option-count": option.find_option_count,
    "uneven-options": option.find_uneven_options,
    "same-option": option.find_same_option,
    "repeated-opening": option.find_repeated_opening,
    "absolute-term": option.find_absolute_term,
    "vague-frequency": option.find_vague_frequency,
    "overlapping-options": option.find_overlapping_options,
    "numeric-order": option.find_numeric_order,
    "mixed-units": option.find_mixed_units,
    "longest-key": cue.find_longest_key,
    "grammar-cue": cue.find_grammar_cue,
    "word-repeat": cue.find_word_repeat,
    "convergence": cue.find_convergence,
    "opposite-pair": cue.find_opposite_pair,
    "short-list": matching.find_short_list,
    "uneven-list": matching.find_uneven_list,
    "mixed-list": matching.find_mixed_list,
    "stem-cue": matching.find_stem_cue,
    "stem-grammar": matching.find_stem_grammar,
    "key-order": matching.find_key_order,
    "one-key": matching.find_one_key,
    "message-length": message.find_message_length,
    "bare-verdict": message.find_bare_verdict,
    "same-message": message.find_same_message,
}
"""The rules that judge one item, by name."""

BANK_RULES: Mapping[str, Callable[[Sequence[Wording]], Iterator[balance.Habit]]] = {
    "key-position": balance.find_key_position,
    "key-length": balance.find_key_length,
    "telling-word": balance.find_telling_word,
    "telling-mark": surface.find_telling_mark,
    "surface-marks": surface.find_surface_habit,
}
"""The rules that judge all items together, by name; a case can't waive them."""

_REPEAT, _CAUTIOUS = "repeated-item", "all-cautious"
_WAIVABLE = frozenset({*RULES, _REPEAT, _CAUTIOUS})


def _word_case(case: Case, subject: Subject) -> tuple[Wording, ...]:
    return tuple(word_item(item, case, subject) for item in case.items)


def _judge_story(case: Case, subject: Subject) -> Iterator[tuple[str, Problem]]:
    """Yield a story that is longer than a stem may be: it is read before each of the case's items."""
    count = count_words(render_words(case.intro, case, subject))
    if count > stem.LONGEST_STEM:
        fix = f"cut it to {stem.LONGEST_STEM}, or tell the rest under the item that needs it"
        yield "", Problem(case.path, case.intro.line, f"the story has {count} words (long-stem)", fix, "long-stem")


def _judge_item(wording: Wording, checks: Sequence[Check]) -> Iterator[tuple[str, Flaw]]:
    for name, rule in RULES.items():
        for flaw in rule(wording):
            yield name, flaw
    for flaw in find_repeat(wording, checks):
        yield _REPEAT, flaw


def _judge_case(
    case: Case, wordings: Sequence[Wording], subject: Subject, checks: Sequence[Check] = ()
) -> Iterator[Problem]:
    found = list(_judge_story(case, subject))
    for wording in wordings:
        for rule, flaw in _judge_item(wording, checks):
            # The item and the rule are named because a waiver has to name them.
            what = f"{flaw.what} ({wording.item.id}/{rule})"
            found.append((wording.item.id, Problem(case.path, flaw.line, what, flaw.fix, rule)))
    for flaw in find_all_cautious(case, wordings):
        found.append(("", Problem(case.path, flaw.line, f"{flaw.what} ({_CAUTIOUS})", flaw.fix, _CAUTIOUS)))
    yield from apply_waivers(case, found, _WAIVABLE)


def find_case_flaws(case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield the flaws of one case that it doesn't waive, and the waivers it has no need of."""
    yield from _judge_case(case, _word_case(case, subject), subject)


def find_flaws(bank: Bank, subject: Subject) -> Iterator[Problem]:
    """Yield every item-writing flaw of a bank that its case does not waive, then the habits of the bank as a whole."""
    graded = [part for part in bank.list_graded() if isinstance(part, Case)]
    worded = [(case, _word_case(case, subject)) for case in (*bank.cases, *graded)]
    checks = [count_item(wording) for _, wordings in worded[: len(bank.cases)] for wording in wordings]
    for position, (case, wordings) in enumerate(worded):
        yield from _judge_case(case, wordings, subject, checks if position >= len(bank.cases) else ())
    everything = [wording for _, wordings in worded for wording in wordings]
    paths = {wording.item.name: case.path for case, wordings in worded for wording in wordings}
    habits = [(name, habit) for name, rule in BANK_RULES.items() for habit in rule(everything)]
    habits += [("cautious-keys", habit) for habit in find_cautious_habit(worded)]
    for name, (wording, what, fix) in habits:
        yield Problem(paths[wording.item.name], wording.line, f"{what} ({name})", fix, name)
