"""Whose rule is told: a passage that leans on a country's rule names the country, and a key that rests on one names it in the stem.

A rule without its country is read as everybody's. What counts as a passage is small enough that a reader sees the name
beside the rule: a paragraph, an entry of a list or a row of a table with the headings above it; in a case, one reason
with its option, its question and the story.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ..author.bank import Bank, Page
from ..author.literal import is_prose
from ..kind import find_verbs
from ..problem import Problem
from ..subject import GENERAL, Fact, Subject, is_examinable
from ..text.case import Case, Item, Text
from ..text.markup import find_references

__all__ = ["check_case_regions", "check_page_regions", "check_regions", "names_region"]

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_ENTRY = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_RULE = re.compile(r"^\s*\|[\s|:-]+$")


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)")


def _list_words(fact: Fact, subject: Subject) -> tuple[str, ...]:
    """Return what names a fact's regions: their own words, those of a union all of whose members it has, and of a follower."""
    found: list[str] = []
    for region in subject.regions.values():
        whole = bool(region.members) and set(region.members) <= set(fact.regions)
        if whole or region.id in fact.regions or region.follows in fact.regions:
            found += region.words
    return tuple(found)


def names_region(words: str, fact: Fact, subject: Subject) -> bool:
    """Return whether words name a region whose rule a fact is; a fact that holds everywhere needs no name."""
    if GENERAL in fact.regions:
        return True
    return _pattern(_list_words(fact, subject)).search(re.sub(r"\s+", " ", words)) is not None


def check_regions(bank: Bank, subject: Subject) -> Iterator[Problem]:
    """Yield every passage of a bank that tells a country's rule without naming the country."""
    for page in bank.pages:
        yield from check_page_regions(page, subject)
    for part in (*bank.list_parts(), *bank.drafts):
        if isinstance(part, Case):
            yield from check_case_regions(part, subject)
        else:
            yield from _check_passage([part.prompt], "", part.path, subject)
    for exercise in bank.exercises:
        yield from _check_passage([exercise.intro], "", f"{exercise.path}/exercise.md", subject)


def _say(path: str, line: int, fact: Fact, subject: Subject, *, where: str) -> Problem:
    names = " or ".join(dict.fromkeys(subject.regions[name].name for name in fact.regions))
    what = f"the fact {fact.id} is a rule of {names}, and {where} names no country"
    return Problem(
        path, line, what, "say there whose rule it is, or cite a fact that holds everywhere", "unnamed-country"
    )


def _show(text: Text, subject: Subject) -> str:
    """Return a text's words as readers see them, with what a fact without words of its own says."""
    shown = [text.source]
    for reference in find_references(text):
        if reference.role == "fact" and not reference.label and reference.target in subject.facts:
            shown.append(str(subject.facts[reference.target].text))
    return " ".join(re.sub(r"<[a-z0-9._-]+>`", "`", each) for each in shown)


def _check_passage(texts: Sequence[Text], around: str, path: str, subject: Subject) -> Iterator[Problem]:
    """Yield the regional facts of one passage that neither its own words nor those around it name."""
    words = " ".join([around, *(_show(text, subject) for text in texts)])
    for text in texts:
        for reference in find_references(text):
            fact = subject.facts.get(reference.target) if reference.role == "fact" else None
            if fact and not names_region(words, fact, subject):
                yield _say(path, reference.line, fact, subject, where="the passage")


def check_page_regions(page: Page, subject: Subject) -> Iterator[Problem]:
    """Yield the passages of a page that tell a country's rule without naming it."""
    if page.path.startswith("book/contribute/"):
        return  # these pages are about files and commands
    for passage, headings in _list_passages(page.source):
        yield from _check_passage([passage], headings, page.path, subject)


