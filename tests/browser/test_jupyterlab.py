"""An exercise in real JupyterLab, by keyboard: from the name to the marks, through a restart on the way."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.author.exercise import read_exercise
from casebook.exercise.half import read_salt, split_exercise
from casebook.grading.handin.collect import collect
from casebook.grading.result.report import read_report
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.learner import choose_variant
from casebook.mark.response import Response, read_response
from casebook.text.task import Task

EXERCISE = "infusion-arithmetic"
"""One of the exercises with questions of every kind."""

LEARNER = "Ana Li\u010di\u0107"
TOKEN = "tea"
PATIENCE = 90
NOTE = "The pump was stopped early.\nPressure 132/80, at ease."

HERE = """() => {
    const focused = document.activeElement;
    const form = focused.closest("form");
    return { tag: focused.tagName.toLowerCase(), name: focused.classList.contains("cb-name"),
             item: form?.dataset.item ?? null, words: focused.textContent.trim() };
}"""


@pytest.fixture(scope="module")
def copied(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course in a folder of its own, where a class may hand in."""
    root = tmp_path_factory.mktemp("course")
    for name in ("book", "answers", "exercises"):
        shutil.copytree(course.root / name, root / name, ignore=shutil.ignore_patterns("_build"))
    for name in ("_config.yml", "nbgrader_config.py"):
        shutil.copy(course.root / name, root / name)
    return Course(root, root / "answers", course.subject)


@pytest.fixture(scope="module")
def work(copied: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a trainee, with what was handed out."""
    folder = tmp_path_factory.mktemp("work")
    shutil.copytree(copied.exercises / EXERCISE, folder / EXERCISE)
    return folder


@pytest.fixture(scope="module")
def lab(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab as the environment has it, with settings of its own and nothing fetched."""
    own = tmp_path_factory.mktemp("jupyter")
    settings = own / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
    }  # fmt: skip
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={work}",
    ]  # fmt: skip
    environment = os.environ | {name: str(own / folder) for name, folder in folders.items()}
    log = own / "log.txt"
    with log.open("w") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT, cwd=work)
        try:
            for _ in range(PATIENCE * 5):
                assert server.poll() is None, log.read_text()
                try:
                    urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            else:
                raise AssertionError(f"JupyterLab did not answer: {log.read_text()}")
            yield address
        finally:
            server.terminate()
            server.wait(20)


