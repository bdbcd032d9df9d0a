"""What options-only readers say about a bank: how many keys can be told without reading the question.

`check_guesses` is part of `casebook check`. `record_guesses` adds a filled-in form to the log.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from ...author.bank import Bank, name_chapter
from ...author.course import Course
from ...problem import CasebookError, Problem, Severity, nearest
from ...subject import Subject
from ...text.case import Kind
from ..lint.share import Share, add_shares
from .guess import (
    GUESSED,
    GUESSES,
    Choosing,
    Guess,
    GuessLog,
    draw_lots,
    format_guesses,
    list_choosing,
    read_guess_form,
    read_guesses,
)
from .table import append_tables, list_pair

__all__ = ["check_guesses", "count_told", "record_guesses"]

_MOST = 0.50
"""The greatest share of one-best items of a bank that may be told from their options alone."""

_MOST_CHAPTER = 0.55
"""The same for the items of one chapter, which are fewer."""

_MOST_ABOVE_CHANCE = 0.15
"""How far above chance the stems of matching items may be told."""

_FEWEST = 10
"""Below so many items a share says nothing."""


def _name_chapter(each: Choosing) -> str:
    """Return an item's chapter: what its objective is named for."""
    return name_chapter(each.wording.item.objectives[0])


def _count(each: Choosing, guess: Guess) -> Share:
    """Return how many keys of an item a guess hit, and how many chance would."""
    wording = each.wording
    keys = {f"{stem.id}={stem.key}" for stem in wording.stems} or {choice.id for choice in wording.keys}
    picked = (guess.answer,) if isinstance(guess.answer, str) else guess.answer
    of = len(wording.stems) or 1
    return Share(sum(pick in keys for pick in picked), of, of / len(wording.choices))


_Totals = Mapping[Kind, Share]
_Chapters = Mapping[Kind, Mapping[str, Share]]


def count_told(bank: Bank, log: GuessLog, subject: Subject) -> tuple[_Totals, _Chapters]:
    """Return what was told from the options as they now are: by kind of question, and by kind and chapter."""
    known = {each.name: each for each in list_choosing(bank, subject)}
    found: dict[Kind, dict[str, list[Share]]] = {kind: defaultdict(list) for kind in GUESSED}
    for guess in log.guesses:
        each = known.get(guess.item)
        if each and guess.options == each.digest:
            found[each.kind][_name_chapter(each)].append(_count(each, guess))
    chapters = {kind: {name: add_shares(shares) for name, shares in sorted(found[kind].items())} for kind in GUESSED}
    return {kind: add_shares(chapters[kind].values()) for kind in GUESSED}, chapters


def _find_told(bank: Bank, subject: Subject, totals: _Totals, chapters: _Chapters) -> Iterator[Problem]:
    fix = "rewrite items so that only the stem decides: twins on one list, readings in the stem, real rules wrongly applied"
    homes = [(_name_chapter(each), each.path) for each in list_choosing(bank, subject)]
    path = homes[0][1] if homes else "book"
    best, stems = totals[Kind.BEST], totals[Kind.MATCHING]
    if best.of >= _FEWEST and best.rate > _MOST:
        yield Problem(
            path, 1, f"over the bank, {best} one-best keys were told from the options alone", fix, "told-by-options"
        )
    for name, share in chapters[Kind.BEST].items():
        if share.of >= _FEWEST and share.rate > _MOST_CHAPTER:
            what = f"in the chapter {name}, {share} one-best keys were told from the options alone"
            home = next(place for chapter, place in homes if chapter == name)
            yield Problem(home, 1, what, fix, "told-by-options")
    if stems.of >= _FEWEST and stems.rate > stems.expected + _MOST_ABOVE_CHANCE:
        yield Problem(
            path, 1, f"over the bank, {stems} matching stems were told from their list alone", fix, "told-by-options"
        )


