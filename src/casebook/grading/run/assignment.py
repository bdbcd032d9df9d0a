"""Grading what was handed in of one assignment, an exercise of the course's own or one that nbgrader alone made.

The gradebook is written by one process: backed up first, many hand-ins at a time, safe to stop and to run again. What was
graded stays as it is until the hand-in or the assignment changes. Marks a person gave are never touched.
"""

import base64
import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from traitlets.config import Config

from ...author.course import Course
from ...exercise.settings import load_settings, peek_settings
from ...exercise.source import Source, load_source
from ...mark.response import FILE_NAME, Refused, read_response
from ...problem import CasebookError
from ..box.preload import find_imports
from ..handin.people.enrolment import enrol, remembered_roster
from ..handin.submission import Submission, list_submitted, pack_submission, read_plainly
from ..marking.snapshot import Snapshot
from ..nbgrader.engine import load_engine
from ..nbgrader.gradebook import back_up
from ..spread.job import Pending
from ..spread.means import Means, Zygotes, grade_all
from . import plain
from .batch import write_batches
from .builder import open_snapshot
from .changed import keep_changed
from .new_key import agree, find_changed, list_fresh, read_agreed, read_marks, say_changed_marks, say_marks
from .note import count_scores, is_graded, read_note
from .summary import GradeSummary, summarise
from .term import TermNow, settle_term

__all__ = ["grade_assignment", "grade_exercise", "grade_named"]

_OWN = ("pre_convert_hook", "post_convert_hook", "autograde_preprocessors", "sanitize_preprocessors", "preprocessors")


@dataclass(frozen=True, slots=True)
class _Assignment:
    """What hand-ins are graded against.

    `snapshots` are by the name of the notebook; `read` returns a hand-in as it lies in a folder, `beside` what is to lie beside
    its graded notebooks.
    """

    name: str
    snapshots: Mapping[str, Snapshot]
    read: Callable[[Path], Pending]
    beside: Callable[[Pending], dict[str, bytes]]


def grade_exercise(
    course: Course, exercise: str, means: Means | None = None, *, force: bool = False, new_key: Sequence[str] = (), as_shown: bool = False
) -> GradeSummary:  # fmt: skip
    """Grade every hand-in of an exercise that is new or has changed, into nbgrader's gradebook.

    `new_key` names items whose corrected key counts from now on for those who met them before, where they were shown as they are
    now; `as_shown` is the educator's word that they were, where nothing is on record. `force` grades unchanged ones again. A hand-in that can't be graded is named in the summary and the rest goes on.
    """
    means = means or Means()
    folders = list_submitted(course, exercise)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {exercise} yet - run casebook collect first")
    source = load_source(course, exercise)
    fresh = [folder for folder in folders if force or read_note(course, folder.parent.name, exercise) is None]
    with closing(Zygotes(find_imports(source.notebook["cells"]), _list_secret(course), means.unisolated)) as zygotes:
        # It imports what the exercise imports while this process imports nbgrader.
        if not means.scheduler and any(_holds_code(source, folder) for folder in fresh):
            zygotes.warm_up()
        load_engine()
        public = source.halves.public
        snapshot = open_snapshot(course, source)
        items = agree(course, public, new_key, as_shown=as_shown) if new_key else []
        before, anew = read_marks(course, exercise), list_fresh(course, exercise)
        agreed = read_agreed(course, public)
        snapshot = replace(snapshot, agreed=agreed)
        own = _Assignment(
            exercise, {"": snapshot}, partial(_read_pending, state=snapshot.id), partial(_list_beside, snapshot)
        )
        settle = partial(settle_term, course, exercise, public, source.notebook)
        try:
            summary = _grade(course, own, folders, means, zygotes, force, settle)
        finally:
            # Whoever stops it has changed marks as well.
            after = read_marks(course, exercise)
            changed = find_changed(before, after, agreed, anew)
            keep_changed(course, exercise, changed)
        names = remembered_roster(course).shown_names()
        rest = [each for each in changed if each.item not in items]
        return summary.tell_new_keys([*say_marks(items, before, after, names), *say_changed_marks(rest, after, names)])


def grade_assignment(course: Course, name: str, means: Means | None = None, *, force: bool = False) -> GradeSummary:
    """Grade every hand-in of an assignment that nbgrader made, new or changed, into nbgrader's gradebook.

    What only nbgrader can grade (other kernels, hooks, steps of its own) is given to nbgrader, which shuts nothing in, and
    so only when `means` allow it. Otherwise as `grade_exercise`.
    """
    means = means or Means()
    folders = list_submitted(course, name)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {name} yet")
    load_engine()
    snapshots = plain.open_assignment(course, name)
    cells = [cell for snapshot in snapshots.values() for cell in snapshot.cells.values()]
    states = {page: snapshot.id for page, snapshot in snapshots.items()}
    theirs = _Assignment(
        name, snapshots, partial(plain.read_pending, states=states), partial(plain.list_beside, snapshots)
    )
    with closing(Zygotes(find_imports(cells), _list_secret(course), means.unisolated)) as zygotes:
        return _grade(course, theirs, folders, means, zygotes, force, partial(settle_term, course, name))


