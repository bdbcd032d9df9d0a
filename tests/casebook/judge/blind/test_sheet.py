"""The blind reader's sheet: all that learners see of an item, and nothing that they don't."""

import re
import tomllib
from pathlib import Path

import pytest

from casebook.author.bank import Bank
from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.blind.sheet import list_items, make_form, print_public


@pytest.fixture
def bank(course: Course) -> Bank:
    graded = course.answers / "tea"
    graded.mkdir()
    text = (course.book / "tea" / "first-cup.case.md").read_text()
    (graded / "second-cup.case.md").write_text(text.replace("id: first-cup", "id: second-cup"))
    (graded / "sums.task.md").write_text(TASK)
    (graded / "data").mkdir()
    (graded / "data" / "cups.csv").write_text("cup\n1\n")
    (graded / "exercise.md").write_text("---\ntitle: Tea\norder: [second-cup, sums]\n---\nTwo parts.\n")
    bank = read_bank(course)
    assert bank.problems == ()
    return bank


TASK = """\
---
id: sums
title: Sums
objectives: [tea-1]
level: apply
minutes: 5
data: [cups.csv]
---
Count the cups in the table.

```python starter
# Task: sums
def count(cups): ...
```

```python solution
# Task: sums
def count(cups): return len(cups)
```

```python test 1
assert count([1]) == 1
```
"""


def test_an_item_is_printed_as_a_learner_meets_it(bank: Bank, course: Course) -> None:
    printed = print_public(bank, course.subject, {"first-cup"})
    story, volume, warm, guests, order, note = re.split(r"\n\n--- ", printed)
    assert re.fullmatch(r"=+\nfirst-cup\n\nA \d+ kg adult asks for tea at \d+ mg/mL\.", story)
    assert volume == "first-cup--volume (a number)\nHow much do you pour?\n  a number in mL"
    assert warm == (
        "first-cup--warm (one option)\nWhich cup do you serve?\n  [a] The iced one\n  [b] The warm one\n  [c] An empty one"
    )
    assert guests.startswith("first-cup--guests (all options that apply)")
    items = {leaf.name: leaf.item for leaf in list_items(bank, course.subject)}
    steps = [option["id"] for option in items["first-cup--order"]["options"]]
    assert sorted(steps) == ["boil", "pour", "steep"] and steps != ["boil", "steep", "pour"]
    assert re.findall(r"\[(\w+)\]", order) == ["a", "b", "c"]
    assert note == "first-cup--note (a few sentences)\nWrite the note\n"


def test_no_message_rubric_or_solution_is_printed(bank: Bank, course: Course) -> None:
    printed = print_public(bank, course.subject) + make_form(bank, course.subject)
    for secret in ("As it should be", "another course", "Ten times", "what was served", "return len", "tenfold", "[x]"):
        assert secret not in printed


def test_one_item_can_be_printed_alone(bank: Bank, course: Course) -> None:
    printed = print_public(bank, course.subject, {"second-cup--warm"})
    assert printed.count("--- ") == 1
    assert "second-cup--warm" in printed


def test_the_form_has_an_entry_for_every_item(bank: Bank, course: Course) -> None:
    form = tomllib.loads(make_form(bank, course.subject))["answer"]
    assert [entry["item"] for entry in form] == [leaf.name for leaf in list_items(bank, course.subject)]
    assert len(form) == 11
    assert {entry["item"]: entry["answer"] for entry in form}["first-cup--order"] == []


def test_a_leaf_knows_its_place_and_changes_with_its_words_or_its_key(bank: Bank, course: Course) -> None:
    leaves = {leaf.name: leaf for leaf in list_items(bank, course.subject)}
    warm, graded, task = leaves["first-cup--warm"], leaves["second-cup--warm"], leaves["sums--code"]
    assert (warm.graded, warm.path, warm.line) == (False, "book/tea/first-cup.case.md", 21)
    assert (graded.graded, graded.path) == (True, "answers/tea/second-cup.case.md")
    assert (task.graded, task.path, task.kind) == (True, "answers/tea/sums.task.md", "code")

    def reread(old: str, new: str) -> tuple[bool, bool]:
        path = Path(course.book / "tea" / "first-cup.case.md")
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        again = {leaf.name: leaf for leaf in list_items(read_bank(course), course.subject)}["first-cup--warm"]
        path.write_text(text)
        return again.print != warm.print, again.wording != warm.wording

    assert reread("The iced one", "The cold one") == (False, True)
    assert reread("asks for tea", "begs for tea") == (False, True)
    assert reread("adult asks for tea", "adult asks\nfor tea") == (False, False)
    assert reread("Iced tea is another course.", "Another time.") == (False, False)
    assert reread("serve?\n- [ ] iced", "serve? (all)\n- [x] iced")[0]
    assert reread("none: An empty one", "empty: An empty one") == (True, True)
