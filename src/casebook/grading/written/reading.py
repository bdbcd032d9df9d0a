"""Reading what there is to mark, from the course's cases and from what was handed in."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...exercise.source import Source, load_source
from ...mark.learner import name_folder
from ...mark.response import FILE_NAME, Refused, Response, find_shown, read_response
from ...problem import CasebookError
from ...text.fact_link import replace_facts
from ...text.markup import put_numbers
from ..handin.notebook.work import read_work
from ..handin.people.enrolment import remembered_roster
from ..handin.quarantine import clean_text
from ..handin.submission import read_notebook, read_plainly
from ..nbgrader.question import tell_question, tell_story
from .paper import Paper, Question, Script

__all__ = ["open_paper"]

_TAG = re.compile(r"<[^>]*>")
_DATA = re.compile(r"<data [^>]*>.*?</data>", re.DOTALL)


def _plain(html: str) -> str:
    """Return the words of a question, an ellipsis for each of a learner's own numbers."""
    # The case's own HTML, which `casebook.text.markup` made: every < in it begins a tag.
    return " ".join(unescape(_TAG.sub("", _DATA.sub("…", html))).split())


class _Reader:
    """Reads the answers of one exercise; each hand-in is read again only when its files have changed."""

    def __init__(self, course: Course, source: Source) -> None:
        self._folder, self._exercise = course.submitted, source.exercise.id
        self._secrets = source.halves.secrets
        self._released = read_notebook(source.release[f"{self._exercise}.ipynb"])
        self._parts = {item["id"]: (part, item) for part in source.halves.public["parts"] for item in part["items"]}
        self._parse = lru_cache(maxsize=4096)(self._parse_files)

    def _parse_files(self, student: str, state: tuple[int, ...]) -> tuple[Response, tuple[str, ...]]:
        folder = self._folder / student / self._exercise
        remarks: list[str] = []
        try:
            response = read_response(read_plainly(folder / FILE_NAME) or b"", self._exercise)
        except Refused as refused:
            response = Response(exercise=self._exercise, learner=student)
            remarks.append(f"The response file can't be read: {refused}.")
        notebook = read_plainly(folder / f"{self._exercise}.ipynb")
        if notebook is not None:
            try:
                response = read_work(response, read_notebook(notebook), self._released).response
            except Refused as refused:
                remarks.append(f"The notebook can't be read: {refused}.")
        if name_folder(response.learner) != student and response.learner.strip():
            remarks.append("The file goes by another name than its owner, so the numbers are those shown to that name.")
        return response, tuple(remarks)

    def __call__(self, student: str, item: str) -> Script:
        """Return one answer as a marker reads it."""
        response, remarks = self._parse(student, _stamp(self._folder / student / self._exercise))
        part, public = self._parts[item]
        variant = find_shown(response, item, part["variants"])
        if variant is None:
            remarks = (*remarks, "The file names a set of numbers that the case does not have, so they are left open.")
        answer = response.responses.get(item)
        text = clean_text(answer) if isinstance(answer, str) else ""
        return Script(
            story=tell_story(part, variant),
            question=tell_question(part, public, variant),
            rubric=tuple(_tell_rubric(self._secrets[item], variant)),
            text=text,
            remarks=remarks,
            digest=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16],
        )


def _stamp(folder: Path) -> tuple[int, ...]:
    """Return what changes when what lies in a folder does."""
    try:
        found = sorted((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in folder.iterdir())
    except OSError:
        return ()
    return (hash(json.dumps(found)),)


def _tell_rubric(secret: Mapping[str, Any], variant: int | None) -> Iterator[str]:
    for point in secret["rubric"]:
        yield str(replace_facts(put_numbers(point["text"], secret["numbers"], variant), lambda _, words: words))


def open_paper(course: Course, exercise: str, item: str | None) -> Paper:
    """Return the written questions of an exercise, or only one of them, named by its item or by the end of its name."""
    source = load_source(course, exercise)
    questions = {}
    for part in source.halves.public["parts"]:
        for each in part["items"]:
            if each["kind"] == "written":
                points = tuple(float(point["marks"]) for point in source.halves.secrets[each["id"]]["rubric"])
                questions[each["id"]] = Question(
                    item=each["id"], case=part["title"], words=_plain(each["question"]), points=points
                )
    if not questions:
        raise CasebookError(f"{exercise}: it has no written question - there is nothing for a person to mark here")
    if item is not None:
        found = [name for name in questions if item in (name, name.rpartition("--")[2])]
        if len(found) != 1:
            raise CasebookError(f"{exercise}: there is no written item {item} - it has {', '.join(questions)}")
        questions = {found[0]: questions[found[0]]}
    names = {folder: member.shown or member.id for folder, member in remembered_roster(course).by_folder().items()}
    title = str(source.halves.public["title"])
    return Paper(exercise=exercise, title=title, questions=questions, names=names, read=_Reader(course, source))
