"""A session in an exercise: released without what it is worth, marked from the response file, explained in feedback."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.key import score
from casebook.exercise.release import release
from casebook.exercise.source import Source, load_source, make_source, read_checked
from casebook.exercise.widget import Sitting
from casebook.folder import mirror_folder, write_file
from casebook.grading.handin.submission import Submission, pack_submission
from casebook.grading.marking.grade import grade_quickly
from casebook.grading.nbgrader.gradebook import Grade
from casebook.grading.result.feedback import Learner, make_page
from casebook.grading.run.builder import make_snapshot
from casebook.kind import KINDS
from casebook.kind.way import open_session
from casebook.mark.learner import choose_variant
from casebook.mark.response import FILE_NAME, Response, read_response, write_response
from casebook.problem import CasebookError
from casebook.site.handout.page import make_exercise_page
from casebook.site.handout.paper import make_key_sheet
from casebook.web.view import PlayedView

from ..session.sessions import TEXT
from ..session.test_graded import OTHERS, mark_canaries

WAY = "quiet-cup--way"
COVER = "---\ntitle: A quiet exercise\norder: [quiet-cup]\n---\nPlay it once.\n"


def write_text() -> str:
    """Return the small session with a note, several patients, and a ground for everything that counts."""
    head, mark, counts = mark_canaries(TEXT).partition("## counts: What counts")
    counts = re.sub(r"(?m)^(  > .*)$", r"\1 {fact}`mon.bp.iv_741`", counts)
    note = "## note: What do you write? (written)\n\n- 1: The pressures.\n\n"
    return head.replace("cuff: 5 min", OTHERS) + note + mark + counts


@pytest.fixture
def quiet(tmp_path: Path) -> Course:
    """A course with one graded session, as it is released."""
    course = Course(tmp_path, tmp_path / "answers")
    folder = course.answers / "quiet"
    folder.mkdir(parents=True)
    (folder / "quiet-cup.session.md").write_text(write_text())
    (folder / "exercise.md").write_text(COVER)
    course.salt.write_text("0123456789abcdef0123456789abcdef\n")
    source = make_source(course, read_checked(course, "quiet"))
    for name, data in source.answers.items():
        write_file(folder / name, data)
    mirror_folder(source.release, course.exercises / "quiet")
    return course


def answer(source: Source, learner: str, steps: tuple[str, ...]) -> Response:
    (part,) = source.halves.public["parts"]
    return Response(
        exercise="quiet",
        learner=learner,
        host="page",
        variants={"quiet-cup": choose_variant(learner, "quiet-cup", part["variants"])},
        fingerprints={item["id"]: item["fingerprint"] for item in part["items"]},
        responses={WAY: steps},
    )


def play(source: Source, learner: str, ability: float, seed: int = 1) -> tuple[str, ...]:
    (part,) = source.halves.public["parts"]
    patient = choose_variant(learner, "quiet-cup", part["variants"])
    made = KINDS["way"].invent(source.halves.secrets[WAY], patient, random.Random(seed), ability)
    assert isinstance(made, tuple)
    return made


def grade(source: Source, response: Response) -> Any:
    snapshot = make_snapshot(source, {})
    packed = pack_submission(Submission(student=response.learner, notebook=None, response=write_response(response)))
    result = grade_quickly(snapshot, packed)
    assert result is not None
    return next(mark for mark in result.marks if mark.item == WAY)


def test_nothing_that_is_released_holds_a_key_feature_a_point_or_a_state_of_the_rule(quiet: Course) -> None:
    canaries = set(re.findall(r"canary\w+", write_text()))
    files = {path.name: path.read_text() for path in sorted(quiet.exercises.rglob("*")) if path.is_file()}
    files["page"] = make_exercise_page(json.loads(files["exercise.json"])).decode()
    assert set(files) == {"exercise.json", "quiet.ipynb", "page"}
    assert {(name, each) for name, text in files.items() for each in canaries if each in text} == set()
    kept = "".join(path.read_text() for path in quiet.answers.rglob("*.ipynb"))
    assert WAY in files["quiet.ipynb"] and '"counts' not in files["quiet.ipynb"] and "counts" in kept


def test_a_way_is_marked_from_the_response_file_and_by_nbgraders_own_cell(
    quiet: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = load_source(quiet, "quiet")
    cell = next(cell for cell in source.notebook["cells"] if cell["metadata"]["nbgrader"]["grade_id"] == WAY)
    key = re.search(r"score\(\"quiet-cup--way\", '(.*)'\)", cell["source"])
    assert key is not None
    monkeypatch.chdir(tmp_path)
    earned = set()
    for number in range(40):
        learner = f"learner-{number}"
        response = answer(source, learner, play(source, learner, 0.4, number))
        Path(FILE_NAME).write_bytes(write_response(response))
        assert read_response(write_response(response), "quiet").responses[WAY] == response.responses[WAY]
        got = grade(source, response)
        assert score(WAY, key[1]) == pytest.approx(got.points)
        earned.add(got.points)
    assert max(earned) == 9 and len(earned) > 3


def test_a_way_that_was_not_open_is_refused_in_a_sentence_and_earns_nothing(quiet: Course) -> None:
    source = load_source(quiet, "quiet")
    steps = play(source, "m.smith", 1.0)
    got = grade(source, answer(source, "m.smith", (*steps[:2], *steps[3:])))
    assert (got.points, got.status) == (0, "refused")
    assert re.match(r"Step 3, m\d/[al]\d, (is said to be of minute|was not open at minute) \d+", got.refusal)


def test_feedback_names_each_thing_that_counted_with_its_reason_and_the_facts(quiet: Course) -> None:
    source = load_source(quiet, "quiet")
    secret = source.halves.secrets[WAY]
    response = answer(source, "m.smith", play(source, "m.smith", 0.0, 3))
    grades = {
        WAY: [Grade("m.smith", "", WAY, 0.0, 0.0, 9.0, False, 0.0, "")],
        "quiet-cup--note": [Grade("m.smith", "", "quiet-cup--note", None, 0.0, 1.0, True, 0.0, "")],
    }
    learner = Learner(student="m.smith", response=response, grades=grades, notebook=None)
    page = make_page(learner, source, make_snapshot(source, {}), quiet, "facts.html").decode()
    _, marker = open_session(secret, 0)
    best: dict[str, Any] = {}
    for line, asked in zip(marker.lines, marker.asked, strict=True):
        if asked and "cap" not in line and line["marks"] > best.get(line["feature"], {"marks": 0})["marks"]:
            best[line["feature"]] = line
    assert len(best) == 4
    for line in best.values():
        (said,) = re.findall(r"canary\d+", line["text"])
        (why,) = re.findall(r"canary\d+", line["reason"])
        assert said in page and why in page
    assert 'href="facts.html#fact-mon-bp-iv-741"' in page
    assert page.count("The rule said") == 1


def test_a_session_whose_marks_rest_on_nothing_or_that_is_not_well_is_not_released(quiet: Course) -> None:
    path = quiet.answers / "quiet" / "quiet-cup.session.md"
    before = path.read_text()
    path.write_text(before.replace(" {fact}`mon.bp.iv_741`", ""))
    with pytest.raises(CasebookError, match="rests on no fact that may decide a mark"):
        read_checked(quiet, "quiet")
    path.write_text(before.replace("-> ambulance", "-> done"))
    with pytest.raises(CasebookError, match="no way leads to ambulance"):
        release(quiet, "quiet")
    path.write_text(before.replace("cuff: 5 min", "cuff: soon"))
    with pytest.raises(CasebookError, match=r"answers/quiet/quiet-cup\.session\.md:\d+: "):
        read_checked(quiet, "quiet")


def test_on_paper_all_have_one_patient_and_the_key_says_what_counts(quiet: Course) -> None:
    path = quiet.answers / "quiet" / "exercise.md"
    path.write_text(COVER.replace("order:", "numbers: same\norder:"))
    source = make_source(quiet, read_checked(quiet, "quiet"))
    assert source.halves.public["parts"][0]["variants"] == 1
    assert "leaves at most 1 mark" in make_key_sheet(source).decode()


def test_a_notebook_shows_the_session_and_keeps_its_way(quiet: Course, tmp_path: Path) -> None:
    source = load_source(quiet, "quiet")
    public = json.loads((quiet.exercises / "quiet" / "exercise.json").read_text())
    sitting = Sitting(public, folder=tmp_path)
    view, note = sitting.item(WAY), sitting.item("quiet-cup--note")
    assert isinstance(view, PlayedView) and not isinstance(note, PlayedView)
    # No other view carries what plays a session.
    assert "makePlayed" in view._esm and "makePlayed" not in note._esm
    sitting._name_learner("m.smith")
    view.response = list(play(source, "m.smith", 1.0))
    made = sitting.response()
    assert grade(source, made).points == 9
    assert made.variants == answer(source, "m.smith", ()).variants
