"""Extended matching: read with every slip named, split without telling, marked stem by stem, shown and explained."""

import random
import re
from collections import Counter
from typing import Any

import pytest

from casebook.author.check import check_case
from casebook.author.reader import read_case
from casebook.kind import expected_guess, find_verbs, mark
from casebook.kind.matching import MATCHING
from casebook.kind.split import split_case, word_case
from casebook.kind.verbs import Shown
from casebook.mark.mark import Status
from casebook.problem import Problem
from casebook.text.case import Case, Kind

CASE = """\
---
id: which-cup
title: Which cup
objectives: [tea-1]
level: apply
minutes: 4
numbers:
  age: {from: 20, to: 60, step: 1, unit: years}
---
Three guests have come.

## cup: Which cup does each guest get? (matching)
Each waits at a table of their own.

- iced: Iced tea
- warm: Warm tea
- mint: Mint tea
- none: No cup

1. cold: A guest of {{ age }} who comes in from the snow
   - = warm
     > It warms: {fact}`tea.warm`.
   - x iced
     > Snow is cold enough.
2. run: A guest who has run here
   - x warm
     > Not now.
   - = iced
     > It cools: {fact}`tea.warm`.
3. bed: A guest on the way to bed
   - = none
     > Tea keeps awake: {fact}`tea.warm`.
   - x mint
     > Even so.
"""


def read(text: str = CASE) -> Case:
    case = read_case(text.encode(), "book/tea/which-cup.case.md")
    assert isinstance(case, Case), [str(problem) for problem in case]
    return case


@pytest.fixture
def halves(tea: Any) -> tuple[Any, Any]:
    case = read()
    part, secrets = split_case(case, tea)
    return part["items"][0], secrets["which-cup--cup"]


def test_the_list_the_stems_and_their_keys_are_read(tea: Any) -> None:
    case = read()
    (item,) = case.items
    assert item.kind is Kind.MATCHING
    assert [option.id for option in item.options] == ["iced", "warm", "mint", "none"]
    assert [(stem.id, stem.key, list(stem.reasons)) for stem in item.stems] == [
        ("cold", "warm", ["warm", "iced"]),
        ("run", "iced", ["warm", "iced"]),
        ("bed", "none", ["none", "mint"]),
    ]
    assert item.body.source == "Each waits at a table of their own."
    assert item.points == 3
    assert list(check_case(case, tea)) == []


def test_marks_in_the_heading_are_for_all_stems_together() -> None:
    assert read(CASE.replace("(matching)", "(matching, 6 marks)")).items[0].points == 6


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("   - = warm\n     > It warms: {fact}`tea.warm`.\n", "", 20, "the stem cold has no key"),
        ("   - x iced\n", "   - = iced\n", 20, "the stem cold has 2 keys"),
        ("   - x mint\n     > Even so.\n", "", 30, "the stem bed names no likely mistake"),
        ("   - = warm\n", "   - = tepid\n", 21, "the list has no option tepid"),
        ("   - x iced\n", "   - x warm\n", 23, "warm stands twice under one stem"),
        ("     > Snow is cold enough.\n", "", 23, "iced under cold has no message"),
        ("   - x iced\n", "   - iced\n", 23, "of no known form"),
        ("- mint: Mint tea\n", "- mint: Mint tea\n  > It calms.\n", 17, "holds more than its text"),
        ("- mint: Mint tea\n", "- warm: Mint tea\n", 17, "the option id warm is used twice"),
        ("- mint: Mint tea\n", "- Mint tea\n", 17, "an option has no id"),
        ("2. run: ", "2. cold: ", 25, "the option id cold is used twice"),
        ("- iced: Iced tea\n- warm: Warm tea\n", "- warm: Warm tea\n", 12, "the list has 3 options"),
        ("- mint: Mint tea\n", "- mint: Mint tea at {{ age }}\n", 17, "shows a number of the learner's own"),
        (
            "- mint: Mint tea\n",
            "- mint: {fact}`Tea at {{ age }} <tea.warm>`\n",
            17,
            "shows a number of the learner's own",
        ),
        ("- mint: Mint tea\n", "- mint: \n", 17, "the option mint has no text"),
        ("Mint tea\n", "Mint tea\n\nMore words.\n", 20, "the list has"),
    ],
)
def test_every_slip_has_its_line(old: str, new: str, line: int, what: str) -> None:
    assert old in CASE
    found = read_case(CASE.replace(old, new, 1).encode(), "book/tea/which-cup.case.md")
    assert isinstance(found, list)
    assert any(what in problem.what for problem in found), [str(problem) for problem in found]
    if "options" not in what and what != "the list has":
        assert line in [problem.line for problem in found if what in problem.what], [str(problem) for problem in found]


