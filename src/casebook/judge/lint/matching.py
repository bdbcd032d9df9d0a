"""Flaws of extended matching: one list of options for several stems. For the sources' names see `casebook.judge.lint.stem`.

R-type is chapter 6, on extended-matching items, of *Constructing Written Test Questions for the Basic and Clinical
Sciences*, third edition (Case & Swanson, National Board of Medical Examiners): the list is written before the stems, and a
stem may be written for each of its options or for many of them. Texas is the advice on matching questions of the
University of Texas at Austin's teaching pages.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from .cue import list_clangs, read_beginning
from .wording import Choice, Flaw, Wording, list_content, list_words, split_vocabulary

__all__ = [
    "find_key_order",
    "find_mixed_list",
    "find_one_key",
    "find_short_list",
    "find_stem_cue",
    "find_stem_grammar",
    "find_uneven_list",
]


def find_short_list(wording: Wording) -> Iterator[Flaw]:
    """Yield a list no longer than its stems are many: the last of them is then found by striking out.

    Source: Texas (more options than questions).
    """
    options, stems = len(wording.choices), len(wording.stems)
    if stems and options <= stems:
        fix = "add an option that serves none of them, or drop a stem"
        yield Flaw(wording.line, f"the list has {options} options for {stems} stems", fix)


_LONG, _LONGER_BY = 2, 12


def find_uneven_list(wording: Wording) -> Iterator[Flaw]:
    """Yield an option at least twice as long as the middle one of its list, and longer by two words or so.

    Source: Haladyna guideline 24 (keep the length of options about equal); Texas (options short and homogeneous).
    """
    middle = median(len(choice.text) for choice in wording.choices) if wording.stems and wording.choices else 0
    for choice in wording.choices if middle else ():
        size = len(choice.text)
        if size >= _LONG * middle and size - middle >= _LONGER_BY:
            what = f"the option {choice.id} is {size / middle:.1f} times as long as the list's middle one"
            yield Flaw(choice.line, what, "shorten it; what makes it right or wrong belongs into the reasons")


_ORDERS = split_vocabulary(
    "ask assess begin book bring call check choose continue give go hold keep leave lower measure offer open pause postpone "
    "raise refer repeat return send start stay stop take tell treat wait watch weigh write"
)
_ARTICLES = split_vocabulary("a an the his her its their")


def _begin(choice: Choice) -> str:
    """Return what an option's first word is, as far as a short list of words tells: a noun, a verb, or nothing known."""
    first = next(iter(list_words(choice.text)), "")
    return "noun" if first in _ARTICLES else "verb" if first in _ORDERS else ""


def find_mixed_list(wording: Wording) -> Iterator[Flaw]:
    """Yield a list whose options differ in form, such as things to do among things: those of one kind fit fewer stems.

    Source: NBME (options not parallel); Haladyna guideline 23; Texas (all options of one type).
    """
    if not wording.stems:
        return
    begins = {_begin(choice) for choice in wording.choices} - {""}
    if len({read_beginning(choice) for choice in wording.choices}) > 1 or len(begins) > 1:
        fix = "give them one form: all nouns, all verbs, or all sentences"
        yield Flaw(wording.line, "the options of the list are of different forms", fix)


def find_stem_cue(wording: Wording) -> Iterator[Flaw]:
    """Yield a word that a stem shares with its key and with no other option.

    Where a stem with another key has the word too, it tells nothing. Source: NBME (word repeats); Tarrant 12;
    Haladyna guideline 28b.
    """
    content = {choice.id: set(list_content(choice.text)) for choice in wording.choices}
    for stem in wording.stems:
        elsewhere = [words for name, words in content.items() if name != stem.key]
        elsewhere += [set(list_content(other.text)) for other in wording.stems if other.key != stem.key]
        clangs = list_clangs(stem.text)
        for word in sorted((clangs.keys() & content.get(stem.key, set())).difference(*elsewhere)):
            what = f"{clangs[word]!r} is in the stem {stem.id} and in its key only"
            yield Flaw(stem.line, what, "use another word in one of them, or the same one in another option")


_ENDING = re.compile(r"\b(an?|is|are|was|were|has|have)\s*[:\u2026_.]*$", re.IGNORECASE)
_SINGULAR = re.compile(r"(?:ss|us|is|[^s])$")


def find_stem_grammar(wording: Wording) -> Iterator[Flaw]:
    """Yield a stem that breaks off before a word that must agree with it, and fits some options of the list only.

    Source: NBME (grammatical cues); Tarrant 15; Texas (avoid verbal cues and articles).
    """
    texts = [words for words in (list_words(choice.text) for choice in wording.choices) if words]
    for stem in wording.stems:
        ending = _ENDING.search(stem.text)
        if not ending:
            continue
        article = ending[1].lower() in ("a", "an")
        fits = {words[0][0] in "aeiou" if article else bool(_SINGULAR.search(words[-1])) for words in texts}
        if len(fits) > 1:
            what = f"the stem {stem.id} ends with {ending[1]!r}, which fits some options only"
            yield Flaw(stem.line, what, "let the stem say the whole, so that every option can follow")


def _list_places(wording: Wording) -> list[int]:
    places = {choice.id: place for place, choice in enumerate(wording.choices)}
    return [places[stem.key] for stem in wording.stems if stem.key in places]


_FEWEST_STEMS = 3


def find_key_order(wording: Wording) -> Iterator[Flaw]:
    """Yield three or more stems whose keys stand in the order of the list, down or up: one that is known places the rest.

    Source: Haladyna guideline 20 and NBME (vary the location of the right answer); the count is this course's.
    """
    places = _list_places(wording)
    steps = {(later > earlier) - (later < earlier) for earlier, later in pairwise(places)}
    if len(places) >= _FEWEST_STEMS and steps in ({1}, {-1}):
        yield Flaw(
            wording.line, "the keys of the stems stand in the order of the list", "put the stems in another order"
        )


def find_one_key(wording: Wording) -> Iterator[Flaw]:
    """Yield stems that all have one key: the list is then no choice, and what differs between the stems decides nothing.

    Source: R-type (stems for each or for many of the options); that two keys are the least is this course's.
    """
    if len(wording.stems) > 1 and len({stem.key for stem in wording.stems}) == 1:
        fix = "change a stem so that another option is right for it"
        yield Flaw(wording.line, f"{wording.stems[0].key} is the key of every stem", fix)
