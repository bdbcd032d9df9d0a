"""A code task as its author wrote it: a prompt, a starter, a solution and nbgrader test cells, in one text file.

Unlike a case it holds Python, and so is never read from a stranger: it lives under `answers/`. Its fenced blocks are
``python starter``, ``python solution`` and ``python test 2`` (a test cell worth two marks, in which nbgrader's own
``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS`` hide what trainees must not see).
"""

import ast
import re
from pathlib import PurePosixPath

from ..problem import Problem, Report
from ..text.case import Text
from ..text.header import Header, read_common, read_document, read_header
from ..text.markup import load_parser
from ..text.task import Task, Test

__all__ = ["read_task"]

_BLOCK = re.compile(r"python\s+(starter|solution|test)(?:\s+([0-9]+(?:\.[0-9]+)?))?\s*")
_NAMES = {"id", "title", "objectives", "level", "minutes", "data"}


def read_task(data: bytes, path: str) -> Task | list[Problem]:
    """Read the bytes of a ``.task.md`` file; returns the task, or every problem found with its line."""
    text = read_document(data, path)
    if isinstance(text, Problem):
        return [text]
    header = read_header(text, path)
    if isinstance(header, Problem):
        return [header]
    report = Report(path)
    task = _read_body(header, path, report)
    return report.problems or task


def _read_body(header: Header, path: str, report: Report) -> Task:
    common = read_common(header, PurePosixPath(path).name.removesuffix(".task.md"), _NAMES, report)
    blocks: dict[str, list[tuple[str, str, int]]] = {"starter": [], "solution": [], "test": []}
    lines = header.body.split("\n")
    first = len(lines)
    for token in load_parser().parse(header.body):
        if token.type != "fence":
            continue
        line = header.body_line + token.map[0]
        found = _BLOCK.fullmatch(token.info.strip())
        if not found:
            if first < len(lines):
                fix = "write ```python starter, ```python solution or ```python test 2"
                report.add(line, "a block after the first is of no known form", fix, "muddled-block")
            continue
        first = min(first, token.map[0])
        blocks[found[1]].append((token.content, found[2] or "", line))
        _check_python(token.content, line, report)
    for name in ("starter", "solution"):
        if len(blocks[name]) != 1:
            fix = f"write one block that starts with ```python {name}"
            report.add(header.body_line, f"the task has {len(blocks[name])} {name} blocks", fix, f"no-{name}")
    if not blocks["test"]:
        report.add(header.body_line, "the task has no test", "add a block that starts with ```python test 2", "no-key")
    tests = []
    for source, marks, line in blocks["test"]:
        if not marks or not 0 < float(marks) <= 100:
            report.add(line, "a test has no marks", "write how many: ```python test 2", "bad-marks")
            continue
        tests.append(Test(float(marks), source, line))
    marker = f"# Task: {common.id}"
    for name in ("starter", "solution"):
        for source, _, line in blocks[name]:
            if not re.match(rf"{re.escape(marker)}(?!\S)", source):
                report.add(line, f"the {name} does not name its task", f"start it with the line {marker}", "no-marker")
    data = header.entries["data"].texts() if "data" in header.entries else ()
    for name in data or ():
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.csv", name):
            line = header.entries["data"].line
            report.add(
                line, f"{name} is not a table's name", "use small letters and .csv, such as vitals.csv", "bad-data"
            )
    return Task(
        path=path,
        id=common.id,
        title=common.title,
        objectives=common.objectives,
        level=common.level,
        minutes=common.minutes,
        data=data or (),
        prompt=Text("\n".join(lines[:first]).strip("\n"), header.body_line),
        starter=blocks["starter"][0][0] if blocks["starter"] else "",
        solution=blocks["solution"][0][0] if blocks["solution"] else "",
        tests=tuple(tests),
    )


def _check_python(source: str, line: int, report: Report) -> None:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        at = line + (getattr(error, "lineno", None) or 0)
        report.add(at, f"this is not Python ({getattr(error, 'msg', error)})", "mend the block", "broken-python")
