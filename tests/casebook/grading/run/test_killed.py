"""Nothing is lost: grader, writer, workers, zygote and dask workers are killed at random points, and the gradebook comes out the same."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.handin.sample import make_sample_class
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.outcome import Limits
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.spread import cluster
from casebook.grading.spread.means import Means
from casebook.mark.response import write_response
from casebook.problem import CasebookError

from ...conftest import TeaSubject, answer
from ..hostile import WORSE

pytestmark = pytest.mark.slow
LEARNERS = 14
KILLS = 30
DASK_KILLS = 3


def rows(course: Course) -> list[Any]:
    return [
        (e.student, e.cell, e.auto_score, e.score, e.waits, e.comment) for e in read_grades(course.gradebook, "tea")
    ]


def graded(course: Course) -> dict[str, bytes]:
    return {path.parent.parent.name: path.read_bytes() for path in sorted(course.autograded.glob("*/tea/tea.ipynb"))}


@pytest.fixture(scope="module")
def prepared(_opened_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("killed") / "course"
    shutil.copytree(_opened_once, root)
    course = Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]
    make_sample_class(course, "tea", learners=LEARNERS, seed=3, folder=root.parent / "inbox")
    collect(course, "tea", root.parent / "inbox")
    return course


@pytest.fixture(scope="module")
def undisturbed(prepared: Course) -> tuple[list[Any], dict[str, bytes], float]:
    root = prepared.root.parent / "undisturbed"
    shutil.copytree(prepared.root, root)
    course = Course(root, root / "answers", prepared.subject)
    start = time.monotonic()
    grade_exercise(course, "tea")
    return rows(course), graded(course), time.monotonic() - start


def copy(prepared: Course, name: str) -> Course:
    root = prepared.root.parent / name
    shutil.copytree(prepared.root, root)
    return Course(root, root / "answers", prepared.subject)


def list_children(pid: int) -> list[int]:
    """Return the processes that any thread of a process started."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in path.read_text().split()]
    return found


def kill(pid: int) -> bool:
    """Kill a process; returns whether it was still alive."""
    try:
        alive = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        os.kill(pid, signal.SIGKILL)
    except OSError:
        return False
    return alive


def start(course: Course) -> int:
    """Grade in a forked process; returns its id."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            grade_exercise(course, "tea")
            code = 0
        finally:
            os._exit(code)
    return pid


def wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_killed_at_random_points_the_gradebook_is_the_undisturbed_one(
    prepared: Course, undisturbed: tuple[list[Any], dict[str, bytes], float]
) -> None:
    expected, notebooks, seconds = undisturbed
    luck = random.Random(20261121)
    course = copy(prepared, "often")
    killed: Counter[str] = Counter()
    whole = 0
    while killed.total() < KILLS:
        main = start(course)
        time.sleep(luck.uniform(0.02, seconds * 0.9))
        # The grader is the writer too; below it are a zygote and the workers.
        below = list_children(main)
        kind = luck.choice(["grader", "below"]) if below else "grader"
        killed[kind] += kill(main if kind == "grader" else luck.choice(below))
        code = wait(main)
        if code == 0 or killed.total() == KILLS:
            grade_exercise(course, "tea")
            assert rows(course) == expected
            assert graded(course) == notebooks
            whole += 1
            # Something is lost on purpose, so that there is work for the next round.
            for path in luck.sample(sorted(course.autograded.iterdir()), LEARNERS // 2):
                shutil.rmtree(path)
    grade_exercise(course, "tea")
    assert rows(course) == expected and graded(course) == notebooks
    assert whole >= 1 and min(killed.values()) >= KILLS // 5


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A dask scheduler and two workers with nannies, as an institution would run them."""
    address = tmp_path / "scheduler.json"
    environment = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "120s"}

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:], "--scheduler-file", str(address), "--no-dashboard"],
            cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    processes = [run("dask_scheduler", "--host", "127.0.0.1", "--port", "0")]
    for _ in range(900):
        if address.exists() and address.read_text().strip():
            break
        time.sleep(0.1)
    processes += [run("dask_worker", "--nthreads", "1", "--nworkers", "1") for _ in range(2)]
    yield json.loads(address.read_text())["address"], processes
    for process in reversed(processes):
        process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()


