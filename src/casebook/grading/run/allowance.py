"""What an educator allows code to use: the command's options first, then the course's settings, then what is usual."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...author.course import Course
from ...exercise.settings import peek_settings
from ...problem import CasebookError
from ..outcome import Limits

__all__ = ["ALLOWANCES", "Allowance", "read_limits"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """One thing that code uses: what the settings and the options call it, its field of `Limits`, its unit and its bounds."""

    name: str
    field: str
    unit: str
    least: int
    most: int
    what: str


ALLOWANCES = (
    Allowance("memory", "megabytes", "MB", 64, 1_000_000, "memory of one hand-in's code"),
    Allowance("time", "seconds", "seconds", 1, 86_400, "time of one hand-in's code in all"),
    Allowance("cell_time", "cell_seconds", "seconds", 1, 86_400, "time of each of its cells"),
    Allowance("disk", "disk_megabytes", "MB", 1, 100_000, "files that it may write, kept in memory"),
    Allowance("processes", "processes", "processes", 4, 10_000, "processes and threads"),
)
"""In `nbgrader_config.py`, as ``config.CasebookGrade.memory = 4096``; as options ``--memory 4096``."""


def read_limits(course: Course, given: Mapping[str, int | None] | None = None) -> Limits:
    """Return what code may use in a course; `given` are the command's options by the names of `ALLOWANCES`.

    Raises `CasebookError` for a setting that is none or out of bounds.
    """
    settings: Mapping[str, Any] = peek_settings(course).CasebookGrade
    known = {each.name for each in ALLOWANCES}
    for name in settings:
        if name not in known:
            raise CasebookError(
                f"nbgrader_config.py: CasebookGrade has no setting {name} - it has {', '.join(sorted(known))}"
            )
    chosen: dict[str, Any] = {}
    for each in ALLOWANCES:
        value = (given or {}).get(each.name)
        where = f"--{each.name.replace('_', '-')}"
        if value is None and each.name in settings:
            value, where = settings[each.name], f"nbgrader_config.py: CasebookGrade.{each.name}"
        if value is None:
            continue
        if type(value) is not int or not each.least <= value <= each.most:
            raise CasebookError(
                f"{where}: {value!r} is not a number of {each.unit} - give a whole number from {each.least} to {each.most}"
            )
        chosen[each.field] = value
    return Limits(**chosen)
