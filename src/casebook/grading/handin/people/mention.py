"""Who of the roster is named somewhere within the name of a folder or a file, as other platforms and people name them.

``Example_Ada_a.example_4711`` (ILIAS), ``Example, Ada(a.example)`` (Sakai), ``tea-a.example`` (GitHub Classroom), ``01 Ada Example``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .roster import Member, Roster, plain_letters

__all__ = ["Mention", "find_mention"]

_SHORTEST = 3  # letters of an id that tells anything


@dataclass(frozen=True, slots=True)
class Mention:
    """Who is named for sure, by a full name or an id that is no plain word, and whose id a word could also be."""

    sure: tuple[Member, ...] = ()
    maybe: tuple[Member, ...] = ()


@lru_cache(maxsize=50_000)
def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(plain_letters, re.findall(r"[^\W_]+", text))))


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return bool(part) and any(tuple(words[start : start + size]) == tuple(part) for start in range(len(words)))


def _list_ids(member: Member) -> Iterator[tuple[str, ...]]:
    ids = (member.learner, member.username, member.email, member.email.partition("@")[0], member.number)
    yield from (_split(each) for each in dict.fromkeys(ids) if len(each) >= _SHORTEST)


def _is_telling(words: Sequence[str]) -> bool:
    """Return whether an id is no word or number that could mean something else."""
    whole = "".join(words)
    return len(words) > 1 or not (whole.isalpha() or whole.isdigit())


def _list_names(member: Member) -> Iterator[tuple[str, ...]]:
    first, last = member.parts
    for name in (f"{first} {last}", f"{last} {first}"):
        words = _split(name)
        if first and last and len(words) > 1:
            yield words


def _is_numbered(member: Member, words: Sequence[str]) -> bool:
    """Return whether a number of theirs stands beside a word of their name, or at its end as in files for a Canvas quiz."""
    numbers = {each.lstrip("0") for each in (member.lms_id, member.number) if each.isdigit()} - {""}
    named = any(word in words for word in _split(member.shown) if len(word) >= _SHORTEST)
    together = {f"{''.join(name)}{number}" for name in _list_names(member) for number in numbers}
    return bool(together & set(words)) or (
        named and any(word.isdigit() and word.lstrip("0") in numbers for word in words)
    )


def find_mention(roster: Roster, text: str) -> Mention:
    """Return who of the roster is named in a text.

    An id counts for more than a name: two people may have one name. Where ids and names lead to different people, all are returned.
    """
    words = _split(text)
    by_id: list[Member] = []
    maybe: list[Member] = []
    by_name: list[Member] = []
    for member in roster.members:
        ids = [each for each in _list_ids(member) if _holds(words, each)]
        if any(map(_is_telling, ids)) or _is_numbered(member, words):
            by_id.append(member)
        elif ids:
            maybe.append(member)
        if any(_holds(words, each) for each in _list_names(member)):
            by_name.append(member)
    both = [member for member in by_id if member in by_name]
    if by_name and maybe:
        both = both or [member for member in maybe if member in by_name]
    return Mention(tuple(both or _join(by_id, by_name)), tuple(maybe))


def _join(*lists: Iterable[Member]) -> list[Member]:
    return list(dict.fromkeys(member for each in lists for member in each))
