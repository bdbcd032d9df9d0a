"""Right hand-ins as people and programs leave them: 400 notebooks, each changed in one of many ways, drawn from a seed.

The exercise has two written answers and two code tasks, in turns. Every notebook holds all the right answers; only where and how
they stand is changed. Nobody does any of this to deceive.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from casebook.author.course import Course
from casebook.exercise.cell import read_grade_id
from casebook.exercise.source import Source, load_source
from casebook.grading.handin.submission import read_notebook
from casebook.mark.learner import choose_variant
from casebook.mark.response import Response

from ..conftest import CASE

Notebook = dict[str, Any]
Cell = dict[str, Any]
Mutate = Callable[[Notebook, random.Random], object]

MUTANTS = 400
HOT, COLD = "hottest-cup--code", "coldest-cup--code"
FIRST, SECOND = "second-cup--note", "third-cup--note"
TASKS, WRITTEN = (HOT, COLD), (FIRST, SECOND)
CODE = {
    HOT: """\
# Task: hottest-cup (keep this line)
import csv


def hottest(cups):
    best = None
    for cup in cups:
        if best is None or float(cup["heat"]) > float(best["heat"]):
            best = cup
    return best["name"]""",
    COLD: """\
# Task: coldest-cup (keep this line)
import math

LIMIT = math.inf


def read_heat(cup):
    return float(cup["heat"])


def coldest(cups):
    lowest, name = LIMIT, ""
    for cup in cups:
        if read_heat(cup) < lowest:
            lowest, name = read_heat(cup), cup["name"]
    return name""",
}
TEXT = {
    FIRST: "Tea was served to both guests at noon.\nOne cup of 40 mL was left, and poured away.",
    SECOND: "No tea was served, since the water was cold.\n\nThe host was told; she will boil it again.",
}
COLD_TASK = """\
---
id: coldest-cup
title: The coldest cup
objectives: [tea-1]
level: apply
minutes: 5
---
Write `coldest(cups)`, which returns the name of the coldest.

```python starter
# Task: coldest-cup (keep this line)
import math


def coldest(cups):
    raise NotImplementedError("write your answer here")
```

```python solution
# Task: coldest-cup (keep this line)
def coldest(cups):
    return min(cups, key=lambda cup: float(cup["heat"]))["name"]
```

```python test 1
assert coldest([{"name": "red", "heat": "60"}, {"name": "blue", "heat": "80.5"}]) == "red"
```

