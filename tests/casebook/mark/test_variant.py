"""Numbers per learner: plausible, different, and the same for ever."""

from typing import Any

import pytest

from casebook.author.reader import read_case
from casebook.mark.variant import COUNT, check_call, draw_variants, evaluate, spell_bare, tell_number
from casebook.text.case import Case, Text
from casebook.text.markup import find_references, parse_call


@pytest.fixture
def case(case_text: str) -> Case:
    case = read_case(case_text.encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case)
    return case


def test_a_case_has_as_many_different_variants_as_asked(case: Case) -> None:
    variants = draw_variants(case)
    assert len(variants) == COUNT
    assert len({tuple(variant.numbers.values()) for variant in variants}) == COUNT


def test_draws_are_the_same_for_ever(case: Case) -> None:
    """Golden values: a change here would give every learner other numbers."""
    drawn = [tuple(variant.numbers.values()) for variant in draw_variants(case)[:3]]
    assert drawn == [(52.0, 50.0), (97.0, 10.0), (129.0, 10.0)]


def test_draws_do_not_depend_on_the_order_of_writing(case: Case, case_text: str) -> None:
    lines = case_text.split("\n")
    at = lines.index("numbers:")
    lines[at + 1], lines[at + 2] = lines[at + 2], lines[at + 1]
    swapped = read_case("\n".join(lines).encode(), "book/tea/first-cup.case.md")
    assert isinstance(swapped, Case)
    assert [variant.numbers for variant in draw_variants(swapped)] == [
        variant.numbers for variant in draw_variants(case)
    ]


def test_a_case_without_numbers_has_one_variant(case_text: str) -> None:
    start, end = case_text.index("numbers:"), case_text.index("---\nA {{")
    text = case_text[:start] + case_text[end:]
    plain = read_case(text.encode(), "book/tea/first-cup.case.md")
    assert isinstance(plain, Case)
    assert [variant.numbers for variant in draw_variants(plain)] == [{}]


def test_a_call_is_computed_by_position_or_by_name(case: Case, tea: Any) -> None:
    numbers = {"weight": 70.0, "strength": 10.0}
    for source in ("volume(weight, strength)", "volume(strength=strength, weight=weight)"):
        call = parse_call(source, 1)
        assert call is not None
        assert evaluate(call, numbers, tea) == 3.5


@pytest.mark.parametrize(
    ("source", "rule", "words"),
    [
        ("volum(weight, strength)", "unknown-calculator", "did you mean volume"),
        ("volume(weight)", "bad-call", "is not given strength"),
        ("volume(weight, strength, weight)", "bad-call", "takes weight, strength"),
        ("volume(weight, weight=weight)", "bad-call", "given weight twice"),
        ("volume(wieght, strength)", "unknown-number", "did you mean weight"),
        ("volume(strength, weight)", "unit-mismatch", "use the same unit"),
        ("volume(tea.dsoe, strength)", "unknown-fact", "did you mean tea.dose"),
        ("volume(tea.warm, strength)", "fact-without-number", "name another fact"),
        ("volume(tea.poison, strength)", "fact-without-number", "name another fact"),
    ],
)
def test_a_call_that_cant_be_computed_is_explained(case: Case, tea: Any, source: str, rule: str, words: str) -> None:
    call = parse_call(source, 7)
    assert call is not None
    problem = next(check_call(call, case.path, case.numbers, tea))
    assert problem.rule == rule
    assert words in str(problem)
    assert problem.line == 7


@pytest.mark.parametrize(
    "source", ["volume", "volume(", "volume(1)", "volume(a.b())", "os.system(weight)", "a(b; c)", ""]
)
def test_a_call_names_things_and_nothing_else(source: str) -> None:
    assert parse_call(source, 1) is None


def test_a_number_is_told_with_its_unit_and_spelled_without(case: Case, tea: Any) -> None:
    variants = draw_variants(case)[:2]
    (weight,) = find_references(Text("{{ weight }}", 1))
    (volume,) = find_references(Text("{calc}`volume(weight, strength)`", 1))
    assert tell_number(weight, case, variants, tea) == ["52\u00a0kg", "97\u00a0kg"]
    assert [text.split("\u00a0")[1] for text in tell_number(volume, case, variants, tea)] == ["mL", "mL"]
    assert spell_bare("{{ weight }} and {fact}`tea.dose`", case, variants, tea) == ["52 and 0.5", "97 and 0.5"]
    assert spell_bare("{fact}`-7.7 <tea.dose>`", case, variants[:1], tea) == ["-7.7"]
    assert spell_bare("plain", case, variants, tea) == ["plain"]
