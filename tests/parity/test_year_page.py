"""A year of reviews in two tabs, through reloads, a full store, a clock set back and an older file: nothing that was kept is lost."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from casebook.web.bundle import FOLDER, bundle_module

HERE = Path(__file__).parent
DAYS, SEED = 365, 20261128

ENTRY = """
import { keepReview, refreshKept } from "./today/keeper.js";
import { makeModel } from "./today/schedule.js";
import { measureDue } from "./reader/review/due.js";
import { mergeBackup, readBackup, writeBackup } from "./reader/backup.js";
import { keep, listKept, recall } from "./reader/storage.js";
export default { keepReview, refreshKept, makeModel, measureDue, mergeBackup, readBackup, writeBackup, keep, listKept, recall };
"""

COURSE = {
    "title": "Tea",
    "chapters": [{"page": "tea/index", "title": "Tea"}],
    "pages": [
        {
            "page": f"tea/p{page}", "title": f"Page {page}", "chapter": 1, "minutes": 9,
            "cards": [
                {
                    "kind": "case", "id": f"c{page}-{case}", "title": "A case", "minutes": 6,
                    "items": [[f"c{page}-{case}--i{item}", f"f{page}{case}{item}", 2, "best", ""] for item in range(3)],
                }
                for case in range(4)
            ],
        }
        for page in range(6)
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")
    folder = tmp_path_factory.mktemp("year")
    shutil.copytree(FOLDER, folder / "web", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "web" / "year.js").write_text(ENTRY)
    script = folder / "year.mjs"
    script.write_text(bundle_module("year.js", folder / "web"))
    given = {"folder": str(FOLDER), "script": str(script), "course": COURSE, "seed": SEED, "days": DAYS}
    done = subprocess.run(
        [node, str(HERE / "year.mjs")], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return dict(json.loads(done.stdout))


def test_every_answer_that_was_kept_is_there_at_the_end_with_its_rating(year: dict[str, Any]) -> None:
    answered = {(item, day): rating for item, days in year["given"].items() for day, rating in days.items()}
    kept = {(item, day): rating for item, review in year["reviews"].items() for day, rating in review["log"]}
    assert len(answered) > 600
    assert {each: rating for each, rating in answered.items() if kept.get(each) != rating} == {}
    # What could not be written while the store was full may be there or not; nothing else may.
    assert len(kept.keys() - answered.keys()) <= year["trouble"]["refused"]


def test_the_year_had_its_troubles(year: dict[str, Any]) -> None:
    assert year["trouble"]["refused"] > 0, "the store was full"
    assert year["opened"] > 100, "tabs were loaded anew"
    assert any(day < "2025-01-01" for days in year["given"].values() for day in days), "the clock stood two years back"
    assert year["trouble"]["faults"] == [], "the older file was read"


def test_no_question_is_asked_twice_and_no_two_of_a_case_on_one_day(year: dict[str, Any]) -> None:
    assert year["trouble"]["siblings"] == 0 and year["trouble"]["repeats"] == 0
    cases: dict[tuple[str, str], int] = {}
    for item, review in year["reviews"].items():
        for index, (day, _) in enumerate(review["log"]):
            if index:
                key = (item.split("--")[0], day)
                cases[key] = cases.get(key, 0) + 1
    assert max(cases.values()) == 1


def test_what_is_known_grows_and_is_spaced_out(year: dict[str, Any]) -> None:
    assert year["known"] == len(year["reviews"]) > 40
    answers = [len(review["log"]) for review in year["reviews"].values()]
    # Two answers in seven are wrong, whatever the question: even so none is asked more than every fourth day.
    assert sum(answers) / len(answers) < DAYS / 4
    assert all(review["due"] > max(day for day, _ in review["log"]) for review in year["reviews"].values())


def test_a_year_fits_into_a_browser_many_times(year: dict[str, Any]) -> None:
    assert year["size"] < 300_000
    file = json.loads(year["saved"][1])
    assert file["schema"] == 2 and any(name.startswith("review:") for name in file["entries"])
