"""Spreading work over cores: everything is done, whoever dies on the way."""

import os
import signal
from pathlib import Path

import pytest

from casebook.grading.spread import pool


@pytest.mark.parametrize("count", [0, 1, 39, 200])
def test_everything_is_done_once_or_more(tmp_path: Path, count: int) -> None:
    names = [f"name-{number}" for number in range(count)]
    pool.fork_each(lambda name: (tmp_path / name).touch(), names)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_what_a_killed_process_left_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "count_cores", lambda: 3)
    here = os.getpid()

    def do(name: str) -> None:
        if os.getpid() != here and name.endswith("7"):
            os.kill(os.getpid(), signal.SIGKILL)
        (tmp_path / name).touch()

    pool.fork_each(do, [f"name-{number}" for number in range(100)])
    assert len(list(tmp_path.iterdir())) == 100


def test_what_fails_here_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match="only"):
        pool.fork_each(fail, ["only"])
