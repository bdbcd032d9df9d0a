"""The blueprint: enough items for each objective, and a table that says how many."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casebook.author.bank import Bank
from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.author.reader import read_case
from casebook.judge.blueprint import check_blueprint, check_named_objectives, list_entries, make_table
from casebook.text.case import Case, Kind, Level, Text
from casebook.text.task import Exercise, Task

HEAD = "---\nid: first-cup\ntitle: A first cup\nobjectives: [tea-1, tea-2]\nlevel: apply\nminutes: 5\n---\n"
OPTIONS = "- [x] warm: Warm\n  > As it should be.\n- [ ] iced: Iced\n  > Another course.\n"


def read(*headings: str) -> Any:
    body = "\n".join(f"## item-{at}: {heading}\n{OPTIONS}" for at, heading in enumerate(headings))
    return read_case(f"{HEAD}A guest.\n\n{body}".encode(), "book/tea/first-cup.case.md")


def read_sound(*headings: str) -> Case:
    case = read(*headings)
    assert isinstance(case, Case), [str(problem) for problem in case]
    return case


@pytest.mark.parametrize(
    ("heading", "objectives", "level", "points", "question"),
    [
        ("Which cup?", ("tea-1", "tea-2"), Level.APPLY, 1, "Which cup?"),
        ("Which cup? (tea-2)", ("tea-2",), Level.APPLY, 1, "Which cup?"),
        ("Which cup? (remember)", ("tea-1", "tea-2"), Level.REMEMBER, 1, "Which cup?"),
        ("Which cup? (2 marks, tea-1, analyse)", ("tea-1",), Level.ANALYSE, 2, "Which cup?"),
        ("Which cup? (all, tea-2, tea-1, 3 marks)", ("tea-2", "tea-1"), Level.APPLY, 3, "Which cup?"),
        ("Which cup? (the blue one)", ("tea-1", "tea-2"), Level.APPLY, 1, "Which cup? (the blue one)"),
        ("Which cup? (apply, or not)", ("tea-1", "tea-2"), Level.APPLY, 1, "Which cup? (apply, or not)"),
    ],
)
def test_an_item_may_name_its_own_objective_and_level_in_its_heading(
    heading: str, objectives: tuple[str, ...], level: Level, points: float, question: str
) -> None:
    (item,) = read_sound(heading).items
    assert (item.objectives, item.level, item.points, item.question.source) == (objectives, level, points, question)


def test_it_counts_the_items_for_which_a_figure_or_a_table_is_read() -> None:
    pump = "```{pump} Pump 2\nrate: 60 mL/h\n```"
    text = f"{HEAD}A guest.\n\n## a: Which cup? (tea-1)\n{pump}\n\n{OPTIONS}\n## b: Which pot? (tea-2)\n{OPTIONS}"
    case = read_case(text.encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), [str(problem) for problem in case]
    assert "- 1 item for which a figure or a table is read\n" in make_table(make_bank(case))


def test_an_objective_with_one_in_its_name_is_no_remark_about_the_answers() -> None:
    text = f"{HEAD}## a: Which cups? (allergy-1)\n{OPTIONS}".replace("[tea-1, tea-2]", "[allergy-1, hormone-1]")
    case = read_case(text.encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case)
    assert case.items[0].kind is Kind.BEST


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Which cup? (tea-3)", "the item names tea-3, which is no objective of this case"),
        ("Which cup? (apply, analyse)", "the item names two levels"),
    ],
)
def test_an_objective_or_level_that_can_not_be_is_a_problem(heading: str, said: str) -> None:
    (problem,) = read(heading)
    assert (problem.line, problem.what) == (10, said)


def make_bank(*checks: Case, graded: tuple[Case | Task, ...] = ()) -> Bank:
    exercise = Exercise("tea", "Tea", Text("", 1), graded, Path())
    objectives = {"tea-1": "Serve tea.", "tea-2": "Brew tea."}
    return Bank(checks, (exercise,) if graded else (), (), objectives, (), {"tea-1": 1, "tea-2": 4})


def move(case: Case) -> Case:
    """Return a case as a graded one."""
    items = tuple(replace(item, case="second-cup") for item in case.items)
    return replace(case, id="second-cup", path="answers/tea/second-cup.case.md", items=items)


TASK = Task(
    path="answers/tea/sums.task.md", id="sums", title="Sums", objectives=("tea-2",), level=Level.EVALUATE, minutes=9,
    data=(), prompt=Text("", 1), starter="", solution="", tests=(),
)  # fmt: skip


def test_three_items_with_a_graded_one_for_each_objective_are_enough() -> None:
    checks = read_sound("A? (tea-1)", "B? (tea-1)", "C? (tea-2)", "D? (tea-2)")
    graded = move(read_sound("E? (tea-1)"))
    assert list(check_blueprint(make_bank(checks, graded=(graded, TASK)))) == []


def test_an_objective_with_too_few_items_or_none_graded_is_named_where_it_stands() -> None:
    checks = read_sound("A? (tea-1)", "B? (tea-1)", "C? (tea-1)", "D? (tea-2)")
    assert [str(problem) for problem in check_blueprint(make_bank(checks))] == [
        "book/objectives.yml:1: the objective tea-1 has no graded item - write one under answers/, or drop the objective",
        "book/objectives.yml:4: the objective tea-2 has 1 item, and needs 3 - "
        "write more cases for it, or drop the objective",
        "book/objectives.yml:4: the objective tea-2 has no graded item - write one under answers/, or drop the objective",
    ]


def test_in_a_case_with_several_objectives_an_item_says_which_it_tests() -> None:
    found = list(check_named_objectives(make_bank(read_sound("A? (tea-1)", "B?", "C? (tea-1, tea-2)"))))
    assert [(problem.line, problem.rule) for problem in found] == [(16, "which-objective"), (22, "which-objective")]


def test_the_real_lines_of_objectives_are_known(course: Course) -> None:
    (course.book / "objectives.yml").write_text("# What it is for.\ntea-1: Serve\n  tea.\ntea-2: Brew tea.\n")
    bank = read_bank(course)
    assert bank.objectives == {"tea-1": "Serve tea.", "tea-2": "Brew tea."}
    assert bank.objective_lines == {"tea-1": 2, "tea-2": 4}
    assert [problem.line for problem in check_blueprint(bank)] == [2, 4, 4]


def test_the_table_counts_each_item_in_its_place() -> None:
    checks = read_sound("A? (tea-1)", "B? (tea-1, analyse)", "C? (tea-1, analyse)")
    graded = move(read_sound("D? (tea-1)"))
    assert make_table(make_bank(checks, graded=(graded, TASK))) == (
        "- 1 self-check case with 3 items\n"
        "- 1 graded exercise with 2 items, 1 of them code tasks\n"
        "- 5 of 5 (100 %) items at *apply* or above\n"
        "- 0 items with numbers per learner and a computed key\n"
        "- 0 items for which a figure or a table is read\n"
        "\n"
        "| objective | level | best | code | all |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| `tea-1` | apply | 1 + 1 |  | 1 + 1 |\n"
        "| `tea-1` | analyse | 2 + 0 |  | 2 + 0 |\n"
        "| `tea-2` | evaluate |  | 0 + 1 | 0 + 1 |\n"
        "| **all items** | | 3 + 1 | 0 + 1 | 3 + 2 |\n"
        "\n"
        "- `tea-1`: Serve tea.\n"
        "- `tea-2`: Brew tea.\n"
    )


def test_an_objective_without_items_has_a_row_too() -> None:
    table = make_table(make_bank(read_sound("A? (tea-1, tea-2)")))
    assert "1 item named under more than one objective" in table
    assert "| `tea-2` | none yet |  |  |" not in table
    assert "| `tea-2` | none yet |  |  |" in make_table(make_bank(read_sound("A? (tea-1)")))
    assert make_table(Bank((), (), (), {}, ())).startswith("- 0 self-check cases with 0 items\n")


def test_numbers_of_the_learner_s_own_are_counted(course: Course) -> None:
    entries = {entry.name: entry for entry in list_entries(read_bank(course))}
    assert entries["first-cup--volume"].drawn
    assert not entries["first-cup--warm"].drawn
    assert len(entries) == 5