```python test 2
### BEGIN HIDDEN TESTS
assert coldest([{"name": "secretgreen", "heat": "9"}, {"name": "grey", "heat": "91.25"}]) == "secretgreen"
### END HIDDEN TESTS
```
"""


def write_supper(course: Course) -> None:
    """Add to the exercise about tea a second written answer and a second task."""
    folder = course.answers / "tea"
    (folder / "third-cup.case.md").write_text(CASE.replace("first-cup", "third-cup"))
    (folder / "coldest-cup.task.md").write_text(COLD_TASK)
    order = "[second-cup, hottest-cup, third-cup, coldest-cup]"
    cover = (folder / "exercise.md").read_text().replace("[second-cup, hottest-cup]", order)
    (folder / "exercise.md").write_text(cover.replace("Two parts", "Four parts"))


@dataclass(frozen=True)
class Mutant:
    """A hand-in: who, in which ways its notebook was changed, the notebook, and the response file beside it."""

    learner: str
    kinds: tuple[str, ...]
    notebook: Notebook
    response: Response

    @property
    def data(self) -> bytes:
        return json.dumps(self.notebook, ensure_ascii=False, indent=1).encode()


def _find(notebook: Notebook, name: str) -> int:
    """Return where a cell stands, in a notebook in which others may have been changed already."""
    places = [place for place, cell in enumerate(notebook["cells"]) if read_grade_id(cell) == name]
    return places[0] if places else -1


def _new(source: str, kind: str = "code", number: int = 0) -> Cell:
    cell: Cell = {"cell_type": kind, "id": f"new-{number}", "metadata": {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _split_lines(source: str, luck: random.Random) -> tuple[str, str]:
    lines = source.split("\n")
    at = luck.randrange(1, len(lines))
    return "\n".join(lines[:at]).rstrip("\n"), "\n".join(lines[at:]).strip("\n")


def _split(notebook: Notebook, name: str, luck: random.Random, forget: str) -> None:
    """Split a cell as JupyterLab does; `forget` says which half has lost its metadata."""
    place = _find(notebook, name)
    if place < 0 or "\n" not in notebook["cells"][place]["source"]:
        return
    upper, lower = (copy.deepcopy(notebook["cells"][place]) for _ in range(2))
    upper["source"], lower["source"] = _split_lines(upper["source"], luck)
    lower["id"] = "lower-half"
    for half, cell in (("upper", upper), ("lower", lower)):
        if forget == half:
            cell.update(metadata={}, id=f"new-{half}")
    notebook["cells"][place : place + 1] = [upper, lower]


def split_code(notebook: Notebook, luck: random.Random) -> None:
    _split(notebook, luck.choice(TASKS), luck, "")


def split_code_forgetting(notebook: Notebook, luck: random.Random) -> None:
    _split(notebook, luck.choice(TASKS), luck, luck.choice(("upper", "lower")))


def split_code_in_three(notebook: Notebook, luck: random.Random) -> None:
    name = luck.choice(TASKS)
    _split(notebook, name, luck, "")
    _split(notebook, name, luck, "")


def split_text(notebook: Notebook, luck: random.Random) -> None:
    _split(notebook, luck.choice(WRITTEN), luck, luck.choice(("", "upper", "lower")))


def split_what_was_handed_out(notebook: Notebook, luck: random.Random) -> None:
    for _ in range(4):
        names = [read_grade_id(cell) for cell in notebook["cells"] if "\n" in cell["source"]]
        own = [name for name in names if name and name not in (*TASKS, *WRITTEN)]
        _split(notebook, luck.choice(own), luck, luck.choice(("", "lower")))


def _insert_copy(notebook: Notebook, name: str, source: str, below: int, forget: bool) -> None:
    place = _find(notebook, name)
    cell = {**copy.deepcopy(notebook["cells"][place]), "id": "copied", "source": source}
    if forget:
        cell["metadata"] = {}
    notebook["cells"].insert(place + below, cell)


def _make_older(source: str) -> str:
    """Return an earlier version of an answer: code that gives the wrong thing back, text with another word."""
    return source.replace('["name"]', '["heat"]').replace("served", "made")


def copy_to_work_in(notebook: Notebook, luck: random.Random) -> None:
    """The cell as it was handed out stays; the work is in a copy below or above."""
    name = luck.choice((*TASKS, *WRITTEN))
    mine = notebook["cells"][_find(notebook, name)]["source"]
    notebook["cells"][_find(notebook, name)]["source"] = notebook["blank"][name]
    _insert_copy(notebook, name, mine, luck.choice((0, 1)), luck.random() < 0.5)


def copy_to_improve(notebook: Notebook, luck: random.Random) -> None:
    """The first try stays above."""
    name = luck.choice(TASKS)
    place = _find(notebook, name)
    mine = notebook["cells"][place]["source"]
    first = luck.choice((_make_older(mine), mine[: len(mine) // 2], mine.replace("return", "print")))
    notebook["cells"][place]["source"] = first
    _insert_copy(notebook, name, mine, 1, luck.random() < 0.5)


def copy_to_keep(notebook: Notebook, luck: random.Random) -> None:
    """An older version is kept somewhere below, by a copy."""
    name = luck.choice((*TASKS, *WRITTEN))
    mine = notebook["cells"][_find(notebook, name)]["source"]
    _insert_copy(notebook, name, _make_older(mine), luck.choice((0, 1, 3)), luck.random() < 0.5)


def move(notebook: Notebook, luck: random.Random) -> None:
    place = _find(notebook, luck.choice((*TASKS, *WRITTEN)))
    cell = notebook["cells"].pop(place)
    notebook["cells"].insert(max(0, place + luck.choice((-4, -2, -1, 1, 2, 3, 5, 9))), cell)


def retype(notebook: Notebook, luck: random.Random) -> None:
    cell = notebook["cells"][_find(notebook, luck.choice((*TASKS, *WRITTEN)))]
    kind = luck.choice([kind for kind in ("code", "markdown", "raw") if kind != cell["cell_type"]])
    cell["cell_type"] = kind
    for name in ("outputs", "execution_count"):
        cell.pop(name, None)
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}


def make_anew(notebook: Notebook, luck: random.Random) -> None:
    """A cell is deleted, and a new one made in its place, with or without the first line."""
    name = luck.choice((*TASKS, *WRITTEN))
    place = _find(notebook, name)
    source = notebook["cells"][place]["source"]
    if name in TASKS and luck.random() < 0.6:
        source = source.split("\n", 1)[1]
    notebook["cells"][place] = _new(source, "code" if name in TASKS else luck.choice(("markdown", "code")))


def write_elsewhere(notebook: Notebook, luck: random.Random) -> None:
    """The cell of an answer stays as it was handed out; the answer is in a new one somewhere."""
    name = luck.choice((*TASKS, *WRITTEN))
    place = _find(notebook, name)
    source = notebook["cells"][place]["source"]
    notebook["cells"][place]["source"] = notebook["blank"][name]
    at = luck.choice((0, place, place + 1, place + 2, len(notebook["cells"])))
    kind = "code" if name in TASKS else luck.choice(("markdown", "code", "raw"))
    notebook["cells"].insert(at, _new(source, kind))


def write_into_a_locked_cell(notebook: Notebook, luck: random.Random) -> None:
    name = luck.choice((*TASKS, *WRITTEN))
    place = _find(notebook, name)
    source = notebook["cells"][place]["source"]
    notebook["cells"][place]["source"] = notebook["blank"][name]
    cell = notebook["cells"][place + (1 if name in TASKS else -1)]
    cell["source"] = luck.choice((source, f"{source}\n\n{cell['source']}", f"{cell['source']}\n\n{source}"))


def forget_one(notebook: Notebook, luck: random.Random) -> None:
    cell = notebook["cells"][_find(notebook, luck.choice((*TASKS, *WRITTEN)))]
    cell["metadata"] = {}
    if luck.random() < 0.5:
        cell["id"] = "new"


def forget_all(notebook: Notebook, luck: random.Random) -> None:
    keep = luck.random() < 0.3
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {}
        if not keep:
            cell["id"] = f"new-{number}"
    notebook["metadata"] = {}


def merge(notebook: Notebook, luck: random.Random) -> None:
    """An answer's cell is merged with its neighbours; what the upper one was stays."""
    place = _find(notebook, luck.choice((*TASKS, *WRITTEN)))
    start = max(0, place - luck.choice((0, 0, 1)))
    end = min(len(notebook["cells"]), max(place + 1, start + luck.choice((2, 2, 3))))
    whole = notebook["cells"][start:end]
    upper = {**whole[0], "source": luck.choice(("\n", "\n\n")).join(cell["source"] for cell in whole)}
    notebook["cells"][start:end] = [upper]


