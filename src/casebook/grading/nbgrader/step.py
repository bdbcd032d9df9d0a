"""What nbgrader is told about our courses, so that its own commands stay safe and its own pages leak nothing.

`configure` is called from the course's ``nbgrader_config.py``. The classes are steps in nbgrader's conversions.
"""

import json
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
from nbgrader.utils import compute_checksum, is_grade, is_solution
from traitlets import Unicode

from ...exercise.cell import cut_secrets, read_hidden
from ...mark.response import FILE_NAME, Refused, Response, read_response
from ..handin.notebook.work import read_work, show_other, write_work
from ..handin.quarantine import clean_cell, clean_outputs, clean_text, quote_text
from ..handin.secret import holds_secret, list_secrets
from ..handin.submission import read_notebook
from ..outcome import NOTE

__all__ = [
    "CheckSource",
    "CleanOutputs",
    "FillAnswers",
    "FindWork",
    "HideSecrets",
    "PutStarter",
    "configure_steps",
    "fill_answers",
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


def fill_answers(nb: Any, response: Response | None) -> Any:
    """Put written answers and code from the response file into their cells, and make all that trainees wrote harmless.

    Code that was changed in the notebook itself is kept. A written answer is quoted, wherever it stood.
    """
    answers = response.responses if response else {}
    cells = []
    for cell in nb.cells:
        own = cell.metadata.get("nbgrader", {})
        grade_id = own.get("grade_id")
        if not grade_id or not (own.get("grade") or own.get("solution") or own.get("locked")):
            if clean_cell(cell):
                cells.append(cell)
            continue
        cell.pop("attachments", None)
        if is_solution(cell):
            answer = answers.get(grade_id)
            text = answer if isinstance(answer, str) and answer.strip() else ""
            untouched = own.get("checksum") == compute_checksum(cell)
            if cell.cell_type == "markdown" and (text or not untouched):
                cell.source = quote_text(text or cell.source)
            elif cell.cell_type == "code" and text and untouched:
                cell.source = clean_text(text)
        cells.append(cell)
    nb.cells = cells
    nb.metadata = type(nb.metadata)(
        {name: nb.metadata[name] for name in ("kernelspec", "language_info") if name in nb.metadata}
    )
    return nb


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
        return fill_answers(nb, resources.pop("casebook_response", None)), resources


class CleanOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Keeps of every output only what can't act in a browser."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clean one executed notebook."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [type(cell.metadata)(output) for output in clean_outputs(cell.outputs)]
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
    course.release_directory = "exercises"
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
    config.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]
    config.FileNameCollectorPlugin.named_regexp = _HAND_IN
