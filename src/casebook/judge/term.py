"""Abbreviations that nobody explains, and a glossary that leans on what is not there.

A word with two capitals or more is an abbreviation. It is explained by the glossary, or on its own page: in brackets after
the words it stands for, or before them.
"""

import re
from collections.abc import Iterator

from ..author.bank import Bank, Page
from ..author.check import say_literals, say_unknown_fact
from ..author.glossary import Glossary, explains_terms, find_terms
from ..author.literal import find_in_text
from ..problem import Problem, Severity
from ..subject import Subject
from ..text.case import Text
from ..text.markup import find_references, strip_references

__all__ = ["check_glossary", "find_abbreviations", "find_unexplained"]

_ABBREVIATION = re.compile(r"(?<![\w./`-])(?=[\w/]*[A-Z][\w/]*[A-Z])[A-Za-z][A-Za-z0-9/]*(?:-[A-Z0-9]\w*)*(?![\w`])")
_HEADER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_CODE = re.compile(r"^(`{3,})\{code-cell\}.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"\]\([^()\s]*\)|<[^<>\s]*>|https?://\S+|^(?:`{3,}|:{3,}).*$|^:\w+:.*$", re.MULTILINE)
_ROMAN = re.compile(r"[IVX]+")


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _keep_words(source: str) -> str:
    """Return a page's prose: roles, code, addresses and options blanked, lines kept."""
    for pattern in (_HEADER, _CODE):
        source = pattern.sub(_blank, source)
    return _TARGET.sub(_blank, strip_references(source))


def find_abbreviations(source: str) -> Iterator[tuple[str, int]]:
    """Yield the abbreviations of a page's prose, each where it stands first, with its line."""
    words, seen = _keep_words(source), set()
    for found in _ABBREVIATION.finditer(words):
        if found[0] not in seen and not _ROMAN.fullmatch(found[0]):
            seen.add(found[0])
            yield found[0], words.count("\n", 0, found.start()) + 1


def _is_explained(word: str, words: str) -> bool:
    """Return whether a page says itself what an abbreviation stands for."""
    letters = re.escape(word)
    return bool(re.search(rf"[a-z]\w*[\s*]+\({letters}s?\b|(?<!\w){letters}\s+\([a-z]", words))


def _is_known(word: str, glossary: Glossary) -> bool:
    """Return whether a glossary knows an abbreviation, or each of those that it is joined from."""
    if word.removesuffix("s") in glossary.plain or any(
        end - start == len(word) for start, end, _ in find_terms(word, glossary)
    ):
        return True
    parts = word.split("-")
    joined = [part for part in parts if _ABBREVIATION.fullmatch(part)]
    return len(parts) > 1 and bool(joined) and all(_is_known(part, glossary) for part in joined)


def find_unexplained(page: Page, glossary: Glossary) -> Iterator[Problem]:
    """Yield the abbreviations of a page that neither the glossary nor the page explains."""
    words = _keep_words(page.source)
    for word, line in find_abbreviations(page.source):
        if not _is_known(word, glossary) and not _is_explained(word, words):
            what = f"nothing explains {word}"
            fix = f"add it to {glossary.path}, or write on this page what it stands for, with {word} in brackets"
            yield Problem(page.path, line, what, fix, "unexplained", Severity.WARNING)


def check_glossary(bank: Bank, subject: Subject) -> Iterator[Problem]:
    """Yield what a glossary leans on that is not there, its bare clinical numbers, and the abbreviations that it leaves out."""
    if bank.glossary is None:
        return
    glossary = bank.glossary
    for term in glossary.terms.values():
        for reference in find_references(Text(term.text, term.line)):
            if reference.role == "fact" and reference.target not in subject.facts:
                yield say_unknown_fact(glossary.path, reference.target, term.line, subject)
            elif reference.role != "fact":
                what = f"the entry {term.name} holds something else than words and facts"
                yield Problem(
                    glossary.path, term.line, what, "write words, and {fact}`id` for a number", "broken-glossary"
                )
        yield from say_literals(glossary.path, find_in_text(term.text.replace("\n", " "), term.line))
    for page in bank.pages:
        if explains_terms(page.path.removeprefix("book/")):
            yield from find_unexplained(page, glossary)
