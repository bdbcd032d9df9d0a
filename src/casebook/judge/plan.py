"""Ways through the course as data, in ``book/plans.toml``: which pages, for whom, and where a missed question sends one.

A ``[[plan]]`` is a role's list of pages in order. An ``[[advice]]`` says which pages an item of the first test leads to. How long it
takes is never written there: the build adds up what the pages themselves take.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..author.bank import Bank
from ..author.course import Course
from ..problem import Problem, nearest, relative
from ..text.case import ID
from .blind.table import BrokenEntry, Entries, entry_text, read_tables, refuse_strangers

__all__ = ["PLANS", "Plan", "Plans", "Referral", "check_plans", "name_page", "read_plans"]

PLANS = "plans.toml"
"""The file's name, in the folder of the book."""

_OWN = "own"
"""What a reader's own plan is called, so that no role is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A role's way through the course; `lines` are those of its pages."""

    id: str
    title: str
    about: str
    pages: tuple[str, ...]
    line: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Where a missed item leads: what it was `about`, in a few words, and the pages that go further."""

    item: str
    about: str
    pages: tuple[str, ...]
    line: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plans:
    """Every plan and every advice of a course, in the order written."""

    path: str
    plans: tuple[Plan, ...] = ()
    advice: tuple[Referral, ...] = ()


def _read_pages(entries: Entries) -> tuple[str, ...]:
    pages = entries.get("pages")
    if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages) or not pages:
        raise BrokenEntry("it has no pages", 'write pages = ["chapter/page", "chapter/other"]')
    return tuple(pages)


def _find_lines(text: str, line: int, pages: Collection[str]) -> tuple[int, ...]:
    """Return the line on which each page is named, from an entry's own line on."""
    rows = text.split("\n")
    found: list[int] = []
    for page in pages:
        start = found[-1] if found else line
        at = next((number for number in range(start, len(rows) + 1) if f'"{page}"' in rows[number - 1]), line)
        found.append(at)
    return tuple(found)


def _read_plan(entries: Entries, line: int, text: str) -> Plan:
    refuse_strangers(entries, frozenset({"id", "title", "about", "pages"}))
    name = entry_text(entries, "id")
    if not ID.fullmatch(name) or name == _OWN:
        raise BrokenEntry(f"{name} can't be an id", "use small letters, digits and hyphens, and another word than own")
    pages = _read_pages(entries)
    title, about = entry_text(entries, "title"), entry_text(entries, "about")
    return Plan(id=name, title=title, about=about, pages=pages, line=line, lines=_find_lines(text, line, pages))


def _read_advice(entries: Entries, line: int, text: str) -> Referral:
    refuse_strangers(entries, frozenset({"item", "about", "pages"}))
    pages = _read_pages(entries)
    item, about = entry_text(entries, "item"), entry_text(entries, "about")
    return Referral(item=item, about=about, pages=pages, line=line, lines=_find_lines(text, line, pages))


def read_plans(course: Course) -> tuple[Plans, list[Problem]]:
    """Return a course's plans, none where it has no file of them, and what can't be read of it."""
    file = course.book / PLANS
    path = relative(file, course.root)
    if not file.is_file():
        return Plans(path), []
    data = file.read_bytes()
    tables = read_tables(data, path)
    if isinstance(tables, Problem):
        return Plans(path), [tables]
    text = data.decode("utf-8", "replace")
    plans: list[Plan] = []
    advice: list[Referral] = []
    problems: list[Problem] = []
    for name, line, entries in tables:
        try:
            if name == "plan":
                plans.append(_read_plan(entries, line, text))
            elif name == "advice":
                advice.append(_read_advice(entries, line, text))
            else:
                raise BrokenEntry(f"it is headed {name}", "write [[plan]] or [[advice]]")
        except BrokenEntry as broken:
            what, fix = broken.args
            problems.append(Problem(path, line, f"an entry can't be used: {what}", fix, "broken-plan"))
    return Plans(path, tuple(plans), tuple(advice)), problems


def name_page(path: str) -> str:
    """Return the name under which a page is linked: ``dosing/infusion`` for ``book/dosing/infusion.md``."""
    return path.removeprefix("book/").removesuffix(".md")


def check_plans(plans: Plans, bank: Bank) -> Iterator[Problem]:
    """Yield each page and item that is named and not there, each that stands twice, and each item of a test without advice."""
    pages = {name_page(page.path) for page in bank.pages}
    lists: tuple[Plan | Referral, ...] = (*plans.plans, *plans.advice)
    for named in lists:
        for page, line in zip(named.pages, named.lines, strict=True):
            if page not in pages:
                fix = f"name a page of the book{nearest(page, pages)}"
                yield Problem(plans.path, line, f"there is no page {page}", fix, "unknown-page")
        if len(set(named.pages)) < len(named.pages):
            twice = next(page for page in named.pages if named.pages.count(page) > 1)
            yield Problem(plans.path, named.line, f"{twice} stands twice in one list", "keep it once", "page-twice")
    seen: set[str] = set()
    for plan in plans.plans:
        if plan.id in seen:
            yield Problem(plans.path, plan.line, f"two plans are called {plan.id}", "give one another id", "plan-twice")
        seen.add(plan.id)
    yield from _check_advice(plans, bank)


def _check_advice(plans: Plans, bank: Bank) -> Iterator[Problem]:
    items = {item.name for case in bank.cases for item in case.items}
    advised = [each.item for each in plans.advice]
    for number, each in enumerate(plans.advice):
        if each.item not in items:
            fix = f"name an item of a self-check, as case--item{nearest(each.item, items)}"
            yield Problem(plans.path, each.line, f"there is no item {each.item}", fix, "unknown-item")
        if each.item in advised[:number]:
            fix = "put all its pages into one entry"
            yield Problem(plans.path, each.line, f"{each.item} has advice twice", fix, "advice-twice")
    asked = {name.partition("--")[0] for name in advised}
    for case in bank.cases:
        for item in case.items if case.id in asked else ():
            if item.name not in advised:
                fix = f"add [[advice]] for {item.name} to {plans.path}, or take the case's other items out of it"
                yield Problem(case.path, item.line, f"{item.id} leads to no page", fix, "no-advice")
