"""An invented class, to try the educator's path before a real one: trainees of every ability, page and notebook.

All is drawn from a seed: the same class for the same exercise, every time.
"""

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...author.task import Task
from ...exercise.source import Source, load_source
from ...folder import replace_folder
from ...mark.learner import choose_variant
from ...mark.quantity import format_number
from ...mark.response import Response, write_response
from ...problem import CasebookError
from .submission import read_notebook, rebuild_notebook

__all__ = ["answer_item", "make_sample_class"]

_START = 1_767_600_000  # an invented Monday morning: when the first of the class hands in
_BROKEN = "\n    this is not python\n"
_NOTES = (
    "I would tell them what was given, how much of it and when, and what to watch for.",
    "Given as planned. Stopped early, the rest was thrown away and written down. Calm now.",
    "see above",
    "The dose, the times and the readings are in the record.\n\nPlease look at the last line before you plan the next one.",
)


def _type_number(value: float, luck: random.Random, unit: str) -> str:
    """Return a number as one person or another would type it."""
    text = format_number(value, 4).replace("\u2212", "-")
    style = luck.random()
    # Three digits after the mark could be thousands, and would be sent back: people learn to drop one.
    if "." in text and len(text.partition(".")[2]) == 3:
        text = format_number(value, 3)
    if style < 0.35:
        text = text.replace(".", ",")
    return f"{text} {unit}" if style > 0.8 and unit != "1" else text


def _choose_wrong(known: Sequence[str], keys: Sequence[str], luck: random.Random) -> str:
    return luck.choice([name for name in known if name not in keys])


def answer_item(secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> str | tuple[str, ...]:
    """Return an answer that someone of an ability between 0 and 1 might give; they err in the ways the author predicted."""
    knows = luck.random() < ability
    kind = secret["kind"]
    if kind == "best":
        names = sorted(secret["messages"])
        return str(secret["keys"][0]) if knows else _choose_wrong(names, secret["keys"], luck)
    if kind == "all":
        chosen = {name for name in secret["keys"] if knows or luck.random() < 0.6}
        if not knows:
            chosen.add(_choose_wrong(sorted(secret["messages"]), secret["keys"], luck))
        return tuple(sorted(chosen))
    if kind == "order":
        steps = list(secret["order"])
        if not knows:
            place = luck.randrange(len(steps) - 1)
            steps[place], steps[place + 1] = steps[place + 1], steps[place]
        return tuple(steps)
    if kind == "number":
        if knows:
            return _type_number(secret["keys"][variant], luck, secret["unit"])
        if secret["predictions"] and luck.random() < 0.7:
            return _type_number(luck.choice(secret["predictions"])["values"][variant], luck, secret["unit"])
        return _type_number(secret["keys"][variant] * luck.uniform(1.2, 3), luck, secret["unit"])
    return luck.choice(_NOTES)


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
                responses[name] = answer_item(source.halves.secrets[name], variants[part["id"]], luck, ability)
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
