"""An invented class, to try the educator's path before a real one: trainees of every ability, page and notebook.

All is drawn from a seed: the same class for the same exercise, every time.
"""

import os
import random
from dataclasses import replace
from pathlib import Path

from ...author.course import Course
from ...exercise.source import Source, load_source
from ...folder import replace_folder
from ...kind import KINDS
from ...mark.learner import choose_variant
from ...mark.response import Response, write_response
from ...problem import CasebookError
from ...text.task import Task
from .notebook.work import rebuild_notebook
from .submission import read_notebook

__all__ = ["make_sample_class"]

_START = 1_767_600_000  # an invented Monday morning: when the first of the class hands in
_BROKEN = "\n    this is not python\n"


def _answer_task(task: Task, luck: random.Random, ability: float) -> str:
    chance = luck.random()
    if chance < ability:
        return task.solution
    return task.starter if chance < 0.9 else task.starter + _BROKEN


def _invent(source: Source, learner: str, luck: random.Random, ability: float) -> Response:
    """Return the response file of one invented trainee."""
    responses: dict[str, str | tuple[str, ...]] = {}
    variants: dict[str, int] = {}
    fingerprints: dict[str, str] = {}
    tasks = {part.item_name: part for part in source.exercise.parts if isinstance(part, Task)}
    for part in source.halves.public["parts"]:
        variants[part["id"]] = choose_variant(learner, part["id"], part["variants"])
        for item in part["items"]:
            name = item["id"]
            fingerprints[name] = item["fingerprint"]
            if ability < 1 and luck.random() < 0.06:
                continue
            if name in tasks:
                responses[name] = _answer_task(tasks[name], luck, ability)
            else:
                responses[name] = KINDS[item["kind"]].invent(
                    source.halves.secrets[name], variants[part["id"]], luck, ability
                )
    return Response(
        exercise=source.exercise.id,
        learner=learner,
        started="2026-01-05T08:00:00Z",
        saved="2026-01-05T08:40:00Z",
        variants=variants,
        fingerprints=fingerprints,
        responses=responses,
    )


def make_sample_class(course: Course, exercise: str, *, learners: int, seed: int, folder: Path) -> int:
    """Write the hand-ins of an invented class into a folder, for `casebook collect` to take; returns how many.

    Every third trainee hands in a notebook with its response file, the others a response file from the page; every
    seventh hands in twice. Refuses a folder that holds anything but an earlier class.
    """
    source = load_source(course, exercise)
    if folder.exists() and any(not path.name.startswith("trainee-") for path in folder.iterdir()):
        raise CasebookError(f"{folder}: it holds other files - give an empty folder")
    released = read_notebook(source.release[f"{exercise}.ipynb"])
    files: dict[str, bytes] = {}
    times: dict[str, int] = {}
    for number in range(1, learners + 1):
        learner = f"trainee-{number:02}"
        luck = random.Random(f"{seed} {exercise} {learner}")
        # One of them knows it all, so that a full mark can be seen.
        ability = 1.0 if number == 1 else luck.betavariate(4, 2)
        response = _invent(source, learner, luck, ability)
        when = _START + 600 * number
        if number % 7 == 0:
            hasty = {name: answer for name, answer in response.responses.items() if luck.random() < 0.5}
            files[f"{learner}-first.json"] = write_response(replace(response, responses=hasty))
            times[f"{learner}-first.json"] = when - 300
        if number % 3 == 0:
            notebook = rebuild_notebook(released, replace(response, responses=_code_only(source, response)))
            files[f"{learner}/{exercise}.ipynb"] = notebook
            files[f"{learner}/response.json"] = write_response(replace(response, host="notebook"))
            times[f"{learner}/response.json"] = times[f"{learner}/{exercise}.ipynb"] = when
        else:
            files[f"{learner}.json"] = write_response(response)
            times[f"{learner}.json"] = when
    replace_folder(files, folder)
    for name, seconds in times.items():
        os.utime(folder / name, (seconds, seconds))
    return sum(name.endswith(".json") for name in files)


def _code_only(source: Source, response: Response) -> dict[str, str | tuple[str, ...]]:
    """Return only what a trainee types into the notebook's own cells: their code."""
    kinds = {name: secret["kind"] for name, secret in source.halves.secrets.items()}
    return {name: text for name, text in response.responses.items() if kinds.get(name) == "code"}