def list_workers(nannies: list[subprocess.Popen[bytes]]) -> list[int]:
    """Return the workers that are at work: one killed while it starts is given up by dask's own watcher."""
    found = []
    for child in [child for nanny in nannies for child in list_children(nanny.pid)]:
        with contextlib.suppress(OSError):
            # Below a nanny there is also multiprocessing's own tracker, and below a worker at work its zygote.
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes() and list_children(child):
                found.append(child)
    return found


def test_dask_workers_may_be_killed_too(
    prepared: Course,
    undisturbed: tuple[list[Any], dict[str, bytes], float],
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, processes = scheduler
    luck = random.Random(7)
    killed = 0

    def kill_some() -> None:
        nonlocal killed
        until = time.monotonic() + 240
        while killed < DASK_KILLS and time.monotonic() < until:
            time.sleep(luck.uniform(0.2, 2))
            workers = list_workers(processes[1:])
            killed += bool(workers) and kill(luck.choice(workers))

    killer = threading.Thread(target=kill_some, daemon=True)
    killer.start()
    rounds = 0
    while killer.is_alive() or rounds == 0:
        course = copy(prepared, f"far-{rounds}")
        summary = grade_exercise(course, "tea", Means(scheduler=address))
        assert summary.failed == ()
        assert (rows(course), graded(course)) == undisturbed[:2]
        rounds += 1
    assert killed == DASK_KILLS


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("loss", ["the worker that holds a result", "the line to the scheduler"])
def test_what_is_lost_after_it_was_graded_is_graded_again(
    loss: str,
    prepared: Course,
    undisturbed: tuple[list[Any], dict[str, bytes], float],
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, processes = scheduler
    lost: list[str] = []

    def wait_and_lose(client: Any, futures: list[Any], where: str) -> list[Any]:
        done = wait_as_ever(client, futures, where)
        if not lost:
            lost.extend(future.status for future in done)
            if loss.startswith("the line"):
                client.loop.add_callback(client.scheduler_comm.comm.abort)
            for pid in list_workers(processes[1:]) if loss.startswith("the worker") else ():
                kill(pid)
            wait_for(lambda: all(future.status != "finished" for future in done))
        return done

    wait_as_ever = cluster._wait
    monkeypatch.setattr(cluster, "_wait", wait_and_lose)
    course = copy(prepared, loss.replace(" ", "-"))
    summary = grade_exercise(course, "tea", Means(scheduler=address))
    assert set(lost) == {"finished"}
    assert summary.failed == ()
    assert (rows(course), graded(course)) == undisturbed[:2]


def test_hostile_hand_ins_on_dask_cost_their_neighbours_nothing_and_a_killed_scheduler_is_named(
    prepared: Course,
    undisturbed: tuple[list[Any], dict[str, bytes], float],
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    address, processes = scheduler
    course = copy(prepared, "hostile")
    inbox = course.root.parent / "hostile-inbox"
    inbox.mkdir()
    quick = [each for each in WORSE if not each.name.startswith(("drips", "half", "memory", "hears"))][::4]
    for each in quick:
        (inbox / f"{each.name}.json").write_bytes(
            write_response(answer(course, each.name, hottest_cup__code=each.code))
        )
    collect(course, "tea", inbox)
    summary = grade_exercise(
        course, "tea", Means(scheduler=address, limits=Limits(cell_seconds=5, seconds=20, megabytes=512))
    )
    assert summary.failed == ()
    names = {each.name for each in quick}
    found = rows(course)
    assert [row for row in found if row[0] not in names] == undisturbed[0]
    assert {row[2] for row in found if row[0] in names and row[1] == "second-cup--volume"} == {2.0}
    for each in quick:
        note = json.loads((course.autograded / each.name / "tea" / "casebook.json").read_bytes())["results"][0]
        assert note["isolation"] == "full", each.name

    def kill_and_wait(client: Any, futures: list[Any], where: str) -> list[Any]:
        processes[0].kill()
        return wait_as_ever(client, futures, where)

    wait_as_ever = cluster._wait
    monkeypatch.setattr(cluster, "_wait", kill_and_wait)
    with pytest.raises(CasebookError) as caught:
        grade_exercise(course, "tea", Means(scheduler=address), force=True)
    assert address in str(caught.value) and "the same command" in str(caught.value)
    assert "Traceback" not in capfd.readouterr().err
    grade_exercise(course, "tea", Means(jobs=2))
    assert [row for row in rows(course) if row[0] not in names] == undisturbed[0]
