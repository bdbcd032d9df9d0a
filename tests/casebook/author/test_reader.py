"""The grammar of a case, and what its author is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.author.reader import read_case
from casebook.text.case import Case, Kind

PATH = "book/tea/first-cup.case.md"


def read(text: str) -> Case:
    case = read_case(text.encode(), PATH)
    assert isinstance(case, Case), case
    return case


def problems(text: str | bytes, path: str = PATH) -> list[tuple[int, str]]:
    found = read_case(text if isinstance(text, bytes) else text.encode(), path)
    assert isinstance(found, list)
    return [(problem.line, problem.rule) for problem in sorted(found)]


def test_the_shape_of_the_answers_gives_the_kind(case_text: str) -> None:
    kinds = {item.id: item.kind for item in read(case_text).items}
    assert kinds == {
        "volume": Kind.NUMBER,
        "warm": Kind.BEST,
        "guests": Kind.ALL,
        "order": Kind.ORDER,
        "note": Kind.WRITTEN,
    }


def test_an_item_is_named_after_its_case_and_knows_its_line(case_text: str) -> None:
    item = read(case_text).items[0]
    assert item.name == "first-cup--volume"
    assert case_text.split("\n")[item.line - 1].startswith("## volume:")


def test_marks_come_from_the_heading_or_the_rubric(case_text: str) -> None:
    assert [item.points for item in read(case_text).items] == [2, 1, 1, 1, 3]


def test_options_keep_their_order_ids_and_reasons(case_text: str) -> None:
    options = read(case_text).items[1].options
    assert [(option.id, option.key) for option in options] == [("iced", False), ("warm", True), ("none", False)]
    assert options[1].message.source == "As it should be: {fact}`tea.warm`."


def test_a_number_has_a_key_a_tolerance_and_predicted_mistakes(case_text: str) -> None:
    item = read(case_text).items[0]
    assert str(item.key) == "volume(weight, strength)"
    assert (item.tolerance.value, item.tolerance.unit) == (2.0, "%")  # type: ignore[union-attr]
    assert [prediction.call.calculator for prediction in item.predictions] == ["volume_tenfold"]


def test_the_story_may_go_on_above_the_answers(case_text: str) -> None:
    text = case_text.replace(
        "## warm: Which cup do you serve?\n",
        "## warm: Which cup do you serve?\n\nIt rains.\n\n| a | b |\n|--|--|\n| c | d |\n\n",
    )
    body = read(text).items[1].body
    assert body.source.startswith("It rains.")
    assert body.source.endswith("| c | d |")


def test_brackets_of_a_question_are_its_own(case_text: str) -> None:
    text = case_text.replace("Which cup do you serve?", "Which cup do you serve (now)?")
    assert read(text).items[1].question.source == "Which cup do you serve (now)?"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(case_text: str) -> None:
    data = b"\xef\xbb\xbf" + case_text.replace("\n", "\r\n").encode()
    assert read_case(data, PATH) == read(case_text)


def swap(old: str, new: str) -> tuple[str, str]:
    return old, new


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("id: first-cup", "id: second-cup", "id-unlike-file"),
        ("id: first-cup", "id: First Cup", "bad-id"),
        ("id: first-cup\n", "", "no-id"),
        ("title: A first cup\n", "", "no-title"),
        ("objectives: [tea-1]\n", "", "no-objective"),
        ("level: apply", "level: aply", "bad-level"),
        ("minutes: 5", "minutes: soon", "no-minutes"),
        ("minutes: 5", "minutes: 5\nminuets: 4", "unknown-entry"),
        ("minutes: 5", "minutes: 5\nminutes: 6", "broken-header"),
        ("minutes: 5", "minutes: [5", "broken-header"),
        ("minutes: 5", "minutes: &a 5", "broken-header"),
        ("minutes: 5", "minutes: !!python/name:os.system 5", "broken-header"),
        (", unit: kg", "", "no-unit"),
        ("from: 48, to: 130", "from: 130, to: 48", "bad-number"),
        ("step: 1", "step: 0.00001", "bad-number"),
        ("choose: [10, 50]", "choose: [10, much]", "bad-number"),
        ("- [x] warm", "- [ ] warm", "no-key"),
        ("- = {calc}`volume(weight, strength)` within 2 %\n", "- x {calc}`volume(weight, strength)`\n", "no-key"),
        ("- x {calc}", "- = {calc}", "two-keys"),
        ("- [ ] iced:", "- [x] iced:", "two-keys"),
        (" (all)", "", "two-keys"),
        (" within 2 %", "", "no-unit"),
        (" within 2 %", " within 2", "no-unit"),
        (" within 2 %", " within 0.4", "no-unit"),
        ("- = {calc}`volume(weight, strength)`", "- = 35 mL", "not-a-calculation"),
        ("- = {calc}`volume(weight, strength)`", "- = {calc}`__import__('os').getcwd()`", "not-a-calculation"),
        ("  > Iced tea is another course.\n", "", "no-message"),
        ("iced: The iced one", "The iced one", "no-option-id"),
        ("iced: The", "warm: The", "duplicate-id"),
        ("## warm:", "## volume:", "duplicate-id"),
        ("## warm: Which", "## Which", "no-id"),
        ("## warm:", "### warm:", "heading"),
        ("- else\n  > Work in two steps: weight, then strength.\n", "", "no-message"),
        ("  > Iced tea is another course.\n", "  > Iced tea.\n\n  And more.\n", "muddled-answer"),
        ("  > There is nothing in it.\n", "  > There is nothing in it.\n\nOne more word.\n", "text-after-answers"),
        ("- [ ] iced", "* [ ] iced", "muddled-answer"),
        ("- 2: what was served", "- what was served", "muddled-answer"),
        ("note (written)", "note (written, 5 marks)", "bad-marks"),
        ("(2 marks)", "(0 marks)", "bad-marks"),
        ("2. steep: Steep the leaves\n   > They need the heat.\n3.", "2.", "too-few-steps"),
    ],
)
def test_a_mistake_in_a_case_is_named(case_text: str, old: str, new: str, rule: str) -> None:
    assert old in case_text
    assert rule in [found for _, found in problems(case_text.replace(old, new, 1))]


def test_a_problem_points_at_its_line(case_text: str) -> None:
    text = case_text.replace("  > Iced tea is another course.\n", "")
    line = text.split("\n").index("- [ ] iced: The iced one") + 1
    assert problems(text) == [(line, "no-message")]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty-file"),
        (b"\n \n", "empty-file"),
        (b"---\nid: first-cup\ntitle: caf\xe9\n", "not-utf8"),
        (b"---\nid: a\x00b\n---\n", "not-text"),
        (b"id: first-cup\n", "no-header"),
        (b"---\nid: first-cup\n", "no-header"),
        (b"---\n- a\n---\n", "broken-header"),
        (b"x" * 1_000_001, "too-large"),
    ],
)
def test_a_file_that_is_no_case_is_named(data: bytes, rule: str) -> None:
    assert [found for _, found in problems(data)] == [rule]


def test_a_byte_that_is_not_utf8_is_found_on_its_line(case_text: str) -> None:
    data = case_text.encode().replace(b"iced one", b"ic\xe9d one")
    assert problems(data) == [(case_text.split("\n").index("- [ ] iced: The iced one") + 1, "not-utf8")]


def test_all_mistakes_are_gathered_in_one_reading(case_text: str) -> None:
    text = case_text.replace("- [x] warm", "- [ ] warm").replace("level: apply", "level: x").replace(" within 2 %", "")
    assert {"no-key", "bad-level", "no-unit"} <= {rule for _, rule in problems(text)}


PIECES = st.sampled_from(
    [
        "---\n",
        "## a: b\n",
        "- [x] a: b\n",
        "- [ ] c: d\n",
        "  > e\n",
        "- = {calc}`f(g)` within 2 %\n",
        "1. a: b\n",
        "- else\n",
        ">" * 50,
        "```\n",
        "| a |\n|--|\n",
        "{{ w }}",
        "numbers:\n",
        "  w: {from: 1, to: 2, unit: kg}\n",
        "\t",
        "\r",
        "*" * 9,
        "[" * 60,
        "&a [*a]\n",
        "id: x\n",
        "(written)\n",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_case(text.encode("utf-8", "surrogatepass"), PATH)
    assert isinstance(found, Case) or found


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert read_case(data, PATH)
