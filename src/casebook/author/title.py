"""Titles of pages that a text names in italics: found, and compared as readers see them."""

import re
from collections.abc import Iterator

from ..text.markup import strip_references

__all__ = ["find_named", "fold_title", "read_title"]

_HEADER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)
_NAMED = re.compile(
    r"(?:[Mm]ore (?:in|under|on)|[Ss]ee(?: also)?|[Rr]ead|\b(?:page|chapter|chapters)),?[\s>]+(?<!\*)\*(?![*\s])([^*]{2,120}?)(?<![*\s])\*(?!\*)"
)
_MARKS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


def fold_title(words: str) -> str:
    """Return a title in the form in which titles are compared: quotes and gaps made the same.

    >>> fold_title("The  patient\u2019s day")
    "The patient's day"
    """
    return " ".join(words.translate(_MARKS).split())


def read_title(source: str) -> str:
    """Return the title of a page as its author wrote it; nothing where it has none."""
    found = _HEADING.search(_HEADER.sub("", source))
    return fold_title(found[1]) if found else ""


def find_named(source: str) -> Iterator[tuple[str, int]]:
    """Yield what a text names in italics as a page or a chapter of the book, each with its line counted from 0.

    >>> list(find_named("Pour.\\n\\nMore in *The cup*, in the chapter *Tea*."))
    [('The cup', 2), ('Tea', 2)]
    """
    plain = strip_references(source)
    for found in _NAMED.finditer(plain):
        words = re.sub(r"\n\s*>?", " ", found[1])
        yield fold_title(words), plain.count("\n", 0, found.start(1))
