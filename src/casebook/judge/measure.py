"""How the bank measures up as an examination, chapter by chapter: words, caution, and what the options give away.

Made for the page that contributors read, as the site is built. It counts, and tells nothing of any key.
"""

from statistics import median

from ..author.bank import Bank, name_chapter
from ..author.course import Course
from ..text.case import Case, Kind
from .blind.guess import GuessLog, read_guesses
from .blind.guessing import count_told
from .lint.caution import MOST_CAUTIOUS, count_cautious
from .lint.share import Share, add_shares
from .lint.surface import try_on_graded, try_surface
from .lint.wording import Wording, count_words, render_words, word_item

__all__ = ["make_measures", "summarise_cues"]

_CHOSEN = (Kind.BEST, Kind.MATCHING)


def _show(share: Share | None) -> str:
    return f"{share.right:.0f} of {share.of} ({100 * share.rate:.0f} %)" if share and share.of else ""


def _word_cases(bank: Bank, course: Course) -> list[tuple[Case, list[Wording]]]:
    """Return every case with its items in plain words, self-checks first."""
    graded = (part for part in bank.list_graded() if isinstance(part, Case))
    return [(case, [word_item(item, case, course.subject) for item in case.items]) for case in (*bank.cases, *graded)]


def summarise_cues(bank: Bank, course: Course) -> str:
    """Return in two lines how many keys are told from the options alone, by readers and by surface marks."""
    log = read_guesses(course)
    totals, _ = count_told(bank, log if isinstance(log, GuessLog) else GuessLog(), course.subject)
    model = try_surface([wording for _, wordings in _word_cases(bank, course) for wording in wordings])
    return (
        f"Told from the options alone: one-best items {totals[Kind.BEST]}; matching stems {totals[Kind.MATCHING]}.\n"
        f"Told by surface marks, without medicine: {model}."
    )


def make_measures(bank: Bank, course: Course) -> str:
    """Return the measures as Markdown: a list over the bank and a table by chapter; the same bank, the same text."""
    worded = _word_cases(bank, course)
    checks = [wording for _, wordings in worded[: len(bank.cases)] for wording in wordings]
    marked = [wording for _, wordings in worded[len(bank.cases) :] for wording in wordings]
    before, options = [], []
    for case, wordings in worded:
        story = count_words(render_words(case.intro, case, course.subject))
        for wording in wordings:
            if wording.item.kind in _CHOSEN:
                stems = [count_words(stem.text) for stem in wording.stems]
                before.append(story + count_words(wording.stem) + sum(stems))
                options.append(sum(count_words(choice.text) for choice in wording.choices))
    log = read_guesses(course)
    totals, told = count_told(bank, log if isinstance(log, GuessLog) else GuessLog(), course.subject)
    caution: dict[str, list[Share]] = {}
    for case, wordings in worded:
        caution.setdefault(name_chapter(case.objectives[0]), []).append(count_cautious(case, wordings))
    lines = [
        f"- words of story and stem together, the middle item: {median(before):.0f}; of all its options: {median(options):.0f}"
        if before
        else "- no item has options yet",
        f"- told from the options alone by somebody who knows medicine and not the bank: one-best items {totals[Kind.BEST]}; "
        f"stems of matching {totals[Kind.MATCHING]}",
        f"- told by a model of surface marks that knows no medicine: {try_surface([*checks, *marked])}; "
        f"learnt from self-checks and tried on graded items: {try_on_graded(checks, marked)}",
        f"- the most cautious option is the key in {add_shares([each for listed in caution.values() for each in listed])}; "
        f"no more than {100 * MOST_CAUTIOUS:.0f} % may be",
        "",
        "| chapter | most cautious option is the key | one-best told by options | matching told by its list |",
        "| --- | ---: | ---: | ---: |",
    ]
    for chapter in dict.fromkeys(name_chapter(name) for name in bank.objectives):
        cells = [
            _show(add_shares(caution.get(chapter, []))),
            *(_show(told[kind].get(chapter)) for kind in _CHOSEN),
        ]
        lines.append(f"| {chapter} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
