"""Items that are no more: which id went, when, what came in its place, and why.

An id names one question for ever: gradebooks, statistics and flashcards know it. So an item whose meaning changed gets a new one, and the
old one is kept here, in ``book/retired.toml`` or ``answers/retired.toml``. What was read of it stays in the logs.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from ..author.bank import Bank
from ..author.course import Course
from ..problem import Problem, nearest
from ..text.case import Case
from .blind.table import BrokenEntry, Entries, entry_date, entry_text, list_pair, read_tables, refuse_strangers

__all__ = ["Retired", "check_retired", "read_retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """An item that went: `became` are the items that now ask what it asked, none if nothing does."""

    item: str
    on: date
    became: tuple[str, ...]
    why: str
    path: str = ""
    line: int = 0


def _read_entry(entries: Entries, path: str, line: int) -> Retired:
    refuse_strangers(entries, frozenset({"item", "on", "became", "why"}))
    became = entries.get("became", [])
    if not isinstance(became, list) or not all(isinstance(name, str) for name in became):
        raise BrokenEntry("became is no list of items", 'write became = ["case--item"], or became = []')
    return Retired(
        item=entry_text(entries, "item"),
        on=entry_date({"date": entries.get("on")}),
        became=tuple(became),
        why=entry_text(entries, "why"),
        path=path,
        line=line,
    )


def read_retired(course: Course) -> tuple[tuple[Retired, ...], list[Problem]]:
    """Return what went of a course, and what of its two lists can't be read."""
    found: list[Retired] = []
    problems: list[Problem] = []
    for file, path in list_pair(course, "retired.toml"):
        if not file.is_file():
            continue
        tables = read_tables(file.read_bytes(), path)
        if isinstance(tables, Problem):
            problems.append(tables)
            continue
        for name, line, entries in tables:
            try:
                if name != "retired":
                    raise BrokenEntry(f"it is headed {name}", "write [[retired]]")
                found.append(_read_entry(entries, path, line))
            except BrokenEntry as broken:
                what, fix = broken.args
                problems.append(Problem(path, line, f"a retired item can't be used: {what}", fix, "broken-log"))
    return tuple(found), problems


def _list_names(bank: Bank) -> set[str]:
    cases = (*bank.cases, *bank.list_graded(), *bank.drafts)
    named = {item.name for case in cases if isinstance(case, Case) for item in case.items}
    return named | {part.item_name for part in cases if not isinstance(part, Case)}


def check_retired(bank: Bank, retired: Collection[Retired]) -> Iterator[Problem]:
    """Yield each id that is used again, stands twice, or went into an item that nobody knows."""
    names = _list_names(bank)
    gone = {each.item for each in retired}
    seen: set[str] = set()
    for each in retired:
        if each.item in names:
            fix = "give the new item another id: gradebooks know the old one by this"
            yield Problem(each.path, each.line, f"{each.item} is retired, and an item has its id", fix, "used-again")
        if each.item in seen:
            yield Problem(each.path, each.line, f"{each.item} is retired twice", "keep one of the two", "used-again")
        seen.add(each.item)
        for name in each.became:
            if name not in names and name not in gone:
                fix = f"name an item{nearest(name, names)}"
                yield Problem(each.path, each.line, f"{each.item} became {name}, which is no item", fix, "unknown-item")
