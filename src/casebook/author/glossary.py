"""The glossary: words and abbreviations of the course, each explained in a sentence or two, in ``book/glossary.toml``.

One table for each: its name is the word as pages write it. ``text`` explains it, and may hold facts; ``full`` is what the
letters stand for; ``also`` are other ways to write it. ``plain``, before the tables, lists capitals that everybody knows.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..problem import Problem

__all__ = ["FILE", "Glossary", "GlossaryTerm", "anchor_term", "explains_terms", "find_terms", "read_glossary"]

FILE = "glossary.toml"
"""Where the glossary is, in the folder of the book."""

_FIELDS = {"full", "text", "also"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryTerm:
    """One word of the glossary, the line it stands on, and the other ways to write it."""

    name: str
    text: str
    line: int
    full: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Glossary:
    """The words of a course, by name in the order of the alphabet; `plain` are capitals that need no explanation."""

    path: str
    terms: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """The term that each way of writing it belongs to."""
        return {form: term.name for term in self.terms.values() for form in (term.name, *term.also)}

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds any form in a text: the longest first, so that no word is taken for a part of itself."""
        if not self.forms:
            return None
        forms = "|".join(_match_form(form) for form in sorted(self.forms, key=lambda form: (-len(form), form)))
        return re.compile(rf"(?<![\w/.-])(?:{forms})(?![\w/]|-\w)")


def _match_form(form: str) -> str:
    """Return the pattern of one form: an abbreviation as it is, another word with a capital too; each also for several."""
    parts = [re.escape(part) for part in form.split(" ")]
    if form[0].islower():
        parts[0] = f"[{form[0].upper()}{form[0]}]{re.escape(form.split(' ')[0][1:])}"
    return r"\s+".join(parts) + "s?"


def anchor_term(name: str) -> str:
    """Return a term's anchor on the glossary's page.

    >>> anchor_term("MOAA/S")
    'term-moaa-s'
    """
    return "term-" + re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def explains_terms(page: str) -> bool:
    """Return whether a page of the book, by its path there, is for readers of the subject, to whom its words are explained."""
    return not page.startswith(("contribute/", "changes"))


def find_terms(words: str, glossary: Glossary) -> Iterator[tuple[int, int, str]]:
    """Yield where a text names a term: its beginning, its end, and the term's name.

    >>> tea = Glossary("g", {"BOP": GlossaryTerm(name="BOP", text="A grade of tea.", line=1, also=("broken orange pekoe",))})
    >>> [name for _, _, name in find_terms("Two BOPs, or Broken orange pekoe, no BOPX.", tea)]
    ['BOP', 'BOP']
    """
    for found in glossary.pattern.finditer(words) if glossary.pattern else ():
        form = re.sub(r"\s+", " ", found[0])
        for shape in (
            form,
            form[0].lower() + form[1:],
            form.removesuffix("s"),
            (form[0].lower() + form[1:]).removesuffix("s"),
        ):
            if shape in glossary.forms:
                yield found.start(), found.end(), glossary.forms[shape]
                break


def read_glossary(data: bytes, name: str) -> Glossary | Problem:
    """Read the glossary's file, known as `name`; a Problem that says where it can't be read, and what to do."""
    fix = 'write one table for each word: [MADRS], and below it text = "what it is"'
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        said = re.search(r"at line (\d+)", str(error))
        return Problem(
            name, int(said[1]) if said else 1, f"the file is not valid TOML ({error})", fix, "broken-glossary"
        )
    plain = document.pop("plain", [])
    if not _is_texts(plain):
        return Problem(name, 1, "plain is no list of words", 'write plain = ["PDF", "UK"]', "broken-glossary")
    terms: dict[str, GlossaryTerm] = {}
    for word in sorted(document, key=str.casefold):
        line = _find_line(text, word)
        held = document[word]
        good = isinstance(held, dict) and held.keys() <= _FIELDS and _is_texts(held.get("also", []))
        if not good or not all(isinstance(held.get(one, ""), str) for one in ("full", "text")):
            what = f"the entry {word} holds something else than full, text and also"
            return Problem(name, line, what, fix, "broken-glossary")
        if not held.get("text", "").strip():
            return Problem(name, line, f"the entry {word} has no text", fix, "broken-glossary")
        also = tuple(held.get("also", []))
        terms[word] = GlossaryTerm(
            name=word, text=held["text"].strip(), line=line, full=held.get("full", ""), also=also
        )
    return Glossary(name, terms, frozenset(plain))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _find_line(text: str, word: str) -> int:
    found = re.search(rf"^\[[\"']?{re.escape(word)}[\"']?\]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
