"""What nbgrader is told about our courses, so that its own commands stay safe and its own pages leak nothing.

`configure` is called from the course's ``nbgrader_config.py``. The classes are steps in nbgrader's conversions.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat as untyped_nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import (
    ClearSolutions,
    GetGrades,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
)
from nbgrader.utils import is_grade, is_solution
from traitlets import Unicode

from ...author.course import find_course
from ...exercise.cell import cut_secrets, read_hidden
from ...exercise.rubric import put_rubrics
from ...exercise.source import make_source, read_checked
from ...mark.response import FILE_NAME, Refused, Response, find_shown, read_response
from ...problem import CasebookError
from ..handin.notebook.work import read_work, show_other, write_work
from ..handin.quarantine import clean_outputs
from ..handin.secret import holds_secret, list_secrets
from ..handin.submission import read_notebook
from ..outcome import NOTE
from .answer import fill_answers
from .formgrader import RELEASED, ShowForMarking

__all__ = [
    "CheckSource",
    "CleanOutputs",
    "FillAnswers",
    "FindWork",
    "HideSecrets",
    "PutStarter",
    "configure_steps",
]

nbformat: Any = untyped_nbformat

IGNORED = [
    ".*",
    "*~",
    "#*#",
    "*.bak",
    "*.orig",
    "*.swp",
    "*.md",
    "salt.txt",
    NOTE,
    "__pycache__",
    "*.pyc",
    "feedback",
]
"""What nbgrader never copies: everything authors write, the salt, and our own notes on a graded hand-in."""

# Who and what, in the file names of learning platforms and in a folder for each learner.
_HAND_IN = r".*/(?P<student_id>[^/]+?)(?:_[0-9]+_assignsubmission_file_?)?/(?P<file_id>[^/]+)$"


class CheckSource(NbGraderPreprocessor):  # type: ignore[misc]
    """Refuses to release a folder that holds a file which trainees are not meant to receive."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Compare the folder with what its public document names; nbgrader copies whatever else it finds."""
        folder = Path(resources["metadata"]["path"])
        public = folder / "exercise.json"
        if public.is_file():
            parts = json.loads(public.read_bytes())["parts"]
            tables = {table["name"] for part in parts for item in part["items"] for table in item.get("data", ())}
            expected = {"exercise.json", f"{folder.name}.ipynb", *tables}
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder)
                known = name.as_posix() in expected or any(
                    Path(part).match(glob) for part in name.parts for glob in IGNORED
                )
                if path.is_file() and not known:
                    raise RuntimeError(f"{path} would be handed to trainees - move it out of the answers")
        return nb, resources


class PutStarter(ClearSolutions):  # type: ignore[misc]
    """Replaces a solution by the starter its author wrote, and any other solution as nbgrader does."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Clear one cell."""
        own = cell.metadata.pop("casebook", None)
        if own is not None and is_solution(cell):
            cell.source = own["starter"]
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]


