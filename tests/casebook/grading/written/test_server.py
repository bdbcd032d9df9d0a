"""The marking page's server: only its own page is served, a busy gradebook is told truly, and a kill loses nothing that was saved."""

import http.client
import json
import random
import shutil
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course, find_course
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.written.judgement import open_judgements, read_judgements

from ..written_course import EXERCISE, ITEM, make_course, run_marking

pytestmark = pytest.mark.slow
LEARNERS = [f"trainee-{number:02}" for number in range(1, 31)]
KILLS = 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    answers = {name: f"Written by {name}." for name in LEARNERS}
    return make_course(tmp_path_factory.mktemp("server") / "course", answers).root


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Course:
    return find_course(shutil.copytree(made, tmp_path / "course"))


def ask(address: str, name: str) -> Any:
    with urllib.request.urlopen(f"{address}{name}", timeout=60) as answer:
        return json.load(answer)


def send(address: str, name: str, body: dict[str, Any]) -> tuple[int, Any]:
    host = address.split("/")[2]
    request = urllib.request.Request(
        f"{address}{name}", json.dumps(body).encode(), {"Content-Type": "application/json", "Origin": f"http://{host}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def save(address: str, key: str, score: float) -> tuple[int, Any]:
    view = ask(address, f"answer?item={ITEM}&key={key}")
    body = {"item": ITEM, "key": key, "points": [0, 0, 0, 0], "adjustment": score, "comment": f"gave {score}"}
    return send(address, "save", body | {"version": view["mark"]["version"]})


def read_marks(course: Course) -> dict[str, tuple[float, bool, str]]:
    return {
        grade.student: (grade.score, grade.waits, grade.comment)
        for grade in read_grades(course.gradebook, EXERCISE)
        if grade.cell == ITEM
    }


def request(address: str, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Any:
    """Send a request as a stranger's page or program could; returns the answer with its text."""
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def test_only_its_own_page_is_served_and_nothing_is_told_to_others(course: Course) -> None:
    with run_marking(course) as (_, address):
        host, token = address.split("/")[2:4]
        good = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
        status, headers, page = request(address, "GET", f"/{token}/", {})
        assert status == 200 and "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"] and headers["Referrer-Policy"] == "no-referrer"
        assert "http" not in page.replace("http-equiv", "")
        text = json.dumps({"item": ITEM, "key": "x", "text": "planted", "keep": True}).encode()
        refused = [
            request(address, "GET", "/", {}),
            request(address, "GET", "//[?[", {}),
            request(address, "GET", "/mark.js", {}),
            request(address, "GET", f"/{token[:-1]}/desk", {}),
            request(address, "GET", f"/{token}/desk", {"Host": "attacker.invalid"}),
            request(address, "GET", f"/{token}/desk", {"Host": f"localhost:{host.split(':')[1]}"}),
            request(address, "GET", f"/{token}/desk", {"Sec-Fetch-Site": "cross-site"}),
            request(address, "GET", f"/{token}/../../etc/passwd", {}),
            request(address, "POST", f"/{token}/note", {**good, "Origin": "http://attacker.invalid"}, text),
            request(address, "POST", f"/{token}/note", {**good, "Origin": "null"}, text),
            request(address, "POST", f"/{token}/note", {"Host": host, "Content-Type": "application/json"}, text),
            request(address, "POST", f"/{token}/note", {**good, "Content-Type": "text/plain"}, text),
            request(address, "POST", f"/{token}/desk", good, text),
            request(address, "POST", f"/{token}/note", good, b"[1]"),
            request(address, "POST", f"/{token}/note", {**good, "Content-Length": "300000"}, b""),
            request(address, "PUT", f"/{token}/note", good, text),
        ]
        assert [status for status, _, _ in refused] == [
            403, 403, 403, 403, 421, 421, 403, 404, 403, 403, 403, 400, 400, 400, 413, 501,
        ]  # fmt: skip
        assert not any("trainee" in body or "Written by" in body for _, _, body in refused)
        assert "planted" not in "".join(path.read_text() for path in (course.root / "judgements").rglob("notes.json"))
        assert request(address, "POST", f"/{token}/note", good, text)[0] == 200


def test_a_busy_gradebook_is_told_truly_and_saving_again_works(course: Course) -> None:
    with run_marking(course) as (_, address):
        key = ask(address, f"answers?item={ITEM}")[0]["key"]
        view = ask(address, f"answer?item={ITEM}&key={key}")
        body = {"item": ITEM, "key": key, "points": [2, 1, 1, 1], "comment": "", "version": view["mark"]["version"]}
        with closing(sqlite3.connect(course.gradebook, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, found = send(address, "save", body)
            other.execute("ROLLBACK")
        assert status == 503
        assert (
            "another program holds the gradebook" in found["error"] and "save again; no mark is lost" in found["error"]
        )
        assert read_marks(course)["trainee-01"][1]
        assert send(address, "save", body)[0] == 200
        assert read_marks(course)["trainee-01"] == (5.0, False, "")


def test_a_kill_at_any_point_loses_nothing_that_was_saved(course: Course) -> None:
    luck = random.Random(4)
    kept: dict[str, float] = {}
    tried: dict[str, float] = {}
    names: dict[str, str] = {}
    for turn in range(KILLS):
        with run_marking(course) as (process, address):
            answers = ask(address, f"answers?item={ITEM}")
            names = {each["key"]: each["label"] for each in answers}
            last, timer = luck.randint(1, 9), threading.Timer(luck.uniform(0, 0.08), process.kill)
            try:
                for number in range(10_000):
                    if number == last:
                        timer.start()
                    key = answers[number % len(answers)]["key"]
                    tried[names[key]] = score = (turn + number) % 11 / 2.2
                    status, _ = save(address, key, round(score, 2))
                    assert status == 200
                    kept[names[key]] = tried[names[key]] = round(score, 2)
            except (OSError, http.client.HTTPException, ValueError):
                pass  # killed
            timer.join()
        marks = read_marks(course)
        for learner, score in kept.items():
            now, waits, comment = marks[learner]
            assert not waits and comment == f"gave {now}"
            assert now in (score, round(tried[learner], 2))
            kept[learner] = now
        judged = read_judgements(open_judgements(course, EXERCISE), "first")
        behind = [name for name in kept if judged.get((name, ITEM)) is None or judged[name, ITEM].score != kept[name]]
        assert len(behind) <= turn + 1  # at most the one being written at each kill
    assert len(kept) > 5
    with closing(sqlite3.connect(course.gradebook)) as book:
        assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_people_at_the_first_marks_never_write_over_each_other_unseen(course: Course) -> None:
    refused = [0, 0]
    with run_marking(course) as (_, one), run_marking(course) as (_, two):

        def mark(number: int, address: str) -> None:
            for each in ask(address, f"answers?item={ITEM}"):
                view = ask(address, f"answer?item={ITEM}&key={each['key']}")
                time.sleep(0.01)
                body = {
                    "item": ITEM,
                    "key": each["key"],
                    "points": [number, 0, 0, 0],
                    "version": view["mark"]["version"],
                }
                status, _ = send(address, "save", body)
                assert status in (200, 409)
                refused[number - 1] += status == 409

        people = [threading.Thread(target=mark, args=(number, address)) for number, address in ((1, one), (2, two))]
        for each in people:
            each.start()
        for each in people:
            each.join()
    assert not any(waits for _, waits, _ in read_marks(course).values())
    assert sum(refused) > 0