def merge_tests(notebook: Notebook, luck: random.Random) -> None:
    place = _find(notebook, f"{luck.choice(TASKS)}_1")
    upper, lower = notebook["cells"][place : place + 2]
    notebook["cells"][place : place + 2] = [{**upper, "source": f"{upper['source']}\n\n{lower['source']}"}]


def merge_all(notebook: Notebook, luck: random.Random) -> None:
    """Everything from one written answer to the next task, or the whole notebook, is one cell."""
    start, end = luck.choice(((0, len(notebook["cells"])), (_find(notebook, FIRST), _find(notebook, COLD) + 2)))
    whole = notebook["cells"][start:end]
    upper = {**whole[0], "source": "\n\n".join(cell["source"] for cell in whole)}
    notebook["cells"][start:end] = [upper]


def delete_tests(notebook: Notebook, luck: random.Random) -> None:
    for name in (f"{HOT}_1", f"{HOT}_2", f"{COLD}_1", f"{COLD}_2"):
        if luck.random() < 0.6:
            notebook["cells"].pop(_find(notebook, name))


def double_all(notebook: Notebook, luck: random.Random) -> None:
    again = copy.deepcopy(notebook["cells"])
    for number, cell in enumerate(again):
        cell["id"] = f"again-{number}"
        if luck.random() < 0.5:
            cell["source"] = notebook["blank"].get(read_grade_id(cell), cell["source"])
    notebook["cells"] += again


def double_some(notebook: Notebook, luck: random.Random) -> None:
    start = luck.randrange(len(notebook["cells"]) - 4)
    block = copy.deepcopy(notebook["cells"][start : start + luck.randrange(2, 9)])
    for number, cell in enumerate(block):
        cell["id"] = f"again-{number}"
    at = luck.randrange(len(notebook["cells"]))
    notebook["cells"][at:at] = block