@lru_cache(maxsize=8)
def _load_rubrics(root: Path, exercise: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the secrets of an exercise's written items and how many sets of numbers each has; none where the cases can't be read."""
    try:
        course = find_course(root)
        halves = make_source(course, read_checked(course, exercise)).halves
    except CasebookError:  # kept in private, or not the course's own: the rubric stays without numbers
        return {}, {}
    counts = {item["id"]: part["variants"] for part in halves.public["parts"] for item in part["items"]}
    return {name: secret for name, secret in halves.secrets.items() if secret["kind"] == "written"}, counts


class FindWork(NbGraderPreprocessor):  # type: ignore[misc]
    """Reads a hand-in as `collect` does, before nbgrader grades it: work in split, moved or new cells is put where it is marked."""

    exercises = Unicode("", help="The folder of what was handed out.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Read one notebook and the response file beside it, which the steps below find in `resources`."""
        path = Path(resources["metadata"]["path"]) / FILE_NAME
        exercise, notebook = resources["nbgrader"]["assignment"], resources["nbgrader"]["notebook"]
        released = Path(self.exercises) / exercise / f"{notebook}.ipynb"
        try:
            response = read_response(path.read_bytes()) if path.is_file() else None
        except Refused as refused:
            self.log.warning("%s: %s", path, refused)
            response = None
        if (released.parent / "exercise.json").is_file() and released.is_file():
            given = response or Response(exercise=exercise, learner="")
            try:
                original = read_notebook(released.read_bytes())
                work = read_work(given, read_notebook(json.dumps(nb).encode()), original)
            except Refused as refused:
                self.log.warning("%s: %s", path.parent, refused)
            else:
                own = read_notebook(write_work(work, original))
                own["cells"] = show_other(own["cells"], work.other)
                nb = nbformat.from_dict(own)
                response = work.response if response else None
        resources["casebook_response"] = response
        return nb, resources


class FillAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Fills a hand-in's notebook from the response file beside it, before nbgrader grades it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill one notebook."""
        response = resources.pop("casebook_response", None)
        fill_answers(nb, response)
        if response is not None:
            path = Path(resources["metadata"]["path"])
            secrets, counts = _load_rubrics(path.parents[2], path.name)
            put_rubrics(nb.cells, secrets, lambda item: find_shown(response, item, counts[item]))
        return nb, resources


class CleanOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Keeps of every output only what can't act in a browser."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clean one executed notebook."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                outputs = clean_outputs(cell.outputs)
                # nbgrader stops at marks above a cell's points, and what is left out for a class has none.
                if is_grade(cell) and not float(cell.metadata["nbgrader"]["points"]):
                    outputs = [output for output in outputs if output["output_type"] != "execute_result"]
                cell.outputs = [type(cell.metadata)(output) for output in outputs]
        nb.metadata.pop("widgets", None)
        return nb, resources


class HideSecrets(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests, mark schemes and every output that shows them out of a page for a trainee."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clean one graded notebook."""
        ours = [cell for cell in nb.cells if not is_solution(cell) and "nbgrader" in cell.metadata]
        secrets = list_secrets(cell.source for cell in ours)
        for cell in nb.cells:
            hidden = cell in ours and bool(read_hidden(cell.source))
            if hidden:
                cell.source = cut_secrets(cell.source)
            if cell.cell_type == "code":
                cell.outputs = (
                    [] if hidden and is_grade(cell)
                    else [output for output in cell.outputs if not holds_secret(output, secrets)]
                )  # fmt: skip
        return nb, resources


def _list_steps(converter: type, name: str) -> list[Any]:
    """Return the steps nbgrader itself takes, whichever they are in the version installed."""
    return list(converter.class_traits()[name].default())  # type: ignore[attr-defined]


def _replace(steps: list[Any], old: type, *new: Any) -> list[Any]:
    """Return steps with one replaced by others."""
    return [step for known in steps for step in (new if known is old else (known,))]


def configure_steps(config: Any, root: Path) -> None:
    """Tell nbgrader where a course keeps what, what never to copy, and how to stay safe.

    `config` is nbgrader's own (``get_config()``), `root` the course's folder.
    """
    course = config.CourseDirectory
    course.source_directory = "answers"
    course.release_directory = RELEASED
    course.ignore = IGNORED
    answers = root / "answers"
    exercises = [folder.name for folder in answers.iterdir() if folder.is_dir()] if answers.is_dir() else []
    # A response file must never lie in answers/; if one does, it must not replace the trainees'.
    config.Autograde.exclude_overwriting = {exercise: [FILE_NAME] for exercise in sorted(exercises)}
    config.ClearMarkScheme.enforce_metadata = False
    release = _list_steps(GenerateAssignment, "preprocessors")
    config.GenerateAssignment.preprocessors = [CheckSource, *_replace(release, ClearSolutions, PutStarter)]
    sanitize = _list_steps(Autograde, "sanitize_preprocessors")
    config.Autograde.sanitize_preprocessors = _replace(sanitize, OverwriteCells, FindWork, OverwriteCells, FillAnswers)
    config.FindWork.exercises = str(root / course.release_directory)
    grade = _list_steps(Autograde, "autograde_preprocessors")
    config.Autograde.autograde_preprocessors = _replace(grade, LimitOutput, LimitOutput, CleanOutputs)
    config.GenerateFeedback.preprocessors = [GetGrades, HideSecrets, CSSHTMLHeaderPreprocessor]
    config.HTMLExporter.preprocessors = [ShowForMarking]
    if "plugin_class" not in config.AssignLatePenalties:
        # By its name: whoever only runs a notebook needs nothing of it.
        config.AssignLatePenalties.plugin_class = "casebook.grading.nbgrader.penalty.TermPenalty"
    config.TermPenalty.root = str(root)
    config.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]
    config.FileNameCollectorPlugin.named_regexp = _HAND_IN
