"""Flaws of messages: what the course says to whoever chose an option or made a mistake.

The published lists are about questions only. These rules are the course's own promise, that every option and every
predicted mistake has a reason worth reading; the need for such feedback is argued in Hattie & Timperley, *Review of
Educational Research* 2007;77:81-112 (a verdict alone teaches least).
"""

from collections import Counter
from collections.abc import Iterator

from .wording import (
    FUNCTION_WORDS,
    Flaw,
    Wording,
    count_words,
    list_words,
    split_vocabulary,
)

__all__ = ["LONGEST_MESSAGE", "SHORTEST_MESSAGE", "find_bare_verdict", "find_message_length", "find_same_message"]

SHORTEST_MESSAGE, LONGEST_MESSAGE = 8, 60
"""How many words a message has, at least and at most."""


def find_message_length(wording: Wording) -> Iterator[Flaw]:
    """Yield a message of fewer than 8 words, which can't hold a reason, or of more than 60, which nobody reads.

    Source: this course's own limits.
    """
    for message in wording.messages:
        count = count_words(message.source)
        if count < SHORTEST_MESSAGE:
            yield Flaw(message.line, f"the message has {count} words", "say why, in 8 words or more")
        elif count > LONGEST_MESSAGE:
            fix = f"cut it to {LONGEST_MESSAGE}; a fact shown whole counts with all its words"
            yield Flaw(message.line, f"the message has {count} words", fix)


_VERDICTS = split_vocabulary(
    "correct correctly incorrect right wrong true false yes no not good great excellent perfect exactly sorry unfortunately "
    "congratulations nope mistake error"
)
_TALK = split_vocabulary(
    "answer answers option options choice choices chosen chose choose pick picked statement question item response well "
    "done nice job work try again please think once another indeed quite really actually simply here best better luck "
    "next time that's it's isn't"
)
_EMPTY = FUNCTION_WORDS | _VERDICTS | _TALK
_FEWEST_REASONS = 3


def find_bare_verdict(wording: Wording) -> Iterator[Flaw]:
    """Yield a message that says right or wrong and nothing else, in however many words.

    Source: this course's own promise; Hattie & Timperley 2007 on verdicts without reasons.
    """
    for message in wording.messages:
        words = set(list_words(message.source))
        if words & _VERDICTS and len(words - _EMPTY) < _FEWEST_REASONS:
            yield Flaw(message.line, "the message gives a verdict and no reason", "say what makes it so")


def find_same_message(wording: Wording) -> Iterator[Flaw]:
    """Yield a message that is used twice in an item, or that only repeats its option.

    Source: this course's own promise that each option and each mistake has its own reason.
    """
    said = Counter(" ".join(list_words(message.source)) for message in wording.messages)
    options = {" ".join(list_words(choice.text)) for choice in wording.choices}
    for message in wording.messages:
        words = " ".join(list_words(message.source))
        if said[words] > 1 or words in options:
            what = "the message is used twice" if said[words] > 1 else "the message only repeats an option"
            yield Flaw(message.line, what, "say what this answer in particular overlooks")