def test_an_unknown_number_in_the_words_for_a_fact_is_said_and_not_met_when_the_case_is_split(tea: Any) -> None:
    case = read(CASE.replace("It warms: {fact}`tea.warm`", "It {fact}`warms in {{ aeg }} <tea.warm>`"))
    (problem,) = check_case(case, tea)
    assert (problem.line, problem.what) == (22, "there is no number aeg in this case")


def test_one_stem_is_too_few() -> None:
    text = CASE[: CASE.index("2. run")]
    found = read_case(text.encode(), "book/tea/which-cup.case.md")
    assert isinstance(found, list) and any("1 stems" in problem.what for problem in found)


def test_a_broken_file_never_raises() -> None:
    luck = random.Random(7)
    lines = CASE.split("\n")
    for _ in range(400):
        broken = list(lines)
        for _ in range(luck.randrange(1, 4)):
            place = luck.randrange(10, len(broken))
            change = luck.randrange(4)
            if change == 0:
                broken[place] = broken[luck.randrange(len(broken))]
            elif change == 1:
                del broken[place]
            elif change == 2:
                broken[place] = broken[place][luck.randrange(4) :]
            else:
                broken.insert(place, luck.choice(["- = ", "   - x", "7. x:", "> ", "   - = warm\n     > Yes."]))
        found = read_case("\n".join(broken).encode(), "book/tea/which-cup.case.md")
        assert isinstance(found, Case) or all(isinstance(problem, Problem) for problem in found)


def test_the_public_half_tells_no_key(tea: Any) -> None:
    public, _ = split_case(read(), tea)
    other = CASE.replace("- = warm", "- y warm").replace("- x iced", "- = iced", 1).replace("- y warm", "- x warm")
    other = other.replace("Snow is cold enough.", "It is: {fact}`tea.warm`.")
    twin, _ = split_case(read(other), tea)
    assert public["items"][0].pop("fingerprint") != twin["items"][0].pop("fingerprint")
    assert public == twin
    assert "It warms" not in str(public)


def test_the_fingerprint_forgives_wording_and_notices_a_key(tea: Any) -> None:
    def print_of(text: str) -> str:
        return split_case(read(text), tea)[0]["items"][0]["fingerprint"]

    assert print_of(CASE.replace("Mint tea", "Tea of mint")) == print_of(CASE)
    assert print_of(CASE.replace("Even so.", "Not even that.")) == print_of(CASE)
    assert print_of(
        CASE.replace("- = none", "- x none").replace("- x mint\n     > Even so.", "- = mint\n     > {fact}`tea.warm`")
    ) != print_of(CASE)
    assert print_of(CASE.replace("mint", "herb")) != print_of(CASE)


@pytest.mark.parametrize(
    ("response", "points", "status"),
    [
        (["cold=warm", "run=iced", "bed=none"], 3, Status.RIGHT),
        (["bed=none", "cold=warm", "run=iced"], 3, Status.RIGHT),
        (["cold=warm"], 1, Status.PARTLY),
        (["cold=iced", "run=iced", "bed=mint"], 1, Status.PARTLY),
        (["cold=iced"], 0, Status.WRONG),
        ([], 0, Status.UNANSWERED),
        (None, 0, Status.UNANSWERED),
        (["cold=warm", "cold=iced"], 0, Status.REFUSED),
        (["cold=tepid"], 0, Status.REFUSED),
        (["door=warm"], 0, Status.REFUSED),
        ("cold=warm", 0, Status.REFUSED),
    ],
)
def test_each_stem_earns_its_share(halves: Any, response: Any, points: float, status: Status) -> None:
    made = mark(halves[1], response, 0)
    assert (made.points, made.status) == (pytest.approx(points), status)