def _list_passages(source: str) -> Iterator[tuple[Text, str]]:
    """Yield each paragraph, list entry and table row of a page, with the words of the headings above it."""
    headings: dict[int, str] = {}
    held: list[str] = []
    fences: list[tuple[str, bool]] = []
    start, head = 1, ""
    for number, line in enumerate([*source.split("\n"), ""], 1):
        marked = _FENCE.match(line)
        if marked and fences and marked[1].startswith(fences[-1][0]) and not marked[2].strip():
            fences.pop()
        elif marked:
            fences.append((marked[1], is_prose(marked[2].strip())))
        heading = _HEADING.match(line)
        row = line.lstrip().startswith("|")
        ends = not line.strip() or marked or heading or row or _ENTRY.match(line)
        if ends and held:
            yield Text("\n".join(held), start), " ".join(headings.values())
            held = []
        if marked or not line.strip() or not all(read for _, read in fences):
            head = head if row else ""
            continue
        if heading:
            level = len(heading[1])
            headings = {depth: words for depth, words in headings.items() if depth < level} | {level: heading[2]}
        elif row:
            head = head or line
            if not _RULE.match(line):
                yield Text(line, number), " ".join([*headings.values(), head])
        else:
            start = start if held else number
            held.append(line)


def check_case_regions(case: Case, subject: Subject) -> Iterator[Problem]:
    """Yield the texts of a case that tell a country's rule without naming it, and the keys whose stem does not."""
    story = _show(case.intro, subject)
    yield from _check_passage([case.intro], case.title, case.path, subject)
    for item in case.items:
        stem = " ".join([case.title, story, _show(item.question, subject), _show(item.body, subject)])
        yield from _check_passage([item.question, item.body], f"{case.title} {story}", case.path, subject)
        told: set[int] = set()
        for problem in _check_key(item, case, stem, subject):
            told.add(problem.line)
            yield problem
        for texts in _list_reasons(item):
            for problem in _check_passage(texts, stem, case.path, subject):
                if problem.line not in told:
                    yield problem


def _list_reasons(item: Item) -> Iterator[list[Text]]:
    """Yield what a learner reads together after answering: an option or a stem with its reasons, and each other message."""
    for option in item.options:
        yield [option.text, option.message]
    listed = [option.text for option in item.options] if item.stems else []
    for stem in item.stems:
        for reason in stem.reasons.values():
            yield [stem.text, *listed, reason]
    for text in (item.message, *(prediction.message for prediction in item.predictions), item.otherwise):
        yield [text]
    for point in item.rubric:
        yield [point.text]


def _check_key(item: Item, case: Case, stem: str, subject: Subject) -> Iterator[Problem]:
    """Yield a key that rests on one country's rule, and on nothing that holds everywhere, under a stem that does not name it."""
    if item.key and item.key.calculator in subject.calculators:
        for name in subject.calculators[item.key.calculator].facts:
            fact = subject.facts.get(name)
            if fact and not names_region(stem, fact, subject):
                yield _say(
                    case.path, item.key.line, fact, subject, where=f"the stem of {item.id}, whose key rests on it,"
                )
    denied = {option.message for option in item.options if not option.key}
    for ground in find_verbs(item.kind).rest(item):
        if denied.issuperset(ground.reasons):
            continue  # what is not ticked is explained in its own words, which name the country
        cited = [
            (reference.line, subject.facts[reference.target])
            for reason in ground.reasons
            for reference in find_references(reason)
            if reference.role == "fact" and reference.target in subject.facts
        ]
        resting = [(line, fact) for line, fact in cited if is_examinable(fact)]
        if not resting:
            continue
        told = [option.text for option in item.options if option.message in ground.reasons]
        if item.stems:  # what stems are matched to stands above them, countries included
            told = [option.text for option in item.options]
            told += [each.text for each in item.stems if set(each.reasons.values()) & set(ground.reasons)]
        public = " ".join([stem, *(_show(text, subject) for text in told)])
        if any(names_region(public, fact, subject) for _, fact in resting):
            continue
        line, fact = resting[0]
        yield _say(case.path, line, fact, subject, where=f"the stem of {item.id}, whose key rests on it,")
