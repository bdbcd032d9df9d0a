"""What of the whole course hangs on computed numbers, digested and printed as JSON: run by test_identity.py, in a process of its own.

``python identity.py [up | down | FACTOR]``: every calculator's result, and every rate and vector that the simulators' linear
algebra finds, is moved to the next float up or down, or multiplied.
"""

import hashlib
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy

from casebook.author.bank_reader import read_bank
from casebook.author.course import Course, find_course
from casebook.exercise.former import FILE, note_former, read_former
from casebook.exercise.source import make_source
from casebook.kind.split import split_case
from casebook.simulator.page import write_page
from ketamine import explore


class Moved:
    """A calculator whose results are moved."""

    def __init__(self, calculator: Any, move: Callable[[Any], Any]) -> None:
        self._calculator, self._move = calculator, move

    def __getattr__(self, name: str) -> Any:
        return getattr(self._calculator, name)

    def __call__(self, **numbers: float) -> float:
        return float(self._move(self._calculator(**numbers)))


def read_move(how: str) -> Callable[[Any], Any]:
    """Return what to do to a number or an array of them."""
    if how in ("up", "down"):
        return lambda value: numpy.nextafter(value, math.inf if how == "up" else -math.inf)
    return lambda value: value * float(how)


def plant(course: Course, move: Callable[[Any], Any]) -> Course:
    """Return the course with every calculator's results moved; numpy's linear algebra is moved in this process."""
    find = numpy.linalg.eigh
    numpy.linalg.eigh = lambda matrix: tuple(move(found) for found in find(matrix))  # type: ignore[assignment]
    subject = course.subject
    calculators = {name: Moved(each, move) for name, each in subject.calculators.items()}
    moved = {name: getattr(subject, name) for name in ("name", "notice", "review", "facts", "sources")}
    return Course(course.root, course.answers, SimpleNamespace(**moved, calculators=calculators))  # type: ignore[arg-type]


def digest(data: Any) -> str:
    """Return the digest of a text, of bytes, or of data."""
    if not isinstance(data, bytes):
        data = (data if isinstance(data, str) else json.dumps(data, sort_keys=True)).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def take_census(course: Course) -> dict[str, dict[str, str]]:
    """Return the digests of fingerprints, halves, released files and simulators, each by name."""
    bank = read_bank(course)
    prints: dict[str, str] = {}
    halves: dict[str, str] = {}
    files: dict[str, str] = {}
    former = read_former(course.book / FILE, FILE)
    for case in bank.cases:
        part, secrets = split_case(case, course.subject)
        note_former(part, former)
        prints |= {item["id"]: item["fingerprint"] for item in part["items"]}
        halves |= {case.id: digest(part)} | {name: digest(secret) for name, secret in secrets.items()}
    for exercise in bank.exercises:
        source = make_source(course, exercise)
        prints |= {item["id"]: item["fingerprint"] for part in source.halves.public["parts"] for item in part["items"]}
        halves |= {name: digest(secret) for name, secret in source.halves.secrets.items()}
        for folder, made in (("answers", source.answers), ("exercises", source.release)):
            files |= {f"{folder}/{exercise.id}/{name}": digest(data) for name, data in made.items()}
    simulators = {each.id: digest(write_page(each)) for each in explore.list_explorers()}
    return {"prints": prints, "halves": halves, "files": files, "simulators": simulators}


if __name__ == "__main__":
    here = find_course(Path(__file__).parents[2])
    print(json.dumps(take_census(plant(here, read_move(sys.argv[1])) if sys.argv[1:] else here)))
