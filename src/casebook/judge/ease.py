"""How easily the pages read: Flesch's reading ease of each paragraph, and the length of sentences.

Ease runs from about 0 (a contract) to 100 (a children's book); 60 is plain English. Names of drugs and diseases are long words, so
a medical page stands lower than its sentences deserve: the figure is for holding a page beside itself, before and after.
Source: Flesch 1948, A new readability yardstick, J Appl Psychol 32:221.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

from ..author.course import Course

__all__ = [
    "Ease",
    "count_syllables",
    "group_eases",
    "list_eases",
    "make_ease_table",
    "measure_page",
    "read_paragraphs",
    "summarise_ease",
]

_BASE, _A_WORD, _A_SYLLABLE = 206.835, 1.015, 84.6
_FEWEST = 12
# for authors, and sheets of short rows that are no prose
_APART = frozenset({"contribute", "cards"})
_FENCE = re.compile(r"^\s*(`{3,}|~{3,}|:{3,})\s*(?:\{([\w-]+)\})?")
_PROSE = frozenset({"admonition", "note", "tip", "warning", "important", "dropdown"})
_SKIPPED = re.compile(r"^\s*(?:#|\||%|<|:[\w-]+:|\(.*\)=\s*$|!\[|---+\s*$)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_NAMED_ROLE = re.compile(r"\{[\w:-]+\}`([^`<]*?)\s*<[^`>]*>`")
_FACT = re.compile(r"\{(?:fact|calc)\}`[^`]*`")
_ROLE = re.compile(r"\{[\w:-]+\}`([^`]*)`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\u201d\u2019]*\s+(?=[\"'(\u201c]?[A-Z0-9])")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['\u2019][A-Za-z]+)?|\d[\d.,]*")
_VOWELS = re.compile(r"[aeiouy\u00e0-\u00ff]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e|[aeiouy]le)$")
_HISSED = re.compile(r"(?:[cgsxz]|ch|sh)es$")
_TWO = re.compile(
    r"ia(?!l$|n$|lly)|(?<![ctg])ian$|(?<![ct])ial|io(?!u|n)|(?<![cgstx])ion|eo(?!n$|u)|iu|ua|uo|[aeiouy]ing|ie[rt]|yi|sm$|thm$"
)
_KNOWN = {
    "people": 2, "sequence": 2, "dialogue": 3, "before": 2, "something": 2, "somewhere": 2, "sometimes": 2, "someone": 2,
    "therefore": 2, "elsewhere": 2, "area": 3, "idea": 3, "being": 2, "science": 2, "quiet": 2, "diet": 2, "does": 1,
    "doing": 2, "going": 2, "every": 2, "everything": 3, "everyone": 3, "everybody": 4, "somebody": 3, "anybody": 4, "nobody": 3, "evening": 2, "business": 2,
    "medicine": 3, "medicines": 3, "ketamine": 3, "racemic": 3, "esketamine": 4, "one": 1, "once": 1, "guideline": 2,
    "guidelines": 2, "placebo": 3, "named": 1, "used": 1, "baseline": 2, "lifetime": 2, "daytime": 2, "safety": 2,
    "safely": 2, "rarely": 2, "lonely": 2, "merely": 2, "likely": 2, "widely": 2, "closely": 2, "severely": 3, "completely": 3,
    "homes": 1, "careful": 2, "useful": 2, "hopeful": 2, "statement": 2, "movement": 2, "agreement": 3, "creating": 3,
    "created": 3, "reaction": 3, "reactions": 3, "psychiatry": 4, "psychiatrist": 4, "hypertension": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ease:
    """How a page reads: the middle ease of its paragraphs, and how many words a sentence has on average."""

    path: str
    ease: float
    sentence: float


@cache
def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has, by its vowels; right for some nine words in ten, and else one off."""
    word = word.lower().replace("\u2019", "'").partition("'")[0]
    if word in _KNOWN:
        return _KNOWN[word]
    groups = len(_VOWELS.findall(word))
    if _SILENT.search(word) and not _HISSED.search(word) and not word.endswith(("ee", "ees", "eed")):
        groups -= 1
    groups += len(_TWO.findall(word))
    return max(groups, 1)


