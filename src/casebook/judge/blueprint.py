"""The blueprint: how many items each objective has, at which level and of which kind.

`check_blueprint` says where the bank falls short of what each objective needs, `check_named_objectives` which item names
none; `make_table` is the table that contributors read. An item counts for each objective it names in its heading, or for its case's only one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..author.bank import Bank
from ..figure.fence import reads_figure
from ..problem import Problem
from ..text.case import Case, Kind, Level
from ..text.session import Session
from ..text.task import Task

__all__ = [
    "FEWEST_GRADED",
    "FEWEST_ITEMS",
    "CountedItem",
    "check_blueprint",
    "check_named_objectives",
    "list_entries",
    "make_table",
]

FEWEST_ITEMS = 3
"""How many items an objective needs: fewer can't tell luck from knowledge."""

FEWEST_GRADED = 1
"""How many of them must be graded."""

_HIGH = (Level.APPLY, Level.ANALYSE, Level.EVALUATE)
_PATH = "book/objectives.yml"


@dataclass(frozen=True, slots=True)
class CountedItem:
    """One item as the blueprint counts it.

    `drawn` says that its key is computed from numbers of the learner's own, `pictured` that a figure or a table is read for it.
    """

    name: str
    objectives: tuple[str, ...]
    level: Level
    kind: Kind
    graded: bool
    drawn: bool
    pictured: bool = False


def _list_case(case: Case, graded: bool, *, same: bool = False) -> Iterator[CountedItem]:
    drawn = case.count_draws() > 1 and not same
    for item in case.items:
        own = drawn and item.key is not None
        read = reads_figure(item, case.intro)
        yield CountedItem(item.name, item.objectives, item.level, item.kind, graded, own, read)


def list_entries(bank: Bank) -> tuple[CountedItem, ...]:
    """Return every item of the bank, self-checks first, code tasks as one item each."""
    entries = [entry for case in bank.cases for entry in _list_case(case, False)]
    for part, same in ((part, exercise.same) for exercise in bank.exercises for part in exercise.parts):
        if isinstance(part, Task):
            entries.append(CountedItem(part.item_name, part.objectives, part.level, Kind.CODE, True, False))
        elif isinstance(part, Session):
            entries.append(CountedItem(part.item_name, part.objectives, part.level, Kind.WAY, True, False))
        else:
            entries += _list_case(part, True, same=same)
    return tuple(entries)


def check_named_objectives(bank: Bank) -> Iterator[Problem]:
    """Yield each item that doesn't say which objective it serves.

    In a case with several objectives an item names its own; else it would count for all, and the blueprint would
    promise more than the bank holds.
    """
    for case in (*bank.cases, *(part for part in bank.list_graded() if isinstance(part, Case))):
        for item in case.items if len(case.objectives) > 1 else ():
            if len(item.objectives) == len(case.objectives):
                fix = f"add the one it tests to its heading: ({case.objectives[0]}), or ({case.objectives[0]}, 2 marks)"
                what = f"the item {item.id} does not say which of the case's {len(case.objectives)} objectives it tests"
                yield Problem(case.path, item.line, what, fix, "which-objective")


def check_blueprint(bank: Bank) -> Iterator[Problem]:
    """Yield each objective of the book with too few items, or none that is graded."""
    entries = list_entries(bank)
    for name in bank.objectives:
        own = [entry for entry in entries if name in entry.objectives]
        graded = sum(entry.graded for entry in own)
        line = bank.objective_lines.get(name, 1)
        if len(own) < FEWEST_ITEMS:
            what = f"the objective {name} has {_count(len(own), 'item')}, and needs {FEWEST_ITEMS}"
            yield Problem(_PATH, line, what, "write more cases for it, or drop the objective", "too-few-items")
        if graded < FEWEST_GRADED:
            what = f"the objective {name} has no graded item"
            yield Problem(_PATH, line, what, "write one under answers/, or drop the objective", "none-graded")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _share(number: int, total: int) -> str:
    return f"{number} of {total} ({round(100 * number / total) if total else 0} %)"


def _cell(entries: list[CountedItem]) -> str:
    """Return ``3 + 1`` for three self-checks and one graded item; nothing for none."""
    checks = sum(not entry.graded for entry in entries)
    return f"{checks} + {len(entries) - checks}" if entries else ""


def make_table(bank: Bank) -> str:
    """Return the blueprint as Markdown: a summary, then objective by level by kind; the same bank, the same text.

    A cell reads *self-checks + graded*. The list of what each objective says follows the table.
    """
    entries = list_entries(bank)
    kinds = [kind for kind in Kind if any(entry.kind is kind for entry in entries)]
    lines = [*_summarise(bank, entries), ""]
    lines.append(f"| objective | level | {' | '.join([*kinds, 'all'])} |")
    lines.append(f"| --- | --- |{' ---: |' * (len(kinds) + 1)}")
    # An objective nobody declared is a problem of its own; it is shown all the same, so that the sums are right.
    named = dict.fromkeys([*bank.objectives, *(name for entry in entries for name in entry.objectives)])
    for name in named:
        own = [entry for entry in entries if name in entry.objectives]
        for level in Level:
            row = [entry for entry in own if entry.level is level]
            if row:
                lines.append(_row(f"`{name}` | {level}", row, kinds))
        if not own:
            lines.append(_row(f"`{name}` | none yet", [], kinds))
    lines.append(_row("**all items** | ", list(entries), kinds))
    lines += ["", *(f"- `{name}`: {sentence}" for name, sentence in bank.objectives.items())]
    return "\n".join(lines).rstrip() + "\n"


def _row(head: str, entries: list[CountedItem], kinds: list[Kind]) -> str:
    cells = [_cell([entry for entry in entries if entry.kind is kind]) for kind in kinds]
    return f"| {' | '.join([head.rstrip(), *cells, _cell(entries)])} |"


def _summarise(bank: Bank, entries: tuple[CountedItem, ...]) -> Iterator[str]:
    levels = Counter(entry.level for entry in entries)
    high = sum(levels[level] for level in _HIGH)
    graded = sum(entry.graded for entry in entries)
    drawn = sum(entry.drawn for entry in entries)
    tasks = sum(isinstance(part, Task) for part in bank.list_graded())
    checks = _count(len(bank.cases), "self-check case")
    yield f"- {checks} with {_count(len(entries) - graded, 'item')}"
    yield f"- {_count(len(bank.exercises), 'graded exercise')} with {_count(graded, 'item')}, {tasks} of them code tasks"
    yield f"- {_share(high, len(entries))} items at *apply* or above"
    yield f"- {_count(drawn, 'item')} with numbers per learner and a computed key"
    yield f"- {_count(sum(entry.pictured for entry in entries), 'item')} for which a figure or a table is read"
    shared = sum(len(entry.objectives) > 1 for entry in entries)
    if shared:
        yield f"- {_count(shared, 'item')} named under more than one objective; the last row counts each once"
