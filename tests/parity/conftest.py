"""The page's modules, run in a real JavaScript engine, beside Python."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from casebook.web.bundle import FOLDER

Run = Callable[[str, str, Sequence[Sequence[Any]]], list[Any]]


@pytest.fixture(scope="session")
def run_page() -> Run:
    """Return a function that calls one function of the page once for every tuple of arguments."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")

    def run(module: str, name: str, arguments: Sequence[Sequence[Any]]) -> list[Any]:
        calls = [[module, name, list(given)] for given in arguments]
        done = subprocess.run(
            [node, str(Path(__file__).with_name("run.mjs"))],
            input=json.dumps({"folder": str(FOLDER), "calls": calls}),
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert not done.returncode, done.stderr
        results = json.loads(done.stdout)
        assert len(results) == len(calls)
        return list(results)

    return run
