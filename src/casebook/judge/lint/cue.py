"""Cues: what lets a reader without the knowledge find the key. For the sources' names see `casebook.judge.lint.stem`."""

import re
from collections.abc import Iterator

from ...text.case import Kind
from .wording import (
    FUNCTION_WORDS,
    GRAMMAR_WORDS,
    Choice,
    Flaw,
    Wording,
    list_content,
    list_pairs,
    list_words,
    split_vocabulary,
    stem_word,
)

__all__ = [
    "find_convergence",
    "find_grammar_cue",
    "find_longest_key",
    "find_opposite_pair",
    "find_word_repeat",
    "is_longest_key",
    "list_clangs",
    "read_beginning",
]

_LONGER, _LONGER_BY = 1.3, 12


def is_longest_key(wording: Wording) -> bool:
    """Return whether the one right option is longer than each of the others."""
    if wording.item.kind is not Kind.BEST or len(wording.keys) != 1 or not wording.distractors:
        return False
    return len(wording.keys[0].text) > max(len(choice.text) for choice in wording.distractors)


def find_longest_key(wording: Wording) -> Iterator[Flaw]:
    """Yield a key that stands out as the longest option: by a third or so, and by two words or so.

    Where several options are right, the shortest of them is compared. That keys are longest a little too often
    over the whole bank is another rule's matter (`casebook.judge.lint.balance`).
    Source: NBME (long correct answer); Tarrant 4; Haladyna guideline 28d (conspicuous correct choice).
    """
    if not wording.is_choice or not wording.keys or not wording.distractors:
        return
    key = min(wording.keys, key=lambda choice: len(choice.text))
    other = max(len(choice.text) for choice in wording.distractors)
    if len(key.text) >= _LONGER * other and len(key.text) - other >= _LONGER_BY:
        what = f"the right option {key.id} is clearly the longest" if len(wording.keys) == 1 else (
            "each right option is clearly longer than every wrong one"
        )  # fmt: skip
        yield Flaw(key.line, what, "shorten it and keep the rest for its message, or say more in the others")


_PLURAL_LEAD = re.compile(
    r"\b(?:which|what) (?:are|were)\b|\bwhich of (?:these|the following|them) (?:\w+ )?are\b", re.I
)
_SINGULAR_LEAD = re.compile(
    r"\bwhich one\b|\bwhich of (?:these|the following|them) (?:\w+ )?is\b|\bwhat is the\b", re.I
)
_COUNTS = ("two", "three", "four", "five", "six")
_COUNT_LEAD = re.compile(rf"\b(?:which|what|choose|pick|tick|select|name)(?: the)? ({'|'.join(_COUNTS)})\b", re.I)


def _find_number_cue(wording: Wording) -> Iterator[Flaw]:
    """Yield a lead-in whose number is not that of the keys."""
    keys = len(wording.keys)
    counted = _COUNT_LEAD.search(wording.lead)
    if counted and _COUNTS.index(counted[1].lower()) + 2 != keys:
        fix = "let the question and the key agree"
        yield Flaw(wording.line, f"the question asks for {counted[1].lower()} and {keys} are right", fix)
    elif _PLURAL_LEAD.search(wording.lead) and wording.item.kind is Kind.BEST:
        yield Flaw(wording.line, "the question asks for several and one is right", "ask in the singular")
    elif _SINGULAR_LEAD.search(wording.lead) and keys > 1:
        yield Flaw(wording.line, f"the question asks for one and {keys} are right", "ask in the plural")


_NO_VERBS = split_vocabulary(
    "anything bedding building ceiling clothing during evening everything feeling housing lining meaning meeting morning "
    "nothing opening painting reading something spring string tubing"
)


def read_beginning(choice: Choice) -> tuple[bool, bool, bool, bool]:
    """Return an option's grammatical form as far as letters tell: full stop, capital, *-ing*, *to*."""
    words = list_words(choice.text)
    first = words[0] if words else ""
    letters = choice.text.lstrip("\"'\u201c\u2018(")
    return (
        choice.text.rstrip().endswith("."),
        not letters[:1].isalpha() or any(letter.isupper() for letter in letters.split()[0]),
        first.endswith("ing") and len(first) > 5 and first not in _NO_VERBS,
        first == "to",
    )


def find_grammar_cue(wording: Wording) -> Iterator[Flaw]:
    """Yield grammar that gives the key away: an article, the number of the verb, or a form that only the key has.

    Source: NBME (grammatical cues); Tarrant 15; Haladyna guidelines 23 and 28c.
    """
    if not wording.is_choice:
        return
    if wording.keys:
        yield from _find_number_cue(wording)
    article = re.search(r"\b(an?)\s*[:\u2026_.]*$", wording.question.strip(), re.IGNORECASE)
    texts = [choice.text.lstrip("\"'\u201c\u2018(") for choice in wording.choices]
    vowels = {text[:1].lower() in "aeiou" for text in texts if text}
    if article and len(vowels) > 1:
        yield Flaw(wording.line, f"{article[1]!r} fits some options only", "move the article into the options")
    forms = {read_beginning(choice) for choice in wording.distractors}
    if (
        len(wording.keys) == 1
        and len(wording.distractors) > 1
        and len(forms) == 1
        and read_beginning(wording.keys[0]) not in forms
    ):
        key = wording.keys[0]
        fix = "give all options one form: all sentences, all nouns, or all verbs"
        yield Flaw(key.line, f"only the right option {key.id} has its grammatical form", fix)


