"""Extended matching: read with every slip named, split without telling, marked stem by stem, shown and explained."""

import random
import re
from collections import Counter
from collections.abc import Callable
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


OPTIONS = "- iced: Iced tea\n- warm: Warm tea\n- mint: Mint tea\n- none: No cup\n"
STEMS = CASE[CASE.index("1. cold") :]

# What is searched for (everywhere, as a pattern), what stands there instead, and the line and words of the one problem.
SLIPS = [
    # Indentation
    (r"^   - (?==|x)", "- ", 21, "- = warm is indented by no spaces - indent it by at least three spaces, under its stem's text"),
    (r"^   - (?==|x)", " - ", 21, "- = warm is indented by one space - indent it by at least three spaces"),
    (r"^   - (?==|x)", "  - ", 21, "- = warm is indented by two spaces - indent it by at least three spaces"),
    (r"^   - (?==|x)", "      - ", 21, "- = warm is indented by six spaces - indent it by three spaces"),
    (r"^   - (?==|x)", "        - ", 21, "- = warm is indented by eight spaces - indent it by three spaces"),
    (r"^   - x iced", "  - x iced", 23, "- x iced is indented by two spaces - indent it by at least three spaces"),
    (r"^   - x iced", "- x iced", 23, "- x iced is indented by no spaces - indent it by at least three spaces"),
    (r"^   - x iced", "      - x iced", 23, "- x iced is indented by six spaces - indent it by three spaces"),
    (r"^   - x mint", "- x mint", 33, "- x mint is indented by no spaces - indent it by at least three spaces"),
    (r"^2\. run", " 2. run", 26, "- x warm is indented by three spaces - indent it by at least four spaces"),
    (r"^     > ", "   > ", 22, "the reason of - = warm is indented by three spaces - indent each line of it by at least five spaces"),
    (r"^     > ", "> ", 22, "the reason of - = warm is indented by no spaces - indent each line of it by at least five spaces"),
    (r"^     > ", "          > ", 22, "the reason of - = warm is indented by ten spaces - indent each line of it by five spaces"),
    (r"^     > Snow", "   > Snow", 24, "the reason of - x iced is indented by three spaces"),
    (r"^     > Snow is", "     > Snow\n   > is", 25, "the reason of - x iced is indented by three spaces"),
    (r"^     > ", "     ", 22, "a line below - = warm does not start with > - start each line of a reason with >, indented by five"),
    (r"^     > Snow", "     Snow", 24, "a line below - x iced does not start with >"),
    (r"^([123]\. )", r"   \1", 20, "the stems are indented under the last option - start each stem at the left margin"),
    # The heading
    (r" \(matching\)", "", 12, "does not say that stems are matched to a list - write (matching) at the end of the heading"),
    (r"\(matching\)", "(mathcing)", 12, "no remark called mathcing - did you mean matching?"),
    (r"\(matching\)", "(maching)", 12, "no remark called maching - did you mean matching?"),
    (r"\(matching\)", "(Matching)", 12, "no remark called Matching - did you mean matching?"),
    (r"\(matching\)", "(match)", 12, "write (matching) at the end of the heading"),
    (r"\(matching\)", "(extended matching)", 12, "write (matching) at the end of the heading"),
    (r"\(matching\)", "[matching]", 12, "[matching] in square brackets - write (matching)"),
    (r"\(matching\)", "matching", 12, "write (matching) at the end of the heading"),
    (r"\(matching\)", "(matching) (6 marks)", 12, "write (matching) at the end of the heading"),
    (r"\(matching\)", "(matching; 6 marks)", 12, "(matching; 6 marks) are not parted by commas - write (matching, 6 marks)"),
    (r"\(matching\)", "(matching, 6 points)", 12, "no remark called 6 points - did you mean 6 marks?"),
    (r"\(matching\)", "(matching, soon)", 12, "no remark called soon - use all, matching, written"),
    (r"\(matching\)", "(matching, all)", 12, "the heading gives two kinds, matching and all - keep one of them"),
    (r"\(matching\)", "(matching, matching)", 12, "the heading says matching twice - keep one of them"),
    (r"\(matching\)", "(matching, 2 marks, 3 marks)", 12, "the heading gives its marks twice, 2 marks and 3 marks"),
    (r"\(matching\)", "(matching, 0 marks)", 12, "worth between 1 and 100 marks"),
    (r"\(matching\)", "(matching, 0.5 marks)", 12, "worth between 1 and 100 marks"),
    (r"\(matching\)", "(matching, -2 marks)", 12, "no remark called -2 marks - did you mean 2 marks?"),
    (r"\(matching\)", "(written)", 12, "the heading says written where stems are matched to a list - write (matching) instead"),
    (r"\(matching\)", "(matching,)", 12, "a comma too many - take it out"),
    (r"\(matching\)", "(matching, analyze)", 12, "no remark called analyze - use all, matching, written, 2 marks, a level or an objective, did you mean analyse?"),
    # The shape of the lists
    (r"^- mint", "\nMore words.\n\n- mint", 18, "text stands inside the list of options - move it above the list"),
    (r"^(?=1\. cold)", "## stems: Stems\n\n", 20, "a heading parts the two lists of an item - take it out"),
    (r"^([123])\. ", lambda found: "abc"[int(found[1]) - 1] + ") ", 20, "a stem has no number - write the stems as 1., 2., 3."),
    (r"^([123])\. ", r"\1: ", 20, "a stem has no number"),
    (r"^([123])\. ", "- ", 20, "a stem has no number"),
    (r"^([123])\. ", "", 20, "a stem has no number"),
    (r"^2\. ", "b) ", 25, "a stem has no number"),
    (r"^2\. ", "2) ", 20, "the stems are numbered in two ways"),
    (r"^([123])\. (?=\w)", r"\1.", 20, "there is no space after the number of a stem"),
    (r"^- (?=\w+: )", "1. ", 15, "the options are numbered - write them as - id: text"),
    (r"^- (?=\w+: )", "1) ", 15, "the options are numbered"),
    (r"^- (?=\w+: )", "a) ", 15, "the options have letters"),
    (r"^- (?=\w+: )", "- [ ] ", 15, "an option of the list has a box to tick"),
    (r"^- (?=warm: )", "- [x] ", 16, "an option of the list has a box to tick"),
    (r"^- (?=\w+: )", "\u2013 ", 15, "an entry starts with \u2013, which is no hyphen"),
    (r"^( *)- ", "\\1\u2013 ", 15, "an entry starts with \u2013, which is no hyphen"),
    (r"^   - = warm", "   \u2013 = warm", 21, "an entry starts with \u2013, which is no hyphen"),
    (r"^- (?=mint)", "* ", 15, "the list of options has two kinds of bullets"),
    (r"^- (?=\w+: )", "", 20, "there is no list of options above the stems"),
    (re.escape(OPTIONS), "", 16, "there is no list of options above the stems - write it there, as - id: text"),
    (re.escape(OPTIONS + "\n" + STEMS), STEMS + "\n" + OPTIONS, 31, "the list of options stands below the stems - move it above"),
    (re.escape(STEMS), "", 15, "there are no stems below the list"),
    (re.escape(OPTIONS + "\n" + STEMS), "", 12, "there is neither a list of options nor a stem"),
    (r"^   - .*\n     > .*\n", "", 20, "no stem has a key - below each stem write - = and the id of its option, indented by three"),
    (r"^(?=1\. cold)", "## Stems\n\n", 20, "a heading parts the two lists of an item - take it out"),
    (r"^(?=1\. cold)", "### Stems\n\n", 20, "a case has only headings of the second level"),
    (r"(?s)^(- iced.*)\Z", r"```\n\1```\n", 15, "the lists stand in a code fence"),
    (r"^(?=1\. cold)", "More words.\n\n", 20, "text stands between the list of options and the stems - move it above the list"),
    (r"^(?=1\. cold)", "More words.\n\nStill more.\n\n", 20, "text stands between the list of options and the stems"),
    (r"^(?=2\. run)", "\nMore words.\n\n", 26, "text stands between the stems - move it above the list of options"),
    (r"\Z", "\nMore words.\n", 36, "text stands after the stems - move it above the list of options"),
    (r"\Z", "\n- more: More tea\n", 36, "a list stands below the stems - keep one list of options, above the stems"),
    # Ids
    (r"^- mint: ", "- Mint: ", 17, "Mint is no option id - use small letters, digits and single hyphens"),
    (r"^- mint: ", "- hot mint: ", 17, "hot mint is no option id - use small letters, digits and single hyphens"),
    (r"^- warm: ", "- warm_tea: ", 16, "warm_tea is no option id"),
    (r"^- warm: ", "- warm:", 16, "the option id warm has no space after its colon - write warm: and then the text"),
    (r"^- warm: ", "- 1: ", 16, "1 is no option id"),
    (r"^- warm: ", "- a=b: ", 16, "a=b is no option id"),
    (r"^- mint: ", "-mint: ", 17, "there is no space after the hyphen"),
    (r"^- mint: ", "- ", 17, "an option has no id"),
    (r"^- mint: ", "- warm: ", 17, "the option id warm is used twice (first on line 16)"),
    (r"^- mint: Mint tea", "- mint:", 17, "the option mint has no text"),
    (r"^1\. cold: ", "1. ", 20, "a stem has no id"),
    (r"^1\. cold: ", "1. Cold: ", 20, "Cold is no stem id - use small letters"),
    (r"^2\. run: ", "2. cold: ", 25, "the stem id cold is used twice (first on line 20) - give this stem another id"),
    (r"run: A guest who has run here", "run: A guest of {{ age }} who comes in  from the snow", 25, "the stems cold and run have the same words"),
    # Options
    (r"^- mint: Mint tea\n", "- mint: Mint tea\n  > It calms.\n", 17, "holds more than its text"),
    (r"^- iced: Iced tea\n", "", 12, "the list has 3 options - write 4 to 12"),
    (r"^- (iced|warm|mint): .*\n", "", 12, "the list has 1 option - write 4 to 12"),
    (r"Mint tea", "Mint tea at {{ age }}", 17, "shows a number of the learner's own"),
    (r"Mint tea", "{fact}`Tea at {{ age }} <tea.warm>`", 17, "shows a number of the learner's own"),
    (r"^- warm: ", "  - warm: ", 16, "an option of the list is indented by two spaces"),
    (r"^## ", "# ", 12, "a case has only headings of the second level"),
    # Answers
    (r"^2\. run.*\n", "", 25, "warm stands twice under one stem - keep one of them, or write the stem that is missing"),
    (r"^2\. (?=run)", "", 25, "a stem has no number"),
    (r"^2\. (?=run)", "2 ", 25, "a stem has no number"),
    (r"^(   - = warm\n)", r"\1\1", 22, "warm stands twice under one stem"),
    (r"^(   - = warm\n)(     > .*\n)", r"\2\1", 21, "a reason stands under the stem and not under an option"),
    (r"(?s)^2\. run.*", "", 12, "the item has 1 stem - write 2 to 6"),
    (r"^   - = warm\n     > .*\n", "", 20, "the stem cold has no key"),
    (r"^1\. cold(.*\n)(   - .*\n     > .*\n)+", r"1. cold\1", 20, "the stem cold has no key"),
    (r"^   - x iced", "   - = iced", 20, "the stem cold has 2 keys where one is wanted"),
    (r"^   - x mint\n     > .*\n", "", 30, "the stem bed names no likely mistake"),
    (r"^   - = warm", "   - = tepid", 21, "the list has no option tepid"),
    (r"(= |x )warm", r"\1wram", 21, "the list has no option wram - name one of the list, did you mean warm?"),
    (r"^(   - [=x] \w+)", r"\1.", 21, "warm. is no option id - name one of the list, did you mean warm?"),
    (r"^   - = warm", "   - = Warm", 21, "Warm is no option id - name one of the list, did you mean warm?"),
    (r"^   - = warm", "   - = warm: Warm tea", 21, "an answer is of no known form"),
    (r"^   - = warm", "   - =warm", 21, "an answer is of no known form"),
    (r"^   - = warm", "   -= warm", 21, "there is no space after the hyphen"),
    (r"^   - = warm", "   = warm", 21, "= warm has no hyphen - write - = warm"),
    (r"^   - = warm", "   - warm", 21, "an answer is of no known form"),
    (r"^   - = warm", "   * = warm", 23, "the answers of a stem have two kinds of bullets"),
    (r"^   - x iced", "   - x warm", 23, "warm stands twice under one stem"),
    (r"^   - x iced", "   - iced", 23, "an answer is of no known form"),
    (r"^     > Snow.*\n", "", 23, "iced under cold has no message"),
    (r"^(?=   - = warm)", "   > It is cold.\n", 21, "a reason stands under the stem and not under an option"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "instead", "line", "words"), SLIPS)