def test_a_wrong_pair_is_named(halves: Any) -> None:
    assert mark(halves[1], ["cold=iced", "run=iced"], 0).mistake == "cold=iced"


def test_what_marks_in_a_hidden_cell_explains_nothing(halves: Any) -> None:
    bare = MATCHING.bare(halves[1])
    assert mark({"kind": "matching", "points": 3, **bare}, halves[1]["keys"], 0).points == 3
    assert "messages" not in bare


def test_a_thousand_guessers_earn_what_theory_says(halves: Any) -> None:
    luck = random.Random(2)
    _, secret = halves
    stems = [key.partition("=")[0] for key in secret["keys"]]
    total = 0.0
    for _ in range(1000):
        total += mark(secret, [f"{stem}={luck.choice(secret['options'])}" for stem in stems], 0).points
    assert total / 1000 / 3 == pytest.approx(expected_guess("matching", 4, 3), abs=0.025)


def test_a_blind_reader_answers_in_letters(halves: Any, tea: Any) -> None:
    story, (item,) = word_case(read(), tea)
    assert story == "Three guests have come."
    lines = list(MATCHING.word(item, "abcd"))
    assert lines[:2] == ["  [a] Iced tea", "  [b] Warm tea"]
    assert re.fullmatch(r"  1\. A guest of \d+\u00a0?\s?years who comes in from the snow", lines[4])
    assert MATCHING.unletter(item, ("b", "a", "d")) == ("cold=warm", "run=iced", "bed=none")
    assert MATCHING.unletter(item, ("b", "a")) is None
    assert MATCHING.unletter(item, ("b", "a", "z")) is None
    assert mark(halves[1], MATCHING.respond(("cold=warm", "run=iced", "bed=none")), 0).status is Status.RIGHT


def test_the_page_reads_without_scripts(halves: Any) -> None:
    item, secret = halves
    shown = MATCHING.show(item)
    assert shown.count("<select") == 3 and shown.count('<li class="cb-stem"><label>') == 3
    assert "Mint tea" in shown and ">D<" in shown and ">E<" not in shown
    assert "Snow is cold" not in shown
    explained = MATCHING.explain(item, secret)
    assert explained.index("Yes: Warm tea.") < explained.index("No: Iced tea.")
    assert "Even so." in explained


def test_feedback_tells_the_reason_of_what_was_chosen_and_of_the_key(halves: Any) -> None:
    item, secret = halves
    answer = ("cold=iced", "run=iced", "bed=<b>")
    shown = Shown(
        item=item,
        secret=secret,
        answer=answer,
        mark=mark(secret, list(answer), 0),
        numbers={"age": ["50 years"]},
        variant=0,
    )
    html = MATCHING.explain_answer(shown)
    assert "your answer: Iced tea" in html and "Snow is cold enough." in html and "It warms" in html
    assert "your answer: Iced tea, right" in html
    assert "50 years" in html
    assert "not an option" in html and "<b>" not in html
    assert "Even so." not in html


def test_invented_answers_err_as_the_author_predicted(halves: Any) -> None:
    _, secret = halves
    assert MATCHING.invent(secret, 0, random.Random(1), 1.0) == tuple(secret["keys"])
    made = Counter(pair for seed in range(300) for pair in MATCHING.invent(secret, 0, random.Random(seed), 0.0))
    assert not set(secret["keys"]).intersection(made)
    assert made["bed=mint"] > made["bed=iced"]


def test_it_is_worded_as_markdown_for_a_notebook(tea: Any) -> None:
    case = read()
    blocks = find_verbs(Kind.MATCHING).explain_plain(case.items[0], {}, lambda text: text.source)
    assert len(blocks) == 3
    assert blocks[2].startswith("3. A guest on the way to bed\n\n   - **Yes:** No cup. Tea keeps awake")
