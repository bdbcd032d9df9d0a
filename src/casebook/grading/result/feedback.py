"""Feedback: one page for each trainee and exercise, a file that needs nothing else and runs nothing.

Marks and comments come from the gradebook, so what a person gave in formgrader is what the page says.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from typing import Any

from ...author.course import Course
from ...exercise.cell import item_of, read_grade_id, read_hidden
from ...exercise.source import Source, load_source
from ...folder import write_file
from ...kind import KINDS, MARKED, mark
from ...kind.verbs import Shown
from ...mark.learner import name_folder
from ...mark.mark import Mark, count_earned, count_marks
from ...mark.response import FILE_NAME, Refused, Response, read_response
from ...problem import CasebookError
from ...text.markup import escape, put_numbers
from ...web.bundle import read_style
from ..handin.people.enrolment import remembered_roster
from ..handin.people.roster import Member
from ..handin.quarantine import clean_outputs, clean_text
from ..handin.secret import holds_secret, list_secrets
from ..marking.snapshot import Snapshot, choose_shown, is_changed
from ..nbgrader.gradebook import Grade, read_grades
from ..run.builder import make_snapshot
from ..run.changed import ChangedMark, read_changed
from ..run.new_key import read_agreed
from ..run.term import TermNow, settle_term
from ..spread.pool import fork_each
from ..written.reading import open_paper
from .explanation import explain_item, explain_points, say_marked_again, show_comment, tell_facts
from .verdict import Verdict, Verdicts, open_verdicts

__all__ = ["Learner", "make_page", "write_feedback", "write_feedback_page"]

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """One trainee's work: the response file, the grades by item, the graded notebook if there is one, until when it was due, and how late it came.

    `changed` are the marks that grading again has changed, the oldest first, `verdicts` what markers gave point by point.
    """

    student: str
    response: Response
    grades: Mapping[str, list[Grade]]
    notebook: Mapping[str, Any] | None
    called: str = ""
    due: str = ""
    late: str = ""
    changed: Sequence[ChangedMark] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The learner as the roster calls them, or as they call themselves."""
        return self.called or clean_text(self.response.learner).strip() or self.student

    @property
    def other(self) -> str:
        """Whose numbers were shown, when they were not this learner's own."""
        named = clean_text(self.response.learner).strip()
        return named if named and name_folder(self.response.learner) != self.student else ""

    def score(self, item: str) -> tuple[float, float]:
        """Return an item's marks and how many there are."""
        grades = self.grades.get(item, [])
        return sum(grade.score for grade in grades), sum(grade.max_score for grade in grades)

    def waits(self, item: str) -> bool:
        """Return whether a person has yet to mark an item."""
        return any(grade.waits for grade in self.grades.get(item, []))

    def comments(self, item: str) -> list[str]:
        """Return what a person wrote about an item."""
        texts = (grade.comment for grade in self.grades.get(item, []))
        return [text for text in dict.fromkeys(texts) if text and text != "No response."]


def _say_marks(learner: Learner, item: str) -> str:
    score, out_of = learner.score(item)
    if learner.waits(item):
        return '<p class="marks">A person has yet to mark this.</p>'
    kind = "right" if score == out_of else "wrong"
    return f'<p class="marks {kind}">{count_earned(score, out_of)}</p>'


def _say_other(learner: Learner) -> str:
    if not learner.other:
        return ""
    return (
        f'<p class="quiet">The file named {escape(learner.other)}, so the numbers are those shown to that name.</p>\n'
    )


def _say_comments(learner: Learner, item: str) -> str:
    return "".join(f'<div class="note">{show_comment(text)}</div>' for text in learner.comments(item))


def _show_text(text: str, tag: str = "div") -> str:
    return f'<{tag} class="answer">{escape(clean_text(text))}</{tag}>'


def _show_written(learner: Learner, shown: Shown) -> Iterator[str]:
    answer = shown.answer if isinstance(shown.answer, str) else ""
    yield _say_marks(learner, shown.item["id"])
    yield _show_text(answer) if answer.strip() else '<p class="quiet">Nothing was written.</p>'
    yield _say_comments(learner, shown.item["id"])
    if not learner.waits(shown.item["id"]):
        verdict = learner.verdicts.get(shown.item["id"])
        yield explain_points(verdict) if verdict else KINDS["written"].explain_answer(shown)


def _show_outputs(cell: Mapping[str, Any], secrets: frozenset[str]) -> Iterator[str]:
    """Yield a cell's outputs, escaped; those that show a hidden test are left out."""
    for output in clean_outputs(cell.get("outputs", ())):
        if holds_secret(output, secrets):
            continue
        data = output.get("data", {})
        for kind in ("image/png", "image/jpeg"):
            if kind in data:
                yield f'<p><img alt="A picture your code drew" src="data:{kind};base64,{escape("".join(data[kind]))}"></p>'
                break
        else:
            text = output.get("text") or "\n".join(output.get("traceback", ())) or data.get("text/plain", "")
            text = _COLOUR.sub("", text)
            if text.strip():
                yield _show_text(text[:20_000], "pre")