def check_guesses(bank: Bank, log: GuessLog, subject: Subject, *, strict: bool = False) -> Iterator[Problem]:
    """Yield each item of a checked bank whose options nobody guessed as they now are, and shares over their limits.

    A log that is not there at all is one warning (an error when `strict`), as with readings.
    """
    totals, chapters = count_told(bank, log, subject)
    known = {each.name: each for each in list_choosing(bank, subject)}
    seen: dict[str, set[str]] = defaultdict(set)
    for guess in log.guesses:
        each = known.get(guess.item)
        if each is None:
            fix = f"take it out, or name an item{nearest(guess.item, known)}"
            what = f"there is no item {guess.item} that can be guessed"
            yield Problem(guess.path, guess.line, what, fix, "idle-guess", Severity.WARNING)
        elif each.graded is guess.path.startswith("book/"):
            fix = "move it to the log of its own folder"
            what = f"the guess of {guess.item} is in the wrong log"
            yield Problem(guess.path, guess.line, what, fix, "misplaced-guess")
        seen[guess.item].add(guess.options)
    missing = {path.startswith("book/") for path in log.missing}
    for path in log.missing:
        if any(each.graded is not path.startswith("book/") for each in known.values()):
            severity = Severity.ERROR if strict else Severity.WARNING
            fix = "print the options for somebody who has not seen the bank: casebook read --options-only"
            yield Problem(path, 1, "nobody has tried to tell the keys from the options alone", fix, "no-log", severity)
    for each in known.values():
        if (not each.graded) not in missing and each.digest not in seen[each.name]:
            what = f"nobody has guessed {each.wording.item.id} from its options as they now are"
            fix = "print them for an options-only reader: casebook read --options-only"
            yield Problem(each.path, each.wording.line, what, fix, "no-guess")
    yield from _find_told(bank, subject, totals, chapters)


def record_guesses(course: Course, bank: Bank, form: bytes, name: str, *, on: date) -> str | None:
    """Add an options-only reader's form to the logs and say how it went; None if it is no such form.

    A form is refused with every problem, unless it is whole. Guesses that are in the log already are not added again.
    """
    read = read_guess_form(form, name)
    if read is None:
        return None
    if isinstance(read, list):
        raise CasebookError.of(read)
    log = read_guesses(course)
    if isinstance(log, list):
        raise CasebookError.of(log)
    seed, filled = read
    lots = {lot.code: lot for lot in draw_lots(bank, course.subject, seed=seed)}
    made: list[tuple[Guess, Share]] = []
    problems: list[Problem] = []
    for each in filled:
        lot = lots.get(each.code)
        if lot is None or each.options != lot.of.digest:
            what = f"the options of {each.code} are not those that were printed" if lot else f"there is no {each.code}"
            problems.append(
                Problem(name, each.line, what, "print it again and have it guessed as it now is", "broken-form")
            )
            continue
        answer = lot.unletter(each.answer)
        if answer is None:
            fix = f"answer with {max(1, len(lot.stems))} of the letters in brackets"
            problems.append(
                Problem(name, each.line, f"the guess of {each.code} is not in its letters", fix, "broken-form")
            )
            continue
        kept = "answers/guesses.toml" if lot.of.graded else "book/guesses.toml"
        guess = Guess(item=lot.of.name, options=each.options, date=on, seed=seed, answer=answer, path=kept)
        made.append((guess, _count(lot.of, guess)))
    if problems:
        raise CasebookError.of(problems)
    known = {(guess.item, guess.options, guess.date, guess.seed, guess.answer) for guess in log.guesses}
    new = [guess for guess, _ in made if (guess.item, guess.options, guess.date, guess.seed, guess.answer) not in known]
    for path, logged in list_pair(course, GUESSES):
        own = [guess for guess in new if guess.path.startswith("book/") is logged.startswith("book/")]
        append_tables(path, format_guesses(own))
    best = add_shares(share for _, share in made if share.of == 1)
    stems = add_shares(share for _, share in made if share.of > 1)
    told = [guess.item for guess, share in made if share.of == 1 and share.right]
    lines = [f"{len(new)} guesses recorded", f"one-best keys told: {best}", f"matching stems told: {stems}", *told]
    return "\n".join(lines)
