"""Guesses: what somebody answered who saw the options of an item alone, without story, stem or book.

An item that can be answered so tests manners of writing and not its subject. Guesses are kept beside the readings, by the
same rule: those of self-checks in ``book/guesses.toml``, those of graded items in ``answers/guesses.toml``. Whether one is right
is not kept: it is worked out from the key as it is now.
"""

import hashlib
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

from ...author.bank import Bank
from ...author.course import Course
from ...problem import Problem
from ...subject import Subject
from ...text.case import Case, Kind
from ..lint.wording import Choice, Wording, word_item
from .table import (
    BrokenEntry,
    Entries,
    entry_answer,
    entry_date,
    entry_text,
    quote_toml,
    read_pair,
    read_tables,
    refuse_strangers,
)

__all__ = [
    "GUESSED",
    "GUESSES",
    "Choosing",
    "Guess",
    "GuessLog",
    "Lot",
    "Pick",
    "draw_lots",
    "format_guesses",
    "list_choosing",
    "make_guess_form",
    "print_options",
    "read_guess_form",
    "read_guesses",
]

GUESSED = (Kind.BEST, Kind.MATCHING)
"""The kinds of question that can be guessed from their options alone."""

Pick = str | tuple[str, ...]
"""What was picked: an option's id, or for matching a pair of stem and option, `stem=option`, for each stem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What one reader picked who saw the options alone.

    `options` tells which state of them was seen, `seed` which sheet: two readers have two, for they may pick the same.
    """

    item: str
    options: str
    date: date
    seed: int
    answer: Pick
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class GuessLog:
    """Every guess there is, in the order of the files, and the logs that are not there."""

    guesses: tuple[Guess, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """An item of which one picks from a list: its words, whether it is graded, and where it stands."""

    wording: Wording
    graded: bool
    path: str

    @property
    def name(self) -> str:
        """The item's name."""
        return self.wording.item.name

    @property
    def kind(self) -> Kind:
        """The kind of question."""
        return self.wording.item.kind

    @property
    def digest(self) -> str:
        """The digest of the options, whatever their order, and of the names of the stems."""
        texts = sorted(f"{choice.id} {choice.text}" for choice in self.wording.choices)
        stems = sorted(stem.id for stem in self.wording.stems)
        return hashlib.sha256("\n".join([*texts, *stems]).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """An item as an options-only reader meets it: under a code that says nothing, its options shuffled by the seed."""

    code: str
    of: Choosing
    options: tuple[Choice, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """The ids of its stems, which are not shown; none for an item with one question."""
        return tuple(stem.id for stem in self.of.wording.stems)

    def unletter(self, given: Pick) -> Pick | None:
        """Return an answer in letters in ids: an option's, or a pair for each stem; None for what can't be read."""
        names = dict(zip(ascii_lowercase, (option.id for option in self.options), strict=False))
        letters = (given,) if isinstance(given, str) else given
        if len(letters) != max(1, len(self.stems)) or not names.keys() >= set(letters):
            return None
        if not self.stems:
            return names[letters[0]]
        return tuple(f"{stem}={names[letter]}" for stem, letter in zip(self.stems, letters, strict=True))


def _code(name: str, seed: int) -> str:
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()[:8]


def list_choosing(bank: Bank, subject: Subject) -> Iterator[Choosing]:
    """Yield every item of a bank that can be guessed, self-checks first."""
    graded = (part for part in bank.list_graded() if isinstance(part, Case))
    for case, hidden in (*((case, False) for case in bank.cases), *((case, True) for case in graded)):
        for item in case.items:
            if item.kind in GUESSED:
                yield Choosing(wording=word_item(item, case, subject), graded=hidden, path=case.path)


def draw_lots(bank: Bank, subject: Subject, *, seed: int, only: Collection[str] = ()) -> list[Lot]:
    """Return every item that can be guessed, items and options shuffled by a seed; `only` names cases or items."""
    lots = []
    for each in list_choosing(bank, subject):
        if not only or each.name in only or each.wording.item.case in only:
            options = list(each.wording.choices)
            random.Random(f"{seed} {each.name}").shuffle(options)
            lots.append(Lot(code=_code(each.name, seed), of=each, options=tuple(options)))
    return sorted(lots, key=lambda lot: lot.code)


def print_options(lots: Sequence[Lot]) -> str:
    """Return the options of items as plain text: nothing else of them, and no name that says what they are about."""
    lines = ["Pick the option that you take for the key. No story and no question is shown. Guess where you must."]
    for lot in lots:
        asked = f"{len(lot.stems)} hidden stems share these options; pick one for each" if lot.stems else "pick one"
        lines += ["", f"--- {lot.code} ({asked})"]
        lines += [f"  [{letter}] {option.text}" for letter, option in zip(ascii_lowercase, lot.options, strict=False)]
    return "\n".join(lines) + "\n"


def make_guess_form(lots: Sequence[Lot], *, seed: int) -> str:
    """Return the form an options-only reader fills in, as TOML."""
    lines = ["# Answer with the letters in brackets, from the options alone.", "", "[[sheet]]", f"seed = {seed}"]
    for lot in lots:
        several = ", ".join('""' for _ in lot.stems)
        lines += ["", "[[guess]]", f'code = "{lot.code}"', f'options = "{lot.of.digest}"']
        lines.append(f"answer = [{several}]" if lot.stems else 'answer = ""')
    return "\n".join(lines) + "\n"


GUESSES = "guesses.toml"
"""What the two logs of guesses are called, one in the book and one in the answers."""

_ENTRIES = frozenset(Guess.__dataclass_fields__) - {"path", "line"}


def _read_seed(entries: Entries) -> int:
    seed = entries.get("seed")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise BrokenEntry("it has no seed", "write seed = 1, as its sheet was printed")
    return seed


def _read_guess(entries: Entries, path: str, line: int) -> Guess:
    refuse_strangers(entries, _ENTRIES)
    return Guess(
        item=entry_text(entries, "item"),
        options=entry_text(entries, "options"),
        date=entry_date(entries),
        seed=_read_seed(entries),
        answer=entry_answer(entries),
        path=path,
        line=line,
    )


def read_guesses(course: Course) -> GuessLog | list[Problem]:
    """Read both logs of guesses of a course; returns every guess, or every problem with its line."""
    found, problems, missing = read_pair(course, GUESSES, what="a log of guesses", readers={"guess": _read_guess})
    return problems or GuessLog(tuple(found), tuple(missing))


def format_guesses(guesses: Iterable[Guess]) -> str:
    """Return guesses as they stand in a log."""
    blocks = []
    for guess in guesses:
        several = isinstance(guess.answer, tuple)
        answer = f"[{', '.join(map(quote_toml, guess.answer))}]" if several else quote_toml(str(guess.answer))
        lines = ["[[guess]]", f"item = {quote_toml(guess.item)}", f"options = {quote_toml(guess.options)}"]
        blocks.append(
            "\n".join([*lines, f"date = {guess.date.isoformat()}", f"seed = {guess.seed}", f"answer = {answer}"]) + "\n"
        )
    return "\n".join(blocks)


@dataclass(frozen=True, slots=True)
class _Filled:
    """One answer on an options-only reader's form."""

    code: str
    options: str
    answer: Pick
    line: int


def _read_filled(entries: Entries, line: int) -> _Filled | None:
    refuse_strangers(entries, frozenset({"code", "options", "answer"}))
    given = entries.get("answer")
    if given == "" or (isinstance(given, list) and not any(given)):
        return None
    return _Filled(entry_text(entries, "code"), entry_text(entries, "options"), entry_answer(entries), line)


def read_guess_form(data: bytes, path: str) -> tuple[int, tuple[_Filled, ...]] | list[Problem] | None:
    """Read an options-only reader's form: its seed and its answers, or what is wrong; None if it is no such form."""
    tables = read_tables(data, path)
    if isinstance(tables, Problem):
        return [tables]
    if not any(name in ("sheet", "guess") for name, _, _ in tables):
        return None
    seeds = [entries.get("seed") for name, _, entries in tables if name == "sheet"]
    if len(seeds) != 1 or not isinstance(seeds[0], int) or isinstance(seeds[0], bool):
        fix = "print it again, and leave its first lines as they are"
        return [Problem(path, 1, "the form does not say once by which seed it was printed", fix, "broken-form")]
    problems, found = [], []
    for name, line, entries in tables:
        if name == "sheet":
            continue
        try:
            if name != "guess":
                raise BrokenEntry(f"it is headed {name}", "write [[guess]]")
            filled = _read_filled(entries, line)
        except BrokenEntry as broken:
            what, fix = broken.args
            problems.append(Problem(path, line, f"a guess can't be used: {what}", fix, "broken-form"))
            continue
        if filled:
            found.append(filled)
    return problems or (seeds[0], tuple(found))
