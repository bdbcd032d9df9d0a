"""Guessing from options alone: the sheet tells nothing else, the form finds its way back, the log is read or refused."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casebook.author.bank import Bank
from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.blind.guess import (
    Guess,
    GuessLog,
    draw_lots,
    format_guesses,
    make_guess_form,
    print_options,
    read_guess_form,
    read_guesses,
)
from casebook.judge.blind.guessing import check_guesses, count_told, record_guesses
from casebook.problem import CasebookError
from casebook.text.case import Kind

DAY = date(2026, 11, 28)
MATCHING = """\
---
id: three-guests
title: Three guests
objectives: [tea-1]
level: apply
minutes: 3
---
Three guests come in from the cold.

## cup: Which cup for each? (matching)
- warm: A warm cup
- iced: An iced cup
- none: No cup at all
- pot: A whole pot

1. young: A child
   - = warm
     > As it should be: {fact}`tea.warm`.
   - x iced
     > It is cold outside.
2. old: Her grandmother
   - = iced
     > She asked for it.
   - x warm
     > Ask her.
3. late: A guest who has left
   - = none
     > Nobody drinks it.
   - x warm
     > It would go cold.
"""


@pytest.fixture
def guests(course: Course) -> Course:
    (course.book / "tea" / "three-guests.case.md").write_text(MATCHING)
    return course


def read(course: Course) -> Bank:
    bank = read_bank(course)
    assert bank.problems == ()
    return bank


def fill(course: Course, bank: Bank, *, right: bool, seed: int = 1) -> bytes:
    """Return a form on which every answer is the key, or none is."""
    form = make_guess_form(draw_lots(bank, course.subject, seed=seed), seed=seed)
    for lot in draw_lots(bank, course.subject, seed=seed):
        letters = {choice.id: "abcdef"[at] for at, choice in enumerate(lot.options)}
        keys = [stem.key for stem in lot.of.wording.stems] or [choice.id for choice in lot.of.wording.keys]
        picked = [letters[key] if right else next(a for c, a in letters.items() if c != key) for key in keys]
        before, _, after = form.partition(f'code = "{lot.code}"')
        empty = r"answer = \[[^]]*\]" if lot.stems else 'answer = ""'
        answer = f"answer = {picked}".replace("'", '"') if lot.stems else f'answer = "{picked[0]}"'
        form = f'{before}code = "{lot.code}"{re.sub(empty, answer, after, count=1)}'
    return form.encode()


def test_the_sheet_shows_options_and_nothing_else(guests: Course) -> None:
    bank = read(guests)
    sheet = print_options(draw_lots(bank, guests.subject, seed=7))
    assert "The warm one" in sheet and "An iced cup" in sheet
    assert "3 hidden stems share these options" in sheet
    for hidden in (
        "first-cup",
        "three-guests",
        "Which cup",
        "grandmother",
        "A child",
        "cold",
        "adult",
        "volume",
        "As it",
    ):
        assert hidden not in sheet


def test_a_seed_shuffles_and_the_same_seed_shuffles_alike(guests: Course) -> None:
    bank = read(guests)
    sheets = {print_options(draw_lots(bank, guests.subject, seed=seed)) for seed in (1, 1, 2, 3, 4)}
    assert len(sheets) == 4
    orders = {
        tuple(c.id for c in lot.options)
        for seed in range(30)
        for lot in draw_lots(bank, guests.subject, seed=seed, only=("first-cup",))
    }
    assert len(orders) == 6


def test_only_names_cases_or_items(guests: Course) -> None:
    bank = read(guests)
    for only, names in ((("first-cup",), ["first-cup--warm"]), (("three-guests--cup",), ["three-guests--cup"])):
        assert [lot.of.name for lot in draw_lots(bank, guests.subject, seed=1, only=only)] == names


@pytest.mark.parametrize(("right", "told", "stems"), [(True, 1, 3), (False, 0, 0)])
@pytest.mark.parametrize("seed", [1, 99])
def test_a_form_is_recorded_and_counted_by_the_key(
    guests: Course, right: bool, told: int, stems: int, seed: int
) -> None:
    bank = read(guests)
    text = record_guesses(guests, bank, fill(guests, bank, right=right, seed=seed), "form.toml", on=DAY)
    assert text and text.startswith("2 guesses recorded")
    log = read_guesses(guests)
    assert isinstance(log, GuessLog) and len(log.guesses) == 2
    totals, chapters = count_told(bank, log, guests.subject)
    assert (totals[Kind.BEST].right, totals[Kind.BEST].of) == (told, 1)
    assert (totals[Kind.MATCHING].right, totals[Kind.MATCHING].of, totals[Kind.MATCHING].chance) == (stems, 3, 0.75)
    assert chapters[Kind.BEST]["tea"] == totals[Kind.BEST]
    # The key is not kept beside the guess.
    assert set(tomllib.loads((guests.book / "guesses.toml").read_text())["guess"][0]) == {
        "item",
        "options",
        "date",
        "seed",
        "answer",
    }


def test_the_same_form_twice_is_recorded_once(guests: Course) -> None:
    bank = read(guests)
    form = fill(guests, bank, right=True)
    for expected in ("2 guesses recorded", "0 guesses recorded"):
        text = record_guesses(guests, bank, form, "form.toml", on=DAY)
        assert text and text.startswith(expected)


def test_another_form_is_none_of_its_business(guests: Course) -> None:
    assert record_guesses(guests, read(guests), b'[[answer]]\nitem = "x"\n', "form.toml", on=DAY) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed = 1", "seed = 2", "form.toml:6: there is no"),
        ("seed = 1", 'seed = "x"', "form.toml:1: the form does not say once by which seed it was printed"),
        ("[[sheet]]\nseed = 1\n", "", "form.toml:1: the form does not say once by which seed"),
        ('options = "', 'options = "0', "are not those that were printed - print it again"),
        ('answer = "', 'answer = "z', "is not in its letters - answer with 1 of the letters in brackets"),
        ('answer = ["', 'answer = ["a", "', "is not in its letters - answer with 3 of the letters in brackets"),
        ("[[guess]]", "[[gess]]", "it is headed gess - write [[guess]]"),
        ('answer = "', 'anser = "', "it has no entry called anser - use answer, code, options, did you mean answer?"),
        ("[[guess]]", "[[guess]", "the file is not valid TOML"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_whole_is_refused_with_its_line(guests: Course, old: str, new: str, said: str) -> None:
    bank = read(guests)
    form = fill(guests, bank, right=True).decode()
    assert old in form
    with pytest.raises(CasebookError) as refused:
        record_guesses(guests, bank, form.replace(old, new, 1).encode(), "form.toml", on=DAY)
    assert said in str(refused.value)
    assert not (guests.book / "guesses.toml").exists()


def test_an_empty_form_records_nothing(guests: Course) -> None:
    bank = read(guests)
    form = make_guess_form(draw_lots(bank, guests.subject, seed=3), seed=3)
    assert read_guess_form(form.encode(), "form.toml") == (3, ())
    text = record_guesses(guests, bank, form.encode(), "form.toml", on=DAY)
    assert text and text.startswith("0 guesses recorded\none-best keys told: none yet")


def check(course: Course, *, strict: bool = False) -> list[str]:
    log = read_guesses(course)
    assert isinstance(log, GuessLog)
    return [str(problem) for problem in check_guesses(read(course), log, course.subject, strict=strict)]


def test_without_a_log_there_is_one_warning_and_strictly_an_error(guests: Course) -> None:
    said = "book/guesses.toml:1: {}nobody has tried to tell the keys from the options alone - print the options for somebody"
    assert [line.startswith(said.format("warning: ")) for line in check(guests)] == [True]
    assert [line.startswith(said.format("")) for line in check(guests, strict=True)] == [True]


def test_a_changed_option_asks_for_another_guess_and_a_changed_stem_does_not(guests: Course) -> None:
    bank = read(guests)
    record_guesses(guests, bank, fill(guests, bank, right=False), "form.toml", on=DAY)
    assert check(guests) == []
    case = guests.book / "tea" / "first-cup.case.md"
    case.write_text(case.read_text().replace("Which cup do you serve?", "Which cup is served now?"))
    assert check(guests) == []
    case.write_text(case.read_text().replace("The iced one", "The cold one"))
    (line,) = check(guests)
    assert line == (
        "book/tea/first-cup.case.md:21: nobody has guessed warm from its options as they now are - "
        "print them for an options-only reader: casebook read --options-only"
    )


def test_a_bank_that_is_told_by_its_options_fails_over_the_limit_and_by_chapter(guests: Course) -> None:
    text = MATCHING.partition("## cup")[0].replace("three-guests", "many-cups")
    for at in range(12):
        text += f"## cup-{at}: Which of these, number {at}?\n- [x] warm: Warm {at}\n  > {{fact}}`tea.warm`.\n"
        text += "".join(f"- [ ] x{n}: Cold {at} {n}\n  > No.\n" for n in range(3))
    (guests.book / "tea" / "many-cups.case.md").write_text(text)
    bank = read(guests)
    record_guesses(guests, bank, fill(guests, bank, right=False, seed=1), "form.toml", on=DAY)
    assert check(guests) == []
    record_guesses(guests, bank, fill(guests, bank, right=True, seed=2), "form.toml", on=DAY)
    assert check(guests) == []  # half of the guesses: at the limit
    record_guesses(guests, bank, fill(guests, bank, right=True, seed=3), "form.toml", on=date(2026, 11, 29))
    whole, chapter = check(guests)
    assert "over the bank, 26 of 39 (67 %, 95 % interval 51 to 79; chance 26 %) one-best keys were told" in whole
    assert "in the chapter tea, 26 of 39" in chapter


def test_a_guess_of_nothing_and_one_in_the_wrong_log_are_named(guests: Course) -> None:
    bank = read(guests)
    record_guesses(guests, bank, fill(guests, bank, right=False), "form.toml", on=DAY)
    log = read_guesses(guests)
    assert isinstance(log, GuessLog)
    first, second = log.guesses
    odd = (replace(first, item="first-cup--worm"), replace(second, path="answers/guesses.toml"))
    lines = [str(problem) for problem in check_guesses(bank, replace(log, guesses=odd), guests.subject)]
    assert "book/guesses.toml:1: warning: there is no item first-cup--worm that can be guessed" in lines[0]
    assert any("is in the wrong log - move it to the log of its own folder" in line for line in lines)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'[[guess]]\noptions = "a"\n', "book/guesses.toml:1: a guess can't be used: it has no item"),
        (b'[[guess]]\nitem = "a"\noptions = "b"\nanswer = "c"\n', "it has no date - write date = 2027-05-20"),
        (b'[[guess]]\nitem = "a"\noptions = "b"\ndate = 2026-11-28\nanswer = "c"\n', "it has no seed - write seed = 1"),
        (b'[[gues]]\nitem = "a"\n', "book/guesses.toml:1: a log of guesses has no gues - write [[guess]]"),
        (b"\xff", "book/guesses.toml:1:"),
    ],
)
def test_a_broken_log_is_named_with_its_line(guests: Course, data: bytes, said: str) -> None:
    (guests.book / "guesses.toml").write_bytes(data)
    problems = read_guesses(guests)
    assert isinstance(problems, list)
    assert said in "\n".join(map(str, problems))


def test_a_log_that_can_not_be_read_is_a_problem(guests: Course) -> None:
    (guests.book / "guesses.toml").mkdir()
    problems = read_guesses(guests)
    assert isinstance(problems, list) and "the file can't be read" in str(problems[0])


def test_guesses_are_written_as_they_are_read(guests: Course, tmp_path: Path) -> None:
    guess = Guess(item="a--b", options="0f", date=DAY, seed=1, answer=("one=x", "two=y"))
    (guests.book / "guesses.toml").write_text(format_guesses([guess, replace(guess, answer="x")]))
    log = read_guesses(guests)
    assert isinstance(log, GuessLog)
    assert [each.answer for each in log.guesses] == [("one=x", "two=y"), "x"]