def grade_named(
    course: Course, name: str, means: Means, *, force: bool, new_key: Sequence[str], as_shown: bool, alone: bool
) -> GradeSummary:
    """Grade what is called so: an exercise of the course's own, as `grade_exercise`, or an assignment, as `grade_assignment`.

    `alone` tells that the educator named it, which a new key asks for.
    """
    if new_key and not alone:
        raise CasebookError("--new-key is about one exercise - name it first: casebook grade EXERCISE --new-key ITEM")
    if as_shown and not new_key:
        raise CasebookError("--as-shown is about a new key - name the item: --new-key ITEM")
    if not plain.is_plain(course, name):
        return grade_exercise(course, name, means, force=force, new_key=new_key, as_shown=as_shown)
    if new_key:
        raise CasebookError(
            f"--new-key: {name} was made with nbgrader alone - change its tests there, and grade with --force"
        )
    return grade_assignment(course, name, means, force=force)


def _list_secret(course: Course) -> list[Path]:
    """Return the folders that hold a course, its keys, and what its class hands in, wherever they lie."""
    settings = peek_settings(course)
    exchange = str(
        settings.Exchange.get("root") or "/usr/local/share/nbgrader/exchange"
    )  # nbgrader's own, if none is set
    own = str(settings.CourseDirectory.get("root") or course.root)
    return [course.root, course.answers, Path(own).expanduser(), Path(exchange).expanduser()]


def _grade(
    course: Course, assignment: _Assignment, folders: Sequence[Path], means: Means, zygotes: Zygotes, force: bool,
    settle: Callable[[], TermNow],
) -> GradeSummary:  # fmt: skip
    """Grade what is new or has changed and say what came of it; `settle` brings the term into the gradebook, as often as need be."""
    term = settle()
    reason = _say_why_not(course, [snapshot.kernelspec for snapshot in assignment.snapshots.values()])
    work = [assignment.read(folder) for folder in folders]
    if not force:
        scores = count_scores(course, assignment.name, term.left_out)
        work = [each for each in work if not is_graded(course, each, scores, term.left_out)]
    failed = []
    if work:
        failed = _grade_pending(course, assignment, work, means, zygotes, reason)
        term = settle()
    enrol(course, remembered_roster(course))
    return summarise(course, assignment.name, folders, work, failed, term)


def _grade_pending(
    course: Course, assignment: _Assignment, work: Sequence[Pending], means: Means, zygotes: Zygotes, reason: str
) -> list[str]:
    """Grade hand-ins into the gradebook, after a copy of it was made; returns a line for each that could not be.

    `reason` tells why only nbgrader itself can do it, if so.
    """
    for stale in course.autograded.glob("*/.new-*"):  # a run that was killed
        shutil.rmtree(stale, ignore_errors=True)
    back_up(course.gradebook)
    if reason:
        return list(plain.grade_plainly(course, assignment.name, work, reason, means.unisolated))
    outcomes = grade_all(assignment.snapshots, work, means, zygotes)
    plainly = any(snapshot.plain for snapshot in assignment.snapshots.values())
    return write_batches(course, assignment.name, work, outcomes, assignment.beside, plain=plainly)


def _holds_code(source: Source, folder: Path) -> bool:
    """Return whether a hand-in seems to hold code to run; to be wrong costs a second and nothing else."""
    code = [name for name, secret in source.halves.secrets.items() if secret["kind"] == "code"]
    try:
        answers = read_response(read_plainly(folder / FILE_NAME) or b"").responses if code else {}
    except Refused:
        return True
    return any(answers.get(name) for name in code)


def _read_pending(folder: Path, state: str) -> Pending:
    """Return a hand-in as it lies there; `state` is what the exercise is now."""
    exercise = folder.name
    files = [read_plainly(folder / name) for name in (FILE_NAME, f"{exercise}.ipynb", "timestamp.txt")]
    packed = pack_submission(Submission(folder.parent.name, files[0], files[1]))
    digest = hashlib.sha256(b"\0".join((state.encode(), packed, files[2] or b""))).hexdigest()
    return Pending(folder, {"": packed}, digest)


def _list_beside(snapshot: Snapshot, work: Pending) -> dict[str, bytes]:
    read = {name: read_plainly(work.folder / name) for name in (FILE_NAME, "timestamp.txt")}
    given = {name: base64.b64decode(text) for name, text in snapshot.files.items()}
    return {name: data for name, data in read.items() if data is not None} | given


def _say_why_not(course: Course, kernels: Iterable[Mapping[str, str]]) -> str:
    """Return what only nbgrader itself can do for a course with these settings and kernels, or nothing."""
    for kernel in kernels:
        if kernel and kernel.get("language", "python") != "python":
            return f"a notebook asks for the kernel {kernel.get('name')}"
    own = load_settings(course).Autograde
    changed = [name for name in _OWN if own.get(name) is not None and own[name] != []]
    if not changed:
        return ""
    # nbgrader's own classes are behind it: only asked for when a course changed one of these settings.
    from ..nbgrader.step import configure_steps

    ours = Config()
    configure_steps(ours, course.root)
    for name in changed:
        if own[name] != ours.Autograde.get(name):
            return f"the settings change {name} of Autograde"
    return ""
