"""A long text as short as a script can hold it: one letter for each word, which every browser unpacks without asking for more.

A server that squeezes the same text by itself sends a quarter more, for it looks back no further than 32 kB.
"""

import re
from collections import Counter
from itertools import pairwise
from typing import TypedDict

__all__ = ["Pack", "pack_text"]

_PIECE = re.compile(r'","|"\],\["| ?[A-Za-z\u00c0-\u024f]+|[^A-Za-z\u00c0-\u024f]')
# Letters of one byte that need no escape in a script, and the first of all others; after these come halves of letters.
_LETTERS = "".join(chr(code) for code in range(0x23, 0x7F) if chr(code) not in "&<\\")
_FIRST, _END = 0xA1, 0xD800
_TWO_BYTES = 0x800 - _FIRST
_ROOM = len(_LETTERS) + _END - _FIRST
_PREFIX = 9


class Pack(TypedDict):
    """A packed text, one letter for each word: `letters` those of the first words, `words` all of them, `text` the letters of the text.

    A word stands on a line of its own, behind the number of letters that it begins with as the word before it does. What
    comes after the words of `letters` has the letters from U+00A1 on, one after the other.
    """

    letters: str
    words: str
    text: str


def _list_words(pieces: list[str]) -> list[str]:
    """Return the words that get a letter: what comes often first, where letters are short, and each part in order."""
    single = {letter for piece in set(pieces) for letter in piece}
    counted = Counter(pieces)
    ranked = [word for word, _ in counted.most_common() if word not in single][: _ROOM - len(single)]
    ranked = sorted([*ranked, *single], key=lambda word: (-counted[word], word))
    ends = (0, len(_LETTERS), len(_LETTERS) + _TWO_BYTES, len(ranked))
    return [word for start, end in pairwise(ends) for word in sorted(ranked[start:end])]


def _count_shared(one: str, other: str) -> int:
    """Return how many letters two words begin with alike, as far as one digit tells."""
    most = min(len(one), len(other), _PREFIX)
    return next((at for at in range(most) if one[at] != other[at]), most)


def pack_text(text: str) -> Pack:
    """Return a text of one line packed, as `unpack` of `web/search/pack.js` unpacks it."""
    if "\n" in text:
        raise ValueError("A text to be packed is one line: write it as JSON first.")
    pieces = _PIECE.findall(text)
    words = _list_words(pieces)
    codes = {
        word: _LETTERS[at] if at < len(_LETTERS) else chr(_FIRST + at - len(_LETTERS)) for at, word in enumerate(words)
    }
    known = [word for piece in pieces for word in ([piece] if piece in codes else piece)]
    lines = [f"{(at := _count_shared(before, word))}{word[at:]}" for before, word in pairwise(["", *words])]
    return Pack(letters=_LETTERS[: len(words)], words="\n".join(lines), text="".join(codes[word] for word in known))