def _list_lines(source: str) -> Iterator[str]:
    """Yield the lines that hold prose; a line that ends a paragraph comes as an empty one."""
    lines = source.splitlines()
    if lines and lines[0] == "---":
        lines = lines[lines.index("---", 1) + 1 :]
    hidden = ""
    for line in lines:
        fence = _FENCE.match(line)
        if hidden:
            hidden = "" if fence and fence[1].startswith(hidden) and not fence[2] else hidden
        elif fence:
            hidden = fence[1] if fence[2] not in _PROSE and line.strip() != fence[1] else ""
            yield ""
        elif _SKIPPED.match(line):
            yield ""
        else:
            if _ITEM.match(line):
                yield ""
            yield _ITEM.sub("", line).strip()


def read_paragraphs(source: str) -> list[str]:
    """Return a page's paragraphs and list items in plain words; a fact's own number stands as *value*."""
    found = [""]
    for line in _list_lines(source):
        if line:
            found[-1] = f"{found[-1]} {line}".strip()
        elif found[-1]:
            found.append("")
    plain = []
    for text in found:
        text = _ROLE.sub(r"\1", _FACT.sub("value", _NAMED_ROLE.sub(r"\1", text)))
        text = re.sub(r"[*`_]", "", _LINK.sub(r"\1", text))
        if text:
            plain.append(text)
    return plain


def _rate(text: str) -> tuple[float, int, int]:
    """Return a paragraph's ease, its words and its sentences."""
    words = _WORD.findall(text)
    sentences = max(sum(1 for each in _SENTENCE.split(text) if _WORD.search(each)), 1)
    syllables = sum(count_syllables(word) for word in words)
    ease = _BASE - _A_WORD * len(words) / sentences - _A_SYLLABLE * syllables / len(words) if words else 0.0
    return ease, len(words), sentences


def measure_page(path: str, source: str) -> Ease | None:
    """Return how a page reads, or None of one without prose; paragraphs of a few words are too short to judge."""
    rated = [each for each in map(_rate, read_paragraphs(source)) if each[1] >= _FEWEST]
    if not rated:
        return None
    words, sentences = sum(each[1] for each in rated), sum(each[2] for each in rated)
    return Ease(path, median(each[0] for each in rated), words / sentences)


def list_eases(book: Path) -> list[Ease]:
    """Return how each page of a chapter reads; pages for authors and cards for the clinic are none of them."""
    paths = sorted(path for path in book.glob("*/*.md") if not path.name.endswith(".case.md"))
    rated = (
        measure_page(path.relative_to(book).as_posix(), path.read_text("utf-8"))
        for path in paths if path.parent.name not in _APART
    )  # fmt: skip
    return [each for each in rated if each]


def group_eases(eases: Iterable[Ease]) -> dict[str, list[Ease]]:
    """Return the pages by chapter, the least easy first."""
    chapters: dict[str, list[Ease]] = {}
    for each in sorted(eases, key=lambda each: each.ease):
        chapters.setdefault(each.path.partition("/")[0], []).append(each)
    return dict(sorted(chapters.items()))


def make_ease_table(book: Path) -> str:
    """Return as Markdown how the pages of each chapter read; the same pages, the same text."""
    lines = [
        "| chapter | reading ease, middle page | words a sentence | least easy page |",
        "| --- | ---: | ---: | --- |",
    ]
    for chapter, pages in group_eases(list_eases(book)).items():
        ease, words = median(each.ease for each in pages), median(each.sentence for each in pages)
        least = pages[0]
        lines.append(f"| {chapter} | {ease:.0f} | {words:.1f} | {least.path.removesuffix('.md')}, {least.ease:.0f} |")
    return "\n".join(lines) + "\n"


def summarise_ease(course: Course) -> str:
    """Return in one line how easily the pages read, and which page does least."""
    eases = list_eases(course.book)
    if not eases:
        return "Reading ease: no page has prose yet."
    least = min(eases, key=lambda each: each.ease)
    return (
        f"Reading ease (Flesch: 60 is plain English), middle page: {median(each.ease for each in eases):.0f}, "
        f"{median(each.sentence for each in eases):.1f} words a sentence; least easy: {least.path}, {least.ease:.0f}."
    )