def reorder(notebook: Notebook, luck: random.Random) -> None:
    if luck.random() < 0.3:
        notebook["cells"].reverse()
    else:
        luck.shuffle(notebook["cells"])


def try_things(notebook: Notebook, luck: random.Random) -> None:
    """Cells in which things were tried, and notes to oneself."""
    tried = (
        _new("hottest([{'name': 'a', 'heat': '1'}])"), _new("1 / 0"), _new("cups = 3\nprint(cups)"), _new("%timeit 1"),
        _new("Ask about this tomorrow.", "markdown"), _new("# look at this again"), _new("help(hottest)"), _new("for"),
        _new("!ls data"), _new("hottest?"), _new("%%bash\necho tea"),
    )  # fmt: skip
    for number, cell in enumerate(luck.sample(tried, 4)):
        notebook["cells"].insert(luck.randrange(len(notebook["cells"]) + 1), {**cell, "id": f"tried-{number}"})


def move_a_helper(notebook: Notebook, luck: random.Random) -> None:
    """Part of the second task's code stands in a cell of its own, above or far below."""
    cell = notebook["cells"][_find(notebook, COLD)]
    helper = 'def read_heat(cup):\n    return float(cup["heat"])\n'
    cell["source"] = cell["source"].replace(helper, "")
    at = luck.choice((2, _find(notebook, COLD), _find(notebook, COLD) + 1, len(notebook["cells"])))
    notebook["cells"].insert(at, _new(helper.strip("\n")))


def save_in_an_older_format(notebook: Notebook, luck: random.Random) -> None:
    notebook["nbformat_minor"] = luck.choice((0, 1, 2, 4))
    for cell in notebook["cells"]:
        cell.pop("id", None)


def save_in_format_3(notebook: Notebook, luck: random.Random) -> None:
    for cell in notebook["cells"]:
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell["input"], cell["language"] = cell.pop("source"), "python"
            cell["prompt_number"] = cell.pop("execution_count")
    notebook["worksheets"] = [{"cells": notebook.pop("cells"), "metadata": {}}]
    notebook |= {"nbformat": 3, "nbformat_minor": 0}


def save_in_a_coming_format(notebook: Notebook, luck: random.Random) -> None:
    notebook |= {"nbformat": 5, "nbformat_minor": 0, "surprise": {"new": True}}


def save_in_colab(notebook: Notebook, luck: random.Random) -> None:
    for number, cell in enumerate(notebook["cells"]):
        own = {"id": f"x{number}Yz", "cellView": "form", "colab": {"base_uri": "https://localhost:8080/", "height": 35}}
        cell["metadata"] |= own | {"outputId": f"{number}-a"}
        cell.pop("id", None)
    notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU", "language_info": {"name": "python"},
        "kernelspec": {"display_name": "Python 3", "name": "python3"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {}},
    }  # fmt: skip
    notebook["nbformat_minor"] = 0
    notebook["cells"].insert(0, _new("!echo what Colab wants first\nfrom casebook import widget"))


def save_in_vs_code(notebook: Notebook, luck: random.Random) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python" if cell["cell_type"] == "code" else "markdown"}
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 7, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["tea\n"]}]}
    kernel = {"display_name": ".venv (3.11.7)", "language": "python", "name": "python3"}
    notebook["metadata"] = {"kernelspec": kernel, "vscode": {"interpreter": {"hash": "31f2aee4"}}, "orig_nbformat": 4}


def save_in_kaggle(notebook: Notebook, luck: random.Random) -> None:
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id", None)
        cell["metadata"] |= {
            "_uuid": f"{number:040x}", "trusted": True,
            "execution": {"iopub.execute_input": "2026-11-20T08:00:00.000Z", "shell.execute_reply": "2026-11-20T08:00:01.000Z"},
        }  # fmt: skip
    notebook["metadata"] |= {"kaggle": {"accelerator": "none", "dataSources": [], "isInternetEnabled": False}}
    notebook["nbformat_minor"] = 4
    notebook["cells"].insert(0, _new("import os\nfor folder, _, files in os.walk('kaggle'):\n    print(folder, files)"))