def _show_code(learner: Learner, item: Mapping[str, Any], snapshot: Snapshot) -> Iterator[str]:
    answer = learner.response.responses.get(item["id"])
    yield _say_marks(learner, item["id"])
    yield (
        _show_text(answer, "pre")
        if isinstance(answer, str) and answer.strip()
        else ('<p class="quiet">Nothing was written.</p>')
    )
    secrets = list_secrets(cell["source"] for cell in snapshot.cells.values())
    cells = {read_grade_id(cell): cell for cell in learner.notebook["cells"]} if learner.notebook else {}
    outputs = "".join(_show_outputs(cells.get(item["id"], {}), secrets))
    if outputs:
        yield f"<p>It printed:</p>{outputs}"
    for number, grade in enumerate(learner.grades.get(item["id"], []), 1):
        known = snapshot.cells.get(grade.cell, {"source": ""})
        hidden = bool(read_hidden(known["source"]))
        kind = "A test you don't see" if hidden else "A test you can see"
        yield f"<p>Test {number}. {kind}: {count_earned(grade.score, grade.max_score)}</p>"
        if not hidden and grade.score < grade.max_score:
            yield "".join(_show_outputs(cells.get(grade.cell, {}), secrets))
    yield _say_comments(learner, item["id"])


def _say_late(learner: Learner, penalty: float) -> str:
    if not (learner.late or penalty):
        return ""
    late = f"Handed in late: {learner.late}." if learner.late else "Handed in late."
    taken = (
        f"{count_marks(penalty)} {'was' if penalty == 1 else 'were'} taken off for it."
        if penalty
        else "Nothing was taken off for it."
    )
    return f'<p class="quiet">{escape(late)} {taken}</p>'


def _show_left_out(part: Mapping[str, Any], item: Mapping[str, Any], variant: int) -> str:
    """Return an item that counts for nobody: the question, and no key, which may be what was wrong with it."""
    question = "" if item["kind"] == "code" else f"<h3>{put_numbers(item['question'], part['numbers'], variant)}</h3>"
    return f'{question}<p class="quiet">This was left out for the whole class. It counts for nobody, and is in no total.</p>'


def _show_item(
    learner: Learner, part: Mapping[str, Any], item: Mapping[str, Any], source: Source, snapshot: Snapshot
) -> Iterator[str]:
    name = item["id"]
    secret = source.halves.secrets[name]
    response = learner.response
    variant = choose_shown(snapshot, response, name)[0]
    shown = Shown(
        item=item,
        secret=secret,
        answer=_clean(response.responses.get(name)),
        mark=None if variant is None else _mark(secret, response.responses.get(name), variant),
        numbers=part["numbers"],
        variant=variant or 0,
    )
    if item["kind"] != "code":
        yield f"<h3>{shown.public(item['question'])}</h3>{shown.public(item['body'])}"
    if not learner.waits(name):
        yield say_marked_again([each for each in learner.changed if each.item == name], learner.score(name)[0])
    if item["kind"] == "code":
        yield from _show_code(learner, item, snapshot)
    elif item["kind"] == "written":
        yield from _show_written(learner, shown)
    elif item["kind"] in MARKED and not is_changed(snapshot, response, name) and variant is not None:
        score, out_of = learner.score(name)
        if learner.waits(name):
            yield _say_marks(learner, name)
        else:
            yield explain_item(shown, score=score, out_of=out_of)
        yield _say_comments(learner, name)
    else:
        yield '<div class="note"><p>This question was changed after you handed in, so a person marks it.</p></div>'
        yield _say_marks(learner, name)


