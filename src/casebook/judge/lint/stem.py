"""Flaws of the stem: what is read before the options.

NBME is the *NBME Item-Writing Guide* (National Board of Medical Examiners, 2020 edition). Tarrant is the list of 19
item-writing flaws in Tarrant, Knierim, Hayes & Ware, *Nurse Education Today* 2006;26:662-671, in the order in which
later studies number it. Haladyna is the taxonomy of 31 guidelines in Haladyna, Downing & Rodriguez, *Applied
Measurement in Education* 2002;15:309-334.
"""

import re
from collections.abc import Iterator

from ...text.case import Kind, Level
from .wording import (
    Flaw,
    Wording,
    count_words,
    list_content,
    list_words,
    split_vocabulary,
)

__all__ = [
    "LONGEST_STEM",
    "find_long_stem",
    "find_negative_stem",
    "find_recall",
    "find_teaching_stem",
    "find_unfinished_stem",
    "find_unfocused_stem",
]

LONGEST_STEM = 120
"""How many words a stem may have."""

_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S)[^*_\n]+(?<=\S)\1")
_ASKS = re.compile(r"\b(?:which|what|who|whom|how|why|where)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:when|whenever|if|who|whose|because|although|though|while|so that|that|before|after|unless|until|since)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|cannot|can't|[a-z]+n't)\b|(?<!at )\bleast\b"
    r"|\bwhich\b[^?]{0,120}?\b(?:is|are)\s+(?:false|untrue|incorrect|wrong)\b(?!\s+with)",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except|excluding)\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b(?:NOT|NEVER|EXCEPT|EXCLUDING|CANNOT|LEAST|FALSE|UNTRUE|INCORRECT|WRONG)\b")


def find_long_stem(wording: Wording) -> Iterator[Flaw]:
    """Yield a stem that is too long to hold in mind: more than 120 words, those of each stem counted with the question's.

    Source: Haladyna guideline 13 (minimise reading); the limit is this course's.
    """
    count = count_words(wording.stem) + max((count_words(stem.text) for stem in wording.stems), default=0)
    if count > LONGEST_STEM:
        yield Flaw(wording.line, f"the stem has {count} words", f"cut it to {LONGEST_STEM}, or move some to the story")


def _main_clause(lead: str) -> str:
    """Return the clause that asks: from its question word to the next subordinate clause."""
    asks = _ASKS.search(lead)
    start = asks.start() if asks else 0
    after = asks.end() if asks else 0
    cut = _SUBORDINATE.search(lead, after)
    return lead[start : cut.start()] if cut else lead[start:]


def find_negative_stem(wording: Wording) -> Iterator[Flaw]:
    """Yield a question that asks for what is not so, and whose negative is easy to overlook.

    Bold, italics or capitals make it visible. A *not* in a side clause (*when the patient does not answer*) is
    part of the situation and no flaw. Source: NBME (negatively phrased lead-ins); Tarrant 19; Haladyna guideline 17.
    """
    if not wording.choices:
        return
    lead = re.split(r"(?<=[.?!])\s+", wording.marked.strip())[-1].replace("\u2019", "'")
    lead = _CAPITALS.sub(" ", _EMPHASIS.sub(" ", lead))
    found = _NEGATIVE.search(_main_clause(lead)) or _EXCEPT.search(lead)
    if found:
        word = found[0].split()[-1]
        yield Flaw(
            wording.line, f"the question turns on an unmarked {word!r}", f"ask it positively, or write **{word}**"
        )


_MARKERS = split_vocabulary(
    "following statement statements option options answer answers true correct right apply applies hold holds fit fits "
    "best accurate appropriate"
)
_EMPTY = _MARKERS | split_vocabulary(
    "which what of the these those this them one ones is are do does be a an or and about below above list listed you "
    "choose pick select mark tick all most statement's"
)
_FEWEST_MATTER = 3


def find_unfocused_stem(wording: Wording) -> Iterator[Flaw]:
    """Yield a stem that can't be answered with the options covered: it only says that something is true.

    *Which of these statements is correct?* asks nothing unless the stem says about what. Source: NBME (the item
    should be answerable without looking at the options); Tarrant 13; Haladyna guidelines 14 and 15.
    """
    words = list_words(wording.lead)
    if not wording.is_choice or not set(words) <= _EMPTY or not set(words) & _MARKERS:
        return
    rest = wording.question.removesuffix(wording.lead)
    if len([word for word in list_content(f"{rest} {wording.body}") if word not in _MARKERS]) < _FEWEST_MATTER:
        fix = "ask about one thing, so that a colleague could answer before seeing the options"
        yield Flaw(wording.line, "the question has no subject of its own", fix)


_BLANK = re.compile(r"_{2,}|\.{3,}|\u2026|\[\s*\]|\(\s+\)")
_IMPERATIVES = split_vocabulary(
    "arrange calculate choose click compare complete compute decide describe document enter estimate explain find "
    "identify judge list mark match name note order pick place plan put rank read record say select set sort state tell "
    "tick work write"
)


def find_unfinished_stem(wording: Wording) -> Iterator[Flaw]:
    """Yield a stem with a blank to fill, or one that its options complete.

    Source: Tarrant 10 (fill in the blank); NBME (the lead-in is a closed question).
    """
    if _BLANK.search(wording.question):
        yield Flaw(
            wording.line, "the question has a blank to fill", "ask a whole question that ends in a question mark"
        )
        return
    words = list_words(wording.lead)
    if wording.is_choice and "?" not in wording.stem and not set(words[:2]) & _IMPERATIVES:
        fix = "ask a whole question, or tell the learner what to do"
        yield Flaw(wording.line, "the options complete the sentence of the stem", fix)


_TEACHING = re.compile(
    r"\b(?:note that|remember that|recall that|keep in mind|bear in mind|as you know|as we know|as is well known|"
    r"it is (?:well |widely |generally )?(?:known|established|important|worth)|is defined as|by definition|"
    r"by the way|incidentally|of course|it should be noted)\b",
    re.IGNORECASE,
)


def find_teaching_stem(wording: Wording) -> Iterator[Flaw]:
    """Yield a stem that teaches in passing what the question doesn't need; messages are the place to teach.

    Source: Tarrant 5 (gratuitous information in the stem); NBME (no superfluous information); Haladyna guideline 16.
    """
    found = _TEACHING.search(wording.stem)
    if found:
        fix = "leave it out, or say it in a message"
        yield Flaw(wording.line, f"the stem teaches: {found[0].lower()!r}", fix)


_RECALL = re.compile(
    r"\bstands? for\b|\b(?:in )?(?:which|what) year\b|\bwho (?:discovered|invented|introduced|described|coined)\b|"
    r"\bwhat is (?:meant by|the (?:definition|name|abbreviation|term|meaning))\b|\bdefinition of\b|"
    r"\bwhat (?:do(?:es)?) (?:the )?(?:abbreviation|acronym|term)\b",
    re.IGNORECASE,
)


def find_recall(wording: Wording) -> Iterator[Flaw]:
    """Yield a question that asks for a name, a year or a definition and claims to ask for more than memory.

    Source: NBME (test application of knowledge, not recall of isolated facts); Haladyna guidelines 2 and 3.
    """
    found = _RECALL.search(wording.lead)
    high = wording.item.level not in (Level.REMEMBER, Level.UNDERSTAND)
    if found and high and wording.item.kind is not Kind.WRITTEN:
        what = f"{found[0].lower()!r} asks for memory, and the item claims to ask to {wording.item.level}"
        yield Flaw(wording.line, what, "ask for a decision, or say (remember) in the heading")
