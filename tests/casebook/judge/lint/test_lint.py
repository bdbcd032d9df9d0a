"""The rules together: each has a source and examples, none breaks on any text, and a whole bank is judged at once."""

import importlib.util
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.author.bank import Bank
from casebook.judge.lint import BANK_RULES, RULES, find_case_flaws, find_flaws
from casebook.text.case import Case, Item, Kind, Text
from casebook.text.task import Exercise

HERE = Path(__file__).parent


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables() -> list[ModuleType]:
    return [load(name) for name in ("test_stem", "test_option", "test_cue", "test_matching", "test_message")]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_three_flawed_and_three_clean_examples(tables: list[ModuleType], rule: str) -> None:
    assert max(len(set(table.FLAWED.get(rule, ()))) for table in tables) >= 3
    assert max(len(set(table.CLEAN.get(rule, ()))) for table in tables) >= 3


@pytest.mark.parametrize("rule", [*RULES.values(), *BANK_RULES.values()], ids=lambda rule: rule.__name__)
def test_each_rule_names_its_source(rule: Any) -> None:
    first, _, rest = rule.__doc__.partition("Source: ")
    assert first.startswith("Yield ")
    assert re.search(r"NBME|Tarrant|Haladyna|Texas|this course", rest)


def make_bank(checks: list[Case], graded: list[Case]) -> Bank:
    exercise = Exercise("tea", "Tea", Text("", 1), tuple(graded), Path())
    return Bank(tuple(checks), (exercise,) if graded else (), (), {"tea-1": "Serve tea."}, ())


def test_a_sound_bank_has_no_flaw(case: Callable[..., Case], item: Callable[..., Item], tea: Any) -> None:
    check = case(item("Which cup do you serve? | The iced one | *The warm one | The empty one"))
    graded = case(
        item("Who is served first? | *The guest | The host | The cook"), id="who", path="answers/tea/who.case.md"
    )
    assert list(find_flaws(make_bank([check], [graded]), tea)) == []


def test_a_graded_item_that_repeats_a_self_check_is_named(
    case: Callable[..., Case], item: Callable[..., Item], tea: Any
) -> None:
    line = "Which cup do you serve? | The iced one | *The warm one | The empty one"
    graded = case(item(line, item_id="again"), id="who", path="answers/tea/who.case.md")
    (problem,) = find_flaws(make_bank([case(item(line))], [graded]), tea)
    assert str(problem) == (
        "answers/tea/who.case.md:1: the item repeats the self-check tea--cup (likeness 1.00) (again/repeated-item) - "
        "ask for something else, in other words"
    )
    assert problem.rule == "repeated-item"
    waived = replace(graded, waived={"again/repeated-item": Text("A check that learning lasts", 2)})
    assert list(find_flaws(make_bank([case(item(line))], [waived]), tea)) == []


def test_a_habit_is_named_at_an_item_that_shows_it(
    case: Callable[..., Case], item: Callable[..., Item], tea: Any
) -> None:
    items = [
        item(f"Which of the {name} cups do you serve? | The iced one | *The warm one | The empty one", item_id=name)
        for name in "abcdefghijklmnopqrstuvwx"
    ]
    found = [problem for problem in find_flaws(make_bank([case(*items)], []), tea) if problem.rule == "key-position"]
    assert [problem.path for problem in found] == ["book/tea/tea.case.md"] * 3
    assert "the key stands second in 24 of 24 items (8 by chance) (key-position)" in found[1].what


def test_a_story_is_held_to_the_length_of_a_stem(case: Callable[..., Case], tea: Any) -> None:
    stories = {120: 0, 121: 1, 300: 1}
    for count, flaws in stories.items():
        long = case(intro=Text("leaf " * count, 9))
        assert len(list(find_case_flaws(long, tea))) == flaws
        waived = replace(long, waived={"long-stem": Text("The letter is quoted whole", 7)})
        assert len(list(find_case_flaws(waived, tea))) == 1 - flaws  # an idle waiver is a problem itself


odd = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "",
        " ",
        "?",
        "1-2 mg",
        "{{ weight }}",
        "{fact}`tea.dose`",
        "a" * 300,
        "which NOT **not** ___",
        "`",
        "*_*",
        "[](",
        "is the",
    ]
)


@given(
    question=odd,
    body=odd,
    texts=st.lists(odd, max_size=9),
    messages=st.lists(odd, min_size=9, max_size=9),
    keys=st.sets(st.integers(0, 8)),
    kind=st.sampled_from(Kind),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_a_rule(
    case: Callable[..., Case],
    item: Callable[..., Item],
    tea: Any,
    question: str,
    body: str,
    texts: list[str],
    messages: list[str],
    keys: set[int],
    kind: Kind,
) -> None:
    plain = item("Which? | *A | B | C | D | E | F | G | H | I", messages=messages)
    options = tuple(
        replace(option, text=Text(text, at), key=at in keys)
        for at, (option, text) in enumerate(zip(plain.options, texts, strict=False))
    )
    made = replace(plain, kind=kind, question=Text(question, 1), body=Text(body, 2), options=options)
    for problem in find_flaws(make_bank([case(made)], [case(made)]), tea):
        assert problem.path and problem.what and problem.fix
        assert problem.rule in {*RULES, *BANK_RULES, "repeated-item"}