_SHORTEST_CLANG, _SHORTEST_STEM = 5, 4


def list_clangs(text: str) -> dict[str, str]:
    """Return the words of a stem that would ring in an option: long and not of grammar, by what is left of them."""
    return {
        stem_word(word): word
        for word in list_words(text)
        if len(word) >= _SHORTEST_CLANG and len(stem_word(word)) >= _SHORTEST_STEM and word not in FUNCTION_WORDS
    }


def find_word_repeat(wording: Wording) -> Iterator[Flaw]:
    """Yield a word that the stem shares with every key and with no wrong option (a clang association).

    Words are compared without their endings; short ones and words of grammar don't count. The case's story is left
    out: what it mentions, any option may take up. Source: NBME (word repeats); Tarrant 12; Haladyna guideline 28b.
    """
    if not wording.is_choice or not wording.keys or not wording.distractors:
        return
    stem = list_clangs(wording.stem)
    shared = set(stem).intersection(*(list_content(choice.text) for choice in wording.keys))
    for word in sorted(shared.difference(*(list_content(choice.text) for choice in wording.distractors))):
        fix = "use another word in the key, or the same one in a wrong option"
        yield Flaw(wording.keys[0].line, f"{stem[word]!r} is in the stem and in the right option only", fix)


_JOINT = re.compile(r"[,;:]|\b(?:and|with|plus|then|but)\b", re.IGNORECASE)
_ALIKE = 2 / 3


def _parts(choice: Choice) -> list[frozenset[str]]:
    parts = (frozenset(list_content(part, GRAMMAR_WORDS)) for part in _JOINT.split(choice.text))
    return [part for part in parts if part]


def _share(part: frozenset[str], other: Choice) -> bool:
    return any(len(part & found) >= _ALIKE * len(part | found) for found in _parts(other))


def find_convergence(wording: Wording) -> Iterator[Flaw]:
    """Yield a key that shares most with the other options, where options are made of several parts.

    Whoever writes wrong options by changing one part of the key at a time leaves the key in their midst. A balanced
    set (each part in as many options) doesn't. Source: NBME (convergence); Tarrant 7 (convergence cues).
    """
    if wording.item.kind is not Kind.BEST or len(wording.choices) < 4 or len(wording.keys) != 1:
        return
    if any(len(_parts(choice)) < 2 for choice in wording.choices):
        return
    scores = {
        choice.id: sum(
            _share(part, other) for part in _parts(choice) for other in wording.choices if other is not choice
        )
        for choice in wording.choices
    }
    key = wording.keys[0]
    if scores[key.id] > max(scores[choice.id] for choice in wording.distractors):
        fix = "let each part stand in as many options as the others"
        yield Flaw(key.line, f"the right option {key.id} shares more with the others than any other does", fix)


_ANTONYMS = frozenset(
    frozenset(pair.split("/"))
    for pair in split_vocabulary(
        "rise/fall rises/falls rising/falling increase/decrease increases/decreases increased/decreased raise/lower "
        "raises/lowers raised/lowered higher/lower high/low more/less more/fewer most/least longer/shorter long/short "
        "larger/smaller faster/slower earlier/later early/late before/after with/without up/down above/below start/stop "
        "double/halve stronger/weaker gain/lose gains/loses better/worse speed/slow continue/stop give/withhold "
        "safe/unsafe likely/unlikely can/cannot does/doesn't is/isn't on/off inside/outside open/closed"
    )
)


def _are_opposite(first: Choice, second: Choice) -> bool:
    """Return whether two options differ in nothing but a word and its opposite."""
    left, right = list_words(first.text), list_words(second.text)
    if len(left) != len(right):
        return False
    changed = [frozenset(pair) for pair in zip(left, right, strict=True) if len(set(pair)) > 1]
    return bool(changed) and all(pair in _ANTONYMS for pair in changed)


def find_opposite_pair(wording: Wording) -> Iterator[Flaw]:
    """Yield two options that are each other's opposite, one of them the key, where the rest are of another kind.

    One of two opposites must be true, so the rest need not be read. With three options (more, less, the same), or
    with two such pairs, nothing is given away. Source: NBME (grouped or collectively exhaustive options); Tarrant 8
    (logical cues); Haladyna guideline 28e (pairs of options).
    """
    if wording.item.kind is not Kind.BEST or len(wording.choices) < 4:
        return
    pairs = [(first, second) for first, second in list_pairs(wording.choices) if _are_opposite(first, second)]
    if len(pairs) == 1 and any(choice.key for choice in pairs[0]):
        first, second = pairs[0]
        what = f"the options {first.id} and {second.id} are opposites, one of them right, and the rest are not"
        yield Flaw(second.line, what, "add the opposite of another option, or reword one")
