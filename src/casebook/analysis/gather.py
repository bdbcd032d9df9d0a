"""Reading a class's answers from disk: response files and keys, and from the gradebook what a person gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..author.course import Course
from ..exercise.cell import item_of
from ..exercise.source import Source, load_source
from ..grading.handin.submission import list_submitted, read_plainly
from ..grading.marking.snapshot import Snapshot, is_changed
from ..grading.nbgrader.gradebook import Grade, read_grades
from ..grading.run.builder import make_snapshot
from ..grading.run.new_key import read_agreed
from ..grading.run.term import TermNow, settle_term
from ..kind import MARKED, expected_guess, mark
from ..mark.mark import Status, is_empty
from ..mark.response import FILE_NAME, Refused, Response, find_shown, read_response
from ..problem import CasebookError
from ..text.case import Case
from .table import ItemResponse, ResponseTable, Version

__all__ = ["gather_responses"]

_CHOSEN = ("best", "all", "matching")


@dataclass(slots=True)
class _Sheet:
    """The table while it grows: versions by name and fingerprint, and entries."""

    versions: dict[tuple[str, str], Version]
    entries: dict[tuple[str, int], ItemResponse] = field(default_factory=dict)

    def add(self, learner: str, version: Version, entry: ItemResponse) -> None:
        """Put in one learner's entry, and the version if nobody has met it yet."""
        key = version.name, version.fingerprint
        self.versions.setdefault(key, version)
        self.entries[learner, list(self.versions).index(key)] = entry


def _make_version(item: Mapping[str, Any], secret: Mapping[str, Any], place: tuple[str, int]) -> Version:
    """Return an item as it is now; a matching's options are its pairs of stem and option."""
    options = [option["id"] for option in item.get("options", ())]
    keys = frozenset(secret.get("keys", ())) if item["kind"] in _CHOSEN else frozenset()
    guess = expected_guess(item["kind"], len(options), len(keys)) if item["kind"] != "code" else 0.0
    pairs = [f"{stem['id']}={option}" for stem in item.get("stems", ()) for option in options]
    return Version(
        name=item["id"], fingerprint=item["fingerprint"], path=place[0], line=place[1], kind=item["kind"],
        points=float(item["points"]), options=tuple(pairs or options) if item["kind"] in _CHOSEN else (), keys=keys,
        guess=guess, mistakes=tuple(dict.fromkeys(each["name"] for each in secret.get("predictions", ()))),
    )  # fmt: skip


def _list_versions(source: Source, left_out: frozenset[str]) -> dict[tuple[str, str], Version]:
    places: dict[str, tuple[str, int]] = {}
    for part in source.exercise.parts:
        if isinstance(part, Case):
            places |= {item.name: (part.path, item.line) for item in part.items}
        else:
            places[part.item_name] = (part.path, 1)
    items = [item for part in source.halves.public["parts"] for item in part["items"] if item["id"] not in left_out]
    versions = [_make_version(item, source.halves.secrets[item["id"]], places[item["id"]]) for item in items]
    return {(each.name, each.fingerprint): each for each in versions}


def _given(grades: Sequence[Grade], points: float) -> float | None:
    """Return what the gradebook has of an item; None while a person has yet to mark it. Extra credit is no part of the item."""
    if not grades or any(grade.waits for grade in grades):
        return None
    return min(points, max(0.0, sum(grade.score for grade in grades)))


def _make_entry(version: Version, snapshot: Snapshot, response: Response, grades: Sequence[Grade]) -> ItemResponse:
    """Return one learner's entry for an item that they met as it is now."""
    answer = response.responses.get(version.name)
    variant = find_shown(response, version.name, snapshot.variants.get(version.name, 1))
    chosen = (answer,) if isinstance(answer, str) else tuple(answer or ())
    given = _given(grades, version.points)
    by_person = any(grade.manual is not None or grade.waits for grade in grades)
    if version.kind not in MARKED or variant is None or by_person:
        status = (
            Status.UNANSWERED if is_empty(answer) else Status.WAITS if given is None else _say_status(given, version)
        )
        # Where nothing was answered and no gradebook says otherwise, nothing was earned.
        points = 0.0 if given is None and not grades and is_empty(answer) else given
        return ItemResponse(points=points, status=status, chosen=chosen if version.options else (), variant=variant)
    raw = list(answer) if isinstance(answer, tuple) else answer
    got = mark(snapshot.secrets[version.name], raw, variant)
    return ItemResponse(
        points=got.points, status=got.status, chosen=chosen if version.options and not got.refusal else (),
        mistake=got.mistake if version.mistakes else "", variant=variant,
    )  # fmt: skip


def _say_status(points: float, version: Version) -> Status:
    return Status.RIGHT if points >= version.points else Status.WRONG if points <= 0 else Status.PARTLY


def _make_earlier(version: Version, fingerprint: str) -> Version:
    """Return an item as somebody met it before it was changed: its key then is not known."""
    return Version(
        name=version.name, fingerprint=fingerprint, path=version.path, line=version.line, kind=version.kind,
        points=version.points, current=False,
    )  # fmt: skip


def _add_learner(
    sheet: _Sheet, learner: str, response: Response, snapshot: Snapshot, grades: Mapping[str, Sequence[Grade]]
) -> None:
    for version in [each for each in sheet.versions.values() if each.current]:
        own = grades.get(version.name, ())
        if not is_changed(snapshot, response, version.name):
            sheet.add(learner, version, _make_entry(version, snapshot, response, own))
        elif version.name in response.fingerprints:
            given = _given(own, version.points)
            status = Status.WAITS if given is None else _say_status(given, version)
            earlier = _make_earlier(version, response.fingerprints[version.name])
            sheet.add(learner, earlier, ItemResponse(points=given, status=status))


def gather_responses(course: Course, exercise: str) -> ResponseTable:
    """Return who answered what in an exercise: marked as `casebook grade` does, with a person's marks where the gradebook has any.

    An item that was changed since somebody met it has a version of its own; one that was added since has no entry of theirs. What
    is left out for the class stands in no column.
    """
    folders = list_submitted(course, exercise)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {exercise} yet - run casebook collect first")
    source = load_source(course, exercise)
    public = source.halves.public
    snapshot = make_snapshot(source, {}, read_agreed(course, public))
    term, grades = TermNow(), list[Grade]()
    if course.gradebook.is_file():
        term = settle_term(course, exercise, public, source.notebook)
        grades = read_grades(course.gradebook, exercise)
    by_learner: dict[str, dict[str, list[Grade]]] = {}
    for grade in grades:
        by_learner.setdefault(grade.student, {}).setdefault(item_of(grade.cell), []).append(grade)
    sheet = _Sheet(_list_versions(source, term.left_out))
    learners, unread = [], []
    for folder in folders:
        learner = folder.parent.name
        try:
            response = read_response(read_plainly(folder / FILE_NAME) or b"", exercise)
        except Refused:
            unread.append(learner)
            continue
        learners.append(learner)
        _add_learner(sheet, learner, response, snapshot, by_learner.get(learner, {}))
    return ResponseTable(
        exercise=exercise, versions=tuple(sheet.versions.values()), learners=tuple(learners), entries=sheet.entries,
        late=frozenset(term.late), unread=tuple(unread), left_out=tuple(sorted(term.left_out)),
    )  # fmt: skip
