"""Waivers: a rule is broken on purpose, in the head of the case, with a reason."""

from typing import Any

import pytest

from casebook.author.reader import read_case
from casebook.judge.lint import find_case_flaws
from casebook.text.case import Case, Text

FILE = """\
---
id: tea
title: Tea
objectives: [tea-1]
level: apply
minutes: 5
{waive}---
A guest arrives.

## when: When do you pour?
- [ ] noon: At noon, before the cake
  > Noon is for soup in this house, and the cake comes at four.
- [x] boil: Never before the boil
  > Cold water leaves the taste in the leaves, as everyone finds out once.
- [ ] cake: After the cake is cut
  > By then the guest has been thirsty for the better part of an hour.
"""


def read(waive: str) -> Any:
    return read_case(FILE.format(waive=waive).encode(), "book/tea/tea.case.md")


def judge(waive: str, tea: Any) -> list[str]:
    case = read(waive)
    assert isinstance(case, Case), [str(problem) for problem in case]
    return [str(problem) for problem in find_case_flaws(case, tea)]


def test_without_a_waiver_the_flaw_is_named_with_what_a_waiver_needs(tea: Any) -> None:
    (said,) = judge("", tea)
    assert said.startswith("book/tea/tea.case.md:13: the option boil says 'never' (when/absolute-term) - ")


@pytest.mark.parametrize("name", ["absolute-term", "when/absolute-term"])
def test_a_rule_is_waived_for_a_case_or_for_an_item(tea: Any, name: str) -> None:
    assert judge(f"waive: {{{name}: The label itself says never}}\n", tea) == []


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        ("when/vague-frequency: The label says so", "the rule vague-frequency is waived and nothing breaks it - "),
        (
            "absolute-trem: The label says so",
            "there is no rule absolute-trem to waive - name a rule of item writing, did",
        ),
        (
            "wehn/absolute-term: The label says so",
            "the waiver is for wehn, which is no item - name an item of this case",
        ),
        ("key-position: The label says so", "there is no rule key-position to waive - "),
        ("bare-number: The label says so", "there is no rule bare-number to waive - "),
    ],
)
def test_a_waiver_that_is_of_no_use_is_a_problem(tea: Any, waiver: str, said: str) -> None:
    found = judge(f"waive:\n  {waiver}\n", tea)
    assert any(line.startswith(f"book/tea/tea.case.md:8: {said}") for line in found), found
    assert any("(when/absolute-term)" in line for line in found)


@pytest.mark.parametrize(
    ("waive", "said"),
    [
        ("waive: {absolute-term: }\n", "the rule absolute-term is waived without a reason"),
        ("waive: {absolute-term: because}\n", "the rule absolute-term is waived without a reason"),
        ("waive: {absolute-term: [a, b]}\n", "the rule absolute-term is waived without a reason"),
        ("waive: absolute-term\n", "waive is not a list of rules with reasons"),
        ("waive: [absolute-term]\n", "waive is not a list of rules with reasons"),
    ],
)
def test_a_waiver_needs_a_reason(waive: str, said: str) -> None:
    (problem,) = read(waive)
    assert problem.what == said
    assert problem.line == 7


def test_the_reason_and_its_line_are_kept() -> None:
    case = read("waive:\n  absolute-term: The label itself says never\n")
    assert case.waived == {"absolute-term": Text("The label itself says never", 8)}
    assert read("").waived == {}
    assert read("waive:\n").waived == {}