def _clean(answer: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
    return clean_text(answer) if isinstance(answer, str) else answer


def _mark(secret: Mapping[str, Any], answer: str | tuple[str, ...] | None, variant: int) -> Mark:
    return mark(secret, list(answer) if isinstance(answer, tuple) else answer, variant)


def make_page(
    learner: Learner, source: Source, snapshot: Snapshot, course: Course, base_url: str | None = None,
    left_out: Collection[str] = (),
) -> bytes:  # fmt: skip
    """Return one trainee's page; its facts link to the register at `base_url` when that is given, and items left out only say so."""
    public = source.halves.public
    body: list[str] = []
    for part in public["parts"]:
        shown = choose_shown(snapshot, learner.response, part["items"][0]["id"])[0] or 0
        body.append(f"<h2>{escape(part['title'])}</h2>{put_numbers(part['intro'], part['numbers'], shown)}")
        for item in part["items"]:
            if item["id"] in left_out:
                body.append(_show_left_out(part, item, shown))
            else:
                body += _show_item(learner, part, item, source, snapshot)
    grades = [grade for group in learner.grades.values() for grade in group]
    penalty = max((grade.penalty for grade in grades), default=0.0)
    total = max(0.0, sum(grade.score for grade in grades) - penalty)
    waiting = sum(learner.waits(item) for item in learner.grades)
    due = f'<p class="quiet">{escape(learner.due[:1].upper() + learner.due[1:])}.</p>' if learner.due else ""
    late = _say_late(learner, penalty)
    wait = (
        f'<p class="quiet">{waiting} answer{"s wait" if waiting > 1 else " waits"} for a person, and may add marks.</p>'
    )
    main = "\n".join(body)
    title = f"{public['title']}: feedback for {learner.name}"
    notes = " ".join(filter(None, (course.subject.notice, course.subject.review)))
    html = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<style>
{files("casebook.grading.result").joinpath("feedback.css").read_text("utf-8")}
{read_style("item/figure.css")}</style>
</head>
<body>
<header>
<h1>{escape(public["title"])}</h1>
<p class="quiet">Feedback for {escape(learner.name)}</p>
{_say_other(learner)}<p class="total">{count_earned(total, sum(grade.max_score for grade in grades))}</p>
{due}{late}{wait if waiting else ""}
</header>
<main>
{main}
</main>
<footer><p>{escape(notes)}</p></footer>
</body>
</html>
"""
    return tell_facts(html, course.subject, base_url).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Records:
    """What is on record of a whole exercise beside its marks: the class, the term, changed marks and what markers decided."""

    members: Mapping[str, Member]
    term: TermNow
    changed: Sequence[ChangedMark]
    verdicts: Verdicts


def _read_records(course: Course, source: Source) -> _Records:
    public = source.halves.public
    return _Records(
        remembered_roster(course).by_folder(),
        settle_term(course, public["id"], public, source.notebook),
        read_changed(course, public["id"]),
        open_verdicts(course, public, partial(open_paper, course, public["id"], None)),
    )


def _load_learner(course: Course, exercise: str, student: str, grades: list[Grade], records: _Records) -> Learner:
    path = course.submitted / student / exercise / FILE_NAME
    try:
        response = read_response(path.read_bytes(), exercise)
    except (OSError, Refused):
        response = Response(exercise=exercise, learner=student)
    try:
        notebook = json.loads((course.autograded / student / exercise / f"{exercise}.ipynb").read_bytes())
    except (OSError, ValueError):
        notebook = None
    grouped: dict[str, list[Grade]] = {}
    for grade in grades:
        grouped.setdefault(item_of(grade.cell), []).append(grade)
    member = records.members.get(student)
    standing = {
        item: records.verdicts.find_standing(student, item, sum(grade.score for grade in given))
        for item, given in grouped.items()
    }
    return Learner(
        student=student,
        response=response,
        grades=grouped,
        notebook=notebook,
        called=member.shown or member.id if member else "",
        due=records.term.say_due(student),
        late=records.term.say_late(student),
        changed=[each for each in records.changed if each.student == student],
        verdicts={item: verdict for item, verdict in standing.items() if verdict},
    )


def write_feedback_page(course: Course, exercise: str, student: str) -> bytes:
    """Return one learner's page of feedback as it would be written now; `student` is nbgrader's id."""
    source = load_source(course, exercise)
    records = _read_records(course, source)
    grades = read_grades(course.gradebook, exercise, students=[student])
    learner = _load_learner(course, exercise, student, grades, records)
    return make_page(
        learner,
        source,
        make_snapshot(source, {}, read_agreed(course, source.halves.public)),
        course,
        left_out=records.term.left_out,
    )


def write_feedback(course: Course, exercise: str, *, base_url: str | None = None) -> int:
    """Write the page of everyone whose work on an exercise is in the gradebook; returns how many.

    The pages lie where nbgrader's generate_feedback would put them, so that its exchange can hand them back.
    """
    source = load_source(course, exercise)
    snapshot = make_snapshot(source, {}, read_agreed(course, source.halves.public))
    records = _read_records(course, source)
    students: dict[str, list[Grade]] = {}
    for grade in read_grades(course.gradebook, exercise):
        students.setdefault(grade.student, []).append(grade)
    if not students:
        raise CasebookError(f"gradebook.db: nobody's {exercise} was graded yet - run casebook grade first")

    def write(student: str) -> None:
        learner = _load_learner(course, exercise, student, students[student], records)
        page = make_page(learner, source, snapshot, course, base_url, records.term.left_out)
        write_file(course.feedback / student / exercise / f"{exercise}.html", page)

    fork_each(write, list(students))
    return len(students)