def save_with_otter(notebook: Notebook, luck: random.Random) -> None:
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] |= {"tags": ["otter_answer_cell"]}
    start = _new('# Initialize Otter\nimport otter\ngrader = otter.Notebook("tea.ipynb")')
    notebook["cells"].insert(0, {**start, "metadata": {"deletable": False, "editable": False}})
    notebook["cells"].insert(_find(notebook, HOT) + 1, _new('grader.check("q1")'))
    notebook["cells"].append(_new("grader.export(run_tests=True)"))
    notebook["metadata"] |= {"otter": {"OK_FORMAT": True, "tests": {"q1": {"name": "q1", "points": 1, "suites": []}}}}
    notebook["nbformat_minor"] = 4


def save_through_text(notebook: Notebook, luck: random.Random) -> None:
    """A notebook that was a text file in between: no ids, no metadata, no outputs, and other line ends."""
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
        cell["source"] = (cell["source"] + "\n").replace("\n", luck.choice(("\n", "\r\n")))
    notebook["metadata"] = {"jupytext": {"main_language": "python"}}


KINDS: dict[str, Mutate] = {
    each.__name__.replace("_", " "): each
    for each in (
        split_code, split_code_forgetting, split_code_in_three, split_text, split_what_was_handed_out, copy_to_work_in,
        copy_to_improve, copy_to_keep, move, retype, make_anew, write_elsewhere, write_into_a_locked_cell, forget_one,
        forget_all, merge, merge_tests, merge_all, delete_tests, double_all, double_some, reorder, try_things, move_a_helper,
        save_in_an_older_format, save_in_format_3, save_in_a_coming_format, save_in_colab, save_in_vs_code,
        save_in_kaggle, save_with_otter, save_through_text,
    )
}  # fmt: skip
_SAVES = tuple(kind for kind in KINDS if kind.startswith("save"))


def _answered(released: Notebook) -> Notebook:
    notebook = copy.deepcopy(released)
    notebook["blank"] = {read_grade_id(cell): cell["source"] for cell in notebook["cells"]}
    for cell in notebook["cells"]:
        cell["source"] = {**CODE, **TEXT}.get(read_grade_id(cell), cell["source"])
    return notebook


def _list_kinds(number: int, luck: random.Random) -> tuple[str, ...]:
    """Return one way in turn, and in each second round another before or a program's way to save after it."""
    kind = list(KINDS)[number % len(KINDS)]
    if (number // len(KINDS)) % 2 == 0:
        return (kind,)
    other = luck.choice(_SAVES if kind not in _SAVES else [each for each in KINDS if each not in _SAVES])
    return (kind, other) if other in _SAVES else (other, kind)


def _answer(source: Source, learner: str, code: bool) -> Response:
    """Return the response file beside a notebook: all that is chosen there, and the code when its cells were run."""
    variant = choose_variant(learner, "second-cup", 24), choose_variant(learner, "third-cup", 24)
    given: dict[str, str | tuple[str, ...]] = {}
    for case, shown in zip(("second-cup", "third-cup"), variant, strict=True):
        given[f"{case}--volume"] = f"{source.halves.secrets[f'{case}--volume']['keys'][shown]:.4g}"
        given[f"{case}--warm"] = "warm"
        given[f"{case}--guests"] = ("elder", "guest")
        given[f"{case}--order"] = ("boil", "steep", "pour")
    items = [item for part in source.halves.public["parts"] for item in part["items"]]
    return Response(
        exercise="tea",
        learner=learner,
        host="notebook",
        variants={"second-cup": variant[0], "third-cup": variant[1], "hottest-cup": 0, "coldest-cup": 0},
        fingerprints={item["id"]: item["fingerprint"] for item in items},
        responses=given | (CODE if code else {}),
    )


def make_mutants(course: Course, seed: int = 11) -> Iterator[Mutant]:
    """Yield the class: every fifth has run its code, so that the response file holds it too; the others only the notebook."""
    source = load_source(course, "tea")
    released = read_notebook(source.release["tea.ipynb"])
    for number in range(MUTANTS):
        learner = f"mutant-{number:03}"
        luck = random.Random(f"{seed} {number}")
        kinds = _list_kinds(number, luck)
        notebook = _answered(released)
        for kind in kinds:
            KINDS[kind](notebook, luck)
        del notebook["blank"]
        yield Mutant(learner, kinds, notebook, _answer(source, learner, number % 5 == 0))