class Desk:
    """A trainee at the keyboard."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, menu: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def go(self, **wanted: Any) -> dict[str, Any]:
        """Go on with Tab until the focus is on what is wanted."""
        here: dict[str, Any] = {}
        for _ in range(150):
            self.press("Tab")
            here = self.page.evaluate(HERE)
            if all(here[name] == value for name, value in wanted.items()):
                return here
        raise AssertionError(f"Tab never reached {wanted}; the last stop was {here}")

    def wait_until(self, script: str) -> None:
        self.page.wait_for_function(script, timeout=PATIENCE * 1000)


def answer(desk: Desk, item: dict[str, Any], secret: dict[str, Any], variant: int) -> None:
    """Answer an item rightly with keys alone."""
    name = item["id"]
    options = [option["id"] for option in item.get("options", [])]
    if item["kind"] == "best":
        desk.go(item=name, tag="input")
        # Space takes the first, an arrow the next.
        desk.press("Space", *["ArrowDown"] * options.index(secret["keys"][0]))
    elif item["kind"] == "all":
        for option in options:
            desk.go(item=name, tag="input")
            if option in secret["keys"]:
                desk.press("Space")
    elif item["kind"] == "matching":
        keys = dict(pair.split("=", 1) for pair in secret["keys"])
        for stem in item["stems"]:
            desk.go(item=name, tag="select")
            # Before the first option stands that none is chosen.
            desk.press(*["ArrowDown"] * (1 + options.index(keys[stem["id"]])))
    elif item["kind"] == "number":
        desk.go(item=name, tag="input")
        desk.page.keyboard.type(f"{secret['keys'][variant]:.6g}")
    elif item["kind"] == "written":
        desk.go(item=name, tag="textarea")
        for place, line in enumerate(NOTE.split("\n")):
            desk.press(*(["Enter"] if place else []))
            desk.page.keyboard.type(line)
    elif item["kind"] == "order":
        form = desk.page.locator(f"form[data-item={name}]")
        desk.go(item=name, tag="button", words="Move up")
        for place, step in enumerate(secret["order"]):
            button = form.locator(f"[data-option={step}] button").first
            while form.locator(".cb-step").nth(place).get_attribute("data-option") != step:
                button.press("Enter")
        if form.get_by_role("button", name="Keep this order").is_visible():
            desk.go(item=name, words="Keep this order")
            desk.press("Enter")


def read_saved(work: Path) -> Response:
    return read_response((work / EXERCISE / "response.json").read_bytes(), EXERCISE)


def test_from_the_name_to_the_marks(copied: Course, work: Path, lab: str, chromium: Any) -> None:
    exercise = read_exercise(copied.answers / EXERCISE, copied.root)
    assert not isinstance(exercise, list)
    halves = split_exercise(exercise, copied.subject, read_salt(copied))
    (task,) = (part for part in exercise.parts if isinstance(part, Task))
    public = json.loads((work / EXERCISE / "exercise.json").read_text("utf-8"))
    items = [(part, item) for part in public["parts"] for item in part["items"]]

    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    asked: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{lab}/lab/tree/{EXERCISE}/{EXERCISE}.ipynb?token={TOKEN}")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    desk = Desk(page)
    desk.choose("Run", "Run All Cells")

    # Before anything is answered, the last cell says whose name and which answers are missing.
    hand_in = page.locator(".cb-card", has=page.get_by_text("Hand in", exact=True))
    hand_in.wait_for()
    assert "Your name or number is still missing" in hand_in.inner_text()
    assert f"0 of {len(items)} items are answered. Still open:" in hand_in.inner_text()
    assert hand_in.locator("li").count() == len(items)
    assert not (work / EXERCISE / "response.json").exists()

    page.locator(".jp-Cell").first.click()
    desk.go(name=True)
    page.keyboard.type(LEARNER)
    desk.press("Enter")
    page.locator("form.cb-item").first.wait_for()
    assert page.get_by_text(f"Answering as {LEARNER}.").is_visible()
    for part, item in items:
        if item["kind"] != "code":
            answer(desk, item, dict(halves.secrets[item["id"]]), choose_variant(LEARNER, part["id"], part["variants"]))
            desk.wait_until(f"!document.querySelector('.cb-widget ul')?.innerText.includes({item['question']!r})")
    desk.wait_until(f"document.body.innerText.includes('{len(items) - 1} of {len(items)} items are answered')")

    # The task: its cell is found, emptied, filled and run.
    cell = page.locator(".jp-CodeCell", has_text="# Task:")
    cell.locator(".cm-content").click()
    desk.press("Control+a")
    page.keyboard.insert_text(f"# Task: {task.id} (keep this line)\n{task.solution.strip()}")
    desk.press("Shift+Enter")
    done = f"All {len(items)} items are answered."
    hand_in.get_by_text(done).wait_for()
    before = read_saved(work)
    assert before.learner == LEARNER and before.host == "notebook"
    notes = [item["id"] for _, item in items if item["kind"] == "written"]
    assert notes and all(before.responses[note] == NOTE for note in notes)

    # Restart, and run it all again: nothing is lost, and nothing is asked twice.
    desk.choose("Kernel", "Restart Kernel and Run All Cells\u2026")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    page.get_by_text(done).wait_for(state="detached")
    page.get_by_text(done).wait_for()
    assert page.locator(".cb-name").input_value() == LEARNER
    assert page.locator("form[data-kind=written] textarea").input_value() == NOTE
    assert page.locator("form[data-kind=best] input:checked").count() == sum(
        item["kind"] == "best" for _, item in items
    )
    assert read_saved(work).responses == before.responses
    desk.press("Control+s")
    desk.wait_until("!document.querySelector('.jp-mod-dirty')")
    context.close()
    assert not [url for url in asked if not url.startswith((lab, "data:", "blob:"))]

    summary = collect(copied, EXERCISE, work / EXERCISE)
    assert not summary.refused, summary.text
    assert not grade_exercise(copied, EXERCISE).failed
    lines = read_report(copied, (EXERCISE,)).lines
    assert len(lines) == 1, lines
    (line,) = lines
    assert line.learner == LEARNER
    marks = {item["id"]: item["points"] for _, item in items}
    written = {item["id"] for _, item in items if item["kind"] == "written"}
    assert line.scores == {name: None if name in written else points for name, points in marks.items()}
