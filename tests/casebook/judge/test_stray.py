"""Files that nobody reads, cards that lead nowhere and pages that nothing leads to: each one line with what to do."""

import shutil
from datetime import date

import pytest

from casebook.author.course import Course
from casebook.judge.check import check_course

SHOWN = "# Tea\n\nServe it at {fact}`tea.dose`.\n\n```{case} first-cup\n```\n"
RULES = {"stray-file", "unshown-case", "unknown-card", "unlisted-page", "broken-role"}


@pytest.fixture
def whole(graded: Course) -> Course:
    """A course whose one self-check is shown and whose one page is listed."""
    (graded.book / "tea" / "index.md").write_text(SHOWN)
    (graded.book / "_toc.yml").write_text("format: jb-book\nroot: tea/index\n")
    return graded


def find(course: Course) -> list[str]:
    return [str(problem) for problem in check_course(course, as_of=date(2026, 11, 20)) if problem.rule in RULES]


def test_a_course_in_which_everything_is_shown_and_listed_has_no_such_problem(whole: Course) -> None:
    assert find(whole) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{case} first-cup", "{case} first-cap",
            "book/tea/index.md:5: there is no case first-cap - write book/tea/first-cap.case.md, or name a case beside "
            "this page, did you mean first-cup?",
        ),
        (
            "# Tea\n", "# Tea\n\n```{exercise} tee\n```\n",
            "book/tea/index.md:3: there is no exercise tee - name a folder of answers/, did you mean tea?",
        ),
        (
            "{fact}`tea.dose`", "{fact}\u2018tea.dose\u2019",
            "book/tea/index.md:3: a role has no backticks around its name - write {fact}`id` or {calc}`name(a)`, with the "
            "backticks of a programmer's keyboard and no other quotes",
        ),
        (
            "{fact}`tea.dose`", "{calc} 'volume(a)'",
            "book/tea/index.md:3: a role has no backticks around its name - write {fact}`id` or {calc}`name(a)`, with the "
            "backticks of a programmer's keyboard and no other quotes",
        ),
    ],
)  # fmt: skip
def test_a_card_or_a_role_of_a_page_that_leads_nowhere_is_told(whole: Course, old: str, new: str, said: str) -> None:
    page = whole.book / "tea" / "index.md"
    page.write_text(SHOWN.replace(old, new))
    assert said in find(whole)


def test_an_exercise_that_is_only_released_may_be_shown(whole: Course) -> None:
    (whole.exercises / "handed").mkdir(parents=True)
    (whole.exercises / "handed" / "exercise.json").write_text("{}")
    (whole.book / "tea" / "index.md").write_text(f"{SHOWN}\n```{{exercise}} handed\n```\n\n```{{exercise}} tea\n```\n")
    assert find(whole) == []


def test_a_self_check_that_no_page_shows_is_told(whole: Course) -> None:
    (whole.book / "tea" / "index.md").write_text("# Tea\n")
    assert find(whole) == [
        "book/tea/first-cup.case.md:1: no page shows the self-check first-cup - show it: a line of three backticks and "
        "{case} first-cup, closed by another, in a page beside it"
    ]


def test_a_page_that_the_contents_leave_out_is_told(whole: Course) -> None:
    (whole.book / "tea" / "spare.md").write_text("# A spare page\n")
    assert find(whole) == [
        "book/tea/spare.md:1: no list of contents leads to this page: it is not in book/_toc.yml - add it there: - file: tea/spare"
    ]
    (whole.book / "_toc.yml").write_text("root: tea/index\nchapters:\n- file: tea/spare.md  # later\n")
    assert find(whole) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("book/tea/second.case.md.txt", "the name is no case's, so the file is not read - call it second.case.md"),
        ("book/tea/second.case.txt", "the name is no case's, so the file is not read - call it second.case.md"),
        ("book/tea/second.case (1).md", "the name is no case's, so the file is not read - call it second.case.md"),
        ("book/tea/second.md", "the file looks like a case and is read as a page - call it second.case.md"),
        ("book/tea/sum.task.md", "a code task is no self-check, so it is not read here - move it to answers/NAME/sum.task.md, where NAME is an exercise's folder"),
        ("answers/second.case.md", "the file lies in no exercise's folder, so it is not read - move it to answers/NAME/second.case.md, where NAME is an exercise's folder"),
        ("answers/tea/more/second.case.md", "the file lies in no exercise's folder, so it is not read - move it to answers/NAME/second.case.md, where NAME is an exercise's folder"),
        ("answers/tea/second.md", "the name is no case's, so the file is not read - call it second.case.md"),
        ("answers/tea/second.case.md.txt", "the name is no case's, so the file is not read - call it second.case.md"),
        ("answers/tea/sum.task.md.txt", "the name is no code task's, so the file is not read - call it sum.task.md"),
        ("answers/coffee/second.txt", "the name is no case's, so the file is not read - call it second.case.md"),
        ("exercises/second.case.md", "no case is read from this folder - move it beside the page that shows it, or into a folder of answers/"),
        ("second.case.md", "no case is read from this folder - move it beside the page that shows it, or into a folder of answers/"),
    ],
)  # fmt: skip
def test_a_file_under_a_wrong_name_or_in_a_wrong_folder_is_told(
    whole: Course, case_text: str, place: str, said: str
) -> None:
    path = whole.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(case_text.replace("first-cup", "second"))
    assert find(whole) == [f"{place}:1: {said}"]


@pytest.mark.parametrize(
    "place",
    ["answers/README.md", "answers/tea/README.md", "answers/tea/data/notes.csv", "answers/tea/.case.md.swp", "book/picture.svg", "README.md"],
)  # fmt: skip
def test_other_files_may_lie_where_they_are(whole: Course, place: str) -> None:
    path = whole.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("A note.\n")
    assert find(whole) == []


def test_of_a_private_exam_only_its_own_files_are_told(whole: Course) -> None:
    private = whole.root.parent / f"{whole.root.name}-private"
    shutil.move(whole.answers, private)
    exam = Course(whole.root, private, whole.subject)
    (whole.book / "tea" / "spare.md").write_text("# A spare page\n")
    assert find(exam) == []
    (private / "tea" / "third.case.txt").write_text("---\n")
    (said,) = find(exam)
    assert (
        said
        == f"{private.as_posix()}/tea/third.case.txt:1: the name is no case's, so the file is not read - call it third.case.md"
    )