def test_one_slip_gives_one_line_that_names_it(
    pattern: str, instead: str | Callable[[re.Match[str]], str], line: int, words: str
) -> None:
    text = re.sub(pattern, instead, CASE, flags=re.MULTILINE)
    assert text != CASE
    found = read_case(text.encode(), "book/tea/which-cup.case.md")
    assert isinstance(found, list), "nothing was said"
    assert len(found) == 1, [str(problem) for problem in found]
    assert found[0].line == line and words in str(found[0]), str(found[0])


def test_a_quote_for_a_backtick_is_named(tea: Any) -> None:
    case = read(CASE.replace("   > Snow is cold enough.", "   > Snow {fact}'tea.warm' is cold."))
    (problem,) = check_case(case, tea)
    assert (problem.line, problem.rule) == (24, "broken-role")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("   - x iced", "   - X iced"),
        ("   - = warm\n", "    - = warm\n "),
        ("(matching)", "(matching, tea-1, apply, 2 marks)"),
        ("Which cup does each guest get? (matching)", "Which cup does each guest (of ours) get? (matching)"),
        ("in from the snow", "in from\n   the snow"),
        ("of their own.", "of their own.\n\n- snow\n- sleep\n\nThe list:"),
        ("of their own.", "of their own.\n\n- snow: deep\n- sleep: deeper\n\nThe list:"),
        ("     > Snow is cold enough.", "     > Snow is\n     > cold enough."),
        ("     > Snow is cold enough.", "     > Snow is\n     cold enough."),
        ("     > Snow is cold enough.", "\n     > Snow is cold enough."),
        ("2. run", "\n2. run"),
    ],
)
def test_what_is_written_in_another_way_is_read_all_the_same(old: str, new: str, tea: Any) -> None:
    assert old in CASE
    item = read(CASE.replace(old, new, 1)).items[0]
    assert [stem.key for stem in item.stems] == ["warm", "iced", "none"]
    assert [len(stem.reasons) for stem in item.stems] == [2, 2, 2]


@pytest.mark.parametrize(
    "words", ["now", "match", "apple", "write it down", "small", "in order", "two, or more", "all, or none"]
)
def test_brackets_that_are_no_slip_stay_with_the_question(words: str, case_text: str) -> None:
    found = read_case(
        case_text.replace("do you serve?", f"do you serve ({words})").encode(), "book/tea/first-cup.case.md"
    )
    assert isinstance(found, Case), [str(problem) for problem in found]
    assert found.items[1].question.source.endswith(f"({words})")


def test_an_unknown_number_in_the_words_for_a_fact_is_said_and_not_met_when_the_case_is_split(tea: Any) -> None:
    case = read(CASE.replace("It warms: {fact}`tea.warm`", "It {fact}`warms in {{ aeg }} <tea.warm>`"))
    (problem,) = check_case(case, tea)
    assert (problem.line, problem.what) == (22, "there is no number aeg in this case")


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
